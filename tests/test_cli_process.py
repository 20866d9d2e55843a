from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from desk import SHORT, Desk, lay_desk

from coach import __version__
from coach.cli import run
from coach.terminal import SpeechProgress
from coach.utterance import Utterance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

on_posix = pytest.mark.skipif(os.name != "posix", reason="a matter of POSIX systems")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return lay_desk(tmp_path, monkeypatch)


def coach(
    *arguments: str,
    cwd: Path,
    environment: Mapping[str, str] | None = None,
    remove: Sequence[str] = (),
) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a process of its own."""
    kept = {name: text for name, text in os.environ.items() if name not in remove}
    return subprocess.run(
        [sys.executable, "-m", "coach", *arguments],
        cwd=cwd,
        env=kept | {"PYTHONPATH": _root()} | dict(environment or {}),
        capture_output=True,
        check=False,
        timeout=60,
    )


def _root() -> str:
    return str(Path(__file__).parents[1])


# --- Help ----------------------------------------------------------------------------


def test_without_a_command_there_is_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 0
    alone = capsys.readouterr()
    assert run(["--help"]) == 0
    assert capsys.readouterr() == alone
    assert alone.err == ""
    commands = re.findall(
        r"^  ([a-z]+)  ", alone.out.partition("Commands:")[2], re.MULTILINE
    )
    assert commands == [
        "render",
        "compile",
        "show",
        "check",
        "new",
        "say",
        "routines",
        "bake",
        "doctor",
        "voices",
    ]
    assert "..." not in alone.out.partition("Commands:")[2]


@pytest.mark.parametrize(
    "command",
    ["render", "compile", "show", "check", "new", "say", "routines", "voices", "bake"],
)
def test_every_command_has_help(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([command, "-h"]) == 0
    text = capsys.readouterr().out
    assert text.startswith(f"Usage: coach {command} ")
    assert max(map(len, text.splitlines())) <= 80


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"{__version__}\n"


@on_posix
def test_help_is_quick_and_loads_nothing_heavy(tmp_path: Path) -> None:
    script = (
        "import sys, time\n"
        "from coach.cli import run\n"
        "run(['--help'])\n"
        "heavy = {'numpy', 'rich', 'pydantic', 'mutagen', 'PIL', 'soundfile', 'soxr',"
        " 'lameenc', 'pyttsx3', 'onnxruntime', 'coach.pipeline'}\n"
        "print(sorted(heavy & set(sys.modules)), time.process_time(), file=sys.stderr)"
    )
    took_s = []
    for _ in range(3):
        ran = subprocess.run(
            [sys.executable, "-c", script],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": _root()},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        loaded, _, cpu_s = ran.stderr.rpartition(" ")
        assert loaded == "[]"
        took_s.append(float(cpu_s))
    assert min(took_s) < 0.2


def test_importing_the_package_loads_nothing_else(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "before = set(sys.modules)\n"
        "import coach\n"
        "print(sorted(set(sys.modules) - before))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": _root()},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert ran.stdout == "['coach']\n"


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("coach ren", "render"),
        ("coach render st", "standing"),
        ("coach show --voice mi", "michael"),
        ("coach new x.toml --from sea", "seated"),
    ],
)
def test_the_shell_completes(tmp_path: Path, words: str, offered: str) -> None:
    ran = coach(
        cwd=tmp_path,
        environment={
            "_COACH_COMPLETE": "complete_bash",
            "COMP_WORDS": words,
            "COMP_CWORD": str(words.count(" ")),
        },
    )
    assert (ran.stdout.decode().strip(), ran.returncode) == (offered, 0)


# --- The bar -------------------------------------------------------------------------


class Terminal(StringIO):
    """A stream that says that someone watches."""

    def isatty(self) -> bool:
        return True


def bar_shown(monkeypatch: pytest.MonkeyPatch, stream: StringIO, *, quiet: bool) -> str:
    monkeypatch.setattr(sys, "stderr", stream)
    with SpeechProgress(quiet=quiet) as progress:
        progress.heard(Utterance(text="Up on your toes"))
        progress.heard(Utterance(text="Hold"))
    return stream.getvalue()


def test_a_bar_while_speech_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    shown = bar_shown(monkeypatch, Terminal(), quiet=False)
    assert "Speaking" in shown
    assert "2 lines" in shown
    assert not re.search(r"\x1b\[[0-9;]*[34]\d[0-9;]*m", shown)


def test_no_bar_where_no_one_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    assert bar_shown(monkeypatch, StringIO(), quiet=False) == ""
    assert bar_shown(monkeypatch, Terminal(), quiet=True) == ""


# --- As a process --------------------------------------------------------------------


def test_exit_codes_and_streams(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe")
    fine = coach("routines", cwd=tmp_path)
    assert (fine.returncode, fine.stderr) == (0, b"")
    assert fine.stdout.startswith(b"standing: Calf pump, standing.")
    faulty = coach("check", "bad.toml", cwd=tmp_path)
    assert (faulty.returncode, faulty.stderr) == (1, b"")
    wrong = coach("render", "--week", "9", cwd=tmp_path)
    assert (wrong.returncode, wrong.stdout) == (2, b"")


def test_a_home_is_not_needed(tmp_path: Path) -> None:
    ran = coach("doctor", cwd=tmp_path, remove=["HOME", "XDG_CACHE_HOME"])
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.startswith(b"Voices:")


@on_posix
def test_the_c_locale_does(tmp_path: Path) -> None:
    plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    ran = coach("new", "\U0001f4aa.toml", cwd=tmp_path, environment=plain)
    assert ran.returncode == 0
    assert (tmp_path / "\U0001f4aa.toml").is_file()
    checked = coach("check", "\U0001f4aa.toml", cwd=tmp_path, environment=plain)
    assert (checked.returncode, checked.stdout) == (0, b"No faults.\n")


def test_names_that_a_terminal_cannot_show(tmp_path: Path) -> None:
    ran = coach(
        "new",
        "\U0001f4aa.toml",
        cwd=tmp_path,
        environment={"PYTHONIOENCODING": "ascii"},
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    shown = rb"\U0001f4aa.toml"
    assert ran.stdout.rstrip().endswith(
        shown + b": edit it, then try: coach check " + shown
    )


@on_posix
def test_a_reader_that_has_had_enough(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run(
        [sys.executable, "-m", "coach", "routines"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": _root()},
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(writer)
    assert (ran.returncode, ran.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is full")
def test_standard_output_that_is_full(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "coach", "routines"],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": _root()},
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    assert ran.returncode == 3
    assert ran.stderr == (
        b"Nothing more can be written to standard output (No space left on device): "
        b"see where it is led to.\n"
    )


INTERRUPTED = """
import sys, time
from coach.cli import run
import desk_for_process
sys.exit(run(["render", "mine.toml", "-p", "reps=2", "-p", "sets=1", "-o", "x.mp3"]))
"""

PROCESS = """
import signal, time
from dataclasses import replace
from pathlib import Path
import coach.asked, coach.cli, coach.pipeline
from coach.speech.fake import FakeEngine
from coach.speech.voices import VOICES

