"""Reads the modal that a bot answers with: its title and up to five fields."""

from __future__ import annotations

from playground import limits
from playground.rest.component_form import ComponentForm, kind_of
from playground.rest.form import Form
from playground.wire import Json
from playground.world import parts

TOP = frozenset({parts.ROW, parts.TEXT, parts.LABEL})
IN_LABEL = frozenset(
    {parts.TEXT_INPUT, parts.UPLOAD, parts.RADIO_GROUP, parts.CHECKBOX_GROUP, parts.CHECKBOX} | parts.SELECTS
)


def modal(form: Form) -> Json:
    """The modal in the shape people fill in; notes what is wrong in the form's errors."""
    shape: Json = {
        "custom_id": form.text("custom_id", least=1, most=limits.CUSTOM_ID, required=True),
        "title": form.text("title", least=1, most=limits.MODAL_TITLE, required=True),
    }
    reader = ComponentForm(form, (), lambda: 0)
    shape["components"] = [
        _top(child, reader) for child in form.each("components", least=1, most=limits.MODAL_COMPONENTS)
    ]
    following = 1
    for part in parts.walk(shape["components"]):
        part["id"] = part.get("id") or following
        following += 1
    return shape


def _top(form: Form, reader: ComponentForm) -> Json:
    kind = kind_of(form)
    if kind == parts.ROW:
        inner: list[Json] = []
        for child in form.each("components", least=1, most=1):
            label = child.text("label", least=1, most=limits.LABEL_TEXT, required=True)
            inner.append({**_field(child, reader, frozenset({parts.TEXT_INPUT})), "label": label})
        return {"type": kind, "id": form.number("id") or 0, "components": inner}
    if kind == parts.LABEL:
        shape: Json = {
            "type": kind,
            "id": form.number("id") or 0,
            "label": form.text("label", least=1, most=limits.LABEL_TEXT, required=True),
            "description": form.text("description", most=limits.LABEL_DESCRIPTION),
        }
        if form.required("component") and (field := form.inner("component")):
            shape["component"] = _field(field, reader, IN_LABEL)
        return shape
    return reader.part(form, TOP)


def _field(form: Form, reader: ComponentForm, allowed: frozenset[int]) -> Json:
    kind = kind_of(form)
    if kind not in allowed or kind in parts.SELECTS:
        shape = reader.part(form, allowed)
        return {**shape, "required": form.flag("required") is not False}
    shape: Json = {"type": kind, "id": form.number("id") or 0, "custom_id": reader.custom_id(form)}
    if kind == parts.CHECKBOX:
        return {**shape, "default": bool(form.flag("default"))}
    shape["required"] = form.flag("required") is not False
    if kind == parts.TEXT_INPUT:
        return {**shape, **_text_input(form)}
    if kind == parts.UPLOAD:
        shape["min_values"] = form.number("min_values", least=0, most=limits.UPLOADED_FILES)
        shape["max_values"] = form.number("max_values", least=1, most=limits.UPLOADED_FILES) or 1
        return shape
    shape["options"] = reader.options(
        form, least=2 if kind == parts.RADIO_GROUP else 1, most=limits.RADIO_OPTIONS
    )
    if kind == parts.CHECKBOX_GROUP:
        shape["min_values"] = form.number("min_values", least=0, most=limits.RADIO_OPTIONS)
        shape["max_values"] = form.number("max_values", least=1, most=limits.RADIO_OPTIONS)
    return shape


def _text_input(form: Form) -> Json:
    shape: Json = {
        "style": form.one_of("style", (1, 2), required=True),
        "min_length": form.number("min_length", least=0, most=limits.TEXT_INPUT_LENGTH) or 0,
        "max_length": form.number("max_length", least=1, most=limits.TEXT_INPUT_LENGTH)
        or limits.TEXT_INPUT_LENGTH,
        "placeholder": form.text("placeholder", most=limits.TEXT_INPUT_PLACEHOLDER),
        "value": form.text("value", most=limits.TEXT_INPUT_LENGTH),
    }
    if shape["min_length"] > shape["max_length"]:
        words = "min_length must be less than or equal to max_length"
        form.wrong("min_length", "TEXT_INPUT_COMPONENT_MIN_LENGTH_TOO_LARGE", words)
    value = shape["value"]
    if value and not shape["min_length"] <= len(value) <= shape["max_length"]:
        form.wrong("value", "BASE_TYPE_BAD_LENGTH", "Must be as long as the field asks.")
    return shape
