"""Bad scripts and exactly what their authors are told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from loading import load

from coach.diagnostic_text import render

GOLDEN = Path(__file__).parent / "golden"
REFRESH = "COACH_REFRESH=1 python -m pytest tests/script/test_golden.py"


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.toml")), ids=lambda p: p.stem)
def test_a_bad_script_is_told_exactly_this(path: Path) -> None:
    is_shipped = path.stem.startswith("shipped-")
    loaded = load(path.read_bytes(), lint="shipped" if is_shipped else "own")
    assert loaded.diagnostics
    rendered = render(loaded.diagnostics, loaded.texts) + "\n"
    expected = path.with_suffix(".txt")
    if os.environ.get("COACH_REFRESH"):
        expected.write_text(rendered, encoding="utf-8")
    assert expected.is_file(), f"no {expected.name}; to write it: {REFRESH}"
    assert rendered == expected.read_text(encoding="utf-8"), f"to accept: {REFRESH}"


def test_no_expectation_is_left_over() -> None:
    scripts = {path.stem for path in GOLDEN.glob("*.toml")}
    assert {path.stem for path in GOLDEN.glob("*.txt")} == scripts
