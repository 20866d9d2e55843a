from __future__ import annotations

import time
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from toml_documents import documents

from coach.diagnostics import Diagnostic, Span
from coach.script.positions import (
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_KEYS,
    MAX_PARTS,
    Path,
    Positions,
    Scan,
    scan,
)

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

SCRIPT = '''\
title = "Standing"  # a comment with = and [brackets]
rest.lasts = "30 s"

[cue.ready]
say = [
  "Up on your toes", # fullest first
  'Toes "up"',
  """
Up"""
]

[[block]]
"reps" = 15
phase = [{ name = "toes", lasts = "3 s" }, {name="heels"}]

  [[block]]
  reps   = 20
  [block.'after all']
  when = 1979-05-27 07:32:00
'''


def positions_of(text: str) -> Positions:
    scanned = scan(text, "x.toml")
    assert isinstance(scanned, Scan), scanned
    assert scanned.unread is None
    assert scanned.repeated is None
    return scanned.positions


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        (("title",), (1, 1, 5), (1, 9, 10)),
        (("rest",), (2, 1, 4), (2, 1, 4)),
        (("rest", "lasts"), (2, 6, 5), (2, 14, 6)),
        (("cue",), (4, 2, 3), (4, 2, 3)),
        (("cue", "ready"), (4, 6, 5), (4, 1, 11)),
        (("cue", "ready", "say"), (5, 1, 3), (5, 7, 1)),
        (("cue", "ready", "say", 0), (6, 3, 17), (6, 3, 17)),
        (("cue", "ready", "say", 1), (7, 3, 11), (7, 3, 11)),
        (("cue", "ready", "say", 2), (8, 3, 3), (8, 3, 3)),
        (("block",), (12, 3, 5), (12, 1, 9)),
        (("block", 0), (12, 3, 5), (12, 1, 9)),
        (("block", 0, "reps"), (13, 1, 6), (13, 10, 2)),
        (("block", 0, "phase", 0), (14, 10, 32), (14, 10, 32)),
        (("block", 0, "phase", 0, "lasts"), (14, 27, 5), (14, 35, 5)),
        (("block", 0, "phase", 1, "name"), (14, 45, 4), (14, 50, 7)),
        (("block", 1), (16, 5, 5), (16, 3, 9)),
        (("block", 1, "reps"), (17, 3, 4), (17, 12, 2)),
        (("block", 1, "after all"), (18, 10, 11), (18, 3, 19)),
        (("block", 1, "after all", "when"), (19, 3, 4), (19, 10, 19)),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_places(
    path: Path, key: tuple[int, ...], value: tuple[int, ...], newline: str
) -> None:
    positions = positions_of(SCRIPT.replace("\n", newline))
    for found, expected in ((positions.key(path), key), (positions.value(path), value)):
        line, column, length = expected
        # In a value of several lines the carriage return of the first is part of it.
        slack = len(newline) - 1
        assert found.length - length in {0, slack}
        assert found == Span(
            file="x.toml", line=line, column=column, length=found.length
        )


def test_an_unknown_path_falls_back_to_the_nearest_known_table() -> None:
    positions = positions_of(SCRIPT)
    header = Span(file="x.toml", line=12, column=1, length=9)
    assert positions.value(("block", 0, "rounds", "x")) == header
    assert positions.key(("block", 0, "rounds")) == positions.key(("block", 0))
    start = Span(file="x.toml", line=1, column=1, length=1)
    assert positions.key(("nowhere",)) == positions.value(()) == start
    assert positions_of("").key(("nowhere",)) == start


@pytest.mark.parametrize(
    "written",
    [
        "'''a''b'c'''",
        "'''''a'''''",
        "''''''",
        "''",
        '"""a""b"c"""',
        '"""""a"""""',
        '""""""',
        '""',
        r'"""\"""\\"""',
        r'"\"#\\"',
        '"""\\\n  a"""',
    ],
)
def test_every_kind_of_string_ends_where_it_should(written: str) -> None:
    positions = positions_of(f"a = [{written}, {written}] # ]\nb = {written}")
    assert tomllib.loads(f"a = {written}")
    for path, start in ((("a", 0), 5), (("a", 1), 7 + len(written))):
        node = positions._along(path)[-1]
        assert node.value == (start, start + len(written))


