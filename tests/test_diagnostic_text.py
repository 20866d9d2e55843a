from __future__ import annotations

import json
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.diagnostic_text import (
    MAX_COLUMNS,
    as_json,
    group,
    render,
    render_one,
    summary,
)
from coach.diagnostics import Diagnostic, Severity, Span

LATS = Diagnostic(
    slug="unknown-key",
    severity="error",
    message="phase has no key 'lats'; did you mean 'lasts'?",
    span=Span(file="scripts/standing.toml", line=41, column=9, length=4),
)
TEXT = "\n" * 40 + '        lats = "3 s"\n'


def diagnostic(
    line: int = 1,
    column: int = 1,
    length: int = 1,
    *,
    message: str = "wrong",
    severity: Severity = "error",
    hint: str = "",
    file: str = "x.toml",
) -> Diagnostic:
    span = Span(file=file, line=line, column=column, length=length)
    return Diagnostic(
        slug="slug", severity=severity, message=message, span=span, hint=hint
    )


def test_one_diagnostic_with_its_line() -> None:
    assert render_one(LATS, TEXT) == (
        "scripts/standing.toml:41:9: error[unknown-key]:"
        " phase has no key 'lats'; did you mean 'lasts'?\n"
        '   41 |         lats = "3 s"\n'
        "      |         ^^^^"
    )


def test_a_hint_and_a_carriage_return() -> None:
    assert render_one(diagnostic(2, 3, 9, hint="do this"), "a\r\nb c\r\n") == (
        "x.toml:2:3: error[slug]: wrong\n    2 | b c\n      |   ^\n      = do this"
    )


def test_without_its_text_or_line_a_diagnostic_is_one_line() -> None:
    assert render_one(diagnostic(2), "a") == "x.toml:2:1: error[slug]: wrong"


def test_a_marker_after_the_end_of_a_line() -> None:
    assert render_one(diagnostic(1, 9), "a =").splitlines()[1:] == [
        "    1 | a =",
        "      |    ^",
    ]


@pytest.mark.parametrize(
    ("line", "column", "length", "shown", "marker"),
    [
        ("\tlats\t= 1", 2, 4, "    lats    = 1", "    ^^^^"),
        ("立つ = 1", 4, 1, "立つ = 1", "     ^"),
        ("立つ = 1", 1, 2, "立つ = 1", "^^^^"),
        ("e\u0301e\u0301 = 1", 6, 1, "e\u0301e\u0301 = 1", "   ^"),
        ("\x1b[31m = 1", 7, 1, "<U+001B>[31m = 1", " " * 13 + "^"),
        ("\u202ea\u202c\x85", 2, 1, "<U+202E>a<U+202C><U+0085>", " " * 8 + "^"),
        ("a\xa0=\ud800", 2, 1, "a<U+00A0>=<U+D800>", " ^^^^^^^^"),
    ],
)
def test_the_marker_stays_under_its_text(
    line: str, column: int, length: int, shown: str, marker: str
) -> None:
    rendered = render_one(diagnostic(1, column, length), line).split("\n")
    assert rendered[1:] == [f"    1 | {shown}", f"      | {marker}"]


def test_a_long_line_is_cut_around_the_marker() -> None:
    line = "a" * 200 + "key" + "b" * 200
    assert render_one(diagnostic(1, 201, 3), line).split("\n")[1:] == [
        f"    1 | ...{'a' * 40}key{'b' * 51}...",
        f"      | {' ' * 43}^^^",
    ]
    assert render_one(diagnostic(1, 1, 300), line).split("\n")[1:] == [
        f"    1 | {'a' * 97}...",
        f"      | {'^' * 97}",
    ]
    assert render_one(diagnostic(1, 402, 2), line).split("\n")[1:] == [
        f"    1 | ...{'b' * 42}",
        f"      | {' ' * 43}^^",
    ]


def width(text: str) -> int:
    return sum(
        0
        if unicodedata.combining(char)
        else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )


@given(
    st.text("a \t\x1bあ立e\u0301\u202e\x00😀", max_size=300)
    | st.text(st.characters(exclude_characters="\n"), max_size=150),
    st.integers(1, 310),
    st.integers(1, 310),
)
def test_any_line_is_shown_harmlessly_and_not_too_wide(
    line: str, column: int, length: int
) -> None:
    found = diagnostic(1, column, length, message=line, file=line, hint=line)
    header, shown, marker, *_ = render_one(found, line).split("\n")
    assert (header + shown + marker).isprintable()
    assert width(shown) <= len("    1 | ") + MAX_COLUMNS
    assert len(marker) <= len("    1 | ") + MAX_COLUMNS + 1
    assert marker.strip(" |").strip("^") == ""


def test_a_whole_report() -> None:
    assert render(
        [LATS, diagnostic(1, severity="warning", file="elsewhere.toml")],
        {"scripts/standing.toml": TEXT},
    ) == (
        "scripts/standing.toml:41:9: error[unknown-key]:"
        " phase has no key 'lats'; did you mean 'lasts'?\n"
        '   41 |         lats = "3 s"\n'
        "      |         ^^^^\n"
        "elsewhere.toml:1:1: warning[slug]: wrong\n"
        "1 error, 1 warning."
    )


@pytest.mark.parametrize(
    ("severities", "expected"),
    [
        ([], "No faults."),
        (["error"], "1 error."),
        (["warning", "error", "error"], "2 errors, 1 warning."),
        (["notice", "warning", "notice"], "1 warning, 2 notices."),
    ],
)
def test_summary(severities: list[Severity], expected: str) -> None:
    found = [diagnostic(severity=severity) for severity in severities]
    assert summary(found) == expected


def test_equal_warnings_are_grouped_with_a_count_and_errors_are_not() -> None:
    warnings = [diagnostic(line, severity="warning") for line in range(1, 13)]
    errors = [diagnostic(20), diagnostic(21)]
    other = diagnostic(30, severity="warning", message="other")
    assert group([*warnings[:6], *errors, other, *warnings[6:]]) == (
        diagnostic(1, severity="warning", message="wrong (12 times)"),
        *errors,
        other,
    )
    assert summary(warnings) == "12 warnings."
    assert render(warnings, {}).split("\n") == [
        "x.toml:1:1: warning[slug]: wrong (12 times)",
        "12 warnings.",
    ]


def test_json() -> None:
    (found,) = as_json([LATS])
    assert json.loads(json.dumps(found)) == {
        "slug": "unknown-key",
        "severity": "error",
        "file": "scripts/standing.toml",
        "line": 41,
        "column": 9,
        "length": 4,
        "message": "phase has no key 'lats'; did you mean 'lasts'?",
        "hint": "",
    }


def test_ten_thousand_faults_on_one_long_line_take_under_two_seconds() -> None:
    text = "a\u0301" * 130_000
    found = [diagnostic(1, column) for column in range(1, 260_001, 26)]
    begun = time.process_time()
    render(found, {"x.toml": text})
    assert time.process_time() - begun < 2
