"""Where the process begins: `python -m bot`, and the command `campsite`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from bot.interrupts import unheard


def main(arguments: Sequence[str] | None = None) -> int:
    """Does what the command line asks for; the exit code."""
    with unheard():
        from bot import door
    return door.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
