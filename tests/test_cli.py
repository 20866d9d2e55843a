from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from desk import SHORT, Desk, lay_desk

from coach.cli import run
from coach.utterance import Utterance


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return lay_desk(tmp_path, monkeypatch)


# --- Rendering -----------------------------------------------------------------------


def test_render_tells_the_path_and_the_length_last(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.begin()
    assert run(["render", "mine.toml", *SHORT]) == 0
    path = desk.folder / "mine-1x2.mp3"
    assert capsys.readouterr() == (f"{path} (0:55)\n", "")
    first = path.read_bytes()
    path.write_bytes(b"something else")
    assert run(["render", "mine.toml", *SHORT, "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")
    assert path.read_bytes() == first


def test_the_default_is_standing(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["render"]) == 0
    assert capsys.readouterr().out.startswith(f"{desk.folder / 'standing-2x15.mp3'} (")


def test_render_as_json(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.begin()
    assert run(["render", "mine.toml", *SHORT, "--json", "--preview"]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    facts = json.loads(told.out)
    length_s = facts.pop("length_s")
    assert 10 < length_s < 60
    assert facts == {
        "routine": "mine",
        "title": "Shoulder rolls, seated",
        "preview": True,
        "voice": "heart",
        "parameters": {"reps": 2, "sets": 1, "guidance": "faded"},
        "diagnostics": [],
        "remarks": [],
        "file": str(desk.folder / "mine-1x2-preview.mp3"),
    }


def test_faults_as_json(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    (desk.folder / "bad.toml").write_text('based_on = "standing"\nlats = 3\n')
    assert run(["render", "bad.toml", "--json"]) == 1
    told = capsys.readouterr()
    assert told.err == ""
    (fault,) = json.loads(told.out)["diagnostics"]
    assert (fault["slug"], fault["line"], fault["column"]) == ("unknown-key", 2, 1)


@pytest.mark.parametrize("hold", ["4 s", "4s", "4"])
def test_times_are_written_as_people_do(
    desk: Desk, capsys: pytest.CaptureFixture[str], hold: str
) -> None:
    assert run(["compile", "--hold", hold]) == 0
    assert json.loads(capsys.readouterr().out)["parameters"]["hold"] == "4 s"
    del desk


def test_p_wins_over_the_named_option_and_the_week(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--week", "1", "--sets", "3", "--reps", "5", "-p", "reps=6", "--rest=15s"]
    assert run(["compile", *given]) == 0
    parameters = json.loads(capsys.readouterr().out)["parameters"]
    assert {
        name: parameters[name] for name in ("reps", "sets", "rest", "guidance")
    } == {
        "reps": 6,
        "sets": 3,
        "rest": "15 s",
        "guidance": "full",
    }
    del desk


def test_too_much_is_a_note(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["render", "--reps", "21", "--hold", "2", "--opening", "brief"]) == 0
    told = capsys.readouterr()
    assert told.err.splitlines()[0] == (
        "Note: This session has 21 reps. The exercise this follows asks for at most "
        "twenty repetitions, three sets and five minutes. More is allowed; two shorter "
        "visits are kinder. (standing.toml, line 20)"
    )
    del desk


def test_seated_takes_the_twin(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["standing", "--seated"], ["seated", "--seated"], ["seated"]):
        assert run(["compile", *arguments]) == 0
        assert json.loads(capsys.readouterr().out)["routine"] == "seated"
    (desk.folder / "alone.toml").write_text(
        desk.begin().read_text().replace('position = "seated"', 'position = "standing"')
    )
    assert run(["compile", "alone.toml", "--seated"]) == 2
    assert capsys.readouterr().err == "The routine alone has no seated twin.\n"


def test_the_rate_of_an_engine_changes_the_talk(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.begin()
    assert run(["compile", "mine.toml", *SHORT]) == 0
    usual = json.loads(capsys.readouterr().out)
    assert run(["compile", "mine.toml", *SHORT, "--rate", "0.9"]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert json.loads(told.out)["duration"] > usual["duration"]


@pytest.mark.parametrize("suffix", ["mp3", "wav", "flac", "ogg", "opus"])
def test_formats_by_their_names(
    desk: Desk, capsys: pytest.CaptureFixture[str], suffix: str
) -> None:
    desk.begin()
    assert run(["render", "mine.toml", *SHORT, "-o", f"x.{suffix}"]) == 0
    assert capsys.readouterr().out == f"{desk.folder / f'x.{suffix}'} (0:55)\n"
    assert (desk.folder / f"x.{suffix}").stat().st_size > 1000


@pytest.mark.parametrize(
    "name", ["two words", "it's", 'say "hi"', "\U0001f4aa", "übung", "-dash", "a&b;c"]
)
def test_odd_names(desk: Desk, capsys: pytest.CaptureFixture[str], name: str) -> None:
    if os.name != "posix" and '"' in name:
        pytest.skip("no file may have this name")
    script = desk.folder / f"{name}.toml"
    track = desk.folder / f"{name}-1x2-preview.mp3"
    desk.begin().rename(script)
    assert run(["check", str(script)]) == 0
    assert capsys.readouterr().out == "No faults.\n"
    assert run(["render", str(script), *SHORT, "--preview"]) == 0
    assert track.read_bytes()[:3] == b"ID3"
    assert capsys.readouterr().out.startswith(f"{track} (0:")


# --- Timelines -----------------------------------------------------------------------


def test_a_timeline_renders_to_the_same_bytes(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.begin()
    both = ["-o", "a.mp3", "--timeline", "a.json"]
    assert run(["render", "mine.toml", *SHORT, *both]) == 0
    assert run(["render", "a.json", "-o", "b.mp3"]) == 0
    assert capsys.readouterr().err == ""
    assert Path("a.mp3").read_bytes() == Path("b.mp3").read_bytes()
    assert run(["compile", "mine.toml", *SHORT]) == 0
    written = Path("a.json").read_text(encoding="utf-8")
    assert capsys.readouterr() == (written, "")
    assert run(["compile", "a.json", "-o", "b.json"]) == 0
    assert capsys.readouterr() == (f"{desk.folder / 'b.json'} (0:55)\n", "")
    assert Path("b.json").read_text(encoding="utf-8") == written


@pytest.mark.parametrize(
    "more",
    [
        ["--reps", "3"],
        ["-p", "reps=3"],
        ["--week", "1"],
        ["--week", "0"],
        ["--voice", "heart"],
        ["--rate", "1"],
        ["--seated"],
        ["--preview"],
    ],
)
def test_nothing_can_be_set_in_a_timeline(
    desk: Desk, capsys: pytest.CaptureFixture[str], more: list[str]
) -> None:
    for command in ("render", "show", "compile"):
        assert run([command, "some/x.json", *more]) == 2
        assert capsys.readouterr() == (
            "",
            (
                "The timeline x.json has everything settled: it takes no parameters, "
                "week, voice, rate, --seated or --preview. Compile the routine again "
                "with them.\n"
            ),
        )
    del desk


# --- Show, check, doctor -------------------------------------------------------------


def test_show_prints_its_result_on_standard_output(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.begin()
    assert run(["show", "mine.toml", *SHORT, "--picture", "mine.svg"]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert told.out.startswith("Shoulder rolls, seated\n55 seconds, seated, in the")
    assert told.out.endswith("The whole session lasts 55 seconds.\n")
    assert "<svg" in (desk.folder / "mine.svg").read_text(encoding="utf-8")
    assert run(["show", "mine.toml", *SHORT, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "Shoulder rolls, seated"


def test_what_did_not_fit_is_told_once(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    tight = ["--hold", "2s", "--guidance", "full"]
    assert run(["render", *tight]) == 0
    notes = capsys.readouterr().err.splitlines()
    assert len(notes) == len(set(notes))
    assert (
        "Note: 'full.up' needs 1.08 s and has 0.56 s: shortened to 'Toes', 22 times. "
    ) in "\n".join(notes)
    assert run(["show", *tight]) == 0
    told = capsys.readouterr()
    assert "Said with fewer words, faster or not at all, to fit:" in told.out
    assert told.err == ""
    del desk


def test_check_prints_faults_on_standard_output(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.begin("good.toml")
    Path("bad.toml").write_text('based_on = "standing"\nlats = 3\n', encoding="utf-8")
    Path("no.json").write_text('{"a": 1}', encoding="utf-8")
    assert run(["check", "good.toml", "bad.toml", "no.json"]) == 1
    assert capsys.readouterr() == (
        (
            "bad.toml:2:1: error[unknown-key]: the script has no key 'lats'; did you "
            "mean 'artist'?\n"
            "    2 | lats = 3\n"
            "      | ^^^^\n"
            "      = known keys: advice, album, artist, based_on, block, chapters, "
            "comment, cue, guidance, language, overhead, parameters, plan, position, "
            "seated, session, title, year\n"
            "no.json:1:1: error[wrong-schema]: no timeline that this coach can read: "
            "its schema is not 'coach.timeline/1'\n"
            "      = a timeline is what coach compile writes\n"
            "2 errors.\n"
        ),
        "",
    )
    assert run(["render", "bad.toml"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("bad.toml:2:1: error[unknown-key]: ")
    assert told.err.endswith("1 error.\n")


def test_warnings_are_fine(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    script = desk.begin()
    text = script.read_text(encoding="utf-8")
    long = (
        'title = "Shoulder rolls, seated, for the mornings on which there is no time"'
    )
    script.write_text(text.replace('title = "Shoulder rolls, seated"', long))
    assert run(["check", "mine.toml"]) == 0
    told = capsys.readouterr().out
    assert "warning[long-title]: " in told
    assert told.endswith("1 warning.\n")
    assert run(["check", "mine.toml", "--json"]) == 0
    (warning,) = json.loads(capsys.readouterr().out)["diagnostics"]
    assert warning["slug"] == "long-title"


@pytest.mark.parametrize("name", ["empty.toml", "empty.json"])
def test_an_empty_file_is_a_fault(
    desk: Desk, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (desk.folder / name).touch()
    assert run(["check", name]) == 1
    told = capsys.readouterr()
    assert told.err == ""
    assert told.out.startswith(f"{name}:1:1: error[")


def test_the_doctor_tells_what_there_is(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.pack("heart", [Utterance(text="Hold")])
    assert run(["doctor"]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert told.out.startswith(
        "Voices:\n"
        "heart: a woman's voice, American; the default. Ready: speaks the shipped "
        "routines, 1 lines. And any other words.\n"
        "michael: a man's voice, American. Not installed. For any words: coach voices "
        "add michael\n"
    )
    assert f"MB, in {desk.places.cache}. It may be deleted;" in told.out
    assert run(["doctor", "--json"]) == 0
    assert set(json.loads(capsys.readouterr().out)) == {
        "voices",
        "formats",
        "ffmpeg",
        "cache",
    }


# --- The voice -----------------------------------------------------------------------


def test_the_voice_that_speaks_instead_is_named(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.remove("heart", "coach voices add heart")
    desk.hum("system")
    desk.begin()
    assert run(["compile", "mine.toml", *SHORT, "-o", "x.json"]) == 0
    assert capsys.readouterr() == (
        f"{desk.folder / 'x.json'} (0:55)\n",
        (
            "The voice heart is not installed; run: coach voices add heart\n"
            "The voice joe is not installed; run: pip install joe\n"
            "The voice system speaks instead.\n"
        ),
    )
