from __future__ import annotations

import pytest
from loading import SMALL, changed, load, script_of, told

from coach.plan.expand import expand
from coach.plan.parameters import resolve_parameters
from coach.script.model import (
    Countdown,
    Expression,
    Fade,
    Pause,
    Spoken,
    Toned,
)
from coach.script.slots import fill, number_words
from coach.units import Milliseconds


def decoded(text: str, **files: str) -> list[str]:
    return told(load(text, lint="none", **files))


def faulty(old: str, new: str, text: str = SMALL) -> str:
    """Change one place; tell of the first fault, without its file."""
    lines = decoded(changed(old, new, text))
    assert lines
    return lines[0].removeprefix("x.toml:")


def test_a_script_is_read_whole() -> None:
    script = script_of(SMALL)
    assert (script.name, script.title, script.language) == ("x", "Small", "en")
    assert (script.position, script.artist, script.album) == ("seated", "A", "B")
    assert (script.year, script.comment, script.seated) == (2026, "C", None)
    hold = script.parameters["hold"]
    assert (hold.kind, hold.default) == ("duration", 3000)
    assert (hold.minimum, hold.maximum) == (2000, 10_000)
    (block,) = script.blocks
    assert (block.name, block.title, block.ready, block.again) == (
        "pump",
        "pump",
        "ready",
        "ready",
    )
    assert (block.reps.constant, block.sets.constant) == (8, 2)
    assert (block.rest.constant, block.change.constant) == (30_000, 15_000)
    toes, heels = block.phases
    assert toes.lasts == Expression(
        constant=0, parameters=("hold",), span=toes.lasts.span
    )
    assert (toes.tone, toes.ready, toes.hold) == ("rise", "up", "stay")
    assert (heels.tone, heels.ready, heels.hold) == ("fall", "down", None)
    (remark,) = block.remarks
    assert (remark.cue, remark.left, remark.levels) == (
        "last",
        1,
        ("full", "short", "tones"),
    )
    assert script.cues["safety"].safety
    assert [[w.text for w in ladder] for ladder in script.cues["up"].variants] == [
        ["Up on your toes", "Toes"]
    ]
    assert script.chapters["set"] == "Set {set}"


def test_a_wording_has_parts() -> None:
    words = "One. Two! <rise> Three <pause 0.8 s> four. <count 3>"
    ready = script_of(changed("Starting in <count 3>", words)).cues["ready"]
    ((wording,),) = ready.variants
    assert wording.parts == (
        Spoken(text="One."),
        Spoken(text="Two!"),
        Toned(tone="rise"),
        Spoken(text="Three"),
        Pause(lasts=Milliseconds(800)),
        Spoken(text="four."),
        Countdown(start=3),
    )
    assert (wording.span.line, wording.span.column) == (54, 7)


def test_variants_are_equals_and_each_may_be_a_ladder() -> None:
    text = changed('say = "Last one"', 'variants = ["One more", ["Last one", "Last"]]')
    last = script_of(text).cues["last"]
    assert [[w.text for w in ladder] for ladder in last.variants] == [
        ["One more"],
        ["Last one", "Last"],
    ]
    assert [w.span.column for ladder in last.variants for w in ladder] == [13, 26, 38]


@pytest.mark.parametrize(
    "key", ["title", "language", "position", "artist", "album", "comment"]
)
def test_a_script_that_is_based_on_none_states_itself(key: str) -> None:
    lines = [line for line in SMALL.splitlines() if not line.startswith(f"{key} =")]
    assert decoded("\n".join(lines)) == [
        f"x.toml:1:1+1 error[missing-key]: the script needs the key '{key}'"
    ]
    empty = changed(f"\n{key} = ", f'\n{key} = "" #', f"\n{SMALL}")
    assert f"error[wrong-value]: {key}: text is wanted, this is empty" in " ".join(
        decoded(empty)
    )


def test_session_and_block_and_phase_are_needed() -> None:
    head = SMALL[: SMALL.index("[session]")]
    assert decoded(head) == [
        "x.toml:1:1+1 error[missing-key]: the script needs the key 'session'",
        "x.toml:1:1+1 error[missing-key]: the script needs the key 'block'",
    ]
    lines = decoded(head + '[session]\n[[block]]\nname = "a"\nready = "r"\n')
    assert "x.toml:16:1+9 error[missing-key]: block 'a' has no [[block.phase]]" in lines


