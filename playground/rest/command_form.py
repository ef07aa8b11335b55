"""Reads the definition of an application command: names, options, choices, translations."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import pairwise

from playground import limits
from playground.rest.form import Form
from playground.wire import Json
from playground.world.channels import ChannelType
from playground.world.commands import CONTEXTS, INTEGRATION_TYPES, NESTING, CommandType, OptionType
from playground.world.locales import LOCALES

CHOICE_TYPES: dict[int, type[str | int] | tuple[type[int], type[float]]] = {
    OptionType.STRING: str,
    OptionType.INTEGER: int,
    OptionType.NUMBER: (int, float),
}


def definition(form: Form) -> Json:
    """The command as it will be kept; notes everything wrong in the form's errors."""
    kind = form.one_of("type", (1, 2, 3)) or CommandType.CHAT
    chat = kind == CommandType.CHAT
    shape: Json = {
        "type": kind,
        "name": _name(form, plain=chat),
        "name_localizations": _names(form, plain=chat),
    }
    if chat:
        shape["description"] = form.text(
            "description", least=1, most=limits.COMMAND_DESCRIPTION, required=True
        )
        shape["description_localizations"] = _descriptions(form)
        if options := _options(form, depth=0):
            shape["options"] = options
    elif form.raw("description") or form.raw("options"):
        form.wrong(
            "description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION", "Context menus have no description"
        )
    shape["default_member_permissions"] = _permissions(form)
    shape["nsfw"] = bool(form.flag("nsfw"))
    for name, known in (("contexts", CONTEXTS), ("integration_types", INTEGRATION_TYPES)):
        if form.raw(name) is not None:
            shape[name] = form.several(name, known, least=1)
    if form.has("dm_permission"):
        shape["dm_permission"] = form.flag("dm_permission") is not False
    if _characters(shape) > limits.COMMAND_CHARACTERS:
        form.errors.add(
            form.path,
            "APPLICATION_COMMAND_TOO_LARGE",
            f"Command exceeds maximum size ({limits.COMMAND_CHARACTERS})",
        )
    return shape


def _options(form: Form, depth: int) -> list[Json]:
    found: list[Json] = []
    for item in form.each("options", most=limits.COMMAND_OPTIONS):
        option = _option(item, depth)
        if any(option["name"] == other["name"] for other in found):
            item.wrong("name", "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option names must be unique")
        found.append(option)
    kinds = {option["type"] in NESTING for option in found}
    if len(kinds) > 1:
        form.wrong(
            "options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-commands and values cannot be mixed"
        )
    for place, (earlier, later) in enumerate(pairwise(found)):
        if later.get("required") and not earlier.get("required"):
            form.errors.add(
                (*form.path, "options", place + 1),
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            )
    return found


