"""A file that appears whole or not at all: written beside its target, then renamed."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import MachineError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "AtomicFile",
    "DiskFullError",
    "NameTooLongError",
    "NoFolderError",
    "NotAFileError",
    "OutputError",
    "ReadOnlyError",
    "check_target",
    "explained",
    "raise_refusal",
    "write_text",
]


class OutputError(MachineError):
    """The file at `path` cannot be written."""

    sentence = "cannot write {path}: {reason}"

    def __init__(self, path: Path, reason: str = "") -> None:
        """Carry the target and, where there is one, the system's own reason."""
        self.path = path
        self.reason = reason
        super().__init__(
            self.sentence.format(
                path=path, name=path.name, folder=path.parent, reason=reason
            )
        )


class NoFolderError(OutputError):
    """The folder does not exist."""

    sentence = (
        "cannot write {name}: there is no folder {folder}; make it, or name another"
    )


class ReadOnlyError(OutputError):
    """The folder, or the file that is there now, may not be written to."""

    sentence = "cannot write {path}: it or its folder is read-only; name another place"


class NotAFileError(OutputError):
    """A folder or a device stands where the file should go."""

    sentence = "cannot write {path}: that is {reason}, not a file; add a file name"


class DiskFullError(OutputError):
    """No space is left, or a quota is reached."""

    sentence = (
        "cannot write {path}: no space is left on the disk; nothing was changed, "
        "free some space or name another place"
    )


class NameTooLongError(OutputError):
    """The system does not allow so long a name."""

    sentence = (
        "cannot write into {folder}: the file name is too long; choose a shorter one"
    )


_PROBE_BYTES = 1 << 16

_BY_ERRNO: dict[int, type[OutputError]] = {
    errno.ENOENT: NoFolderError,
    errno.ENOTDIR: NoFolderError,
    errno.EACCES: ReadOnlyError,
    errno.EPERM: ReadOnlyError,
    errno.EROFS: ReadOnlyError,
    errno.ENOSPC: DiskFullError,
    errno.EDQUOT: DiskFullError,
    errno.ENAMETOOLONG: NameTooLongError,
}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Say what the system refused, in the target's name rather than the temporary's."""
    try:
        yield
    except OSError as fault:
        kind = _BY_ERRNO.get(fault.errno or 0, OutputError)
        raise kind(path, fault.strerror or str(fault)) from fault


def raise_refusal(path: Path) -> None:
    """Raise the `OSError` that a library met at `path` but did not pass on."""
    with path.open("ab") as file:
        file.write(bytes(_PROBE_BYTES))
        file.flush()
        os.fsync(file.fileno())


class AtomicFile:
    """A temporary file in the target's folder that `commit` puts in the target's place.

    Faults that can be known beforehand are raised at once, not after minutes of work.
    """

    def __init__(self, path: Path) -> None:
        """Check the target and make the temporary file."""
        self.path = path
        # A link keeps pointing where it did: what it points at is replaced.
        self._target = Path(os.path.realpath(path))
        check_target(path)
        with explained(path):
            self.temporary = _make_beside(self._target)

    def commit(self) -> None:
        """Make the temporary file durable and rename it to the target."""
        with explained(self.path):
            _flush_to_disk(self.temporary)
            self.temporary.replace(self._target)
            if os.name == "posix":
                _flush_to_disk(self._target.parent)

    def discard(self) -> None:
        """Remove the temporary file; the target stays as it was."""
        with explained(self.path):
            self.temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a whole text file or leave what was there."""
    file = AtomicFile(path)
    try:
        with explained(path):
            file.temporary.write_text(text, encoding="utf-8", newline="\n")
        file.commit()
    finally:
        file.discard()


def check_target(path: Path) -> None:
    """Raise at once what would stop a file from being written here."""
    with explained(path):
        _check_target(path, Path(os.path.realpath(path)))


def _check_target(path: Path, target: Path) -> None:
    if not target.parent.is_dir():
        raise NoFolderError(path)
    if target.is_dir():
        raise NotAFileError(path, "a folder")
    # `lstat`, unlike `exists`, tells a name that is too long.
    try:
        target.lstat()
    except FileNotFoundError:
        return
    if not target.is_file():
        raise NotAFileError(path, "a device")
    if not os.access(target, os.W_OK):
        raise ReadOnlyError(path)


def _make_beside(target: Path) -> Path:
    """Create an empty hidden file with the permissions of any new file."""
    name = f".{target.stem[:40]}.{os.getpid()}-{os.urandom(4).hex()}.part"
    temporary = target.with_name(name)
    os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    return temporary


def _flush_to_disk(path: Path) -> None:
    flags = os.O_RDONLY if path.is_dir() else os.O_RDWR
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