FAULTS = [
    (
        "year = 2026",
        "year = 1",
        "6:8+1 error[wrong-value]: year: 1 is not from 1900 to 9999",
    ),
    (
        'default = "3 s"',
        "default = []",
        (
            "10:11+2 error[wrong-type]: default: a number, a"
            " duration, text or true or false is wanted"
        ),
    ),
    (
        'default = "3 s"',
        'default = "11 s"',
        (
            "10:11+6 error[wrong-value]: default: 11 s"
            " is outside; a time from 2 s to 10 s is wanted"
        ),
    ),
    ('min = "2 s"', "min = 2", "11:7+1 error[wrong-value]: min: a time is wanted"),
    (
        'help = "time in each position"',
        'baked = "3 s"\nhelp = ""',
        "13:9+5 error[wrong-type]: baked: a list of values is wanted",
    ),
    (
        'help = "time in each position"',
        'baked = ["3 s", "1 s"]\nhelp = ""',
        (
            "13:9+14 error[wrong-value]: baked: 1 s is outside; a time from 2 s to"
            " 10 s is"
            " wanted"
        ),
    ),
    (
        "[parameters.hold]",
        "[parameters.Hold]",
        (
            "9:13+4 error[bad-name]: a parameter"
            " cannot be called 'Hold' (use small letters, digits and _; set, rep,"
            " left, side,"
            " minutes, week, done are taken)"
        ),
    ),
    (
        "[parameters.hold]",
        "[parameters.rep]",
        (
            "9:13+3 error[bad-name]: a parameter"
            " cannot be called 'rep' (use small letters, digits and _; set, rep,"
            " left, side,"
            " minutes, week, done are taken)"
        ),
    ),
    (
        "reps = 8",
        'reps = "{hold}"',
        (
            "25:8+8 error[wrong-value]: reps: '{hold}' is no"
            ' number; write 15 or "{reps}"'
        ),
    ),
    (
        "reps = 8",
        "reps = -1",
        "25:8+2 error[wrong-value]: reps: '-1' is no number; write 15 or \"{reps}\"",
    ),
    (
        'rest = "30 s"',
        "rest = 30",
        (
            "27:8+2 error[wrong-value]: rest: '30' is no"
            ' duration; write "3 s" or "{hold}"'
        ),
    ),
    (
        'rest = "30 s"',
        'rest = "{hold} + {reps}"',
        (
            "27:8+17 error[wrong-value]: rest:"
            ' \'{reps}\' is no duration; write "3 s" or "{hold}"'
        ),
    ),
    (
        "left = 1",
        "left = 1\nrep = 2",
        (
            "44:1+16 error[missing-key]: a remark needs one"
            " of the keys rep, every, left and halfway"
        ),
    ),
    (
        "left = 1",
        "",
        (
            "44:1+16 error[missing-key]: a remark needs one of the keys rep,"
            " every, left and halfway"
        ),
    ),
    (
        "left = 1",
        'left = 1\nlevels = ["loud"]',
        "48:11+6 error[wrong-value]: levels: 'loud' is none of full, short, tones",
    ),
    (
        "left = 1",
        'left = 1\nwhen = { hold = "> x" }',
        (
            "48:17+5 error[wrong-value]: hold:"
            ' \'> x\' is no comparison with a value (write ">= 45 s", or ">= 30 s,'
            ' < 45 s")'
        ),
    ),
    (
        "left = 1",
        'left = 1\nwhen = { hold = "1 s" }',
        (
            "48:17+5 error[wrong-value]: hold:"
            " 1 s is outside; a time from 2 s to 10 s is wanted"
        ),
    ),
    (
        "left = 1",
        "left = 1\nwhen = { hol = 1 }",
        (
            "48:10+3 error[unknown-key]: when has no"
            " key 'hol'; did you mean 'hold'? (known keys: hold, set)"
        ),
    ),
    (
        '{ cue = "end" }',
        '{ cue = "end", tone = "done" }',
        "20:3+30 error[bad-step]: a step is one of a cue, a tone or a pause",
    ),
    (
        '{ cue = "end" }',
        "{}",
        "20:3+2 error[bad-step]: a step is one of a cue, a tone or a pause",
    ),
    (
        'say = "Hold"',
        "",
        "59:6+4 error[missing-key]: cue 'stay' needs the key 'say', or else 'variants'",
    ),
    (
        'say = "Hold"',
        'say = "Hold"\nvariants = ["Stay"]',
        "59:6+4 error[missing-key]: cue 'stay' needs the key 'say', or else 'variants'",
    ),
    (
        'say = "Hold"',
        "say = []",
        "60:7+2 error[empty-wording]: cue 'stay' has no wording",
    ),
    (
        'say = "Hold"',
        "variants = []",
        "60:12+2 error[empty-wording]: cue 'stay' has no wording",
    ),
    (
        'say = "Hold"',
        'variants = ["a", []]',
        "60:12+9 error[empty-wording]: cue 'stay' has no wording",
    ),
    ('say = "Hold"', 'say = ""', "60:7+2 error[empty-wording]: a wording says nothing"),
    (
        'say = "Hold"',
        'say = "Hold <hum>"',
        (
            "60:7+12 error[unknown-mark]: <hum> is no"
            " mark; there are <pause 0.8 s>, <count 3> and the tones <rise>,"
            " <fall>, <tick>,"
            " <set-end>, <done>, <chime>"
        ),
    ),
    (
        'say = "Hold"',
        "say = 3",
        (
            "60:7+1 error[wrong-type]: say: text or a list of texts"
            " is wanted, this is a number"
        ),
    ),
    (
        'say = "Hold"',
        "variants = 3",
        (
            "60:12+1 error[wrong-type]: variants: a list of"
            " wordings or of ladders is wanted"
        ),
    ),
    (
        'say = "Hold"',
        'variants = ["a", 3]',
        "60:18+1 error[wrong-type]: variants: text or a list of texts is wanted",
    ),
    (
        'say = "Hold"',
        'safety = true\nsay = ["Hold on", "Hold"]',
        (
            "59:6+4"
            " error[safety-ladder]: 'stay' is a safety phrase, so none of its"
            " wordings is"
            " shorter (list equal wordings under variants)"
        ),
    ),
]


