"""Files on messages, and the place they are read from."""

from __future__ import annotations

import mimetypes
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from playground.wire import Json

if TYPE_CHECKING:
    from playground.world.world import World

PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(eq=False, repr=False)
class Attachment:
    """One file. `data` is what was uploaded, byte for byte."""

    id: int
    filename: str
    data: bytes
    url: str
    description: str | None = None
    content_type: str | None = None
    ephemeral: bool = False
    spoiler: bool = False

    def __repr__(self) -> str:
        return f"<Attachment {self.filename} {len(self.data)} bytes>"

    def payload(self) -> Json:
        """The file as messages list it; pictures say their size in pixels."""
        shape: Json = {
            "id": str(self.id),
            "filename": self.filename,
            "size": len(self.data),
            "url": self.url,
            "proxy_url": self.url,
        }
        if self.content_type:
            shape["content_type"] = self.content_type
        if self.description:
            shape["description"] = self.description
        if self.data.startswith(PNG) and len(self.data) >= 24:
            shape["width"], shape["height"] = struct.unpack(">II", self.data[16:24])
        if self.ephemeral:
            shape["ephemeral"] = True
        return shape


def keep(
    world: World, place_id: int, filename: str, data: bytes, *, description: str | None = None, content_type: str | None = None
) -> Attachment:  # fmt: skip
    """Stores an upload where its URL says."""
    file_id = world.ids.new()
    kind = content_type if content_type and content_type != "application/octet-stream" else None
    attachment = Attachment(
        file_id,
        filename,
        data,
        f"{world.cdn_url}/attachments/{place_id}/{file_id}/{filename}",
        description,
        kind or mimetypes.guess_type(filename)[0],
    )
    world.attachment_by_id[file_id] = attachment
    return attachment


def urls_in(shape: object) -> Iterator[str]:
    """The addresses of all that components or embeds show."""
    if isinstance(shape, dict):
        for key, value in cast("Json", shape).items():
            yield from [str(value)] if key == "url" else urls_in(value)
    elif isinstance(shape, list):
        for part in cast("list[object]", shape):
            yield from urls_in(part)
