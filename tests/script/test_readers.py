from __future__ import annotations

import time
from typing import TYPE_CHECKING, Literal

import pytest

from coach.diagnostics import Diagnostic, Span
from coach.script.readers import Faults, TableReader
from coach.script.source import Source, read_source
from coach.units import Milliseconds

if TYPE_CHECKING:
    from collections.abc import Callable

DURATION_HINT = 'write "3 s", "1m30s" or "250 ms"'


def reader_of(text: str, what: str = "phase") -> TableReader:
    source = read_source(text.encode(), "x.toml")
    assert isinstance(source, Source), source
    return TableReader(source, (), source.data, Faults(), what=what)


def told(reader: TableReader) -> list[str]:
    return [
        f"{fault.span.line}:{fault.span.column}+{fault.span.length}"
        f" {fault.slug}: {fault.message}" + (f" ({fault.hint})" if fault.hint else "")
        for fault in reader.faults.diagnostics
    ]


def test_values_of_every_type_are_read() -> None:
    reader = reader_of(
        'name = "toes"\nreps = 15\nsaid = true\nlasts = "1m30s"\nmode = "full"\n'
        "when = 1979-05-27\n"
    )
    mode: Literal["full", "tones"] | None
    modes: tuple[Literal["full", "tones"], ...] = ("full", "tones")
    mode = reader.choice("mode", modes)
    assert mode == "full"
    assert reader.string("name") == "toes"
    assert reader.integer("reps", 1, 15) == 15
    assert reader.boolean("said") is True
    assert reader.duration("lasts") == Milliseconds(90_000)
    assert str(reader.raw("when")) == "1979-05-27"
    reader.finish()
    assert told(reader) == []


def test_what_is_missing_reads_as_its_default() -> None:
    reader = reader_of("")
    assert reader.string("a") is None
    assert reader.string("a", default="x") == "x"
    assert reader.integer("a", 1, 3, default=2) == 2
    assert reader.boolean("a", default=True) is True
    assert reader.boolean("a", default=False) is False
    assert reader.duration("a", default=Milliseconds(0)) == 0
    assert reader.choice("a", ("x", "y"), default="y") == "y"
    assert reader.raw("a") is None
    assert reader.table("a", "phase") is None
    assert reader.strings("a") == ()
    assert reader.tables("a", "phase") == ()
    assert reader.named_tables("a", "cue") == ()
    reader.finish()
    assert told(reader) == []


@pytest.mark.parametrize(
    "read",
    [
        lambda reader: reader.string("lasts", required=True),
        lambda reader: reader.integer("lasts", 1, 3, required=True),
        lambda reader: reader.boolean("lasts", required=True),
        lambda reader: reader.duration("lasts", required=True),
        lambda reader: reader.choice("lasts", ("a",), required=True),
        lambda reader: reader.strings("lasts", required=True),
        lambda reader: reader.table("lasts", "x", required=True),
        lambda reader: reader.tables("lasts", "x", required=True),
    ],
)
def test_a_missing_required_key_is_told_at_the_table_s_header(
    read: Callable[[TableReader], object],
) -> None:
    reader = reader_of('[[phase]]\nname = "toes"\n\n[[phase]]\nname = "heels"\n')
    _, second = reader.tables("phase", "phase")
    assert not read(second)
    assert told(reader) == ["4:1+9 missing-key: phase needs the key 'lasts'"]


def test_missing_from_an_inline_table_and_from_the_file_itself() -> None:
    reader = reader_of('phase = [{ name = "toes" }]\n', what="script")
    (phase,) = reader.tables("phase", "phase")
    phase.string("lasts", required=True)
    reader.string("title", required=True)
    assert told(reader) == [
        "1:1+1 missing-key: script needs the key 'title'",
        "1:10+17 missing-key: phase needs the key 'lasts'",
    ]


