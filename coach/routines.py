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
    "FolderError",
    "NoSuchFileError",
    "UnknownRoutineError",
    "UnreadableFileError",
    "is_file",
    "load_file",
    "load_routine",
    "open_timeline",
    "shipped_routines",
]


class UnknownRoutineError(UsageError):
    """No routine has this name."""

    def __init__(self, name: str, available: tuple[str, ...]) -> None:
        """Carry the name and the shipped routines."""
        self.name = name
        self.available = available
        near = get_close_matches(name.lower(), available, n=1)
        guess = f" Did you mean {near[0]}?" if near else ""
        super().__init__(
            f"There is no routine {name}.{guess} The coach has "
            f"{', '.join(available)}; or give a script (.toml) or a timeline (.json)."
        )


class NoSuchFileError(UsageError):
    """No file has this name."""

    def __init__(self, path: Path, near: str = "") -> None:
        """Carry the path, and a name that may have been meant."""
        self.path = path
        self.near = near
        guess = f" Did you mean {near}?" if near else ""
        super().__init__(
            f"There is no file {path}.{guess} Give a script (.toml) or a timeline "
            "(.json)."
        )


class FolderError(UsageError):
    """A folder was given for a file."""

    def __init__(self, path: Path) -> None:
        """Carry the folder."""
        self.path = path
        super().__init__(
            f"The name {path} is a folder's. Give a script (.toml) or a timeline "
            "(.json) in it."
        )


class UnreadableFileError(MachineError):
    """A file is there and cannot be read."""

    def __init__(self, path: Path, reason: str) -> None:
        """Carry the file and the system's reason."""
        self.path = path
        self.reason = reason
        super().__init__(
            f"The file {path} cannot be read ({reason}). See that it is whole and that "
            "you may read it."
        )


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
    path = Path(name)
    ours = path.stem in shipped_routines() and not path.exists()
    if is_file(name, ".toml") and not ours:
        loaded = load_file(path)
    else:
        loaded = _load_shipped(name)
    if loaded.script is None:
        raise FaultyInputError(loaded.diagnostics, loaded.texts)
    return loaded


def is_file(name: str, suffix: str) -> bool:
    """Tell a file of this kind from a routine's name."""
    return name.lower().endswith(suffix)


def _load_shipped(name: str) -> Loaded:
    available = shipped_routines()
    if name not in available:
        raise UnknownRoutineError(name, available)
    path = shipped("scripts") / f"{name}.toml"
    # The suite has looked its words over; a session need not do so again.
    return _load(path, f"{name}.toml", lint="none")


def load_file(path: Path) -> Loaded:
    """Read a script's file, faults and all; strictly where it is a shipped one."""
    ours = path.resolve().parent == shipped("scripts").resolve()
    return _load(path, str(path), lint="shipped" if ours else "own")


def _load(path: Path, shown: str, *, lint: Lint) -> Loaded:
    library = FileLibrary(path.parent)
    return load_script(shown, read_file(path), path.stem, library, lint=lint)


def open_timeline(path: Path) -> Timeline:
    """Read a timeline; raise on its faults."""
    timeline = read_timeline(read_file(path, MAX_BYTES), str(path))
    if not isinstance(timeline, Timeline):
        raise FaultyInputError(timeline)
    return timeline


def read_file(path: Path, most_bytes: int = 1024 * 1024) -> bytes:
    """Read a file, and no more of it than its reader will look at."""
    try:
        with path.open("rb") as file:
            return file.read(most_bytes + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise NoSuchFileError(path, _near(path)) from None
    except IsADirectoryError:
        raise FolderError(path) from None
    except PermissionError as fault:
        # What one system calls a folder, another calls a file that may not be read.
        if path.is_dir():
            raise FolderError(path) from None
        raise UnreadableFileError(path, fault.strerror or str(fault)) from fault
    except OSError as fault:
        raise UnreadableFileError(path, fault.strerror or str(fault)) from fault


def _near(path: Path) -> str:
    """Find a file of that folder that may have been meant."""
    try:
        names = [each.name for each in path.parent.iterdir()]
    except OSError:
        return ""
    ours = [name for name in names if is_file(name, ".toml") or is_file(name, ".json")]
    near = get_close_matches(path.name, ours, n=1)
    return str(path.with_name(near[0])) if near else ""
