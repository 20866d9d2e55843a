from __future__ import annotations

import pytest
from loading import SMALL, changed, load, script_of, told

from coach.script.checks import in_set_cues


def checked(text: str) -> list[str]:
    return told(load(text, lint="none"))


EXTRA = '\n[cue.extra]\nsay = "A word"\n'
UNUSED = (
    "x.toml:74:6+5 warning[unused-cue]: no step, phase or remark says the cue 'extra'"
)


def test_a_sound_script_has_no_faults() -> None:
    assert checked(SMALL) == []


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('ready = "ready"', 'ready = "redy"', "23:1+9"),
        ('ready = "ready"', 'ready = "ready"\nagain = "redy"', "23:1+9"),
        ('ready = "ready"', 'ready = "ready"\nchange_ready = "redy"', "23:1+9"),
        ('ready = "up"', 'ready = "redy"', "31:1+15"),
        ('hold = "stay"', 'hold = "redy"', "31:1+15"),
        ('cue = "last"', 'cue = "redy"', "44:1+16"),
        ('{ cue = "safety" }', '{ cue = "redy" }', "17:3+16"),
        ('{ cue = "rest" }', '{ cue = "redy" }', "29:12+16"),
    ],
)
def test_a_cue_that_does_not_exist(old: str, new: str, place: str) -> None:
    loaded = load(changed(old, new), lint="none")
    assert loaded.script is None
    assert (
        f"x.toml:{place} error[unknown-cue]: there is no cue 'redy'"
        " (did you mean 'ready'?)"
    ) in told(loaded)


def test_a_cue_like_no_other() -> None:
    text = changed('hold = "stay"', 'hold = "breathing"')
    assert (
        "x.toml:31:1+15 error[unknown-cue]: there is no cue 'breathing'"
        " (add [cue.<name>] for it)"
    ) in checked(text)


def test_a_cue_without_a_name_is_unknown_too() -> None:
    empty = "error[unknown-cue]: there is no cue ''"
    for old in ('ready = "up"', 'hold = "stay"', '{ cue = "rest" }'):
        new = old.partition('"')[0] + '""' + (" }" if old.endswith("}") else "")
        assert any(empty in line for line in checked(changed(old, new)))


def test_a_cue_that_nothing_says() -> None:
    loaded = load(SMALL + EXTRA, lint="none")
    assert told(loaded) == [UNUSED]
    assert loaded.script is not None


def test_a_live_cue_and_an_inherited_one_may_go_unused() -> None:
    assert checked(SMALL + EXTRA + "live = true\n") == []
    own = load('based_on = "./b.toml"\n', lint="none", b=SMALL + EXTRA)
    assert told(own) == []


def test_a_remark_on_a_phase_that_its_block_lacks() -> None:
    assert checked(changed('phase = "heels"', 'phase = "hels"')) == [
        (
            "x.toml:44:1+16 error[unknown-phase]: block 'pump' has no phase 'hels'"
            " (its phases: toes, heels)"
        )
    ]


@pytest.mark.parametrize(
    "words",
    ["Hold. Breathe.", "<rise> Hold", "Hold <pause 1 s>", "<fall>", "<count 3>"],
)
@pytest.mark.parametrize("old", ['say = "Hold"', 'say = "Last one"'])
def test_within_a_set_a_wording_is_one_sentence(old: str, words: str) -> None:
    lines = checked(changed(old, f'say = "{words}"'))
    assert len(lines) == 1
    assert lines[0].endswith("is said within a set, so it is one sentence")


@pytest.mark.parametrize(
    "words",
    [
        "Starting now",
        "Starting in <count 3> now",
        "<count 3> <count 2>",
        "<count 3> <rise>",
    ],
)
def test_a_line_to_a_go_tone_ends_in_its_countdown(words: str) -> None:
    assert checked(changed("Starting in <count 3>", words)) == [
        (
            f"x.toml:54:7+{len(words) + 2} error[no-countdown]: 'ready' leads to a"
            " go tone,"
            " so it ends in <count 3>"
        )
    ]