def _option(form: Form, depth: int) -> Json:
    kind = form.one_of("type", range(1, 12), required=True) or 0
    shape: Json = {
        "type": kind,
        "name": _name(form, plain=True),
        "name_localizations": _names(form, plain=True),
        "description": form.text("description", least=1, most=limits.COMMAND_DESCRIPTION, required=True),
        "description_localizations": _descriptions(form),
    }
    required = bool(form.flag("required"))
    if kind in NESTING:
        if depth > (0 if kind == OptionType.GROUP else 1):
            form.wrong(
                "type",
                "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
                "Sub-command groups cannot be nested deeper",
            )
        elif kind == OptionType.GROUP and form.raw("options") in (None, []):
            form.items("options", least=1)
        inner = _options(form, depth + 1)
        if inner or kind == OptionType.SUBCOMMAND:
            shape["options"] = inner
        if kind == OptionType.GROUP and any(option["type"] != OptionType.SUBCOMMAND for option in inner):
            form.wrong(
                "options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "A group holds sub-commands only"
            )
        return shape
    shape["required"] = required
    if kind not in CHOICE_TYPES:
        for name in ("autocomplete", "choices"):
            if form.raw(name):
                form.wrong(name, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", f"This type takes no {name}")
    elif form.flag("autocomplete"):
        shape["autocomplete"] = True
        if form.raw("choices"):
            form.wrong(
                "autocomplete",
                "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES",
                "Choices exclude autocomplete",
            )
    if kind in CHOICE_TYPES and (choices := _choices(form, kind)):
        shape["choices"] = choices
    if kind == OptionType.CHANNEL and (kinds := form.several("channel_types", tuple(ChannelType))):
        shape["channel_types"] = kinds
    if kind == OptionType.STRING:
        most = limits.OPTION_TEXT_LENGTH
        lengths = form.number("min_length", least=0, most=most), form.number("max_length", least=1, most=most)
        shape |= _range(form, "min_length", "max_length", *lengths)
    if kind == OptionType.INTEGER:
        values = (
            form.number(name, least=-limits.DOUBLE, most=limits.DOUBLE) for name in ("min_value", "max_value")
        )
        shape |= _range(form, "min_value", "max_value", *values)
    if kind == OptionType.NUMBER:
        shape |= _range(form, "min_value", "max_value", form.decimal("min_value"), form.decimal("max_value"))
    return shape


def _range(form: Form, lower: str, upper: str, least: float | None, most: float | None) -> Json:
    """The bounds that are given, which must be the right way round."""
    if least is not None and most is not None and least > most:
        words = f"{lower} must be less than or equal to {upper}"
        form.wrong(lower, "APPLICATION_COMMAND_OPTIONS_MIN_MAX_INVALID", words)
    return {name: value for name, value in ((lower, least), (upper, most)) if value is not None}


def _choices(form: Form, kind: int) -> list[Json]:
    found: list[Json] = []
    for item in form.each("choices", most=limits.COMMAND_CHOICES):
        name = item.text("name", least=1, most=limits.CHOICE_NAME, required=True)
        translated = localized(item, "name_localizations", limits.CHOICE_NAME, plain=False)
        if any(name == other["name"] for other in found):
            item.wrong(
                "name", "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_DUPLICATE", "Choice names must be unique"
            )
        found.append({"name": name, "name_localizations": translated, "value": choice_value(item, kind)})
    return found


def choice_value(form: Form, kind: int) -> str | int | float | None:
    """What a choice stands for, of the type of its option."""
    value = form.raw("value")
    if value is None:
        form.required("value")
        return None
    if kind == OptionType.STRING and isinstance(value, str):
        if not 1 <= len(value) <= limits.CHOICE_VALUE:
            words = f"Must be between 1 and {limits.CHOICE_VALUE} in length."
            form.wrong("value", "BASE_TYPE_BAD_LENGTH", words)
        return value
    if isinstance(value, bool) or not isinstance(value, CHOICE_TYPES[kind]):
        words = "The value is not of the option's type"
        form.wrong("value", "APPLICATION_COMMAND_OPTIONS_CHOICE_TYPE", words)
        return None
    return form.decimal("value")


def _name(form: Form, *, plain: bool) -> str:
    name = form.text("name", least=1, most=limits.COMMAND_NAME, required=True) or ""
    if name and plain and not valid_name(name):
        form.wrong("name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    return name


@lru_cache(4096)  # a bot sends the same hundreds of names at each of its starts
def valid_name(name: str) -> bool:
    """Whether it can name a chat command: letters of any script, digits, - _ ', nothing in capitals."""
    return name == name.lower() and all(
        character in "-_'" or unicodedata.category(character)[0] in "LNM" for character in name
    )


def _names(form: Form, *, plain: bool) -> Json | None:
    return localized(form, "name_localizations", limits.COMMAND_NAME, plain=plain)


def _descriptions(form: Form) -> Json | None:
    return localized(form, "description_localizations", limits.COMMAND_DESCRIPTION, plain=False)


def localized(form: Form, name: str, most: int, *, plain: bool) -> Json | None:
    """Texts by language; `plain` ones can name a chat command."""
    inner = form.inner(name)
    if inner is None:
        return None
    texts: Json = {}
    for locale in inner.data:
        if locale not in LOCALES:
            # said of the whole: a name out of the body could be any, "_errors" too
            words = f'"{locale}" is none of Discord\'s locales.'
            inner.errors.add(inner.path, "BASE_TYPE_CHOICES", words)
            continue
        text = inner.text(locale, least=1, most=most, required=True)
        if plain and text and not valid_name(text):
            inner.wrong(locale, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
        texts[locale] = text or ""
    return texts


def _permissions(form: Form) -> str | None:
    value = form.number("default_member_permissions", least=0)
    return None if value is None else str(value)


def _characters(shape: Json) -> int:
    """Names, descriptions and values, each in its longest language, all options counted."""
    total = 0
    for key in ("name", "description"):
        translated: Json = shape.get(f"{key}_localizations") or {}
        texts: list[str] = [shape.get(key) or "", *translated.values()]
        total += max(len(text) for text in texts)
    for choice in shape.get("choices", []):
        total += len(choice["name"] or "") + len(str(choice["value"]))
    return total + sum(_characters(option) for option in shape.get("options", []))
