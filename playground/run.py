"""Runs a discord.py program as it is against a playground elsewhere: `python -m playground.run REST GATEWAY bot.py`."""

from __future__ import annotations

import runpy
import sys
from importlib.util import find_spec
from pathlib import Path

from playground.seam import seam

USAGE = """\
usage: python -m playground.run REST GATEWAY bot.py [argument ...]
       python -m playground.run REST GATEWAY -m module [argument ...]

REST and GATEWAY are the addresses that `python -m playground` says."""


def main() -> None:
    """Runs a file, or after `-m` a module, as Python itself would."""
    match sys.argv[1:]:
        case [url, gateway_url, "-m", module, *arguments]:
            sys.argv = [module, *arguments]
            sys.path.insert(0, str(Path.cwd()))
            if not _exists(module):
                sys.exit(f"There is no module {module}.")
            with seam(url, gateway_url):
                runpy.run_module(module, run_name="__main__", alter_sys=True)
        case [url, gateway_url, file, *arguments] if file != "-m":
            if not Path(file).is_file():
                sys.exit(f"There is no file {file}.")
            sys.argv = [file, *arguments]
            sys.path.insert(0, str(Path(file).resolve().parent))
            with seam(url, gateway_url):
                runpy.run_path(file, run_name="__main__")
        case _:
            sys.exit(USAGE)


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # there is not even the package it should be in
        return False


if __name__ == "__main__":
    main()
