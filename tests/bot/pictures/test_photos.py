"""Photos keep the picture and lose what was written beside it: Debian's chromium makes them, and judges them afterwards."""

from __future__ import annotations

import base64
import random
import struct
import zlib
from typing import Any

import pytest
from playwright.async_api import Browser

from bot.pictures.photos import LARGEST, NotAPicture, photo
from bot.words import Catalogs

SECRET = b"45.7640 N 4.8357 E, Zoe's phone"
XMP = b"http://ns.adobe.com/xap/1.0/\0<x>" + SECRET + b"</x>"


def exif(turned: int, order: str = "<") -> bytes:
    """What a camera writes: which way up the picture is, and where the camera was."""
    begins = b"II*\0" if order == "<" else b"MM\0*"
    secret = struct.pack(f"{order}HHII", 0x010E, 2, len(SECRET), 38)
    way_up = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, turned, 0)
    return b"%s%s%s%s%s%s" % (
        begins,
        struct.pack(f"{order}IH", 8, 2),
        secret,
        way_up,
        struct.pack(f"{order}I", 0),
        SECRET,
    )


def segment(marker: int, inside: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, 2 + len(inside)) + inside


def chunk(name: bytes, inside: bytes) -> bytes:
    return struct.pack(">I", len(inside)) + name + inside + struct.pack(">I", zlib.crc32(name + inside))


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    inside = b"WEBP" + b"".join(
        name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for name, data in chunks
    )
    return b"RIFF" + struct.pack("<I", len(inside)) + inside


GIF = (
    b"GIF89a\x02\0\x01\0\x80\0\0\x2a\x9d\x8f\xff\xff\xff"
     b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
     b"!\xfe" + bytes([len(SECRET)]) + SECRET + b"\0"
    + b"!\xff\x0bXMP DataXMP" + bytes([len(SECRET)]) + SECRET + b"\0"
    + b"!\xf9\x04\0\x0a\0\0\0" + b",\0\0\0\0\x02\0\x01\0\0\x02\x02\x44\x0a\0;"
    + SECRET
)  # fmt: skip
"""Two pixels, drawn again and again, with a comment, with XMP, and with something behind its end."""


async def made(page: Any, kind: str) -> bytes:
    """A picture of 40 by 20 pixels as chromium writes it."""
    url = await page.evaluate(
        """kind => {
            const canvas = Object.assign(document.createElement("canvas"), {width: 40, height: 20});
            const pen = canvas.getContext("2d");
            for (const [n, colour] of ["#2a9d8f", "#e76f51", "#457b9d", "#fff"].entries()) {
                pen.fillStyle = colour;
                pen.fillRect(10 * n, 0, 10, 5 * n + 5);
            }
            return canvas.toDataURL(kind, 0.9);
        }""",
        kind,
    )
    return base64.b64decode(url.partition(",")[2])


async def looks(page: Any, data: bytes) -> list[int]:
    """Width, height and every pixel as chromium shows it."""
    return await page.evaluate(
        """async bytes => {
            const shown = new Image();
            shown.src = "data:;base64," + bytes;
            await shown.decode();
            const size = {width: shown.naturalWidth, height: shown.naturalHeight};
            const pen = Object.assign(document.createElement("canvas"), size).getContext("2d");
            pen.drawImage(shown, 0, 0);
            return [size.width, size.height, ...pen.getImageData(0, 0, size.width, size.height).data];
        }""",
        base64.b64encode(data).decode(),
    )


