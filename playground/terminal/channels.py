"""A channel, drawn: its name, and the messages in it that a person may see."""

from __future__ import annotations

from playground.terminal.messages import message
from playground.terminal.runs import BOLD, Run
from playground.terminal.screen import Screen
from playground.terminal.viewer import Viewer
from playground.world.channels import Channel


def channel(screen: Screen, seen: Channel, viewer: Viewer) -> list[str]:
    """The lines of a channel as that person sees it, oldest message first."""
    lines = [screen.painted([Run(f"#{seen.name}", BOLD)])]
    for one in viewer.who.sees(seen):
        lines += ["", *message(screen, one, viewer)]
    return lines
