"""A bot that shows every kind of thing a bot can show, for the page's tests."""

from __future__ import annotations

import asyncio
import io
import struct
import zlib
from typing import Any, ClassVar

import discord
from discord import app_commands, ui


def png(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\x00" + bytes(colour) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def picture(
    name: str, colour: tuple[int, int, int] = (38, 118, 76), width: int = 320, height: int = 160
) -> discord.File:
    return discord.File(
        io.BytesIO(png(width, height, colour)), name, description=f"A drawing of {name.split('.')[0]}"
    )


class Pressed(ui.Button[Any]):
    """Answers with its own label."""

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"You pressed {self.label}.", ephemeral=True)


class Silent(ui.Button[Any]):
    """Never answers."""

    async def callback(self, interaction: discord.Interaction) -> None:
        """Does nothing."""


class Counting(ui.Button[Any]):
    """Changes its own message."""

    async def callback(self, interaction: discord.Interaction) -> None:
        assert interaction.message is not None
        count = int(interaction.message.content.split()[-1]) + 1
        await interaction.response.edit_message(content=f"Counted to {count}")


class Chosen(ui.Select[Any]):
    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"You chose {' and '.join(self.values)}.", ephemeral=True)


class ChosenUser(ui.UserSelect[Any]):
    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"You chose {self.values[0].mention}.", ephemeral=True)


class ChosenRole(ui.RoleSelect[Any]):
    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"You chose {self.values[0].mention}.", ephemeral=True)


class ChosenAnybody(ui.MentionableSelect[Any]):
    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"You chose {self.values[0].mention}.", ephemeral=True)


class ChosenChannel(ui.ChannelSelect[Any]):
    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"You chose {self.values[0].mention}.", ephemeral=True)


SILENCE = "Say nothing"
"""Who says this about themselves in the form gets no answer."""


class Questions(ui.Modal, title="A few questions"):
    """Every kind of field."""

    words = ui.TextDisplay[Any]("It takes **a minute**.")
    name = ui.Label[Any](
        text="Name",
        description="As people call you",
        component=ui.TextInput[Any](min_length=2, max_length=20),
    )
    about = ui.Label[Any](
        text="About you", component=ui.TextInput[Any](style=discord.TextStyle.paragraph, required=False)
    )
    snack = ui.Label[Any](
        text="Snack",
        component=ui.Select[Any](
            options=[discord.SelectOption(label="Apple"), discord.SelectOption(label="Biscuit", value="b")]
        ),
    )
    friend = ui.Label[Any](text="Friend", component=ui.UserSelect[Any](required=False))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        name, about, snack, friend = (
            label.component for label in (self.name, self.about, self.snack, self.friend)
        )
        assert isinstance(name, ui.TextInput)
        assert isinstance(about, ui.TextInput)
        assert isinstance(snack, ui.Select)
        assert isinstance(friend, ui.UserSelect)
        if about.value == SILENCE:
            return
        friends = [user.display_name for user in friend.values]
        answer = f"{name.value} | {about.value} | {snack.values} | {friends}"
        await interaction.response.send_message(answer, ephemeral=True)


class Boxes(ui.Modal, title="Boxes"):
    """The fields that the other form has no room for."""

    days = ui.Label[Any](
        text="Days",
        component=ui.CheckboxGroup[Any](
            options=[discord.CheckboxGroupOption(label=day) for day in ("Monday", "Tuesday", "Friday")],
            required=False,
        ),
    )
    size = ui.Label[Any](
        text="Size",
        component=ui.RadioGroup[Any](
            options=[discord.RadioGroupOption(label="Small"), discord.RadioGroupOption(label="Large")]
        ),
    )
    news = ui.Label[Any](text="Send me news", component=ui.Checkbox[Any]())
    files = ui.Label[Any](text="A file", component=ui.FileUpload[Any](required=False))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        days, size, news, files = (label.component for label in (self.days, self.size, self.news, self.files))
        assert isinstance(days, ui.CheckboxGroup)
        assert isinstance(size, ui.RadioGroup)
        assert isinstance(news, ui.Checkbox)
        assert isinstance(files, ui.FileUpload)
        sent = [(await file.read()).decode() for file in files.values]
        await interaction.response.send_message(
            f"{days.values} | {size.value} | {news.value} | {sent}", ephemeral=True
        )


class Picks(ui.Modal, title="Picks"):
    """The menus of people, roles and channels."""

    role = ui.Label[Any](text="A role", component=ui.RoleSelect[Any]())
    place = ui.Label[Any](
        text="A place",
        component=ui.ChannelSelect[Any](channel_types=[discord.ChannelType.voice], required=False),
    )
    anybody = ui.Label[Any](text="Anybody", component=ui.MentionableSelect[Any](max_values=2, required=True))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        picked: list[str] = []
        for label in (self.role, self.place, self.anybody):
            assert isinstance(label.component, ui.RoleSelect | ui.ChannelSelect | ui.MentionableSelect)
            picked.append(" and ".join(one.mention for one in label.component.values))
        await interaction.response.send_message(" | ".join(picked), ephemeral=True)