@pytest.mark.parametrize(
    ("text", "read", "message"),
    [
        (
            'reps = "15"',
            lambda reader: reader.integer("reps", 1, 20),
            "1:8+4 wrong-type: reps: a number is wanted, this is text",
        ),
        (
            "reps = true",
            lambda reader: reader.integer("reps", 1, 20),
            "1:8+4 wrong-type: reps: a number is wanted, this is true or false",
        ),
        (
            "reps = 1.5",
            lambda reader: reader.integer("reps", 1, 20),
            (
                "1:8+3 wrong-type: reps: a whole number is wanted,"
                " this is a number with a fraction"
            ),
        ),
        (
            "reps = 0",
            lambda reader: reader.integer("reps", 1, 20),
            "1:8+1 wrong-value: reps: 0 is not from 1 to 20",
        ),
        (
            f"reps = 0x{'f' * 100}",
            lambda reader: reader.integer("reps", 1, 20),
            (
                "1:8+102 wrong-value: reps: 2582249878086908589655919172003011874..."
                " is not from 1 to 20"
            ),
        ),
        (
            "name = 1979-05-27",
            lambda reader: reader.string("name"),
            "1:8+10 wrong-type: name: text is wanted, this is a date or time",
        ),
        (
            "said = 1",
            lambda reader: reader.boolean("said"),
            "1:8+1 wrong-type: said: true or false is wanted, this is a number",
        ),
        (
            "lasts = 3",
            lambda reader: reader.duration("lasts"),
            (
                '1:9+1 wrong-type: lasts: a duration such as "3 s" is wanted,'
                " this is a number"
            ),
        ),
        (
            'lasts = "3 sec"',
            lambda reader: reader.duration("lasts"),
            f"1:9+7 wrong-value: lasts: '3 sec' is no duration; {DURATION_HINT}",
        ),
        (
            f'lasts = "{"x" * 50}"',
            lambda reader: reader.duration("lasts"),
            (
                f"1:9+52 wrong-value: lasts: '{'x' * 37}...' is no duration;"
                f" {DURATION_HINT}"
            ),
        ),
        (
            'mode = "ful"',
            lambda reader: reader.choice("mode", ("full", "faded", "tones")),
            (
                "1:8+5 wrong-value: mode: 'ful' is none of full, faded, tones;"
                " did you mean 'full'?"
            ),
        ),
        (
            'mode = "x"',
            lambda reader: reader.choice("mode", ("full", "tones")),
            "1:8+3 wrong-value: mode: 'x' is none of full, tones",
        ),
        (
            "say = 1",
            lambda reader: reader.strings("say"),
            (
                "1:7+1 wrong-type: say: text or a list of texts is wanted,"
                " this is a number"
            ),
        ),
        (
            "say = [1]",
            lambda reader: reader.strings("say"),
            (
                "1:8+1 wrong-type: say: text or a list of texts is wanted,"
                " this is a number"
            ),
        ),
        (
            "[block]",
            lambda reader: reader.tables("block", "block"),
            (
                "1:1+7 wrong-type: block: a list of tables is wanted, this is a table"
                " (write [[block]] instead of [block])"
            ),
        ),
        (
            "block = [{}, 1]",
            lambda reader: reader.tables("block", "block")[1:],
            "1:14+1 wrong-type: block: a list of tables is wanted, this is a number",
        ),
        (
            "[[rest]]",
            lambda reader: reader.table("rest", "rest"),
            (
                "1:1+8 wrong-type: rest: a table is wanted, this is a list"
                " (write [rest] once)"
            ),
        ),
        (
            "[cue]\nx = 1",
            lambda reader: reader.named_tables("cue", "cue"),
            "2:5+1 wrong-type: x: a table is wanted, this is a number",
        ),
    ],
)
def test_what_is_wrong_is_told_and_reads_as_missing(
    text: str, read: Callable[[TableReader], object], message: str
) -> None:
    reader = reader_of(text)
    assert not read(reader)
    assert told(reader) == [message]


def test_a_wrong_value_reads_as_its_default() -> None:
    reader = reader_of('reps = "x"\nlasts = "x"\nmode = "x"')
    assert reader.integer("reps", 1, 3, default=2) == 2
    assert reader.duration("lasts", default=Milliseconds(7)) == 7
    assert reader.choice("mode", ("a", "b"), default="a") == "a"
    assert len(reader.faults.diagnostics) == 3


def test_strings_come_with_their_places() -> None:
    reader = reader_of('a = "x"\nb = [\n  "y",\n  \'z\',\n]')
    assert reader.strings("a") == (
        ("x", Span(file="x.toml", line=1, column=5, length=3)),
    )
    assert reader.strings("b", required=True) == (
        ("y", Span(file="x.toml", line=3, column=3, length=3)),
        ("z", Span(file="x.toml", line=4, column=3, length=3)),
    )


def test_tables_are_read_by_header_inline_and_by_name() -> None:
    reader = reader_of(
        'block = [{ a = 1 }]\n[cue.toes]\nsay = "Up"\n[cue.heels]\nsay = "Down"\n'
    )
    (block,) = reader.tables("block", "block")
    assert (block.what, block.path) == ("block", ("block", 0))
    assert block.integer("a", 0, 1) == 1
    cues = reader.named_tables("cue", "cue")
    assert [(name, cue.string("say")) for name, cue in cues] == [
        ("toes", "Up"),
        ("heels", "Down"),
    ]
    cue = cues[1][1]
    assert cue.span("say") == Span(file="x.toml", line=5, column=1, length=3)
    assert cue.value_span("say") == Span(file="x.toml", line=5, column=7, length=6)


def test_every_unread_key_is_unknown() -> None:
    reader = reader_of(
        f'lats = "3 s"\n"\\u001b" = 1\n{"x" * 99} = 1\nname = 1\nlasts = "3 s"'
    )
    reader.duration("lasts")
    reader.raw("name")
    reader.finish()
    assert told(reader) == [
        (
            "1:1+4 unknown-key: phase has no key 'lats'; did you mean 'lasts'?"
            " (known keys: lasts, name)"
        ),
        "2:1+8 unknown-key: phase has no key '\x1b' (known keys: lasts, name)",
        (
            f"3:1+99 unknown-key: phase has no key '{'x' * 37}...'"
            " (known keys: lasts, name)"
        ),
    ]


def test_thousands_of_unknown_keys_are_told_in_under_a_second() -> None:
    reader = reader_of("".join(f"lasts{number} = 1\n" for number in range(9000)))
    for known in range(20):
        reader.raw(f"lasts-{known}")
    begun = time.process_time()
    reader.finish()
    assert time.process_time() - begun < 1
    assert len(reader.faults) == len(reader.faults.diagnostics) == 9000


def test_faults_are_in_source_order_and_told_once() -> None:
    faults = Faults()
    spans = [
        Span(file="b.toml", line=1),
        Span(file="a.toml", line=10, column=2),
        Span(file="a.toml", line=10, column=1),
        Span(file="a.toml", line=9, column=5),
    ]
    for span in [*spans, *spans]:
        faults.add("slug", "message", span)
    faults.add("other", "message", spans[0], hint="do this", severity="warning")
    assert [fault.span for fault in faults.diagnostics] == [*spans[::-1], spans[0]]
    assert faults.diagnostics[-1] == Diagnostic(
        slug="other",
        severity="warning",
        message="message",
        span=spans[0],
        hint="do this",
    )
