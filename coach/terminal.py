"""What the command line prints: plain sentences, read aloud as well as read."""

from __future__ import annotations

import json
import os
import re
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from coach.diagnostic_text import as_json, group, render
from coach.errors import CoachError, FaultyInputError, MachineError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import Self

    from rich.progress import Progress

    from coach.diagnostics import Diagnostic
    from coach.utterance import Utterance

__all__ = [
    "ReaderGoneError",
    "SpeechProgress",
    "complain",
    "print_json",
    "print_line",
    "print_notes",
    "print_remarks",
    "say_line",
]


_COMMAND = re.compile(r": (coach|pip) ")


class ReaderGoneError(Exception):
    """Whoever read the output has had enough."""


class OutputRefusedError(MachineError):
    """Standard output takes no more."""

    def __init__(self, reason: str) -> None:
        """Carry the system's own reason."""
        self.reason = reason
        super().__init__(
            f"nothing more can be written to standard output ({reason}): "
            "see where it is led to"
        )


def print_json(value: object) -> None:
    """Print one machine-readable object on standard output."""
    print_line(json.dumps(value, ensure_ascii=False, indent=2))


def print_notes(diagnostics: Sequence[Diagnostic]) -> None:
    """Print what is worth knowing of a session that was made, a sentence each."""
    for each in group(diagnostics):
        word = "Warning" if each.severity == "warning" else "Note"
        hint = f" {_sentence(each.hint)}" if each.hint else ""
        place = f" ({each.span.file}, line {each.span.line})"
        say_line(f"{word}: {_sentence(each.message)}{hint}{place}")


def print_remarks(remarks: Sequence[str]) -> None:
    """Print sentences about how something was done."""
    for remark in remarks:
        say_line(_sentence(remark))


def complain(fault: CoachError, *, json_wanted: bool = False) -> None:
    """Print why something was not done: the author's faults with their places."""
    if isinstance(fault, FaultyInputError) and json_wanted:
        print_json({"diagnostics": as_json(fault.diagnostics)})
    elif isinstance(fault, FaultyInputError):
        say_line(render(fault.diagnostics, fault.texts))
    else:
        say_line(_sentence(str(fault)))


def print_line(text: str) -> None:
    """Print a result on standard output, at once: a refusal is met here or never."""
    try:
        print(text, flush=True)  # noqa: T201 - this is the module that prints
    except OSError as fault:
        # What is still buffered has nowhere to go, and would be tried again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(fault, BrokenPipeError):
            raise ReaderGoneError from fault
        raise OutputRefusedError(fault.strerror or str(fault)) from fault


def say_line(text: str) -> None:
    """Print a remark on standard error, where it disturbs no output."""
    with suppress(OSError):
        print(text, file=sys.stderr)  # noqa: T201 - this is the module that prints


def _sentence(text: str) -> str:
    # A file's name keeps its small letter, and a command is copied without a full stop.
    plain = text.partition(" ")[0].isalpha()
    whole = text[:1].upper() + text[1:] if plain else text
    ended = whole.endswith((".", "!", "?")) or _COMMAND.search(whole)
    return whole if ended else f"{whole}."


class SpeechProgress:
    """A bar while an engine speaks; nothing at all where no one watches a terminal."""

    def __init__(self, *, quiet: bool) -> None:
        """Wait: the bar appears with the first take that is made."""
        self._wanted = not quiet and sys.stderr.isatty()
        self._bar: Progress | None = None

    def __enter__(self) -> Self:
        """Begin without a bar."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()

    def heard(self, utterance: Utterance) -> None:
        """Count a take that an engine has just made."""
        if not self._wanted:
            return
        if self._bar is None:
            self._bar = _bar()
            self._bar.start()
            self._bar.add_task("Speaking", total=None, words="")
        task = self._bar.task_ids[0]
        self._bar.update(task, advance=1, words=utterance.text[:40])


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        TextColumn("{task.completed:.0f} lines  {task.fields[words]}"),
        console=Console(stderr=True),
        transient=True,
    )
