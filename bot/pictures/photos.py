"""Photos as people send them: told by what is in them, and rid of what cameras write beside the picture (pure).

Nothing is decoded, so nothing can unfold in memory, and no picture loses in quality: files are read part by part, and
only the parts that make the picture are kept. What goes is where and when it was taken, with which device, by whom,
small copies from before it was cut, and whatever follows the picture's end.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.errors import Refusal
from bot.text import MARKUP
from bot.words import Words

LARGEST = 5_000_000
"""Bytes of one picture: it is kept in the database until it is on Discord."""

PNG = b"\x89PNG\r\n\x1a\n"


class NotAPicture(Refusal):
    """A file that Discord would not show as a picture, or a very large one."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self, t: Words) -> str:
        """Says which ones go."""
        return t(
            "I can't use the file “{name}”. Attach a PNG, JPEG, GIF or WebP picture of up to {size} MB.",
            name="".join(character for character in self.name if character not in MARKUP)[:60],
            size=LARGEST // 1_000_000,
        )


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture without anything beside it."""

    kind: str
    """How the name of such a file ends: png, jpg, gif or webp."""
    data: bytes


class _Broken(Exception):
    """It is not what it begins like."""


def photo(data: bytes, name: str) -> Photo:
    """The picture in a file that somebody has named so. Raises NotAPicture."""
    for (begins, then), (kind, bare) in _KINDS.items():
        if data.startswith(begins) and data[8:].startswith(then) and len(data) <= LARGEST:
            try:
                return Photo(kind, bare(data))
            except (_Broken, struct.error, IndexError):
                break
    raise NotAPicture(name)


# JPEG: segments, each a marker with its length, and the picture's own data after a start of scan. Source: ITU-T T.81.

_EOI, _SCAN, _APP0, _APP1, _APP15, _COMMENT = 0xD9, 0xDA, 0xE0, 0xE1, 0xEF, 0xFE
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_COLOURS = {0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
"""What is kept of the segments for applications: without it colours are wrong."""
_AFTER_DATA = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""Where the data of a scan ends: at a marker that is neither a stuffed byte nor a restart."""
_FILLED = re.compile(rb"\xff+")
"""How a marker begins: any number of these may stand before it."""
_EXIF = b"Exif\0\0"


def _jpeg(data: bytes) -> bytes:
    kept, at, seen = [b"\xff\xd8"], 2, set[int]()
    while filled := _FILLED.match(data, at):
        at = filled.end() - 1
        marker = data[at + 1]
        if marker == _EOI:
            break
        (length,) = struct.unpack_from(">H", data, at + 2)
        ends = at + 2 + max(length, 2)
        if marker == _SCAN:
            after = _AFTER_DATA.search(data, ends)
            if after is None:
                raise _Broken
            ends = after.start()
        kept.append(_segment(marker, data[at:ends]))
        seen.add(marker)
        at = ends
    if filled is None or _SCAN not in seen or not seen & _FRAMES:
        raise _Broken
    return b"".join([*kept, b"\xff\xd9"])


def _segment(marker: int, segment: bytes) -> bytes:
    """What is kept of a segment."""
    inside = segment[4:]
    if marker == _APP0 and inside.startswith(b"JFIF\0"):
        return segment[:2] + struct.pack(">H", 16) + inside[:12] + b"\0\0"  # without its small copy
    if marker == _APP1 and inside.startswith(_EXIF):
        exif = _turned_only(inside[len(_EXIF) :])
        return b"\xff\xe1" + struct.pack(">H", 2 + len(_EXIF) + len(exif)) + _EXIF + exif if exif else b""
    if _APP0 <= marker <= _APP15 or marker == _COMMENT:
        return segment if marker in _COLOURS and inside.startswith(_COLOURS[marker]) else b""
    return segment


_TURNED = 0x0112
"""The tag that says how a picture is to be turned to stand upright. Source: Exif 2.32, 4.6.4."""


