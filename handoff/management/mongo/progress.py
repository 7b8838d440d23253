"""How far a long run has come: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from typing import TextIO

BAR_COLUMNS = 30
TERMINAL_SECONDS = 0.1
LINE_SECONDS = 5.0


class Progress:
    """One stretch of work at a time: `begin`, `reach` as often as one likes, `end`."""

    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.is_terminal = out.isatty()
        self.pause = TERMINAL_SECONDS if self.is_terminal else LINE_SECONDS
        self.begin("", 0)

    def begin(self, title: str, total: int) -> None:
        self.title, self.total, self.done = title, total, 0
        self.began = self.shown = time.monotonic()

    def reach(self, done: int) -> None:
        self.done = done
        if time.monotonic() - self.shown >= self.pause:
            self.shown = time.monotonic()
            self._show()

    def end(self) -> None:
        """The last word on this stretch, in full."""
        self.done = self.total
        self._show()
        if self.is_terminal:
            self.out.write("\n")
            self.out.flush()

    def _show(self) -> None:
        share = self.done / self.total if self.total else 1.0
        seconds = time.monotonic() - self.began
        text = f"{self.title:<24} {self.done:>12,} of {self.total:,} ({share:.0%}, {seconds:.0f} s)"
        if self.is_terminal:
            full = round(share * BAR_COLUMNS)
            bar = "#" * full + "." * (BAR_COLUMNS - full)
            self.out.write(f"\r[{bar}] {text}\033[K")
        else:
            self.out.write(f"{text}\n")
        self.out.flush()
