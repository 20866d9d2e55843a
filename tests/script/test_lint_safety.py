from __future__ import annotations

import pytest
from loading import SMALL, changed, load, script_of, slugs, told

from coach.script.conditions import holds
from coach.script.lint_ways import ways

STANDING = changed(
    '{ cue = "safety" },',
    '{ cue = "safety" },\n  { cue = "setup" },',
    SMALL.replace("stay seated, and", "stop and sit down;")
    .replace('"seated"', '"standing"')
    .replace("Starting in", "Hands on your support. Starting in")
    .replace("Stay seated a moment.", "Step away when you feel steady."),
) + (
    "\n[cue.setup]\nsafety = true\n"
    'say = "Stand tall at your wall or sturdy chair. Both hands on it."\n'
)


def test_a_small_standing_script_is_clean() -> None:
    assert told(load(STANDING, lint="shipped")) == []


@pytest.mark.parametrize(
    ("said", "instead", "slug", "message"),
    [
        (
            "stop and sit down",
            "stop",
            "no-stop-sign",
            "the opening does not say when to stop and sit down",
        ),
        (
            "breathe easily",
            "go",
            "no-breathing",
            "the opening does not say to breathe easily",
        ),
        (
            "Both hands on it",
            "Hands on your hips",
            "no-support",
            "the opening does not put both hands on a support",
        ),
        (
            "Hands on your support. ",
            "",
            "no-support-again",
            "the countdown 'ready' does not put the hands on the support",
        ),
        (
            "when you feel steady",
            "now",
            "no-steady-end",
            "the closing does not say to step away when steady",
        ),
        (
            "Feet flat. Now",
            "Now",
            "no-feet-flat",
            "the rest of block 'pump' does not bring the feet flat",
        ),
        (
            "Feet flat. Step",
            "Step",
            "no-feet-flat",
            "the closing does not bring the feet flat",
        ),
    ],
)
def test_a_lost_safety_phrase(said: str, instead: str, slug: str, message: str) -> None:
    text = changed(said, instead, STANDING)
    (own,) = load(text).diagnostics
    assert (own.severity, own.slug, own.message) == ("warning", slug, message)
    (strict,) = load(text, lint="shipped").diagnostics
    assert (strict.severity, strict.slug, strict.span) == ("error", slug, own.span)


@pytest.mark.parametrize(
    ("said", "slug"), [("stay seated", "no-stay-seated"), ("Stop if", "no-stop-sign")]
)
def test_a_lost_safety_phrase_of_a_seated_script(said: str, slug: str) -> None:
    assert slugs(load(changed(said, "smile"))) == [f"warning {slug}"]


def test_feet_are_flat_only_where_feet_move() -> None:
    arms = SMALL.replace("Feet flat. ", "").replace("toes", "arms")
    arms = (
        arms.replace("Toes", "Arms").replace("heels", "sides").replace("Heels", "Sides")
    )
    assert told(load(arms, lint="shipped")) == []


WAYS = changed(
    "[parameters.hold]",
    '[parameters.opening]\ndefault = "first"\nchoices = ["first", "usual", "brief"]\n'
    'help = "how much is explained"\n\n[parameters.hold]',
)
SCREEN = '\n[cue.screen]\nsafety = true\nsay = "Not today if you are unwell."\n'


@pytest.mark.parametrize(
    ("condition", "lost"),
    [
        ("", None),
        (', when = { opening = "usual" }', "first"),
        (', when = { opening = ["first", "brief"] }', "usual"),
        (', when = { opening = ["first", "usual", "brief"] }', None),
    ],
)
def test_every_way_of_opening_says_who_should_not_start(
    condition: str, lost: str | None
) -> None:
    step = '{ cue = "safety" },\n  { cue = "screen"' + condition + " },"
    loaded = load(changed('{ cue = "safety" },', step, WAYS) + SCREEN)
    assert [each.message for each in loaded.diagnostics] == (
        [
            (
                "the opening does not say who should leave it for today where opening"
                f" is {lost}"
            )
        ]
        if lost
        else []
    )


