"""Routines as people name them: a shipped name, a script's path, a timeline's path."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from coach.errors import FaultyInputError, MachineError, UsageError
from coach.resources import shipped
from coach.script.load import Lint, Loaded, load_script
from coach.timeline.ir import MAX_BYTES, read_timeline
from coach.timeline.model import Timeline

__all__ = [
    "FileLibrary",
    "UnknownRoutineError",
    "UnreadableFileError",
    "load_file",
    "load_routine",
    "open_timeline",
    "shipped_routines",
]


class UnknownRoutineError(UsageError):
    """No routine has this name, and no file is there."""

    def __init__(self, name: str, available: tuple[str, ...]) -> None:
        """Carry the name and the shipped routines."""
        self.name = name
        self.available = available
        near = get_close_matches(name, available, n=1)
        guess = f" Did you mean {near[0]}?" if near else ""
        super().__init__(
            f"There is no routine {name}.{guess} The coach has "
            f"{', '.join(available)}; or give a script (.toml) or a timeline (.json)."
        )


class UnreadableFileError(MachineError):
    """A file is there and cannot be read."""

    def __init__(self, path: Path, reason: str) -> None:
        """Carry the file and the system's reason."""
        self.path = path
        self.reason = reason
        super().__init__(f"{path} cannot be read: {reason}.")


@dataclass(frozen=True, slots=True)
class FileLibrary:
    """Scripts on disk: the shipped ones, and those beside a given one."""

    folder: Path
    """Where the script lies that is being read."""

    def shipped(self, name: str) -> tuple[str, bytes] | None:
        """Return a shipped routine's file name and bytes."""
        path = shipped("scripts") / f"{name}.toml"
        return (path.name, path.read_bytes()) if path.is_file() else None

    def beside(self, file: str, name: str) -> tuple[str, bytes] | None:
        """Return the name to show and the bytes of a file in the same folder."""
        path = self.folder / name
        shown = str(Path(file).with_name(name))
        return (shown, read_file(path)) if path.is_file() else None


def shipped_routines() -> tuple[str, ...]:
    """Name the routines that come with the coach, standing first."""
    names = sorted(path.stem for path in shipped("scripts").glob("*.toml"))
    return tuple(sorted(names, key=lambda name: (name != "standing", name != "seated")))


def load_routine(name: str) -> Loaded:
    """Read a routine by its shipped name or its script's path; raise on its faults."""
    loaded = load_file(Path(name)) if name.endswith(".toml") else _load_shipped(name)
    if loaded.script is None:
        raise FaultyInputError(loaded.diagnostics, loaded.texts)
    return loaded


def _load_shipped(name: str) -> Loaded:
    available = shipped_routines()
    if name not in available:
        raise UnknownRoutineError(name, available)
    path = shipped("scripts") / f"{name}.toml"
    # The suite has looked its words over; a session need not do so again.
    return _load(path, f"{name}.toml", lint="none")


def load_file(path: Path) -> Loaded:
    """Read a script's file, faults and all; strictly where it is a shipped one."""
    if not path.exists():
        raise UnknownRoutineError(str(path), shipped_routines())
    ours = path.resolve().parent == shipped("scripts").resolve()
    return _load(path, str(path), lint="shipped" if ours else "own")


def _load(path: Path, shown: str, *, lint: Lint) -> Loaded:
    library = FileLibrary(path.parent)
    return load_script(shown, read_file(path), path.stem, library, lint=lint)


def open_timeline(path: Path) -> Timeline:
    """Read a timeline; raise on its faults."""
    if not path.exists():
        raise UnknownRoutineError(str(path), shipped_routines())
    timeline = read_timeline(read_file(path, MAX_BYTES), str(path))
    if not isinstance(timeline, Timeline):
        raise FaultyInputError(timeline)
    return timeline


def read_file(path: Path, most_bytes: int = 1024 * 1024) -> bytes:
    """Read a file, and no more of it than its reader will look at."""
    try:
        with path.open("rb") as file:
            return file.read(most_bytes + 1)
    except OSError as fault:
        raise UnreadableFileError(path, fault.strerror or str(fault)) from fault