def paths_in(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    if path:
        yield path, value
    if isinstance(value, dict):
        for name, item in value.items():
            yield from paths_in(item, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from paths_in(item, (*path, index))


def offset_of(text: str, span: Span) -> int:
    lines = text.split("\n")
    return sum(len(line) + 1 for line in lines[: span.line - 1]) + span.column - 1


def renamed(data: object, path: Path, name: str) -> object:
    head, *rest = path
    if isinstance(data, dict):
        return {
            (name if key == head and not rest else key): (
                renamed(item, tuple(rest), name) if key == head and rest else item
            )
            for key, item in data.items()
        }
    assert isinstance(data, list)
    return [
        renamed(item, tuple(rest), name) if index == head else item
        for index, item in enumerate(data)
    ]


FRESH = "fresh-name"


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_renaming_the_key_at_its_place_changes_exactly_that_path(
    document: tuple[str, dict[str, Any], Counter[Path]],
) -> None:
    text, data, mentions = document
    positions = positions_of(text)
    for path, _ in paths_in(data):
        if not isinstance(path[-1], str):
            continue
        span = positions.key(path)
        start = offset_of(text, span)
        written = text[start : start + span.length]
        assert tomllib.loads(f"{written} = 0") == {path[-1]: 0}
        if mentions[path] == 1:
            changed = text[:start] + FRESH + text[start + span.length :]
            assert tomllib.loads(changed) == renamed(data, path, FRESH)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_the_text_at_a_value_s_place_is_that_value(
    document: tuple[str, dict[str, Any], Counter[Path]],
) -> None:
    text, data, _ = document
    positions = positions_of(text)
    for path, value in paths_in(data):
        node = positions._along(path)[-1]
        assert node.depth == len(path)
        if node.value is None:
            assert isinstance(value, dict), "only a table can be implied"
            continue
        start, end = node.value
        written = text[start:end]
        assert written == written.strip()
        span = positions.value(path)
        assert offset_of(text, span) == start
        assert text[start : start + span.length] == written.partition("\n")[0]
        is_under_header = isinstance(value, dict) and written.startswith("[")
        if not is_under_header and not node.is_table_array:
            assert tomllib.loads(f"v = {written}") == {"v": value}


SOUP = st.lists(
    st.sampled_from(
        [
            *("a", "b", ".", "=", "=1", "1", "true", "é", "07:32:00", "#", ",", "\\"),
            *("[", "]", "[[", "]]", "{", "}", '"', "'", '""', "''", '"""', "'''"),
            *(" ", "\t", "\n", "\r\n", "\r", "\u2028", "\n[a]", "\n[[a]]", "\na="),
        ]
    ),
    max_size=14,
).map("".join)


@settings(max_examples=600, deadline=None)
@given(SOUP)
@example("a=[[],[1]]\n[b]\na.b=1\n[b.a.c]")
def test_the_scanner_reads_on_as_far_as_tomllib_does(text: str) -> None:
    scanned = scan(text, "x.toml")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert isinstance(scanned, Scan)
    assert scanned.unread is None
    assert scanned.repeated is None
    for path, _ in paths_in(data):
        assert len(scanned.positions._along(path)) == len(path) + 1


@given(st.text() | SOUP)
def test_any_text_is_scanned_without_an_exception(text: str) -> None:
    assert isinstance(scan(text, "x.toml"), Scan)


def nested(depth: int) -> str:
    return "a = " + "[" * (depth - 1) + "1" + "]" * (depth - 1)


@pytest.mark.parametrize(
    ("within", "over", "slug", "message", "place"),
    [
        (
            nested(MAX_DEPTH),
            nested(MAX_DEPTH + 1),
            "too-deep",
            "more than 32 tables and lists are inside one another",
            (1, 37),
        ),
        (
            "[" + ".".join("k" * 16) + "]\n" + ".".join("k" * 14) + "={a={}}",
            "[" + ".".join("k" * 16) + "]\n" + ".".join("k" * 14) + "={a={a={a=1}}}",
            "too-deep",
            "more than 32 tables and lists are inside one another",
            (2, 36),
        ),
        (
            ".".join("k" * MAX_PARTS) + " = 1",
            "\n" + " . ".join("k" * (MAX_PARTS + 1)) + " = 1",
            "key-too-long",
            "a key has more than 16 parts",
            (2, 1),
        ),
        (
            "".join(f"k{number} = 1\n" for number in range(MAX_KEYS)),
            "".join(f"k{number} = 1\n" for number in range(MAX_KEYS + 1)),
            "too-many-keys",
            "the file has more than 10000 keys",
            (MAX_KEYS + 1, 1),
        ),
        (
            "a = [0x" + "f" * MAX_DIGITS + "]",
            "a = [0x" + "f" * (MAX_DIGITS + 1) + "]",
            "number-too-long",
            "a number has more than 100 digits",
            (1, 6),
        ),
    ],
    ids=["lists", "keys and tables", "parts", "keys", "digits"],
)
def test_limits(
    within: str, over: str, slug: str, message: str, place: tuple[int, int]
) -> None:
    positions_of(within)
    refused = scan(over, "x.toml")
    assert isinstance(refused, Diagnostic)
    assert (refused.slug, refused.severity) == (slug, "error")
    assert refused.message == message
    assert (refused.span.line, refused.span.column) == place


def test_a_large_file_is_scanned_in_half_a_second() -> None:
    block = """\
[[block]]
title = "Stand tall behind your chair"
phase = ["Up", "on", "your toes", 3.5]
"""
    text = block * 2400
    assert 200 * 1024 < len(text) < 256 * 1024
    begun = time.process_time()
    positions = positions_of(text)
    assert time.process_time() - begun < 0.5
    assert positions.key(("block", 2399, "phase")).line == 7200