class Limits(ui.Modal, title="Limits"):
    """Fields that take no fewer and no more than so many."""

    fruit = ui.Label[Any](
        text="Fruit",
        component=ui.Select[Any](
            options=[discord.SelectOption(label="Apple", default=True), discord.SelectOption(label="Pear")],
            required=False,
        ),
    )
    drinks = ui.Label[Any](
        text="Drinks",
        component=ui.Select[Any](
            options=[discord.SelectOption(label=name) for name in ("Tea", "Water", "Juice")],
            required=False,
            min_values=2,
            max_values=2,
        ),
    )
    days = ui.Label[Any](
        text="Days",
        component=ui.CheckboxGroup[Any](
            options=[discord.CheckboxGroupOption(label=day) for day in ("Monday", "Tuesday", "Friday")],
            required=False,
            min_values=2,
            max_values=2,
        ),
    )
    files = ui.Label[Any](text="Files", component=ui.FileUpload[Any](min_values=2, max_values=3))
    word = ui.Label[Any](text="Word", component=ui.TextInput[Any](min_length=3, max_length=5, required=False))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        said: list[str] = []
        for label in (self.fruit, self.drinks, self.days):
            assert isinstance(label.component, ui.Select | ui.CheckboxGroup)
            said.append("+".join(label.component.values) or "nothing")
        assert isinstance(self.files.component, ui.FileUpload)
        assert isinstance(self.word.component, ui.TextInput)
        said += ["+".join(file.filename for file in self.files.component.values), self.word.component.value]
        await interaction.response.send_message(" | ".join(said), ephemeral=True)


class OpensForm(ui.Button[Any]):
    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Questions())


def layout() -> ui.LayoutView:
    """Components of the second version, all of them."""
    view = ui.LayoutView(timeout=None)
    view.add_item(
        ui.Container[Any](
            ui.TextDisplay[Any]("# Welcome\nThis box has an **accent**."),
            ui.Section[Any](
                ui.TextDisplay[Any]("A section with a picture"),
                accessory=ui.Thumbnail[Any]("attachment://tent.png", description="A tent"),
            ),
            ui.Separator[Any](spacing=discord.SeparatorSpacing.large),
            ui.Section[Any](
                ui.TextDisplay[Any]("A section with a button"), accessory=Pressed(label="Beside")
            ),
            ui.MediaGallery[Any](
                discord.MediaGalleryItem("attachment://lake.png", description="A lake"),
                discord.MediaGalleryItem("attachment://hill.png", description="A hill", spoiler=True),
            ),
            ui.File[Any]("attachment://notes.txt"),
            ui.ActionRow[Any](Pressed(label="Below", style=discord.ButtonStyle.primary)),
            accent_colour=0xE0863C,
        )
    )
    return view


def buttons() -> ui.View:
    """Buttons of every style."""
    view = ui.View(timeout=None)
    styles = discord.ButtonStyle
    for label, style in (
        ("Primary", styles.primary),
        ("Secondary", styles.secondary),
        ("Success", styles.success),
    ):
        view.add_item(Pressed(label=label, style=style))
    view.add_item(Pressed(label="Danger", style=styles.danger, row=1))
    view.add_item(Pressed(label="Disabled", disabled=True, row=1))
    view.add_item(ui.Button[Any](label="Somewhere", url="https://example.com/", row=1))
    view.add_item(Silent(label="Silent", row=2))
    view.add_item(OpensForm(label="Open the form", row=2))
    view.add_item(Pressed(emoji="🌲", custom_id="tree", row=2))
    return view


def menus() -> ui.View:
    """Menus of every kind."""
    view = ui.View(timeout=None)
    options = [
        discord.SelectOption(label="Tea", description="Hot", value="tea"),
        discord.SelectOption(label="Water", value="water"),
        discord.SelectOption(label="Juice", value="juice"),
    ]
    view.add_item(Chosen(placeholder="Drinks", options=options, max_values=2))
    view.add_item(ChosenUser(placeholder="Somebody"))
    view.add_item(ChosenRole(placeholder="Some role"))
    view.add_item(ChosenChannel(placeholder="Some place"))
    view.add_item(ChosenAnybody(placeholder="Anybody"))
    return view


def embed() -> discord.Embed:
    shape = discord.Embed(
        title="An embed", description="With *fields*.", colour=0x4361C9, url="https://example.com/"
    )
    shape.set_author(name="Author").set_footer(text="Footer").set_image(url="attachment://lake.png")
    shape.add_field(name="One", value="1", inline=True).add_field(name="Two", value="2", inline=True)
    return shape


