from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from coach.check import check_files
from coach.errors import UsageError
from coach.new_script import begin_script
from coach.routines import load_routine, shipped_routines


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_starting_script_has_no_fault(folder: Path) -> None:
    begin_script(folder / "mine.toml", None)
    checked = check_files([Path("mine.toml")])
    assert (checked.diagnostics, checked.exit_code) == ((), 0)


def test_the_starting_script_is_commented(folder: Path) -> None:
    begin_script(folder / "mine.toml", None)
    text = (folder / "mine.toml").read_text(encoding="utf-8")
    for command in ("coach check", "coach show", "coach render"):
        assert f"#   {command} THIS_FILE" in text
    for table in ("session", "block", "parameters", "guidance", "cue"):
        assert table in tomllib.loads(text)


@pytest.mark.parametrize("name", shipped_routines())
def test_one_based_on_a_routine_has_no_fault(folder: Path, name: str) -> None:
    begin_script(folder / "mine.toml", name)
    assert check_files([Path("mine.toml")]).diagnostics == ()
    mine, base = load_routine("mine.toml").script, load_routine(name).script
    assert mine is not None
    assert base is not None
    lower = base.title[:1].lower() + base.title[1:]
    assert mine.title == f"My own {lower}"
    assert (mine.cues.keys(), mine.blocks) == (base.cues.keys(), base.blocks)
    text = (folder / "mine.toml").read_text(encoding="utf-8")
    assert f"`coach show {name}` lists the parameters" in text


@pytest.mark.parametrize("name", ["base.toml", "my base.toml", "it's é.toml"])
def test_one_based_on_a_script_beside_it(folder: Path, name: str) -> None:
    begin_script(folder / name, None)
    begin_script(folder / "mine.toml", name)
    assert check_files([Path("mine.toml")]).diagnostics == ()


def test_a_title_with_quotes(folder: Path) -> None:
    begin_script(folder / "base.toml", None)
    text = (folder / "base.toml").read_text(encoding="utf-8")
    quoted = text.replace('"Shoulder rolls, seated"', r'"\"Rolls\" \\ seated"')
    (folder / "base.toml").write_text(quoted, encoding="utf-8")
    begin_script(folder / "mine.toml", "base.toml")
    script = load_routine("mine.toml").script
    assert script is not None
    assert script.title == 'My own "Rolls" \\ seated'


def test_a_script_elsewhere_cannot_be_the_base(folder: Path) -> None:
    (folder / "sub").mkdir()
    begin_script(folder / "sub" / "base.toml", None)
    with pytest.raises(UsageError) as caught:
        begin_script(folder / "mine.toml", "sub/base.toml")
    assert str(caught.value) == (
        "A script can be based on a shipped routine or on a script in its own folder; "
        "sub/base.toml is elsewhere."
    )


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("mine", "A script's name ends in .toml: call it mine.toml"),
        ("mine.txt", "A script's name ends in .toml: call it mine.toml"),
        ("mine.TOML", "A script's name ends in .toml: call it mine.toml"),
        ("there.toml", "There is a file there.toml already; choose another name."),
    ],
)
def test_names_that_will_not_do(folder: Path, name: str, sentence: str) -> None:
    (folder / "there.toml").write_text("kept")
    with pytest.raises(UsageError) as caught:
        begin_script(Path(name), None)
    assert str(caught.value) == sentence
    assert [path.name for path in folder.iterdir()] == ["there.toml"]
    assert (folder / "there.toml").read_text() == "kept"


def test_an_unknown_base_begins_nothing(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"There is no routine stand\."):
        begin_script(folder / "mine.toml", "stand")
    assert list(folder.iterdir()) == []
