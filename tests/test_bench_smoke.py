from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import require_tool
from real_voices import require_voice

ROOT = Path(__file__).resolve().parents[1]

HEAVY = (
    "PIL", "lameenc", "miniaudio", "mutagen", "num2words", "numpy", "onnxruntime",
    "pydub", "pyttsx3", "rich", "soundfile", "soxr",
)  # fmt: skip

LOADED = """
import sys
before = set(sys.modules)
{statement}
print(*sorted({{name.partition(".")[0] for name in set(sys.modules) - before}}))
"""


def loaded_by(statement: str) -> set[str]:
    """Name the packages that a fresh process loads, beyond those of its start."""
    code = LOADED.format(statement=statement)
    said = subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True)
    return set(said.splitlines()[-1].split())


def test_importing_the_package_loads_nothing_of_anyone_else() -> None:
    assert loaded_by("import coach") - set(sys.stdlib_module_names) == {"coach"}


@pytest.mark.parametrize("arguments", [["--help"], ["render", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    loaded = loaded_by(f"from coach.cli import run; run({arguments})")
    assert "typer" in loaded
    assert loaded.isdisjoint(HEAVY)


@pytest.mark.real
@pytest.mark.slow
def test_the_benchmark_still_runs() -> None:
    """On the preview, once: every way makes its track, and both tables are there."""
    for tool in ("ffmpeg", "espeak-ng"):
        require_tool(tool)
    require_voice("heart")
    require_voice("system")
    bench = ROOT / "tests" / "bench" / "bench.py"
    command = [sys.executable, str(bench), "--runs", "1", "--quick"]
    said = subprocess.check_output(command, cwd=ROOT, text=True)
    rows = [line for line in said.splitlines() if re.match(r"\| \w+", line)]
    ways = [row.split("|")[1].split(",")[0].strip() for row in rows[1:7]]
    assert ways == ["coach"] * 4 + ["pydub overlay", "pydub append"]
    ours_ms = [float(row.split("|")[-2]) for row in rows[1:5]]
    assert max(ours_ms) < 1
    assert rows[7] == "| minutes | CPU s | wall s | peak MB | file MB |"
    assert len(rows) == 10
