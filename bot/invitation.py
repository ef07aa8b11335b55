"""What Campsite asks for when it is invited to a server: the least it works with, and never Administrator."""

from __future__ import annotations

import discord

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    read_message_history=True,  # to find a message again after a crash, instead of sending it twice
    attach_files=True,  # calendars
    create_public_threads=True,
    send_messages_in_threads=True,
    create_events=True,  # the next meetups at the top of the server; its own it may change and delete
    create_private_threads=True,  # where the organizers of a group hear what is theirs alone
    pin_messages=True,  # the directory of groups
    manage_channels=True,  # a channel for each group
    manage_roles=True,  # a role for each group; it carries no permissions
)

SCOPES = ("bot", "applications.commands")


def url(application_id: int) -> str:
    """The address that invites the bot."""
    return discord.utils.oauth_url(application_id, permissions=PERMISSIONS, scopes=SCOPES)