# A shell's background jobs, these tests among them, begin with it ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)

def wait():
    print("now", flush=True)
    time.sleep(60)

class Slow(FakeEngine):
    def speak(self, utterance):
        if {when!r} == "speaking" and len(self.requests) > 9:
            wait()
        return super().speak(utterance)

def blocks(timeline, take):
    for index, block in enumerate(mix(timeline, take)):
        if {when!r} == "writing" and index > 9:
            wait()
        yield block

mix, coach.pipeline.mix_blocks = coach.pipeline.mix_blocks, blocks
engine = Slow(voice="heart")
VOICES["heart"] = replace(
    VOICES["heart"], make_engine=lambda *_: engine, cure=lambda _: None
)
places = coach.pipeline.Places(cache=Path({cache!r}), data=Path("data"))
coach.cli.places = coach.asked.places = lambda: places
coach.pipeline.shipped = lambda name: Path("audio")
"""


@on_posix
@pytest.mark.parametrize("when", ["speaking", "writing"])
def test_an_interrupted_render_leaves_what_was_there(
    desk: Desk, tmp_path: Path, when: str
) -> None:
    desk.begin()
    (desk.folder / "x.mp3").write_bytes(b"before")
    cache = str(tmp_path / "cache")
    helper = tmp_path / "desk_for_process.py"
    helper.write_text(PROCESS.format(when=when, cache=cache), encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED],
        cwd=desk.folder,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([_root(), str(tmp_path)])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"now\n"
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (
        130,
        b"Stopped. Nothing was left half-written.\n",
    )
    assert sorted(path.name for path in desk.folder.iterdir()) == ["mine.toml", "x.mp3"]
    assert (desk.folder / "x.mp3").read_bytes() == b"before"


@pytest.mark.real
def test_the_systems_own_voice_speaks(tmp_path: Path) -> None:
    assert coach("new", "mine.toml", cwd=tmp_path).returncode == 0
    ran = coach(
        "render",
        "mine.toml",
        *SHORT,
        "--voice",
        "system",
        cwd=tmp_path,
        environment={"XDG_CACHE_HOME": str(tmp_path / "cache")},
    )
    if ran.returncode == 3 and not os.environ.get("CI"):
        pytest.skip(f"no voice of the system: {ran.stderr.decode()}")
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert (tmp_path / "mine-1x2.mp3").stat().st_size > 100_000