def _turned_only(exif: bytes) -> bytes:
    """Exif data that says only how the picture is to be turned; nothing when it stands upright."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return b""
    try:
        (directory,) = struct.unpack_from(f"{order}I", exif, 4)
        (entries,) = struct.unpack_from(f"{order}H", exif, directory)
        for entry in range(entries):
            tag, _, _, turned = struct.unpack_from(f"{order}HHIH", exif, directory + 2 + 12 * entry)
            if tag == _TURNED and 1 < turned <= 8:
                return b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _TURNED, 3, 1, turned, 0, 0)
    except struct.error:  # cameras write such things as well, and the picture is none the worse
        pass
    return b""


# PNG: chunks, each with its length, its name and its checksum. Source: W3C, PNG, third edition.

_PNG_KEPT = frozenset(
    name.encode()
    for name in [
        "IHDR",
        "PLTE",
        "IDAT",
        "IEND",
        "tRNS",
        "cHRM",
        "gAMA",
        "iCCP",
        "sBIT",
        "sRGB",
        "cICP",
        "mDCV",
        "cLLI",
        "bKGD",
        "hIST",
        "pHYs",
        "sPLT",
        "acTL",
        "fcTL",
        "fdAT",
    ]
)


def _png(data: bytes) -> bytes:
    kept, at, seen = [PNG], len(PNG), list[bytes]()
    while not seen or seen[-1] != b"IEND":
        length, name = struct.unpack_from(">I4s", data, at)
        ends = at + 12 + length
        (checksum,) = struct.unpack_from(">I", data, ends - 4)
        if checksum != zlib.crc32(data[at + 4 : ends - 4]):
            raise _Broken
        seen.append(name)
        if name in _PNG_KEPT:
            kept.append(data[at:ends])
        at = ends
    if seen[0] != b"IHDR" or b"IDAT" not in seen:
        raise _Broken
    return b"".join(kept)


# GIF: blocks. Source: GIF89a specification.

_IMAGE, _EXTENSION, _TRAILER = 0x2C, 0x21, 0x3B
_CONTROL, _APPLICATION = 0xF9, 0xFF
_LOOPS = (b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0")


def _gif(data: bytes) -> bytes:
    at = 13 + _table(data[10])
    kept, images = [data[:at]], 0
    while (block := data[at]) != _TRAILER:
        begins = at
        if block == _IMAGE:
            images += 1
            at = _after_blocks(data, at + 11 + _table(data[at + 9]))
        elif block == _EXTENSION:
            at = _after_blocks(data, at + 2)
        else:
            raise _Broken
        loops = data[begins + 1] == _APPLICATION and data.startswith(_LOOPS, begins + 2)
        if block == _IMAGE or data[begins + 1] == _CONTROL or loops:
            kept.append(data[begins:at])
    if not images:
        raise _Broken
    return b"".join([*kept, bytes([_TRAILER])])


def _table(packed: int) -> int:
    """Bytes of the table of colours that a packed field speaks of."""
    return 3 << (packed & 7) + 1 if packed & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    """Where a row of blocks ends, each of which begins with its length, the last with 0."""
    while length := data[at]:
        at += 1 + length
    return at + 1


# WebP: chunks of RIFF. Source: RFC 9649.

_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_WEBP_PICTURES = frozenset({b"VP8 ", b"VP8L", b"ANMF"})
_HAS_EXIF, _HAS_XMP = 0x08, 0x04


def _webp(data: bytes) -> bytes:
    chunks = list(_riff(data))
    exif = b"".join(_turned_only(inside.removeprefix(_EXIF)) for name, inside in chunks if name == b"EXIF")
    kept = [(name, inside) for name, inside in chunks if name in _WEBP_KEPT]
    if not any(name in _WEBP_PICTURES for name, _ in kept):
        raise _Broken
    name, head = chunks[0]
    if name == b"VP8X":
        flags = head[0] & ~(_HAS_EXIF | _HAS_XMP) | (_HAS_EXIF if exif else 0)
        kept = [(name, bytes([flags]) + head[1:]), *kept, *([(b"EXIF", exif)] if exif else [])]
    written = b"WEBP" + b"".join(
        name + struct.pack("<I", len(inside)) + inside + b"\0" * (len(inside) % 2) for name, inside in kept
    )
    return b"RIFF" + struct.pack("<I", len(written)) + written


def _riff(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    (length,) = struct.unpack_from("<I", data, 4)
    at, ends = 12, 8 + length
    if ends > len(data):
        raise _Broken
    while at < ends:
        name, size = struct.unpack_from("<4sI", data, at)
        if at + 8 + size > ends:
            raise _Broken
        yield name, data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


_KINDS: dict[tuple[bytes, bytes], tuple[str, Callable[[bytes], bytes]]] = {
    (PNG, b""): ("png", _png),
    (b"\xff\xd8\xff", b""): ("jpg", _jpeg),
    (b"GIF87a", b""): ("gif", _gif),
    (b"GIF89a", b""): ("gif", _gif),
    (b"RIFF", b"WEBP"): ("webp", _webp),
}
"""How files begin that Discord shows as pictures, and what stands from the ninth byte on."""
