"""A Discord on your own machine: REST, gateway and people to play with. It imports nothing of the bot."""

from playground.clock import Clock
from playground.errors import CannotType, DiscordError
from playground.people.person import Person
from playground.people.reply import Choice, Modal, Reply
from playground.playground import Playground
from playground.world.applications import Application
from playground.world.channels import Channel, ChannelType
from playground.world.guilds import Guild
from playground.world.messages import Message
from playground.world.roles import Role
from playground.world.threads import Thread

__all__ = [
    "Application",
    "CannotType",
    "Channel",
    "ChannelType",
    "Choice",
    "Clock",
    "DiscordError",
    "Guild",
    "Message",
    "Modal",
    "Person",
    "Playground",
    "Reply",
    "Role",
    "Thread",
]
