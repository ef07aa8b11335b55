"""SIGTERM and Ctrl-C where nobody would hear them: while a process is being loaded, and while SQLite is at work."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

STOPS = (signal.SIGTERM, signal.SIGINT)
"""How a process is told to stop: by a supervisor, and by Ctrl-C."""


@contextmanager
def unheard() -> Generator[None]:
    """Ctrl-C ends the process at once, as the system does it: nothing is begun, so nothing is to be tidied up or told."""
    usual = signal.getsignal(signal.SIGINT)
    if usual is not signal.default_int_handler:  # somebody has other plans
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)


@contextmanager
def at_once(code: int | None = None) -> Generator[None]:
    """Within it SIGTERM and Ctrl-C end the process at once, with this exit code; None: 128 and the signal's number.

    What SQLite is in the midst of is taken back by whoever opens the file next. It could not be ended more gently: a
    statement may take minutes, and no exception reaches it. To leave the signals to the system would not do either,
    which lets none of them end the first process of a container.
    """
    heard, told = os.pipe()
    os.set_blocking(told, False)

    def end() -> None:
        if number := os.read(heard, 1):
            os._exit(128 + number[0] if code is None else code)

    waiting = threading.Thread(target=end, daemon=True, name="signals")
    waiting.start()
    # Written to at once: Python's own handlers wait until SQLite is done.
    before = signal.set_wakeup_fd(told)
    usual = [signal.signal(name, _nothing) for name in STOPS]
    try:
        yield
    finally:
        for name, handler in zip(STOPS, usual, strict=True):
            signal.signal(name, handler)
        signal.set_wakeup_fd(before)
        os.close(told)
        waiting.join()
        os.close(heard)


def _nothing(_number: int, _frame: FrameType | None) -> None:
    """The pipe has it already."""
