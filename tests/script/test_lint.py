from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loading import SMALL, Shelf, changed, load, script_of, told

from coach.resources import shipped
from coach.script import lint_fit
from coach.script.lint_text import LETTER_MS, least_ms, plain_text, word_count
from coach.script.lint_ways import applies, ways
from coach.script.load import load_script
from coach.timeline.fit import GAP, HOLD_EARLIEST
from coach.timeline.layout import SENTENCE_GAP
from coach.units import FRAMES_PER_MS

if TYPE_CHECKING:
    from coach.script.load import Lint, Loaded

SHIPPED = ("standing", "seated", "ankles")
SHIPPED_TEXTS = [
    (shipped("scripts") / f"{name}.toml").read_text(encoding="utf-8")
    for name in SHIPPED
]


def saying(text: str, place: str = "Last one", lint: Lint = "own") -> Loaded:
    """Load the small script with other words; "Last one" is said within a set."""
    return load(changed(f'"{place}"', f'"{text}"'), lint=lint)


def slugs(loaded: Loaded) -> list[str]:
    return [f"{each.severity} {each.slug}" for each in loaded.diagnostics]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_scripts_are_clean(name: str) -> None:
    found = Shelf().shipped(name)
    assert found is not None
    assert told(load_script(*found, name, Shelf(), lint="shipped")) == []


def test_the_small_script_is_clean() -> None:
    assert told(load(SMALL, lint="shipped")) == []


@pytest.mark.parametrize(
    "words",
    [
        "Hold your breath",
        "HOLD  your\\tbreath",
        "Now hold <pause 0.5 s> your breath",
        "Hold your br\\u00ADeath",
        "\\uFF28old your breath",
        "And hold the breath",
        "Hold a deep breath",
        "Hold in your breath",
        "Keep your breath in",
        "Keep the breath inside",
        "No breath-holding",
        "Do not hold your breath",
        "Breath held",
        "Stop breathing",
        "Don\\u2019t breathe",
        "Pause your breathing",
        "Hold {rep:your|the} breath",
    ],
)
@pytest.mark.parametrize("lint", ["own", "shipped"])
def test_holding_the_breath_is_an_error_everywhere(words: str, lint: Lint) -> None:
    loaded = load(SMALL + f'\n[cue.extra]\nlive = true\nsay = "{words}."\n', lint=lint)
    assert "error breath-holding" in slugs(loaded)
    assert loaded.script is None


@pytest.mark.parametrize(
    "words",
    [
        "Hold, and keep breathing",
        "Hold, easy breaths",
        "Hold. Breathe easily",
        "Hold this for three breaths",
        "Keep your breathing easy",
        "Catch your breath",
        "Hold each for a breath",
    ],
)
def test_breathing_while_a_position_is_held_is_fine(words: str) -> None:
    text = changed("and breathe easily", f"and breathe easily. {words}")
    assert told(load(text, lint="shipped")) == []


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("This is safe for everyone", "promise"),
        ("Simple, safe and free", "promise"),
        ("A doctor-approved exercise", "promise"),
        ("This treats tired legs", "promise"),
        ("It can prevent falls", "promise"),
        ("It reverses the damage", "promise"),
        ("It improves your circulation", "promise"),
        ("It lowers blood pressure", "promise"),
        ("Good for your heart", "promise"),
        ("This eases the pain", "promise"),
        ("For people with diabetes", "disease"),
        ("No more varicose veins", "disease"),
        ("Against blood clots", "disease"),
        ("Instead of your medicine", "medicine"),
        ("Without taking any pills", "medicine"),
        ("Push through", "overreach"),
        ("Push right through the burn", "overreach"),
        ("No pain, no gain", "overreach"),
        ("No pain no gain", "overreach"),
        ("As high as you can", "overreach"),
        ("A little faster", "overreach"),
        ("Let go of the chair", "letting-go"),
        ("Without your support", "letting-go"),
        ("Rock back", "lean"),
        ("Lean forward", "lean"),
        ("Toes up", "two-meanings"),
        ("Heels up", "two-meanings"),
        ("A toe raise", "two-meanings"),
        ("Ten heel raises", "two-meanings"),
        ("Plantarflex your feet", "jargon"),
        ("Dorsi-flexion", "jargon"),
        ("Keep the cadence", "jargon"),
        ("Now we rest", "manner"),
        ("We\\u2019re nearly there", "manner"),
        ("Well done, dear", "manner"),
        ("Good girl", "manner"),
        ("Great for your age", "manner"),
        ("Awesome work", "hype"),
        ("Hold the chair", "hold-word"),
        ("Hold on to your support", "hold-word"),
        ("Hold onto the back of a chair", "hold-word"),
        ("Keep holding your sturdy chair", "hold-word"),
        ("Hold on tight", "hold-word"),
    ],
)
def test_banned_words_are_errors_only_in_shipped_scripts(words: str, slug: str) -> None:
    text = changed("and breathe easily.", f"and breathe easily. {words}.")
    assert slugs(load(text, lint="own")) == [f"warning {slug}"]
    assert load(text, lint="own").script is not None
    assert slugs(load(text, lint="shipped")) == [f"error {slug}"]
    assert slugs(load(text, lint="none")) == []