def test_two_steps_may_share_the_ways_between_them() -> None:
    steps = (
        '{ cue = "safety" },\n  { cue = "screen", when = { hold = "< 4 s" } },'
        '\n  { cue = "screen", when = { hold = ">= 4 s" } },'
    )
    assert told(load(changed('{ cue = "safety" },', steps, WAYS) + SCREEN)) == []
    gap = steps.replace(">= 4 s", "> 4 s")
    (only,) = load(changed('{ cue = "safety" },', gap, WAYS) + SCREEN).diagnostics
    assert only.message.endswith("for today where hold is 4 s")


def test_without_an_opening_to_choose_nothing_need_be_screened() -> None:
    assert "no-screen" not in " ".join(slugs(load(SMALL)))
    assert slugs(load(WAYS)) == ["warning no-screen"]


def test_a_step_that_may_be_dropped_keeps_nobody_safe() -> None:
    optional = changed(
        '{ cue = "setup" }', '{ cue = "setup", optional = true }', STANDING
    )
    assert slugs(load(optional)) == ["warning no-support"]


def test_a_shorter_wording_may_not_lose_the_phrase() -> None:
    lesser = changed(
        'say = "Feet flat. Stay seated a moment."',
        'say = ["Feet flat. Stay seated a moment.", "Feet flat."]',
    )
    assert told(load(lesser)) == [
        (
            "x.toml:72:44+12 warning[no-steady-end]: the closing does not say to"
            " stay seated"
            " a moment (some wordings of 'end' do: all of them must)"
        )
    ]


def test_what_is_inherited_and_lost_is_told_in_the_script_itself() -> None:
    text = 'based_on = "./b.toml"\ntitle = "Mine"\n\n[cue.end]\nsay = "Bye."\n'
    assert told(load(text, b=SMALL)) == [
        (
            "x.toml:1:1+1 warning[no-feet-flat]: the closing does not bring the"
            " feet flat"
            ' (add a cue with safety = true: "Feet flat. Now rest.")'
        ),
        (
            "x.toml:1:1+1 warning[no-steady-end]: the closing does not say to stay"
            " seated a"
            ' moment (add a cue with safety = true: "Stay seated a moment, then'
            " stand up"
            ' slowly.")'
        ),
    ]


def test_every_side_and_block_brings_the_feet_flat() -> None:
    text = changed("reps = 8", 'sides = ["left", "right"]\nreps = 8')
    (only,) = load(text).diagnostics
    assert only.message == (
        "the change of sides of block 'pump' does not bring the feet flat"
    )
    second = (
        '\n[[block]]\nname = "more"\nready = "ready"\n\n[[block.phase]]\nname = "up"\n'
        'lasts = "3 s"\ntone = "rise"\nready = "up"\n'
    )
    (only,) = load(SMALL + second).diagnostics
    assert only.message == (
        "what leads from block 'pump' to 'more' does not bring the feet flat"
    )


def test_ways_are_the_values_between_which_an_answer_changes() -> None:
    script = script_of(
        changed(
            '{ cue = "safety" },',
            '{ cue = "safety", when = { hold = ">= 4 s", opening = "usual" } },',
            WAYS,
        )
    )
    (step,) = script.opening
    found = list(ways(step.when, script.parameters, most=1000))
    assert len(found) == 6 * 3
    assert {way["hold"] for way in found} == {2000, 3000, 3999, 4000, 4001, 10_000}
    assert [way for way in found if holds(step.when, way)] == [
        {"hold": 4000, "opening": "usual"},
        {"hold": 4001, "opening": "usual"},
        {"hold": 10_000, "opening": "usual"},
    ]
    assert list(ways((), script.parameters, most=10)) == [{}]
    assert len(list(ways(step.when, script.parameters, most=5))) == 5
