from __future__ import annotations

import wave
from pathlib import Path

import pytest
from desk import Desk, lay_desk

from coach.errors import UsageError
from coach.pipeline import Request
from coach.routines import load_routine
from coach.say import UnknownCueError, say_cue

SHORT = Request(routine="mine.toml", parameters={"reps": "2", "sets": "1"})


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = lay_desk(tmp_path, monkeypatch)
    desk.begin()
    return desk


def said(desk: Desk, cue: str, request: Request = SHORT) -> str:
    return say_cue(request, cue, Path("x.wav"), desk.places, lambda _: None)


def test_it_tells_words_slot_and_slack(desk: Desk) -> None:
    told = said(desk, "hold").splitlines()
    assert told[:2] == [
        'heart: "Easy", 0.36 s.',
        "Its tightest slot is 1.00 s, in repetition 1 after up: 0.64 s to spare.",
    ]
    with wave.open("x.wav") as file:
        length_s = file.getnframes() / file.getframerate()
    assert told[2] == f"{desk.folder / 'x.wav'} ({length_s:.1f} s)"


def test_a_cue_outside_the_repetitions(desk: Desk) -> None:
    told = said(desk, "close").splitlines()
    assert told[0].startswith(
        'heart: "All done. Stay seated a moment, then stand up slowly.", '
    )
    assert told[1] == "It is said outside the sets, so it has all the time it takes."


def test_a_cue_in_a_rest(desk: Desk) -> None:
    two_sets = Request(routine="mine.toml", parameters={"sets": "2"})
    assert said(desk, "rest", two_sets).splitlines()[1] == (
        "It is said in a rest, whose time it shares with the other words there."
    )


def test_a_cue_that_this_session_does_not_say(desk: Desk) -> None:
    told = said(desk, "explain.words", Request(routine="standing"))
    assert told.splitlines()[1] == "This session does not say it."


@pytest.mark.parametrize("routine", ["standing", "seated", "ankles"])
def test_a_countdown_is_said_to_its_end(desk: Desk, routine: str) -> None:
    script = load_routine(routine).script
    assert script is not None
    counting = [
        cue.id for cue in script.cues.values() if "<count" in cue.variants[0][0].text
    ]
    assert counting
    for cue in counting:
        told = said(desk, cue, Request(routine=routine)).splitlines()[0]
        assert " Three Two One" in told, cue


def test_a_cue_with_tones(desk: Desk) -> None:
    assert '"This sound means shoulders up. This sound' in said(desk, "explain")


def test_the_file_ends_with_the_cue(desk: Desk) -> None:
    said(desk, "hold")
    with wave.open("x.wav") as file:
        assert 0.3 < file.getnframes() / file.getframerate() < 3


def test_every_cue_of_every_routine_can_be_said(desk: Desk) -> None:
    for routine in ("mine.toml", "standing", "ankles"):
        script = load_routine(routine).script
        assert script is not None
        for cue in list(script.cues)[::7]:
            told = said(desk, cue, Request(routine=routine))
            assert told.startswith('heart: "'), cue


@pytest.mark.parametrize(
    ("cue", "told"),
    [
        ("hold", "Did you mean full.hold?"),
        ("halff", "Did you mean half?"),
        ("full.hol", "Did you mean full.hold or full.heels or full.up?"),
    ],
)
def test_a_cue_that_is_not_there(desk: Desk, cue: str, told: str) -> None:
    with pytest.raises(UnknownCueError) as caught:
        said(desk, cue, Request(routine="standing"))
    assert str(caught.value) == f"The routine standing has no cue {cue}. {told}"


def test_what_cues_there_are(desk: Desk) -> None:
    with pytest.raises(UsageError) as caught:
        said(desk, "xyzzy")
    assert str(caught.value) == (
        "The routine mine has no cue xyzzy. It has: welcome, stop, setup, explain, "
        "ready, up, hold, back, last, rest, close."
    )