class Showcase(discord.Client):
    """The bot."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True), guild_ready_timeout=0.01)
        self.suggesting = asyncio.Event()  # suggestions are not made while it is not set
        self.suggesting.set()
        self.asked = asyncio.Queue[str]()  # what suggestions were asked for
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(_show())
        self.tree.add_command(app_commands.Command(name="say", description="Says it", callback=say))
        self.tree.add_command(app_commands.Command(name="slow", description="Takes its time", callback=slow))
        self.tree.add_command(app_commands.Command(name="mute", description="Never answers", callback=mute))
        self.tree.add_command(app_commands.ContextMenu(name="Count words", callback=count_words))
        self.tree.add_command(app_commands.ContextMenu(name="Ask", callback=ask))

    async def setup_hook(self) -> None:
        await self.tree.set_translator(French())
        await self.tree.sync()


class French(app_commands.Translator):
    words: ClassVar = {
        "say": "dire",
        "Says it": "Le dit",
        "what": "quoi",
        "tone": "ton",
        "loud": "fort",
        "soft": "doux",
    }

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,  # noqa: ARG002 - as its class has it
    ) -> str | None:
        return self.words.get(string.message) if locale is discord.Locale.french else None


def _show() -> app_commands.Group:
    group = app_commands.Group(name="show", description="Shows things")
    for kind in ("layout", "buttons", "menus", "embed", "form", "boxes", "picks", "limits", "count"):
        group.add_command(app_commands.Command(name=kind, description=f"Shows {kind}", callback=SHOWN[kind]))
    return group


async def show_layout(interaction: discord.Interaction) -> None:
    files = [
        picture("tent.png", (224, 134, 60), 100, 100), picture("lake.png", (67, 97, 201)), picture("hill.png"),
        discord.File(io.BytesIO(b"Bring a cup."), "notes.txt"),
    ]  # fmt: skip
    await interaction.response.send_message(view=layout(), files=files)


async def show_buttons(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("All the buttons", view=buttons())


async def show_menus(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("All the menus", view=menus())


async def show_embed(interaction: discord.Interaction) -> None:
    await interaction.response.send_message(embed=embed(), file=picture("lake.png", (67, 97, 201)))


async def show_form(interaction: discord.Interaction) -> None:
    await interaction.response.send_modal(Questions())


async def show_boxes(interaction: discord.Interaction) -> None:
    await interaction.response.send_modal(Boxes())


async def show_picks(interaction: discord.Interaction) -> None:
    await interaction.response.send_modal(Picks())


async def show_limits(interaction: discord.Interaction) -> None:
    await interaction.response.send_modal(Limits())


async def show_count(interaction: discord.Interaction) -> None:
    view = ui.View(timeout=None)
    view.add_item(Counting(label="One more"))
    sizes = [discord.SelectOption(label="Small"), discord.SelectOption(label="Large", default=True)]
    view.add_item(Chosen(placeholder="Sizes", options=sizes))
    await interaction.response.send_message("Counted to 0", view=view)


SHOWN: dict[str, Any] = {
    "layout": show_layout, "buttons": show_buttons, "menus": show_menus, "embed": show_embed, "form": show_form,
    "boxes": show_boxes, "picks": show_picks, "limits": show_limits, "count": show_count,
}  # fmt: skip


@app_commands.describe(
    what="The words", tone="How to say it", times="How often", to="To whom", sure="Whether really"
)
@app_commands.choices(
    tone=[app_commands.Choice(name="loud", value="loud"), app_commands.Choice(name="soft", value="soft")]
)
async def say(
    interaction: discord.Interaction,
    what: str,
    tone: str = "soft",
    times: app_commands.Range[int, 1, 5] = 1,
    to: discord.Member | None = None,
    sure: bool = True,
    file: discord.Attachment | None = None,
) -> None:
    words = " ".join([what.upper() if tone == "loud" else what] * times)
    about = f" to {to.mention}" if to else ""
    size = f" with {file.filename} of {file.size} bytes" if file else ""
    await interaction.response.send_message(f"{words}{about}{size}{'' if sure else '?'}")


async def fruits(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    assert isinstance(interaction.client, Showcase)
    interaction.client.asked.put_nowait(typed)
    await interaction.client.suggesting.wait()
    return [
        app_commands.Choice(name=name, value=name.lower())
        for name in ("Apple", "Apricot", "Banana")
        if typed.lower() in name.lower()
    ]


@app_commands.autocomplete(fruit=fruits)
async def slow(interaction: discord.Interaction, fruit: str) -> None:
    await interaction.response.defer(thinking=True)
    await asyncio.sleep(0.05)
    await interaction.followup.send(f"Here is your {fruit}.")


async def mute(_: discord.Interaction) -> None:
    """Does nothing."""


async def ask(interaction: discord.Interaction, _: discord.Message) -> None:
    await interaction.response.send_modal(Questions())


async def count_words(interaction: discord.Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(f"It has {len(message.content.split())} words.", ephemeral=True)
