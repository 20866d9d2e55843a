"""Any bytes, and any change to a script: told of or fine, soon, and never raised."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loading import SMALL, changed, load

from coach.resources import shipped

if TYPE_CHECKING:
    from coach.script.load import Lint

SHIPPED_TEXTS = [
    path.read_text(encoding="utf-8")
    for path in sorted(shipped("scripts").glob("*.toml"))
]

VALUES = (
    "1",
    "-1",
    "0",
    "true",
    '"x"',
    '""',
    "[]",
    "{}",
    "[[]]",
    '[""]',
    "1.5",
    "nan",
    "1979-05-27",
    '"0 s"',
    '"3 s"',
    '"99999m"',
    "1000000000",
    '"{reps}"',
    '"{"',
    '"{rep}"',
    '"{side}"',
    '"{hold:a|b}"',
    '"{hold:ordinal}"',
    '"<count 3>"',
    '"<rise>"',
    '["a", "b"]',
    '[["a"], []]',
    "[1]",
    "[{}]",
    '{ cue = "ready" }',
    '"opening"',
    '["safety"]',
    '"./b.toml"',
    '"seated"',
    '"zz"',
)


@st.composite
def mutants(draw: st.DrawFn) -> str:
    """Change a shipped script as a careless hand would."""
    lines = draw(st.sampled_from(SHIPPED_TEXTS)).split("\n")
    if draw(st.booleans()):
        other = draw(st.sampled_from(SHIPPED_TEXTS)).split("\n")
        lines = lines[: draw(st.integers(0, len(lines)))]
        lines += other[draw(st.integers(0, len(other))) :]
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, max(0, len(lines) - 1)))
        line = lines[at] if lines else ""
        how = draw(st.sampled_from(["delete", "twice", "replace", "value", "value"]))
        change = {
            "delete": [],
            "twice": [line, line],
            "replace": [draw(st.sampled_from(lines or [""]))],
            "value": [f"{line.partition('=')[0]}= {draw(st.sampled_from(VALUES))}"],
        }
        lines[at : at + 1] = change[how]
    return "\n".join(lines)


@settings(deadline=None, max_examples=150)
@given(mutants(), st.sampled_from(["own", "shipped"]))
def test_a_changed_script_is_told_of_or_fine(text: str, lint: Lint) -> None:
    begun = time.perf_counter()
    loaded = load(text, lint=lint)
    assert time.perf_counter() - begun < 2
    errors = [each for each in loaded.diagnostics if each.severity == "error"]
    assert (loaded.script is None) == bool(errors)
    for each in loaded.diagnostics:
        lines = loaded.texts[each.span.file].split("\n")
        assert 1 <= each.span.line <= len(lines)
        assert each.message
        assert "\n" not in each.hint


@settings(deadline=None, max_examples=150)
@given(
    st.binary(max_size=400)
    | st.text(max_size=200).map(str.encode)
    | st.binary(max_size=20).map(lambda junk: SMALL[:600].encode() + junk)
)
def test_any_bytes_are_told_of_or_fine(data: bytes) -> None:
    loaded = load(data)
    assert loaded.script is not None or loaded.diagnostics


NAMES = [f"name{n * 7_919_993 % 10**9}" for n in range(3000)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            changed(
                '{ cue = "safety" },', "".join(f'{{ cue = "{n}x" }},' for n in NAMES)
            )
            + "".join(f'\n[cue.{name}]\nsay = "a"' for name in NAMES[:2000]),
            id="unknown-cues",
        ),
        pytest.param(
            SMALL
            + "".join(
                f'\n[parameters.{n}]\ndefault = 1\nhelp = ""' for n in NAMES[:2000]
            )
            + "\n[cue.x]\nsay = '"
            + "".join(f"{{{name}x}}" for name in NAMES * 3)
            + "'",
            id="unknown-slots",
        ),
        pytest.param(
            changed(
                '{ cue = "safety" },',
                "".join(
                    f'{{ cue = "safety", when = {{ {n}x = 1 }} }},' for n in NAMES[:900]
                ),
            )
            + "".join(
                f'\n[parameters.{n}]\ndefault = 1\nhelp = ""' for n in NAMES[:2000]
            ),
            id="unknown-conditions",
        ),
        pytest.param(
            changed('"Toes"]', '"Toes",' + '"In",' * 20_000 + "]")
            + "".join(
                f'\n[[block]]\nname = "{n}"\nready = "ready"\nsets = 3\n'
                'phase = [{ name = "a", lasts = "9 s", tone = "rise", ready = "up" }]'
                for n in NAMES[:700]
            ),
            id="wordings-in-blocks",
        ),
        pytest.param(
            changed(
                '{ cue = "safety" },',
                "".join(
                    f'{{ cue = "safety", when = {{ {a} = true, {b} = false }} }},'
                    for a, b in pairwise(NAMES[:601])
                ),
            )
            + "".join(
                f'\n[parameters.{n}]\ndefault = true\nhelp = ""' for n in NAMES[:601]
            ),
            id="ways",
        ),
        pytest.param(changed("Last one", "\ufdfa" * 80_000), id="long-letters"),
        pytest.param(changed("Last one", "{a" * 100_000), id="open-slots"),
        pytest.param(changed("Last one", "{" + "a" * 200_000), id="an-open-slot"),
        pytest.param(changed("Last one", "<a" * 100_000), id="open-marks"),
        pytest.param(changed("Last one", "we " * 60_000), id="many-matches"),
        pytest.param(changed("Last one", "hold a the on " * 15_000), id="near-misses"),
        pytest.param(changed('"en"', f'"{"-_" * 100_000}"'), id="a-long-language"),
    ],
)
def test_a_hostile_script_takes_little_time_and_says_little(text: str) -> None:
    begun = time.perf_counter()
    loaded = load(text)
    # Two seconds are promised; the machine that tests may be busy.
    assert time.perf_counter() - begun < 6
    said = sum(len(each.message) + len(each.hint) for each in loaded.diagnostics)
    assert said < 4_000_000
