"""How payloads go over the socket: plain, or as one long zlib or zstd stream."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import TypeAlias

Encoder: TypeAlias = Callable[[bytes], bytes]

ENCODINGS = (None, "json")
"""What `encoding=…` of the address may say; Discord speaks `etf` as well."""
COMPRESSIONS = (None, "zlib-stream", "zstd-stream")
"""What `compress=…` may say."""

ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
ZSTD_HEADER = b"\x00\x38"
"""No content size, no checksum, and a window of 128 KiB."""
ZSTD_BLOCK = 128 * 1024


def encoder(compress: str | None) -> Encoder | None:
    """What turns payloads into frames for `compress=…` of the address; None sends plain text."""
    if compress == "zlib-stream":
        return _zlib()
    if compress == "zstd-stream":
        return _zstd()
    return None


def _zlib() -> Encoder:
    context = zlib.compressobj()
    return lambda data: context.compress(data) + context.flush(zlib.Z_SYNC_FLUSH)


def _zstd() -> Encoder:
    """One frame that never ends, of blocks that are stored as they are: every decoder takes that, no library is needed."""
    begun = False

    def encode(data: bytes) -> bytes:
        nonlocal begun
        frame = bytearray() if begun else bytearray(ZSTD_MAGIC + ZSTD_HEADER)
        begun = True
        for start in range(0, len(data), ZSTD_BLOCK):
            block = data[start : start + ZSTD_BLOCK]
            frame += (len(block) << 3).to_bytes(3, "little") + block
        return bytes(frame)

    return encode
