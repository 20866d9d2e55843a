from __future__ import annotations

import pytest
from loading import SMALL, changed, load, slugs, told

UNSAFE = changed("Stop if", "Go if")
NO_STOP = "warning no-stop-sign"


def test_an_unknown_key_hides_nothing() -> None:
    text = 'based_on = "standing"\ntytle = 3\n[cue.setup]\nsay = "Stand anywhere."\n'
    unsupported, unknown = told(load(text))
    assert unsupported == (
        "x.toml:1:1+1 warning[no-support]: the opening does not put both hands on a"
        " support (add a cue with safety = true:"
        ' "Stand tall at your wall or sturdy chair. Both hands on it.")'
    )
    assert unknown.startswith(
        "x.toml:2:1+5 error[unknown-key]: the script has no key 'tytle';"
    )


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('cue = "last"', 'cue = "lost"', ["error unknown-cue"]),
        ('phase = "heels"', 'phase = "heel"', ["error unknown-phase"]),
        ('default = "3 s"', 'default = "50 s"', ["error wrong-value"]),
        ('rest = "30 s"', 'rest = "30 x"', ["error wrong-value"]),
        ('say = "Hold"', "say = 3", ["error wrong-type"]),
        ('say = "Hold"', 'say = "Stay <tock>"', ["error unknown-mark"]),
        ('say = "Hold"', 'say = "Hold"\nsya = 1', ["error unknown-key"]),
    ],
)
def test_a_fault_hides_no_other(old: str, new: str, found: list[str]) -> None:
    loaded = load(changed(old, new, UNSAFE))
    assert set(found) | {NO_STOP} <= set(slugs(loaded))
    assert loaded.script is None


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (
            '{ cue = "safety" }',
            '{ cue = "saftey" }',
            ["error unknown-cue", "warning unused-cue"],
        ),
        (
            '{ cue = "safety" }',
            '{ ceu = "safety" }',
            ["error bad-step", "error unknown-key", "warning unused-cue"],
        ),
        (
            '{ cue = "safety" }',
            '{ cue = "safety", when = { hold = ["3 s", "99 s"] } }',
            ["error wrong-value"],
        ),
        ('[{ cue = "rest" }]', '[{ cue = "rset" }]', None),
        ('rest = "30 s"', 'rest = "30 x"', ["error wrong-value"]),
        ('default = "3 s"', 'default = "3 parsecs"', ["error wrong-value"]),
        ('default = "3 s"\nmin = "2 s"\nmax = "10 s"', 'default = "x"', None),
        ('say = "Hold"', "say = []", ["error empty-wording"]),
        ('say = "Hold"', "variants = [[]]", ["error empty-wording"]),
    ],
)
def test_what_cannot_be_read_accuses_nobody(
    old: str, new: str, found: list[str] | None
) -> None:
    said = slugs(load(changed(old, new)))
    assert said == (found or said)
    walked = {"no-stop-sign", "no-feet-flat", "never-fits", "never-full"}
    assert not {each.split()[1] for each in said} & (walked | {"rest-too-short"})


def test_a_length_that_cannot_be_read_is_long_enough() -> None:
    text = SMALL.replace('"{hold}"', '"{hld}"')
    assert slugs(load(text)) == ["error wrong-value"] * 2


def test_without_a_set_there_is_no_way_through() -> None:
    text = SMALL[: SMALL.index("[[block]]")] + SMALL[SMALL.index("[cue.safety]") :]
    assert not [each for each in slugs(load(text)) if each.startswith("warning no-")]