@pytest.mark.parametrize(
    ("old", "place"), [('{ cue = "rest" }', "29:12+17"), ('{ cue = "end" }', "20:3+17")]
)
def test_a_countdown_to_nothing(old: str, place: str) -> None:
    lines = checked(changed(old, '{ cue = "ready" }'))
    assert (
        f"x.toml:{place} error[stray-countdown]: 'ready' counts down, but no go tone"
        " follows here"
    ) in lines


def test_slots() -> None:
    words = "{sets:set|sets} {reps} {hold} {set:ordinal} {minutes} {hold + hold:s|s}"
    assert checked(changed("Feet flat. Now rest.", words)) == []
    within = changed("Last one", "{rep} of {reps}, {left} left")
    assert checked(within) == []


@pytest.mark.parametrize(
    "slot", ["{}", "{ }", "{Reps}", "{reps:}", "{reps:one}", "{reps:a|b|c}", "{reps +}"]
)
def test_a_slot_that_is_none(slot: str) -> None:
    assert checked(changed("Last one", slot)) == [
        (
            f"x.toml:66:7+{len(slot) + 2} error[bad-slot]: {slot} is no slot"
            " (write {reps}, {sets:set|sets} or {set:ordinal})"
        )
    ]


def test_a_slot_that_names_nothing() -> None:
    assert checked(changed("Last one", "{rests + hold}")) == [
        (
            "x.toml:66:7+16 error[unknown-slot]: nothing is called 'rests' in"
            " {rests + hold}"
            " (there are: hold, left, minutes, rep, reps, set, sets)"
        )
    ]
    assert checked(changed("Last one", "{done} done")) == [
        (
            "x.toml:66:7+13 error[unknown-slot]: nothing is called 'done' in {done}"
            " (there are: hold, left, minutes, rep, reps, set, sets)"
        )
    ]


def test_live_words_have_names_of_their_own() -> None:
    live = '\n[cue.early]\nlive = true\nsay = "{done}, {minutes_left}, {rep}"\n'
    assert checked(SMALL + live) == []


HINT = " (rep and left: after a go tone; side: in a block with sides)"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("Feet flat. Now", "{rep}. Now", "69:7+18 error[no-value]: where 'rest'"),
        ("Starting in", "{left}. In", "54:7+22 error[no-value]: where 'ready'"),
        ('"Toes"', '"{rep}"', "57:27+7 error[no-value]: where 'up'"),
        ("Stop if", "{rep} if", "51:7+59 error[no-value]: where 'safety'"),
    ],
)
def test_words_outside_a_repetition_cannot_number_it(
    old: str, new: str, fault: str
) -> None:
    name = "left" if "left" in new else "rep"
    assert checked(changed(old, new)) == [
        f"x.toml:{fault} is said there is no '{name}'{HINT}"
    ]


def test_only_a_block_with_sides_has_a_side() -> None:
    both = changed("reps = 8", 'sides = ["left", "right"]\nreps = 8')
    both = changed("Starting in", "{side} leg. Starting in", both)
    assert checked(both) == []
    second = (
        '\n[[block]]\nname = "more"\nready = "ready"\n\n[[block.phase]]\nname = "up"\n'
        'lasts = "3 s"\ntone = "rise"\n'
    )
    assert checked(both + second) == [
        "x.toml:55:7+35 error[no-value]: where 'ready' is said there is no 'side'"
        + HINT
    ]


def test_the_cues_of_a_set_in_order_each_with_its_first_place() -> None:
    (block,) = script_of(SMALL).blocks
    assert [(cue, span.line) for cue, span in in_set_cues(block).items()] == [
        ("up", 31),
        ("stay", 31),
        ("down", 38),
        ("last", 44),
    ]