@pytest.mark.parametrize(
    "words",
    [
        "Smaller is fine. Lift only as high as feels easy",
        "Rest as long as you like",
        "Stop for chest or lower leg pain",
        "A sturdy chair that cannot slide",
        "Up on your toes, heels lifted",
        "Hold on your toes",
        "Reverse the circles",
        "You may feel your calves working",
        "It does not diagnose, treat or prevent any condition",
        "Weigh nothing. Deaf ears. Toeshup",
    ],
)
def test_words_that_only_look_like_banned_ones_are_fine(words: str) -> None:
    text = changed("and breathe easily.", f"and breathe easily. {words}.")
    assert told(load(text, lint="shipped")) == []


def test_a_message_quotes_the_words_and_gives_the_reason() -> None:
    text = changed("Feet flat. Now rest.", "Feet flat. Now rest, dear.")
    assert told(load(text)) == [
        "x.toml:69:7+28 warning[manner]: 'dear': it sounds patronising"
        " (say what to do, and nothing about the listener)"
    ]


def test_closed_eyes_are_for_those_who_sit() -> None:
    text = changed("and breathe easily.", "and breathe easily. Close your eyes.")
    assert told(load(text)) == []
    assert "warning closed-eyes" in slugs(load(text.replace("seated", "standing")))


def test_claims_are_looked_for_in_titles_comments_and_help_too() -> None:
    text = changed('comment = "C"', 'comment = "Cures all. We love it."')
    text = changed("time in each position", "less is good for the heart", text)
    assert told(load(text)) == [
        "x.toml:1:1+1 warning[promise]: comment: 'cures': an exercise can promise"
        ' nothing about health (say what is done, such as "moves the ankles and works'
        ' the calves")',
        "x.toml:9:13+4 warning[promise]: help: 'good for the heart': an exercise can"
        ' promise nothing about health (say what is done, such as "moves the ankles'
        ' and works the calves")',
    ]


def test_hold_is_for_the_position_and_where_it_is_explained() -> None:
    explained = changed("and breathe easily.", "and breathe easily. Then hold.")
    assert told(load(explained)) == []
    assert slugs(saying("Hold it", "Hold")) == []
    elsewhere = changed("Feet flat. Now rest.", "Feet flat. Hold still and rest.")
    assert slugs(load(elsewhere)) == ["warning hold-word"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Ready?", ["warning question"]),
        ("Don't drop", ["warning negative"]),
        ("Never rush", ["warning negative"]),
        ("One two three four five", ["warning too-many-words"]),
        ("One two three four", []),
        ("Number {rep} of {reps}", []),
        ("Nothing, nobody, knot", []),
    ],
)
def test_words_within_a_set(words: str, found: list[str]) -> None:
    assert slugs(saying(words)) == found


def test_questions_and_negatives_are_fine_outside_the_sets() -> None:
    text = changed("and breathe easily.", "and breathe easily. Do not rush. Ready?")
    assert told(load(text, lint="shipped")) == []


