from __future__ import annotations

from pathlib import Path

import pytest

from coach.errors import FaultyInputError
from coach.new_script import begin_script
from coach.resources import shipped
from coach.routines import (
    FolderError,
    NoSuchFileError,
    UnknownRoutineError,
    UnreadableFileError,
    is_file,
    load_file,
    load_routine,
    open_timeline,
    read_file,
    shipped_routines,
)

KNOWN = (
    "The coach has standing, seated, ankles; or give a script (.toml) or a timeline "
    "(.json)."
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_standing_comes_first() -> None:
    assert shipped_routines() == ("standing", "seated", "ankles")


@pytest.mark.parametrize("name", shipped_routines())
def test_every_shipped_routine_loads(name: str) -> None:
    loaded = load_routine(name)
    assert loaded.script is not None
    assert (loaded.script.name, loaded.diagnostics) == (name, ())
    assert f"{name}.toml" in loaded.texts


@pytest.mark.parametrize("name", shipped_routines())
def test_every_shipped_routine_passes_the_strict_lint(name: str) -> None:
    assert load_file(shipped("scripts") / f"{name}.toml").diagnostics == ()


@pytest.mark.parametrize(
    ("name", "guess"),
    [
        ("standin", " Did you mean standing?"),
        ("SEATED", " Did you mean seated?"),
        ("seated.toml", " Did you mean seated?"),
        ("xyzzy", ""),
        ("", ""),
        ("../standing", " Did you mean standing?"),
    ],
)
def test_an_unknown_routine(folder: Path, name: str, guess: str) -> None:
    with pytest.raises(UnknownRoutineError) as caught:
        load_routine(name)
    assert str(caught.value) == f"There is no routine {name}.{guess} {KNOWN}"
    assert caught.value.available == shipped_routines()
    del folder


def test_a_file_that_is_not_there(folder: Path) -> None:
    begin_script(folder / "evening.toml", None)
    begin_script(folder / "other.toml", None)
    (folder / "evenings.mp3").touch()
    with pytest.raises(NoSuchFileError) as caught:
        load_routine("evenings.toml")
    assert str(caught.value) == (
        "There is no file evenings.toml. Did you mean evening.toml? Give a script "
        "(.toml) or a timeline (.json)."
    )
    for opened in (load_file, open_timeline):
        with pytest.raises(NoSuchFileError) as caught:
            opened(Path("nodir/x.json"))
        assert str(caught.value) == (
            f"There is no file {Path('nodir/x.json')}. Give a script (.toml) or a "
            "timeline (.json)."
        )


def test_a_file_of_a_shipped_name_is_that_file(folder: Path) -> None:
    begin_script(folder / "standing.toml", None)
    loaded = load_routine("standing.toml")
    assert loaded.script is not None
    assert loaded.script.title == "Shoulder rolls, seated"


def test_a_folder_is_no_script(folder: Path) -> None:
    (folder / "mine.toml").mkdir()
    for opened in (load_file, open_timeline):
        with pytest.raises(FolderError) as caught:
            opened(Path("mine.toml"))
        assert str(caught.value) == (
            "The name mine.toml is a folder's. Give a script (.toml) or a timeline "
            "(.json) in it."
        )


def test_a_file_that_cannot_be_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "mine.toml").touch()

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnreadableFileError) as caught:
        read_file(Path("mine.toml"))
    assert str(caught.value) == (
        "The file mine.toml cannot be read (Permission denied). See that it is whole "
        "and that you may read it."
    )
    assert caught.value.exit_code == 3


def test_a_name_that_is_too_long(folder: Path) -> None:
    with pytest.raises((UnreadableFileError, NoSuchFileError)):
        load_routine("a" * 300 + ".toml")
    del folder


def test_no_more_is_read_than_is_looked_at(folder: Path) -> None:
    (folder / "x").write_bytes(bytes(100))
    assert len(read_file(Path("x"), 10)) == 11


def test_a_script_beside_another(folder: Path) -> None:
    begin_script(folder / "base.toml", None)
    (folder / "sub").mkdir()
    text = 'based_on = "./base.toml"\ntitle = "Mine"\n'
    (folder / "mine.toml").write_text(text)
    loaded = load_routine("mine.toml")
    assert loaded.script is not None
    assert loaded.script.title == "Mine"
    assert set(loaded.texts) == {"mine.toml", "base.toml"}
    (folder / "sub" / "mine.toml").write_text(text)
    with pytest.raises(FaultyInputError) as caught:
        load_routine("sub/mine.toml")
    (fault,) = caught.value.diagnostics
    assert fault.message == "based_on: there is no './base.toml'"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x.toml", True),
        ("X.TOML", True),
        ("x", False),
        ("x.toml.mp3", False),
    ],
)
def test_what_is_a_file(name: str, *, expected: bool) -> None:
    assert is_file(name, ".toml") is expected


@pytest.mark.parametrize("data", [b"", b"[]", b'{"a": 1}', b"\xff", b"[" * 100_000])
def test_what_is_no_timeline(folder: Path, data: bytes) -> None:
    (folder / "x.json").write_bytes(data)
    with pytest.raises(FaultyInputError) as caught:
        open_timeline(Path("x.json"))
    (fault,) = caught.value.diagnostics
    assert fault.slug in {"syntax", "wrong-schema"}
    assert fault.hint == "a timeline is what coach compile writes"