@pytest.mark.asyncio(loop_scope="session")
async def test_a_photo_looks_as_before_and_says_nothing_more(browser: Browser) -> None:
    page = await browser.new_page()
    jpeg, png, webp = [await made(page, f"image/{kind}") for kind in ("jpeg", "png", "webp")]
    beside = (
        segment(0xE1, XMP) + segment(0xE2, b"MPF\0" + SECRET) + segment(0xED, SECRET) + segment(0xFE, SECRET)
    )
    head, body = png[:33], png[33:]
    assert webp[12:16] == b"VP8X"
    said = webp[:20] + bytes([webp[20] | 0x0C]) + webp[21:] + riff((b"EXIF", exif(6)), (b"XMP ", XMP))[12:]
    photos = {
        "jpg": [
            jpeg,
            jpeg[:2] + segment(0xE1, b"Exif\0\0" + exif(1)) + beside + jpeg[2:] + SECRET,
            jpeg[:2] + segment(0xE1, b"Exif\0\0" + exif(6)) + beside + jpeg[2:],
            jpeg[:2] + segment(0xE1, b"Exif\0\0" + exif(8, ">")) + b"\xff\xff" + jpeg[2:],
        ],
        "png": [
            png,
            head + chunk(b"eXIf", exif(1)) + chunk(b"tEXt", b"Comment\0" + SECRET) + body + SECRET,
        ],
        "webp": [
            webp,
            said[:4] + struct.pack("<I", len(said) - 8) + said[8:],
        ],
        "gif": [GIF],
    }
    for kind, them in photos.items():
        for data in them:
            kept = photo(data, "x")
            assert kept.kind == kind
            assert SECRET not in kept.data
            assert await looks(page, kept.data) == await looks(page, data)
            assert photo(kept.data, "x") == kept  # nothing is left to be taken away
    assert (await looks(page, photo(photos["jpg"][2], "x").data))[:2] == [20, 40]  # it still stands upright
    assert len(photo(photos["webp"][1], "x").data) > len(webp)  # so does this one
    assert b"NETSCAPE2.0" in photo(GIF, "x").data
    await page.close()


def test_a_small_copy_from_before_the_picture_was_cut_goes_too() -> None:
    small = b"\x01\x02" + SECRET[:6]
    jfif = segment(0xE0, b"JFIF\0\x01\x02\x00\x00\x01\x00\x01" + small)
    frame, scan = (
        segment(0xC0, b"\x08\0\1\0\1\1\1\x11\0"),
        segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\xff\0\xff\xd0\x34",
    )
    kept = photo(b"\xff\xd8" + jfif + frame + scan + b"\xff\xd9", "x").data
    assert (
        kept
        == b"\xff\xd8" + segment(0xE0, b"JFIF\0\x01\x02\x00\x00\x01\x00\x01\0\0") + frame + scan + b"\xff\xd9"
    )


@pytest.mark.parametrize(
    "data",
    [
        b"", b"MZ not a picture", b"\xff\xd8\xff", b"\xff\xd8\xff\xd9", b"\xff\xd8\xff\xda\0\2", b"\x89PNG\r\n\x1a\n",
        b"GIF89a", b"GIF89a\1\0\1\0\0\0\0;", b"RIFF\4\0\0\0WEBP", b"RIFF\xff\xff\0\0WEBPVP8 ", b"<svg/>",
        b"\0\0\0\x18ftypheic",
    ],
)  # fmt: skip
def test_what_is_no_picture_or_is_cut_short_is_refused(data: bytes) -> None:
    with pytest.raises(NotAPicture):
        photo(data, "x.png")


def test_a_picture_that_is_too_large_is_refused() -> None:
    assert photo(GIF, "x").kind == "gif"
    with pytest.raises(NotAPicture):
        photo(GIF + bytes(LARGEST), "x")


def test_whatever_is_sent_is_a_picture_or_is_refused() -> None:
    chance = random.Random(7)
    whole = [GIF, b"\xff\xd8" + segment(0xE1, b"Exif\0\0" + exif(6)) + segment(0xC0, b"x") + segment(0xDA, b"x") + b"\xff\xd9",
             riff((b"VP8X", bytes(10)), (b"VP8L", b"xx"), (b"EXIF", exif(3))),
             b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")]  # fmt: skip
    for data in whole:
        assert photo(data, "x").data
        for _ in range(2000):
            spoilt = bytearray(data)
            for _ in range(chance.randint(1, 4)):
                spoilt[chance.randrange(8, len(spoilt))] = chance.randrange(256)
            try:
                kept = photo(bytes(spoilt[: chance.randint(8, len(spoilt))]), "x")
            except NotAPicture:
                continue
            assert photo(kept.data, "x") == kept


def test_a_file_is_named_without_what_discord_reads_as_formatting() -> None:
    with pytest.raises(NotAPicture) as refused:
        photo(b"", "**<@1> x**.png")
    sentence = refused.value.sentence(Catalogs().of("en"))
    assert (
        sentence == "I can't use the file “1 x.png”. Attach a PNG, JPEG, GIF or WebP picture of up to 5 MB."
    )
