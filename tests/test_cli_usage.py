from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desk import SHORT, Desk, lay_desk

from coach.cli import run

if TYPE_CHECKING:
    from pathlib import Path

KNOWN = (
    "The coach has standing, seated, ankles; or give a script (.toml) or a timeline "
    "(.json)."
)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return lay_desk(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["standing"],
            (
                "No such command 'standing'.\n"
                "To make its track: coach render standing\n"
                "For help: coach --help\n"
            ),
        ),
        (
            ["mine.toml"],
            (
                "No such command 'mine.toml'.\n"
                "To make its track: coach render mine.toml\n"
                "For help: coach --help\n"
            ),
        ),
        (
            ["rendr"],
            "No such command 'rendr'. Did you mean 'render'?\nFor help: coach --help\n",
        ),
        (
            ["render", "--rep", "10"],
            (
                "No such option: --rep (Possible options: --rate, --reps, --rest).\n"
                "For help: coach render --help\n"
            ),
        ),
        (
            ["render", "--hold"],
            "Option '--hold' requires an argument.\nFor help: coach render --help\n",
        ),
        (
            ["say", "standing"],
            "Missing argument 'CUE'.\nFor help: coach say --help\n",
        ),
        (
            ["render", "standing", "seated"],
            (
                "Got unexpected extra argument(s) (seated).\n"
                "For help: coach render --help\n"
            ),
        ),
        (
            ["render", "-p", "reps", "10"],
            "-p takes NAME=VALUE, such as -p count=every, not reps.\n",
        ),
        (
            ["render", "-p", "=10"],
            "-p takes NAME=VALUE, such as -p count=every, not =10.\n",
        ),
        (
            ["render", "-p", "speed=2"],
            (
                "The routine standing has no parameter speed. It has: reps, sets, "
                "hold, move, rest, guidance, opening, count, breathing, tones, "
                "variant.\n"
            ),
        ),
        (
            ["render", "-p", "rep=2"],
            (
                "The routine standing has no parameter rep. Did you mean reps? It has: "
                "reps, sets, hold, move, rest, guidance, opening, count, breathing, "
                "tones, variant.\n"
            ),
        ),
        (
            ["render", "--hold", "3 sec"],
            "Hold is a time from 2 s to 10 s, not '3 sec'.\n",
        ),
        (["render", "--rest", "10"], "Rest is a time from 15 s to 2m, not '10 s'.\n"),
        (
            ["render", "--reps", "fifteen"],
            "Reps is a whole number of repetitions from 1 to 30, not 'fifteen'.\n",
        ),
        (
            ["render", "--guidance", "some"],
            "Guidance is one of full, faded, tones, not 'some'.\n",
        ),
        (
            ["render", "-p", "breathing=perhaps"],
            "Breathing is on or off, not 'perhaps'.\n",
        ),
        (
            ["render", "-p", "tones=off"],
            (
                "Tones can be off only where guidance is full: without its sound, a "
                "movement needs its words. Add --guidance full.\n"
            ),
        ),
        (["render", "--week", "9"], "The plan of standing has weeks 1 to 6, not 9.\n"),
        (
            ["render", "ankles", "--week", "1"],
            "The routine ankles has no weekly plan.\n",
        ),
        (
            ["render", "--week", "two"],
            (
                "Invalid value for '--week': 'two' is no whole number.\n"
                "For help: coach render --help\n"
            ),
        ),
        (
            ["render", "--rate", "slow"],
            (
                "Invalid value for '--rate': 'slow' is no number.\n"
                "For help: coach render --help\n"
            ),
        ),
        (["render", "--rate", "2"], "--rate is from 0.7 to 1.3, not 2.\n"),
        (["render", "--rate", "nan"], "--rate is from 0.7 to 1.3, not nan.\n"),
        (["render", "--bitrate", "100"], "--bitrate is 64, 96 or 128, not 100.\n"),
        (
            ["render", "--voice", "hart"],
            (
                "There is no voice 'hart'; did you mean 'heart'? (voices here: heart, "
                "michael, joe, system).\n"
            ),
        ),
        (
            ["render", "--voice", ""],
            "There is no voice '' (voices here: heart, michael, joe, system).\n",
        ),
        (
            ["render", "standin"],
            f"There is no routine standin. Did you mean standing? {KNOWN}\n",
        ),
        (
            ["render", "STANDING"],
            f"There is no routine STANDING. Did you mean standing? {KNOWN}\n",
        ),
        (
            ["render", "standing.toml"],
            f"There is no routine standing.toml. Did you mean standing? {KNOWN}\n",
        ),
        (
            ["render", "-o", "track"],
            (
                "Cannot tell the format of 'track' from its name; end it in one of "
                ".mp3, .wav, .flac, .ogg, .opus, .m4a.\n"
            ),
        ),
        (
            ["show", "--picture", "x.gif"],
            (
                "A picture is an .svg or a .png file, and x.gif is neither: give one "
                "of these two extensions.\n"
            ),
        ),
        (
            ["check", "nosuch.toml"],
            (
                "There is no file nosuch.toml. Give a script (.toml) or a timeline "
                "(.json).\n"
            ),
        ),
        (
            ["check", "."],
            (
                "The name . is a folder's. Give a script (.toml) or a timeline "
                "(.json) in it.\n"
            ),
        ),
        (
            ["render", "mine.toml", "--seated", "-p", "cat=3"],
            (
                "There is no file mine.toml. Give a script (.toml) or a timeline "
                "(.json).\n"
            ),
        ),
    ],
)
def test_usage_errors(
    desk: Desk,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    assert run(arguments) == 2
    assert capsys.readouterr() == ("", message)
    assert list(desk.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["render", "mine.toml", "--voice", "joe"],
            "The voice joe is not installed; run: pip install joe\n",
        ),
        (
            ["render", "mine.toml", "-o", "nodir/x.mp3"],
            "Cannot write x.mp3: there is no folder nodir; make it, or name another.\n",
        ),
        (
            ["render", "mine.toml", "-o", "x.mp3", "--timeline", "nodir/x.json"],
            (
                "Cannot write x.json: there is no folder nodir; make it, or name "
                "another.\n"
            ),
        ),
        (
            ["compile", "mine.toml", "-o", "."],
            "Cannot write .: that is a folder, not a file; add a file name.\n",
        ),
        (
            ["new", "nodir/mine.toml"],
            (
                "Cannot write mine.toml: there is no folder nodir; make it, or name "
                "another.\n"
            ),
        ),
    ],
)
def test_faults_of_the_machine(
    desk: Desk,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    desk.begin()
    short = SHORT if "mine.toml" in arguments else ()
    assert run([*arguments, *short]) == 3
    assert capsys.readouterr() == ("", message)


def test_a_folder_that_may_not_be_written(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.begin()

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("coach.sinks.atomic.os.open", refuse)
    assert run(["render", "mine.toml", *SHORT]) == 3
    assert capsys.readouterr() == (
        "",
        (
            "Cannot write mine-1x2.mp3: it or its folder is read-only; name another "
            "place.\n"
        ),
    )


def test_a_fault_of_the_coach_is_no_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble() -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("coach.listings.routine_facts", stumble)
    assert run(["routines"]) == 3
    assert capsys.readouterr() == (
        "",
        (
            "This is a fault of the coach itself, not yours: RuntimeError: a bug. Set "
            "COACH_DEBUG=1 to see where, and please report it.\n"
        ),
    )
    monkeypatch.setenv("COACH_DEBUG", "1")
    with pytest.raises(RuntimeError, match="a bug"):
        run(["routines"])