def test_only_the_fullest_wording_may_have_more_than_four_words() -> None:
    fullest = changed('"Up on your toes", "Toes"', '"Now come up on your toes", "Toes"')
    assert told(load(fullest)) == []
    other = changed('"Toes"]', '"Toes", "Now come up on your toes"]')
    assert slugs(load(other)) == ["warning too-many-words"]


def test_a_title_that_players_cut_off() -> None:
    at_most = changed('"Small"', f'"{"a" * 60}"')
    assert told(load(at_most)) == []
    assert told(load(changed('"Small"', f'"{"a" * 61}"'))) == [
        "x.toml:1:1+1 warning[long-title]: the title has 61 characters; players cut it"
        " off (keep it within 60)"
    ]


@pytest.mark.parametrize("language", ["en", "EN", "en-gb", "en_US"])
def test_every_english_is_linted(language: str) -> None:
    text = changed('language = "en"', f'language = "{language}"')
    assert told(load(text)) == []
    assert "warning jargon" in slugs(load(text.replace("Last one", "Soleus")))


def test_another_language_gets_a_notice_and_the_rules_that_need_no_words() -> None:
    text = changed('language = "en"', 'language = "fi"').replace("Stop if", "Jos")
    assert told(load(text)) == [
        "x.toml:1:1+1 notice[not-linted]: the words are not checked: there is no list"
        " for 'fi'"
    ]
    assert "warning too-many-words" in slugs(
        load(text.replace("Last one", "A b c d e"))
    )


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
        ("stop and sit down", "stop", "no-stop-sign", "the opening does not say when to"
         " stop and sit down"),
        ("breathe easily", "go", "no-breathing", "the opening does not say to breathe"
         " easily"),
        ("Both hands on it", "Hands on your hips", "no-support", "the opening does not"
         " put both hands on a support"),
        ("Hands on your support. ", "", "no-support-again", "the countdown 'ready' does"
         " not put the hands on the support"),
        ("when you feel steady", "now", "no-steady-end", "the closing does not say to"
         " step away when steady"),
        ("Feet flat. Now", "Now", "no-feet-flat", "the rest of block 'pump' does not"
         " bring the feet flat"),
        ("Feet flat. Step", "Step", "no-feet-flat", "the closing does not bring the"
         " feet flat"),
    ],
)  # fmt: skip
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
            f"the opening does not say who should leave it for today where opening is {lost}"
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
        "x.toml:73:44+12 warning[no-steady-end]: the closing does not say to stay seated"
        " a moment (some wordings of 'end' do: all of them must)"
    ]


