"""Reads the definition of an application command: names, options, choices, translations."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from playground import limits
from playground.rest.form import Form
from playground.wire import Json
from playground.world.commands import NESTING, CommandType, OptionType

# fmt: off
LOCALES = frozenset({
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR",
    "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko",
})
# fmt: on
TAKES_CHOICES = frozenset({OptionType.STRING, OptionType.INTEGER, OptionType.NUMBER})


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
    for name in ("contexts", "integration_types"):
        if form.raw(name) is not None:
            shape[name] = form.items(name)
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
    if kind in NESTING:
        if depth > (0 if kind == OptionType.GROUP else 1):
            form.wrong(
                "type",
                "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
                "Sub-command groups cannot be nested deeper",
            )
        inner = _options(form, depth + 1)
        if inner or kind == OptionType.SUBCOMMAND:
            shape["options"] = inner
        if kind == OptionType.GROUP and any(option["type"] != OptionType.SUBCOMMAND for option in inner):
            form.wrong(
                "options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "A group holds sub-commands only"
            )
        return shape
    shape["required"] = bool(form.flag("required"))
    if form.flag("autocomplete"):
        shape["autocomplete"] = True
        if form.raw("choices"):
            form.wrong(
                "autocomplete",
                "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES",
                "Choices exclude autocomplete",
            )
    if kind in TAKES_CHOICES and (choices := _choices(form, kind)):
        shape["choices"] = choices
    if kind == OptionType.CHANNEL and form.raw("channel_types"):
        shape["channel_types"] = form.items("channel_types")
    if kind == OptionType.STRING:
        shape |= _present(
            min_length=form.number("min_length", least=0, most=limits.OPTION_TEXT_LENGTH),
            max_length=form.number("max_length", least=1, most=limits.OPTION_TEXT_LENGTH),
        )
    if kind in (OptionType.INTEGER, OptionType.NUMBER):
        shape |= _present(min_value=form.raw("min_value"), max_value=form.raw("max_value"))
    return shape


def _present(**fields: object) -> Json:
    return {name: value for name, value in fields.items() if value is not None}


def _choices(form: Form, kind: int) -> list[Json]:
    found: list[Json] = []
    for item in form.each("choices", most=limits.COMMAND_CHOICES):
        value = item.raw("value")
        right = isinstance(value, str) if kind == OptionType.STRING else isinstance(value, int | float)
        if not right or isinstance(value, bool):
            item.wrong(
                "value", "APPLICATION_COMMAND_OPTIONS_CHOICE_TYPE", "The value is not of the option's type"
            )
        elif isinstance(value, str) and not 1 <= len(value) <= limits.CHOICE_VALUE:
            item.wrong(
                "value", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {limits.CHOICE_VALUE} in length."
            )
        found.append(
            {
                "name": item.text("name", least=1, most=limits.CHOICE_NAME, required=True),
                "name_localizations": item.raw("name_localizations"),
                "value": value,
            }
        )
    return found


def _name(form: Form, *, plain: bool) -> str:
    name = form.text("name", least=1, most=limits.COMMAND_NAME, required=True) or ""
    if name and plain and not valid_name(name):
        form.wrong("name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    return name


def valid_name(name: str) -> bool:
    """Whether it can name a chat command: letters of any script, digits, - _ ', nothing in capitals."""
    return name == name.lower() and all(
        character in "-_'" or unicodedata.category(character)[0] in "LNM" for character in name
    )


def _names(form: Form, *, plain: bool) -> Json | None:
    return _localized(form, "name_localizations", limits.COMMAND_NAME, plain=plain)


def _descriptions(form: Form) -> Json | None:
    return _localized(form, "description_localizations", limits.COMMAND_DESCRIPTION, plain=False)


def _localized(form: Form, name: str, most: int, *, plain: bool) -> Json | None:
    inner = form.inner(name)
    if inner is None:
        return None
    for locale in inner.data:
        if locale not in LOCALES:
            inner.wrong(locale, "BASE_TYPE_CHOICES", "Value must be one of Discord's locales.")
        text = inner.text(locale, least=1, most=most)
        if plain and text and not valid_name(text):
            inner.wrong(locale, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    return dict(inner.data)


def _permissions(form: Form) -> str | None:
    value = form.raw("default_member_permissions")
    if value is None:
        return None
    if not re.fullmatch(r"\d+", str(value)):
        form.wrong("default_member_permissions", "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
    return str(value)


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
