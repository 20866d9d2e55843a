from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import coach
from coach.diagnostics import Diagnostic, Span
from coach.script.source import MAX_BYTES, Source, read_source


def refused(data: bytes) -> Diagnostic:
    found = read_source(data, "x.toml")
    assert isinstance(found, tuple), found
    (diagnostic,) = found
    assert diagnostic.severity == "error"
    assert diagnostic.span.file == "x.toml"
    return diagnostic


def test_a_source_holds_text_data_and_positions() -> None:
    source = read_source(b'\xef\xbb\xbfsay = "Up"\r\n[a]\r\nb = 1\r\n', "x.toml")
    assert isinstance(source, Source)
    assert source.file == "x.toml"
    assert source.text == 'say = "Up"\r\n[a]\r\nb = 1\r\n'
    assert source.data == {"say": "Up", "a": {"b": 1}}
    say = Span(file="x.toml", line=1, column=1, length=3)
    assert source.positions.key(("say",)) == say
    assert source.positions.key(("a", "b")) == Span(file="x.toml", line=3)


def test_the_largest_file_is_read_and_one_byte_more_is_not() -> None:
    data = b"#\n" + b"#" * (MAX_BYTES - 2)
    assert isinstance(read_source(data, "x.toml"), Source)
    assert refused(data + b"#") == Diagnostic(
        slug="too-large",
        severity="error",
        message="the file has 262145 bytes; 262144 are the most",
        span=Span(file="x.toml", line=2),
    )


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_bytes_that_are_not_utf8_are_located_by_character(bom: bytes) -> None:
    data = bom + 'a = 1\nsay = "é'.encode() + b'caf\xe9"\n'
    assert refused(data) == Diagnostic(
        slug="not-utf-8",
        severity="error",
        message="byte 0xE9 is not UTF-8 text",
        span=Span(file="x.toml", line=2, column=12),
        hint="save the file as UTF-8",
    )


def test_limits_come_before_syntax() -> None:
    assert refused(b"a = " + b"[" * 40).slug == "too-deep"


GIVEN = "this name was given before, on line 1"
NO_QUOTE = "the text has no closing quote"
SOMETHING_ELSE = "this name already stands for something else"


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ('a = 1\nsay = "Up\n', (2, 7), NO_QUOTE, ""),
        ('a = 1\nsay = "Up', (2, 7), NO_QUOTE, ""),
        ("say = 'Up\nb = 1", (1, 7), NO_QUOTE, ""),
        ("say = 'Up", (1, 7), NO_QUOTE, ""),
        ('say = """Up\nb = 1\n\n', (1, 7), NO_QUOTE, ""),
        ("say = '''Up\nb = 1", (1, 7), NO_QUOTE, ""),
        ('"say = 1\n', (1, 1), NO_QUOTE, ""),
        (
            "say = Stand tall",
            (1, 7),
            "text needs quotes around it",
            'write "text"',
        ),
        ("lasts =\nb = 1", (1, 8), "a value is missing here", ""),
        ("lasts = # 3 s", (1, 9), "a value is missing here", ""),
        ("lasts =", (1, 7), "a value is missing here", ""),
        ("a = [1,,2]", (1, 8), "a value is missing here", ""),
        ("on = True", (1, 6), "True is written small", "write true"),
        (
            "say = “Up”",
            (1, 7),
            "text stands in straight quotes",
            'write "text"',
        ),
        (
            "a = .5",
            (1, 5),
            "this is no text, number or list",
            'write text as "text"',
        ),
        (
            "a = [1,\nb = 2",
            (2, 1),
            "a value is missing before this",
            "or a list above lacks its ']'",
        ),
        (
            "lasts = 3 s",
            (1, 11),
            "the value ended before this",
            'text needs quotes around it, and so does a duration: "3 s"',
        ),
        (
            "say = 'Don't'",
            (1, 12),
            "the text ended before this",
            "put text that holds \" in '...', and text that holds ' in \"...\"",
        ),
        ('say "Up"', (1, 5), "'=' is missing here", 'write name = "text"'),
        ("say", (1, 3), "'=' is missing here", 'write name = "text"'),
        ("say: 'Up'", (1, 4), "'=' is missing here", "write '=' instead of ':'"),
        (
            "a = 1\n* b",
            (2, 1),
            "no line can begin like this",
            'a line is a # comment, a [table], or a value: name = "text"',
        ),
        ("[block\na = 1", (1, 7), "']' is missing here", ""),
        ("[[block]\na = 1", (1, 8), "']]' is missing here", ""),
        ("[]", (1, 2), "a name is missing here", ""),
        ("a. = 1", (1, 4), "a name is missing here", ""),
        ('a = ["b" "c"]', (1, 10), "',' or ']' is missing before this", ""),
        ("a = [1", (1, 6), "',' or ']' is missing before this", ""),
        (
            "a = {b = 1\n}",
            (1, 11),
            "',' or '}' is missing before this",
            "a table in { } stands on one line",
        ),
        (
            r'a = "\d"',
            (1, 8),
            "this escape names no character",
            r'write "\\" for a plain \ in text',
        ),
        (
            r'a = "\ud800"',
            (1, 12),
            "this escape names no character",
            r'write "\\" for a plain \ in text',
        ),
        (
            'a = "\x00"',
            (1, 6),
            "an invisible control character stands here",
            "delete it",
        ),
        (
            "# \x1b[31m",
            (1, 3),
            "an invisible control character stands here",
            "delete it",
        ),
        ("a = 2001-02-30", (1, 5), "there is no such date or time", ""),
        ("a = 1\n'a' = 2", (2, 1), GIVEN, "only tables under [[ ]] may be given again"),
        (
            "[a]\nb = 1\n[a]",
            (3, 2),
            GIVEN,
            "only tables under [[ ]] may be given again",
        ),
        (
            "a = {b = 1, b = 2}",
            (1, 13),
            GIVEN,
            "only tables under [[ ]] may be given again",
        ),
        ("[a]\n[[a]]", (2, 3), GIVEN, "only tables under [[ ]] may be given again"),
        (
            "a.b = 1\n[a]",
            (2, 3),
            SOMETHING_ELSE,
            "only tables under [[ ]] may be given again",
        ),
        (
            "a = 1\nb = 1\n[a.c]\nb = 2\nb = 3",
            (3, 5),
            SOMETHING_ELSE,
            "only tables under [[ ]] may be given again",
        ),
    ],
)
def test_syntax_in_human_words(
    text: str, place: tuple[int, int], message: str, hint: str
) -> None:
    found = refused(text.encode())
    assert found.slug == "syntax"
    assert (found.message, found.hint) == (message, hint)
    assert (found.span.line, found.span.column) == place