@pytest.mark.parametrize(("old", "new", "fault"), FAULTS)
def test_a_fault_is_told_at_its_place(old: str, new: str, fault: str) -> None:
    assert fault in [
        line.removeprefix("x.toml:") for line in decoded(changed(old, new))
    ], decoded(changed(old, new))


def test_two_blocks_of_one_name() -> None:
    second = '\n[[block]]\nname = "pump"\n'
    assert decoded(SMALL + second) == [
        "x.toml:75:8+6 error[same-name]: there are two blocks called 'pump'"
    ]


def test_conditions() -> None:
    text = changed(
        '{ cue = "safety" }',
        '{ cue = "safety", when = { hold = ">= 3 s, < 5 s", set = [1, 2] } }',
    )
    (step,) = script_of(text).opening
    assert [(c.parameter, c.operator, c.values) for c in step.when] == [
        ("hold", ">=", (3000,)),
        ("hold", "<", (5000,)),
        ("set", "in", (1, 2)),
    ]


def test_overhead_guidance_advice_plan_and_chapters() -> None:
    more = (
        '\n[overhead]\nfirst = "75 s"\nusual = "45 s"\n'
        "\n[guidance]\nfaded = [{ full = 3, short = 8 }, { full = 1 }]\n"
        '\n[advice]\nlength = "5m"\ntext = "Enough."\n'
        '\n[[plan]]\ntitle = "Week 1"\nhold = "2 s"\n'
        '\n[chapters]\nset = "Round {set}"\n'
    )
    script = script_of(SMALL + more)
    assert (script.overhead, script.overheads) == (
        75_000,
        {"first": 75_000, "usual": 45_000},
    )
    assert script.guidance == {"faded": (Fade(full=3, short=8), Fade(full=1, short=1))}
    assert script.advice is not None
    assert (script.advice.length, script.advice.text) == (300_000, "Enough.")
    assert [(step.title, step.values) for step in script.plan] == [
        ("Week 1", {"hold": 2000})
    ]
    assert script.chapters["set"] == "Round {set}"
    assert script.chapters["rest"] == "Rest"


def test_a_number_is_in_digits_where_its_words_are_not_known() -> None:
    assert number_words(15, "en") == "fifteen"
    assert number_words(15, "zz") == "15"
    assert number_words(2, "cs", ordinal=True) == "2"
    assert number_words(40, "ca", ordinal=True) == "40"
    assert fill("{hold:ordinal}", "en", lambda _: 2.5) == "Two point five"
    assert fill("{hold:ordinal}", "en", lambda _: 2.0) == "Second"


def test_a_script_in_a_language_without_number_words_compiles() -> None:
    script = script_of(
        changed('language = "en"', 'language = "zz"').replace("Last one", "{rep}")
    )
    assert expand(script, resolve_parameters(script, {})).language == "zz"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (
            "default = 5\nmax = 3",
            "75:11+1 wrong-value: default: 5 is outside; a whole number to 3 is wanted",
        ),
        (
            'default = "soon"\nmin = "2 s"',
            "75:11+6 wrong-value: default: a time from 2 s is wanted",
        ),
        (
            'default = 1\nchoices = ["a", "b"]',
            "75:11+1 wrong-value: default: one of a, b is wanted",
        ),
        (
            'choices = ["a", "b"]',
            "74:1+14 missing-key: parameter needs the key 'default'",
        ),
    ],
)
def test_a_wrong_default_is_told_once(written: str, message: str) -> None:
    loaded = load(f'{SMALL}\n[parameters.x]\n{written}\nhelp = "x"\n')
    assert [
        f"{each.span.line}:{each.span.column}+{each.span.length}"
        f" {each.slug}: {each.message}"
        for each in loaded.diagnostics
    ] == [message]
