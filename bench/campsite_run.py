"""`campsite run`, in front of a playground: its addresses are the two arguments."""

from __future__ import annotations

import sys

from bot.__main__ import main
from playground.seam import seam

if __name__ == "__main__":
    with seam(*sys.argv[1:]):
        sys.exit(main(["run"]))