def test_what_is_inherited_and_lost_is_told_in_the_script_itself() -> None:
    text = 'based_on = "./b.toml"\ntitle = "Mine"\n\n[cue.end]\nsay = "Bye."\n'
    assert told(load(text, b=SMALL)) == [
        "x.toml:1:1+1 warning[no-feet-flat]: the closing does not bring the feet flat"
        ' (add a cue with safety = true: "Feet flat. Now rest.")',
        "x.toml:1:1+1 warning[no-steady-end]: the closing does not say to stay seated a"
        ' moment (add a cue with safety = true: "Stay seated a moment, then stand up'
        ' slowly.")',
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


LONG = "a" * 80


def test_words_that_never_fit() -> None:
    text = changed('max = "10 s"', 'max = "3 s"')
    text = changed('say = ["Up on your toes", "Toes"]', f'say = ["Up", "{LONG}"]', text)
    assert told(load(text)) == []
    text = changed('say = ["Up", ', "say = [", text)
    assert told(load(text)) == [
        "x.toml:58:8+82 error[never-fits]: 'up' never fits: it needs 2.24 s at the"
        " least, and phase 'heels' has 2.20 s for it at the most"
        " (say fewer words, or give the phase more time)",
    ]


def test_words_without_a_limit_to_their_time_may_fit() -> None:
    text = changed('max = "10 s"\n', "")
    assert slugs(load(changed('"Hold"', f'"{LONG}"', text))) == []
    ready = changed('"Up on your toes"', f'"{LONG}"', text)
    assert slugs(load(ready)) == ["warning never-full"]


def test_a_rest_that_is_too_short_for_its_shortest_words() -> None:
    assert told(load(changed('rest = "30 s"', 'rest = "4900 ms"'))) == []
    assert told(load(changed('rest = "30 s"', 'rest = "4 s"'))) == [
        "x.toml:27:8+5 warning[rest-too-short]: the rest of block 'pump' lasts 4 s; its"
        " words need 4.3 s at the least (make it longer, or mark a step optional = true)"
    ]


def test_the_shortest_rest_that_a_parameter_allows_is_tried() -> None:
    text = changed('rest = "30 s"', 'rest = "{hold} + 1 s"')
    (only,) = load(text).diagnostics
    assert only.message == (
        "the rest of block 'pump' lasts 3 s where hold is 2 s; its words need 4.3 s at"
        " the least"
    )
    when = changed(
        '{ cue = "rest" }', '{ cue = "rest", when = { hold = "> 9 s" } }', text
    )
    assert [each.slug for each in load(when).diagnostics] == [
        "no-feet-flat",
        "rest-too-short",
    ]


def test_a_line_due_before_the_rest_begins() -> None:
    text = changed('{ cue = "rest" }', '{ cue = "rest", left = "31 s" }')
    assert slugs(load(text)) == ["warning rest-too-short"]
    optional = text.replace('left = "31 s"', 'left = "31 s", optional = true')
    assert slugs(load(optional)) == ["warning no-feet-flat"]


def test_the_lint_reckons_with_the_schedule_s_own_silences() -> None:
    assert lint_fit.EARLIEST_MS * FRAMES_PER_MS == HOLD_EARLIEST
    assert lint_fit.BEFORE_MS * FRAMES_PER_MS == GAP
    assert lint_fit.SENTENCE_MS * FRAMES_PER_MS == SENTENCE_GAP


def test_the_least_time_is_below_what_voices_take() -> None:
    # Seconds measured with eSpeak NG at 150 words a minute, and half of them.
    measured = {"Up on your toes": 1.03, "Hold": 0.46, "Breathe": 0.40, "Back": 0.32}
    for text, length_s in measured.items():
        assert least_ms(text) < length_s * 500
    assert least_ms("Set {set:ordinal} <pause 3 s> of 15!") == 7 * LETTER_MS


def test_plain_text() -> None:
    text = "\u201cDon\u2019t\u201d  {sets:set|sets}\u00a0<rise> \ufb01t {reps}\u200b"
    assert plain_text(text) == "\u201cdon't\u201d set sets fit"
    assert word_count("Don\u2019t {set:ordinal} <rise> re-do {rep}!") == 4


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
    assert [way for way in found if applies(step.when, way)] == [
        {"hold": 4000, "opening": "usual"},
        {"hold": 4001, "opening": "usual"},
        {"hold": 10_000, "opening": "usual"},
    ]
    assert list(ways((), script.parameters, most=10)) == [{}]
    assert len(list(ways(step.when, script.parameters, most=5))) == 5


VALUES = (
    '1', '-1', '0', 'true', '"x"', '""', '[]', '{}', '[[]]', '[""]', '1.5', 'nan',
    '1979-05-27', '"0 s"', '"3 s"', '"99999m"', '1000000000', '"{reps}"', '"{"',
    '"{rep}"', '"{side}"', '"{hold:a|b}"', '"{hold:ordinal}"', '"<count 3>"', '"<rise>"',
    '["a", "b"]', '[["a"], []]', '[1]', '[{}]', '{ cue = "ready" }', '"opening"',
    '["safety"]', '"./b.toml"', '"seated"', '"zz"',
)  # fmt: skip


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


NAMES = [f"name{random.Random(n).randrange(10**9)}" for n in range(3000)]  # noqa: S311 - any names will do


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
                    for a, b in zip(NAMES[:600], NAMES[1:601], strict=True)
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
