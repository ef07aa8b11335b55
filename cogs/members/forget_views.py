"""What somebody reads and presses who wants to be forgotten."""

from __future__ import annotations

from typing import Any

import discord
from discord.ui import Button, LayoutView

from bot.operation import forgetting
from bot.people.register import Register
from bot.people.texts import servers_writing_of
from bot.ui.answers import app_of, guild_of, show_in_place, words_of
from bot.ui.buttons import Tap
from bot.ui.cards import box, layout, row, text
from bot.words import Words


class ForgetHere(Tap, template="members:forget:here"):
    """Forgets whoever presses it in this server."""

    @classmethod
    def of(cls, t: Words) -> ForgetHere:
        """The button."""
        style = discord.ButtonStyle.danger
        return cls(Button(label=t("Forget me here"), style=style, custom_id="members:forget:here"))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Forgets."""
        app, t = app_of(interaction), words_of(interaction)
        register = Register(app.settings.data_dir)
        await app.write(guild_of(interaction), forgetting.forget_here, interaction.user.id, register)
        await show_in_place(interaction, layout(text(t("You are forgotten in this server."), _soon(t))))


class ForgetEverywhere(Tap, template="members:forget:everywhere"):
    """Forgets whoever presses it in every server."""

    @classmethod
    def of(cls, t: Words) -> ForgetEverywhere:
        """The button."""
        style = discord.ButtonStyle.danger
        return cls(
            Button(label=t("Forget me everywhere"), style=style, custom_id="members:forget:everywhere")
        )

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Forgets."""
        app, t = app_of(interaction), words_of(interaction)
        register = Register(app.settings.data_dir)
        person_id = interaction.user.id
        writing = await app.database.read(None, servers_writing_of, person_id)
        await app.database.write(None, forgetting.forget_everywhere, person_id, register, writing)
        app.languages.chose(person_id, None)
        await show_in_place(interaction, layout(text(t("You are forgotten everywhere."), _soon(t))))


BUTTONS = (ForgetHere, ForgetEverywhere)


def asked(t: Words, *, here: bool) -> LayoutView:
    """Says what being forgotten means and offers it; `here` where there is a server to be forgotten in."""
    lines = [
        "## " + t("Have me forget you"),
        t("Your seats go to whoever waits, your groups go on without you, and your roles are taken away."),
        t("What you shared with me is deleted, and my cards no longer name you."),
        t(
            "Where others mentioned you in what they gave me, or wrote your id, another word stands there then."
        ),
        t("Where a group keeps you out, that goes on until it ends."),
        t(
            "If you asked not to be asked again, that is forgotten too: moderators may write to you once more."
        ),
        t("What you wrote in Discord yourself stays there; Discord keeps it, not I."),
    ]
    if here:
        lines.append(
            t(
                "**Here** means this server. **Everywhere** means every server, and your time zone, quiet hours and other "
                "preferences too."
            )
        )
    else:
        lines.append(t("**Everywhere** means every server, and your preferences too."))
    lines.append(t("It can't be undone. If you want to keep a copy, use /me export first."))
    buttons = [*([ForgetHere.of(t)] if here else []), ForgetEverywhere.of(t)]
    return layout(box(text(*lines), row(*buttons)))


def _soon(t: Words) -> str:
    return t(
        "Cards and roles follow within minutes, and then nothing of mine names you any more. Copies kept against a loss of "
        "data are deleted after 30 days."
    )
