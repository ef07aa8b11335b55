"""Reads the components of a message: what may stand where, how long, how many, with which names."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from playground import limits
from playground.rest.form import Form
from playground.wire import Json
from playground.world import parts
from playground.world.attachments import Attachment
from playground.world.channels import ChannelType
from playground.world.emoji import is_emoji

LEGACY_TOP = frozenset({parts.ROW})
IN_CONTAINER = frozenset({parts.ROW, parts.SECTION, parts.TEXT, parts.GALLERY, parts.FILE, parts.SEPARATOR})
TOP = IN_CONTAINER | {parts.CONTAINER}
IN_ROW = frozenset({parts.BUTTON}) | parts.SELECTS
ACCESSORIES = frozenset({parts.BUTTON, parts.THUMBNAIL})
LINKS = ("http", "https", "discord")
MEDIA = ("http", "https", "attachment")
CHOSEN_BEFORE = {
    parts.USER_SELECT: ("user",),
    parts.ROLE_SELECT: ("role",),
    parts.MENTIONABLE_SELECT: ("user", "role"),
    parts.CHANNEL_SELECT: ("channel",),
}
"""What may be chosen in a menu before anybody chose."""


class ComponentForm:
    """Reads one body's components into the shape that Discord answers, numbering those that have no id."""

    def __init__(self, form: Form, files: Iterable[Attachment], media_id: Callable[[], int]) -> None:
        self.form = form
        self.files = {attachment.filename: attachment for attachment in files}
        self.media_id = media_id
        self.custom_ids: set[str] = set()
        self.used: set[int] = set()
        self._readers: dict[int, Callable[[Form], Json]] = {
            parts.ROW: self._row,
            parts.BUTTON: self._button,
            parts.STRING_SELECT: self._select,
            parts.USER_SELECT: self._select,
            parts.ROLE_SELECT: self._select,
            parts.MENTIONABLE_SELECT: self._select,
            parts.CHANNEL_SELECT: self._select,
            parts.SECTION: self._section,
            parts.TEXT: self._text,
            parts.THUMBNAIL: self._thumbnail,
            parts.GALLERY: self._gallery,
            parts.FILE: self._file,
            parts.SEPARATOR: self._separator,
            parts.CONTAINER: self._container,
        }

    def message(self, *, v2: bool) -> list[Json]:
        """The components of a message, old style (rows only) or of the second version."""
        most = None if v2 else limits.ROWS
        found = [
            self.part(form, TOP if v2 else LEGACY_TOP) for form in self.form.each("components", most=most)
        ]
        self._number(found)
        if v2:
            self._whole(found)
        return found

    def part(self, form: Form, allowed: frozenset[int]) -> Json:
        """One component, if its type may stand here."""
        kind = kind_of(form)
        if kind not in allowed:
            listed = ", ".join(str(choice) for choice in sorted(allowed))
            form.errors.add(
                (*form.path, "type"),
                "UNION_TYPE_CHOICES",
                f'Value of field "type" must be one of ({listed}).',
            )
            return {"type": 0}
        given = form.number("id", least=0)
        if given:
            if given in self.used:
                form.wrong("id", "COMPONENT_ID_DUPLICATED", "Component id was already specified")
            self.used.add(given)
        return {"type": kind, "id": given or 0, **self._readers[kind](form)}

    def custom_id(self, form: Form) -> str:
        """A custom id: 1 to 100 characters, once in a body."""
        value = form.text("custom_id", least=1, most=limits.CUSTOM_ID, required=True) or ""
        if value in self.custom_ids:
            form.wrong(
                "custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"
            )
        self.custom_ids.add(value)
        return value

    def _whole(self, found: list[Json]) -> None:
        everything = list(parts.walk(found))
        if len(everything) > limits.COMPONENTS:
            self.form.wrong(
                "components", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {limits.COMPONENTS} in length."
            )
        if sum(len(text) for text in parts.texts(found)) > limits.COMPONENT_TEXT:
            self.form.wrong(
                "components",
                "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
                f"The total size of the displayable text exceeds the maximum size of {limits.COMPONENT_TEXT}",
            )

    def _number(self, found: list[Json]) -> None:
        following = 1
        for part in parts.walk(found):
            if not part.get("id"):
                while following in self.used:
                    following += 1
                part["id"] = following
                self.used.add(following)

    # One reader a type

    def _row(self, form: Form) -> Json:
        inner = [
            self.part(child, IN_ROW) for child in form.each("components", least=1, most=limits.BUTTONS_IN_ROW)
        ]
        wide = any(part["type"] in parts.SELECTS for part in inner)
        if wide and len(inner) > 1:
            form.errors.add(
                (*form.path, "components", 1),
                "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                "The specified component exceeds the maximum width",
            )
        return {"components": inner}

    def _button(self, form: Form) -> Json:
        style = form.one_of("style", range(1, 7), required=True)
        label = (form.text("label", most=limits.BUTTON_LABEL) or "").strip()
        emoji = _emoji(form)
        shape: Json = {"style": style}
        if label:
            shape["label"] = label
        if emoji:
            shape["emoji"] = emoji
        if form.flag("disabled"):
            shape["disabled"] = True
        if style == parts.LINK:
            shape["url"] = form.url("url", *LINKS, most=limits.LINK, required=True)
            if form.raw("custom_id"):
                form.wrong(
                    "custom_id",
                    "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                    "A link has no custom id",
                )
        elif style == parts.PREMIUM:
            if form.snowflake("sku_id", required=True) is not None:
                # nothing is for sale here, so whatever it names is unknown
                form.wrong("sku_id", "BUTTON_COMPONENT_INVALID_SKU", "Unknown SKU")
            for name in ("label", "emoji", "custom_id", "url"):
                if form.raw(name):
                    words = "A premium button has nothing but what it sells"
                    form.wrong(name, "BUTTON_COMPONENT_PREMIUM_EXCLUSIVE", words)
        else:
            shape["custom_id"] = self.custom_id(form)
            if form.raw("url"):
                form.wrong(
                    "url", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "Only a link has an address"
                )
        if style != parts.PREMIUM and not label and not emoji:
            form.wrong(
                "label", "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A button needs a label or an emoji"
            )
        return shape

    def _select(self, form: Form) -> Json:
        kind = kind_of(form)
        shape: Json = {"custom_id": self.custom_id(form)}
        if placeholder := form.text("placeholder", most=limits.PLACEHOLDER):
            shape["placeholder"] = placeholder
        least = form.number("min_values", least=0, most=limits.SELECT_OPTIONS)
        most = form.number("max_values", least=1, most=limits.SELECT_OPTIONS)
        shape["min_values"] = 1 if least is None else least
        shape["max_values"] = 1 if most is None else most
        if shape["min_values"] > shape["max_values"]:
            form.wrong("min_values", "SELECT_COMPONENT_MIN_VALUES_TOO_LARGE", "Must not be above max_values")
        if form.flag("disabled"):
            shape["disabled"] = True
        if kind == parts.STRING_SELECT:
            shape["options"] = self.options(form, least=1, most=limits.SELECT_OPTIONS)
            if shape["max_values"] > len(shape["options"]):
                form.wrong(
                    "max_values", "SELECT_COMPONENT_MAX_VALUES_TOO_LARGE", "Must not be above the options"
                )
            self._chosen(form, "options", sum("default" in option for option in shape["options"]), shape)
            return shape
        if chosen := _chosen_before(form, CHOSEN_BEFORE[kind]):
            self._chosen(form, "default_values", len(chosen), shape)
            shape["default_values"] = chosen
        if kind == parts.CHANNEL_SELECT and (kinds := form.several("channel_types", tuple(ChannelType))):
            shape["channel_types"] = kinds
        return shape

    def _chosen(self, form: Form, name: str, count: int, shape: Json) -> None:
        """Notes if more, or fewer, are chosen from the start than anybody could choose."""
        if count and not shape["min_values"] <= count <= shape["max_values"]:
            words = f"Must have between {shape['min_values']} and {shape['max_values']} chosen."
            form.wrong(name, "SELECT_COMPONENT_INVALID_DEFAULT_VALUES", words)

    def options(self, form: Form, *, least: int, most: int) -> list[Json]:
        """The lines of a menu or group: labels, and values that differ."""
        seen: set[str] = set()
        found: list[Json] = []
        for option in form.each("options", least=least, most=most):
            value = option.text("value", least=1, most=limits.OPTION_TEXT, required=True) or ""
            shape: Json = {
                "label": option.text("label", least=1, most=limits.OPTION_TEXT, required=True),
                "value": value,
            }
            if value in seen:
                option.wrong(
                    "value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The option value is already used"
                )
            seen.add(value)
            if description := option.text("description", most=limits.OPTION_TEXT):
                shape["description"] = description
            if emoji := _emoji(option):
                shape["emoji"] = emoji
            if option.flag("default"):
                shape["default"] = True
            found.append(shape)
        return found

    def _section(self, form: Form) -> Json:
        texts = frozenset({parts.TEXT})
        inner = [
            self.part(child, texts) for child in form.each("components", least=1, most=limits.SECTION_TEXTS)
        ]
        accessory = form.inner("accessory")
        if accessory is None:
            form.required("accessory")
            return {"components": inner}
        return {"components": inner, "accessory": self.part(accessory, ACCESSORIES)}

    def _text(self, form: Form) -> Json:
        return {"content": form.text("content", least=1, most=limits.COMPONENT_TEXT, required=True) or ""}

    def _thumbnail(self, form: Form) -> Json:
        return {"media": self._media(form, "media"), **self._described(form)}

    def _gallery(self, form: Form) -> Json:
        items = [
            {"media": self._media(item, "media"), **self._described(item)}
            for item in form.each("items", least=1, most=limits.GALLERY_ITEMS)
        ]
        return {"items": items}

    def _file(self, form: Form) -> Json:
        inner = form.inner("file")
        url = str(inner.raw("url")) if inner else ""
        if inner and not url.startswith("attachment://"):
            inner.wrong(
                "url",
                "UNFURLED_MEDIA_ITEM_ATTACHMENT_REQUIRED",
                "Only an attachment of this message goes here",
            )
        media = self._media(form, "file")
        attachment = self.files.get(url.removeprefix("attachment://"))
        return {
            "file": media,
            "name": attachment.filename if attachment else None,
            "size": len(attachment.data) if attachment else None,
            "spoiler": bool(form.flag("spoiler")),
        }

    def _separator(self, form: Form) -> Json:
        divider = form.flag("divider")
        spacing = form.one_of("spacing", (1, 2))
        return {"divider": True if divider is None else divider, "spacing": spacing or 1}

    def _container(self, form: Form) -> Json:
        inner = [
            self.part(child, IN_CONTAINER)
            for child in form.each("components", least=1, most=limits.COMPONENTS)
        ]
        return {
            "accent_color": form.number("accent_color", least=0, most=0xFFFFFF),
            "components": inner,
            "spoiler": bool(form.flag("spoiler")),
        }

    def _described(self, form: Form) -> Json:
        return {
            "description": form.text("description", most=limits.MEDIA_DESCRIPTION),
            "spoiler": bool(form.flag("spoiler")),
        }

    def _media(self, form: Form, name: str) -> Json:
        inner = form.inner(name)
        if inner is None:
            form.required(name)
            return {}
        url = inner.url("url", *MEDIA, required=True) or ""
        shape: Json = {
            "id": str(self.media_id()),
            "url": url,
            "proxy_url": url,
            "width": None,
            "height": None,
        }
        if url.startswith("attachment://"):
            attachment = self.files.get(url.removeprefix("attachment://"))
            if attachment is None:
                inner.wrong(
                    "url",
                    "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
                    f"There is no file for {url}",
                )
                return shape
            known = attachment.payload()
            shape |= {
                "url": attachment.url,
                "proxy_url": attachment.url,
                "attachment_id": str(attachment.id),
                "content_type": attachment.content_type,
                "width": known.get("width"),
                "height": known.get("height"),
            }
        return shape


def kind_of(form: Form) -> int:
    """The type a component says it is of; 0, which is none, if that is no number."""
    kind = form.raw("type")
    return kind if isinstance(kind, int) and not isinstance(kind, bool) else 0


def _chosen_before(form: Form, allowed: tuple[str, ...]) -> list[Json]:
    found: list[Json] = []
    for item in form.each("default_values", most=limits.SELECT_OPTIONS):
        number, kind = item.snowflake("id", required=True), item.word("type", allowed, required=True)
        found.append({"id": str(number), "type": kind})
    return found


def _emoji(form: Form) -> Json | None:
    """The emoji of a button or an option. Servers and applications here have none of their own."""
    inner = form.inner("emoji")
    if inner is None:
        return None
    own, name = inner.snowflake("id"), inner.text("name", most=limits.EMOJI_NAME)
    if own is not None:
        inner.wrong("id", "BUTTON_COMPONENT_INVALID_EMOJI", "Invalid emoji")
    elif not is_emoji(name or ""):
        inner.wrong("name", "BUTTON_COMPONENT_INVALID_EMOJI", "Invalid emoji")
    return {"name": name}
