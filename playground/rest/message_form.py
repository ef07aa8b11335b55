"""Reads the body of a message that is created, edited or answered with."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from playground import errors, limits
from playground.rest import unsupported
from playground.rest.call import Call, Upload
from playground.rest.component_form import ComponentForm
from playground.rest.form import Form
from playground.wire import Json
from playground.world import attachments, messages
from playground.world.attachments import Attachment
from playground.world.channels import Channel
from playground.world.mentions import Allowed
from playground.world.messages import Draft, Message, MessageType
from playground.world.snowflakes import iso

SETTABLE = messages.SUPPRESS_EMBEDS | messages.SILENT | messages.COMPONENTS_V2
EDITABLE = messages.SUPPRESS_EMBEDS | messages.COMPONENTS_V2
SHOWN = frozenset({"title", "description", "author", "fields", "footer", "image", "thumbnail"})
"""Of these an embed needs one at least; a colour alone is nothing to see."""
EMBED_TEXTS = {"title": limits.EMBED_TITLE, "description": limits.EMBED_DESCRIPTION}

LINKS, PICTURES = ("http", "https"), ("http", "https", "attachment")
PINGED = ("everyone", "roles", "users")
UNNAMEABLE = re.compile(r"[\x00-\x1f/\\\x7f]")
"""What no name of a file has; the rest is kept."""


@dataclass
class MessageForm:
    """One body about one message in one channel."""

    call: Call
    channel: Channel
    form: Form
    files: dict[str, Upload]

    def new(self, *, ephemeral: bool = False) -> Draft:
        """The whole message, which may be `ephemeral` if it answers an interaction; raises 50035 with every wrong field, or 50006 if there is nothing in it."""
        form = self.form
        settable = SETTABLE | (messages.EPHEMERAL if ephemeral else 0)
        self._unsupported()
        draft = Draft(flags=(form.number("flags") or 0) & settable, tts=bool(form.flag("tts")))
        draft.nonce = self._nonce()
        draft.content = self._content(draft.flags) or ""
        draft.attachments = self._attachments([])
        draft.embeds = self._embeds(draft.flags, draft.attachments)
        draft.components = self._components(draft.flags, draft.attachments)
        draft.allowed = self.allowed()
        draft.reference = self._reference()
        if draft.reference:
            draft.type = MessageType.REPLY
        form.check()
        if draft.empty:
            raise errors.empty_message()
        self._right_to(draft.attachments)
        return draft

    def changes(self, message: Message) -> Json:
        """What an edit changes; fields that the body leaves out stay."""
        form = self.form
        self._unsupported()
        flags = message.flags
        if form.has("flags"):
            flags = (form.number("flags") or 0) & EDITABLE | flags & ~messages.SUPPRESS_EMBEDS
        kept = self._attachments(message.attachments)
        fresh = form.has("attachments") or bool(self.files)
        changes = form.given(content=self._content(flags) or "", embeds=self._embeds(flags, kept))
        if form.has("components"):
            changes["components"] = self._components(flags, kept)
        if fresh:
            changes["attachments"] = kept
        if form.has("allowed_mentions"):
            changes["allowed"] = self.allowed()
        changes["flags"] = flags
        self._v2_stays_alone(message, flags, changes)
        form.check()
        after = Draft(**{
            name: changes.get(name, getattr(message, name)) for name in ("content", "embeds", "components", "attachments")
        })  # fmt: skip
        if after.empty:
            raise errors.empty_message()
        return changes

    # Fields

    def _v2_stays_alone(self, message: Message, flags: int, changes: Json) -> None:
        if not flags & messages.COMPONENTS_V2:
            return
        for name in ("content", "embeds"):
            if name not in changes and getattr(message, name):
                self._legacy(name)

    def _legacy(self, name: str) -> None:
        self.form.wrong(
            name,
            "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
            f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
        )

    def _unsupported(self) -> None:
        """Refuses what would otherwise be lost without a word; Discord itself would take it."""
        for name, what in unsupported.MESSAGE.items():
            if self.form.raw(name):
                self.form.wrong(name, unsupported.CODE, f"The playground has no {what}.")
        reference = self.form.inner("message_reference")
        if reference and reference.raw("type"):
            reference.wrong("type", unsupported.CODE, "The playground forwards no messages.")

    def _nonce(self) -> str | int | None:
        value: object = self.form.raw("nonce")
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            return self.form.number("nonce")
        if not isinstance(value, str):
            self.form.wrong("nonce", "NONCE_TYPE_COERCE", f'Value "{value}" is not a nonce.')
            return None
        if len(value) > limits.NONCE_LENGTH:
            words = f"Nonce must be {limits.NONCE_LENGTH} or fewer in length."
            self.form.wrong("nonce", "NONCE_TYPE_TOO_LONG", words)
        return value

    def _content(self, flags: int) -> str | None:
        content = self.form.text("content", most=limits.CONTENT_LENGTH)
        if content and flags & messages.COMPONENTS_V2:
            self._legacy("content")
        return content.strip() if content else content

    def _components(self, flags: int, files: list[Attachment]) -> list[Json]:
        v2 = bool(flags & messages.COMPONENTS_V2)
        return ComponentForm(self.form, files, self.channel.world.ids.new).message(v2=v2)

    def _embeds(self, flags: int, files: list[Attachment]) -> list[Json]:
        if flags & messages.COMPONENTS_V2 and self.form.raw("embeds"):
            self._legacy("embeds")
        found: list[Json] = []
        total = 0
        for form in self.form.each("embeds", most=limits.EMBEDS):
            shape: Json = {"type": "rich"}
            for name, most in EMBED_TEXTS.items():
                if value := form.text(name, most=most):
                    shape[name] = value
                    total += len(value)
            if (color := form.number("color", least=0, most=0xFFFFFF)) is not None:
                shape["color"] = color
            if (url := form.url("url", *LINKS)) is not None:
                shape["url"] = url
            if instant := form.instant("timestamp"):
                shape["timestamp"] = iso(instant)
            for name, key, most in (
                ("footer", "text", limits.EMBED_FOOTER),
                ("author", "name", limits.EMBED_AUTHOR),
            ):
                if inner := form.inner(name):
                    text = inner.text(key, most=most, required=True) or ""
                    total += len(text)
                    icon, link = inner.url("icon_url", *PICTURES), inner.url("url", *LINKS)
                    signed = {key: text, "icon_url": icon, "url": link if name == "author" else None}
                    shape[name] = {what: value for what, value in signed.items() if value}
            for name in ("image", "thumbnail"):
                if inner := form.inner(name):
                    shape[name] = self._picture(inner, files)
            fields: list[Json] = []
            for item in form.each("fields", most=limits.EMBED_FIELDS):
                key = _filled(item, "name", limits.EMBED_FIELD_NAME)
                value = _filled(item, "value", limits.EMBED_FIELD_VALUE)
                total += len(key) + len(value)
                fields.append({"name": key, "value": value, "inline": bool(item.flag("inline"))})
            if fields:
                shape["fields"] = fields
            if not SHOWN & shape.keys():
                form.wrong("description", "BASE_TYPE_REQUIRED", "This field is required")
            found.append(shape)
        if total > limits.EMBED_TOTAL:
            self.form.wrong(
                "embeds",
                "MAX_EMBED_SIZE_EXCEEDED",
                f"Embed size exceeds maximum size of {limits.EMBED_TOTAL}",
            )
        return found

    def _picture(self, form: Form, files: list[Attachment]) -> Json:
        url = form.url("url", *PICTURES, required=True) or ""
        for file in files:
            if url == f"attachment://{file.filename}":
                url = file.url
        return {"url": url, "proxy_url": url, "width": 0, "height": 0}

    def _attachments(self, before: list[Attachment]) -> list[Attachment]:
        """Old files the body keeps, then the uploaded ones, which it may name and describe."""
        form = self.form
        described = {str(item.snowflake("id")): item for item in form.each("attachments", most=limits.FILES)}
        kept = [file for file in before if not form.has("attachments") or str(file.id) in described]
        for key, upload in self.files.items():
            place = key.removeprefix("files[").removesuffix("]")
            if len(upload.data) > limits.FILE_BYTES:
                raise errors.too_large()
            item = described.get(place)
            named = (item.text("filename", most=limits.FILENAME) if item else None) or upload.filename
            filename = UNNAMEABLE.sub("_", named)[: limits.FILENAME] or "unknown"
            text = item.text("description", most=limits.ATTACHMENT_DESCRIPTION) if item else None
            kept.append(
                attachments.keep(
                    self.channel.world,
                    self.channel.id,
                    filename,
                    upload.data,
                    description=text,
                    content_type=upload.content_type,
                )
            )
        if len(kept) > limits.FILES:
            form.wrong("attachments", "BASE_TYPE_MAX_LENGTH", f"Must be {limits.FILES} or fewer in length.")
        return kept

    def _right_to(self, files: list[Attachment]) -> None:
        if files and not self.call.may("attach_files", self.channel):
            raise errors.missing_permissions()

    def _reference(self) -> Message | None:
        inner = self.form.inner("message_reference")
        if inner is None:
            return None
        message_id = inner.snowflake("message_id", required=True)
        fails = inner.flag("fail_if_not_exists") is not False
        found = self.channel.message_by_id.get(message_id or 0)
        if found is None and fails:
            inner.errors.add(inner.path, "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        return found

    def allowed(self) -> Allowed:
        """Whom the message may ping; without the field, everybody it names."""
        inner = self.form.inner("allowed_mentions")
        if inner is None:
            return Allowed()
        parse = inner.several("parse", PINGED)
        rules: dict[str, bool | frozenset[int]] = {}
        for kind in ("users", "roles"):
            named = inner.snowflakes(kind, most=100, unique=True)
            if kind in parse and named:
                inner.wrong(
                    kind,
                    "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                    f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.',
                )
            rules[kind] = True if kind in parse else frozenset(named)
        return Allowed(rules["users"], rules["roles"], "everyone" in parse, bool(inner.flag("replied_user")))


def without_reply(allowed: Allowed) -> Allowed:
    """The same, but the author of the message below which it stands is not pinged."""
    return replace(allowed, replied_user=False)


def _filled(item: Form, name: str, most: int) -> str:
    """A text that may not be empty; of one that is too long, Discord says only how long it may be."""
    text = item.text(name, most=most, required=True)
    if text is not None and not text.strip():
        item.wrong(name, "BASE_TYPE_REQUIRED", "This field is required")
    return text or ""
