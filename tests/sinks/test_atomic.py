from __future__ import annotations

import errno
import os
import stat
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import missing, require_tool
from samples import noise, tags_for, write

from coach.sinks import FILE_SINKS, open_sink
from coach.sinks.atomic import (
    AtomicFile,
    DiskFullError,
    NameTooLongError,
    NoFolderError,
    NotAFileError,
    OutputError,
    ReadOnlyError,
    explained,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


def names_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_target_appears_only_when_committed(tmp_path: Path) -> None:
    target = tmp_path / "track.mp3"
    file = AtomicFile(target)
    file.temporary.write_bytes(b"new")
    assert not target.exists()
    (hidden,) = names_in(tmp_path)
    assert hidden.startswith(".track.")
    file.commit()
    assert names_in(tmp_path) == ["track.mp3"]
    assert target.read_bytes() == b"new"


def test_new_file_has_ordinary_permissions(tmp_path: Path) -> None:
    (tmp_path / "ordinary").touch()
    file = AtomicFile(tmp_path / "track.mp3")
    file.commit()
    modes = {stat.S_IMODE(entry.stat().st_mode) for entry in tmp_path.iterdir()}
    assert len(modes) == 1


def write_half(target: Path, fault: type[BaseException]) -> None:
    with open_sink(target, tags_for(96_000)) as sink:
        sink.write(noise(48_000))
        raise fault


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt, MemoryError])
@pytest.mark.parametrize("extension", [ext for ext in FILE_SINKS if ext != ".m4a"])
def test_fault_half_way_leaves_the_old_target(
    tmp_path: Path, fault: type[BaseException], extension: str
) -> None:
    target = tmp_path / f"track{extension}"
    target.write_bytes(b"old")
    with pytest.raises(fault):
        write_half(target, fault)
    assert names_in(tmp_path) == [target.name]
    assert target.read_bytes() == b"old"


def test_leaving_before_the_end_discards(tmp_path: Path) -> None:
    with open_sink(tmp_path / "track.mp3", tags_for(48_000)) as sink:
        sink.write(noise(48_000))
    assert names_in(tmp_path) == []


def test_wrong_length_is_never_put_in_place(tmp_path: Path) -> None:
    sink = open_sink(tmp_path / "track.mp3", tags_for(48_000))
    with sink, pytest.raises(ValueError, match=r"^0 frames written, 48000 promised$"):
        sink.finish()
    assert names_in(tmp_path) == []


def test_missing_folder(tmp_path: Path) -> None:
    target = tmp_path / "none" / "track.mp3"
    with pytest.raises(NoFolderError) as refusal:
        AtomicFile(target)
    assert str(refusal.value) == (
        f"cannot write track.mp3: there is no folder {tmp_path / 'none'}; "
        "make it, or name another"
    )
    assert refusal.value.path == target


def test_folder_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "track.mp3").mkdir()
    with pytest.raises(NotAFileError) as refusal:
        AtomicFile(tmp_path / "track.mp3")
    assert str(refusal.value) == (
        f"cannot write {tmp_path / 'track.mp3'}: that is a folder, not a file; "
        "add a file name"
    )


@pytest.mark.skipif(os.name != "posix", reason="devices with names are POSIX's")
def test_device_is_not_replaced() -> None:
    with pytest.raises(NotAFileError):
        AtomicFile(Path(os.devnull))
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_name_too_long_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(NameTooLongError) as refusal:
        AtomicFile(tmp_path / ("x" * 300 + ".mp3"))
    assert str(refusal.value) == (
        f"cannot write into {tmp_path}: the file name is too long; choose a shorter one"
    )


@pytest.mark.skipif(os.name != "posix", reason="other systems count otherwise")
def test_longest_allowed_name_is_written(tmp_path: Path) -> None:
    target = tmp_path / ("é" * 125 + ".mp3")
    write(target, noise(1))
    assert names_in(tmp_path) == [target.name]


def test_read_only_target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "track.mp3"
    target.write_bytes(b"old")
    # The superuser may write everywhere, and tests may run as the superuser.
    monkeypatch.setattr(os, "access", lambda path, mode: not (path == target and mode))
    with pytest.raises(ReadOnlyError) as refusal:
        AtomicFile(target)
    assert str(refusal.value) == (
        f"cannot write {target}: it or its folder is read-only; name another place"
    )


@pytest.mark.skipif(os.name != "posix", reason="links need no rights on POSIX only")
def test_link_keeps_pointing_where_it_did(tmp_path: Path) -> None:
    (tmp_path / "real.mp3").write_bytes(b"old")
    (tmp_path / "link.mp3").symlink_to(tmp_path / "real.mp3")
    file = AtomicFile(tmp_path / "link.mp3")
    file.temporary.write_bytes(b"new")
    file.commit()
    assert (tmp_path / "link.mp3").is_symlink()
    assert (tmp_path / "real.mp3").read_bytes() == b"new"


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, DiskFullError),
        (errno.EDQUOT, DiskFullError),
        (errno.EROFS, ReadOnlyError),
        (errno.EACCES, ReadOnlyError),
        (errno.EIO, OutputError),
    ],
)
def test_what_the_system_refuses(number: int, kind: type[OutputError]) -> None:
    with pytest.raises(OutputError) as refusal, explained(Path("track.mp3")):
        raise OSError(number, "the reason")
    assert type(refusal.value) is kind


def test_other_refusals_give_the_reason() -> None:
    with pytest.raises(OutputError) as refusal, explained(Path("track.mp3")):
        raise OSError(errno.EIO, "Input/output error")
    assert str(refusal.value) == "cannot write track.mp3: Input/output error"


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 128 KiB, which only the superuser can."""
    mount = require_tool("mount")
    disk = tmp_path / "disk"
    disk.mkdir()
    command = [mount, "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(disk)]
    if subprocess.run(command, check=False, capture_output=True).returncode != 0:
        missing("a small disk cannot be mounted here")
    yield disk
    subprocess.run([require_tool("umount"), str(disk)], check=True)


@pytest.mark.real
@pytest.mark.parametrize("extension", FILE_SINKS)
def test_full_disk(tiny_disk: Path, extension: str) -> None:
    if extension == ".m4a":
        require_tool("ffmpeg")
    target = tiny_disk / f"track{extension}"
    target.write_bytes(b"old")
    with pytest.raises(DiskFullError) as refusal:
        write(target, noise(1_440_000))
    assert str(refusal.value) == (
        f"cannot write {target}: no space is left on the disk; nothing was changed, "
        "free some space or name another place"
    )
    assert names_in(tiny_disk) == [target.name]
    assert target.read_bytes() == b"old"
