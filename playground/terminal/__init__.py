"""What a person sees in Discord, drawn as plain text for a terminal."""

from playground.terminal.channels import channel
from playground.terminal.messages import message
from playground.terminal.screen import Screen
from playground.terminal.viewer import Viewer

__all__ = ["Screen", "Viewer", "channel", "message"]