TOML_LIKE = st.lists(
    st.sampled_from(
        [
            *(b"a", b"=", b"1", b".", b"[", b"]", b"{", b"}", b'"', b"'", b'"""', b"#"),
            *(b",", b"\n", b"\r", b" ", b"\\", b"\\u12", b"\x00", b"\xff", b"\xed\xa0"),
            *(b"[[a]]\n", b"a.b=1\n", b"inf", b"-", b"_", b"0x", b"1979-05-27", b"T"),
        ]
    )
).map(b"".join)


@settings(max_examples=500)
@given(st.binary() | TOML_LIKE | st.text().map(str.encode))
def test_any_bytes_give_a_source_or_diagnostics_inside_the_text(data: bytes) -> None:
    found = read_source(data, "x.toml")
    if isinstance(found, Source):
        assert found.data == tomllib.loads(found.text)
        return
    (diagnostic,) = found
    assert not diagnostic.message.startswith("this is no TOML"), diagnostic
    lines = data.decode("utf-8-sig", "replace").split("\n")
    assert 1 <= diagnostic.span.line <= len(lines)
    assert 1 <= diagnostic.span.column <= len(lines[diagnostic.span.line - 1]) + 1


HOSTILE = {
    "a dotted key of 64 KB": 'b"a." * 32_000 + b"a = 1"',
    "a dotted header": 'b"[" + b"a." * 120_000 + b"a]"',
    "brackets": 'b"a = " + b"[" * 100_000',
    "braces": 'b"a = " + b"{a = " * 50_000',
    "a million digits": 'b"a = " + b"9" * 10**6',
    "digits": 'b"a = " + b"9" * 250_000',
    "hexadecimal digits": 'b"a = 0x" + b"f" * 250_000',
    "decimals": 'b"a = 1." + b"1" * 250_000',
    "tables [a.a.a...]": (
        'b"".join(b"[%ba%d]\\n" % (b"a." * 15, n) for n in range(6900))'
    ),
    "keys under a deep table": (
        'b"[" + b"b." * 15 + b"b]\\n"'
        ' + b"".join(b"%ba%d = 1\\n" % (b"a." * 15, n) for n in range(6500))'
    ),
    "[[a]]": 'b"[[a]]\\n" * 34_000',
    "[[a]] within the limit": 'b"[[a]]\\n" * 9_900',
    "comments": 'b"#\\n" * 131_000',
    "one comment": 'b"#" * 262_000',
    "spaces": 'b"a = 1" + b" " * 262_000',
    "newlines in a list": 'b"a = [" + b"#\\n" * 130_000',
    "numbers": 'b"a = [" + b"1," * 131_000 + b"]"',
    "lists": 'b"a = [" + b"[]," * 87_000 + b"]"',
    "escapes": "b'a = \"\"\"' + b'\\\\\\\\' * 131_000",
    "escaped quotes": 'b\'a = """\' + b\'\\\\"""\' * 65_000',
    "quotes": "b'\"' * 262_000",
    "lone surrogates": 'b"a = \\"" + b"\\xed\\xa0\\x80" * 80_000 + b"\\""',
    "NUL": 'b"\\0" * 262_000',
    "a file of 64 MB": 'b"a" * 64_000_000',
    "one long name": 'b"a" * 262_000 + b" = 1"',
}

MEASURE = r"""
import re, time
from pathlib import Path
from coach.script.source import read_source
data = {data}
begun = time.process_time()
read_source(data, "x.toml")
spent_s = time.process_time() - begun
status = Path("/proc/self/status").read_text()
print(spent_s, re.search(r"VmHWM:\s+(\d+)", status)[1])
"""


# Not `getrusage`: a child's figure begins at the size of the parent that forked it.
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc is Linux's")
@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_take_under_2_seconds_and_300_mb(data: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", MEASURE.format(data=data)],
        cwd=Path(coach.__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    seconds, peak_kb = map(float, run.stdout.split())
    assert seconds < 2
    assert peak_kb < 300_000
