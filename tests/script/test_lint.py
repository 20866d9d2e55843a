from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loading import SMALL, Shelf, changed, load, slugs, told

from coach.script.lint_text import located_text, plain_text, word_count
from coach.script.load import load_script

if TYPE_CHECKING:
    from coach.script.load import Lint, Loaded

SHIPPED = ("standing", "seated", "ankles")


def saying(text: str, place: str = "Last one", lint: Lint = "own") -> Loaded:
    """Load the small script with other words; "Last one" is said within a set."""
    return load(changed(f'"{place}"', f'"{text}"'), lint=lint)


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
        (
            "x.toml:69:29+4 warning[manner]: 'dear': it sounds patronising"
            " (say what to do, and nothing about the listener)"
        )
    ]


JARGON = "few listeners know the word"
MANNER = "it sounds patronising"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (
            '"We go, dear: soleus, Soleus"',
            [
                f"72:8+2 [manner]: 'we': {MANNER}",
                f"72:15+4 [manner]: 'dear': {MANNER}",
                f"72:21+6 [jargon]: 'soleus': {JARGON}",
                f"72:29+6 [jargon]: 'soleus': {JARGON}",
            ],
        ),
        (
            "'A good <rise> girl {sets:soleus|x}'",
            [
                f"72:10+16 [manner]: 'good girl': {MANNER}",
                f"72:33+6 [jargon]: 'soleus': {JARGON}",
            ],
        ),
        (
            r'"Soleus, \"dear\""',
            [
                f"72:7+18 [manner]: 'dear': {MANNER}",
                f"72:8+6 [jargon]: 'soleus': {JARGON}",
            ],
        ),
        ('"""soleus, soleus"""', [f"72:7+20 [jargon]: 'soleus': {JARGON}"]),
        ('"\u00e9 soleus"', [f"72:10+6 [jargon]: 'soleus': {JARGON}"]),
        ('"e\u0301 soleus"', [f"72:7+11 [jargon]: 'soleus': {JARGON}"]),
        (
            '"Dear so\u00adleus"',
            [
                f"72:8+4 [manner]: 'dear': {MANNER}",
                f"72:13+7 [jargon]: 'soleus': {JARGON}",
            ],
        ),
    ],
)
def test_every_banned_word_is_told_of_where_it_stands(
    written: str, found: list[str]
) -> None:
    loaded = load(changed('"Feet flat. Stay seated a moment."', written))
    spans = [(each, each.span) for each in loaded.diagnostics]
    assert [
        f"{at.line}:{at.column}+{at.length} [{each.slug}]: {each.message}"
        for each, at in spans
        if each.slug in {"jargon", "manner"}
    ] == found


def test_words_that_two_rules_of_one_kind_find_are_told_once() -> None:
    text = changed("Feet flat. Now rest.", "Feet flat. Hold the chair. Hold.")
    assert [(e.slug, e.span.column, e.span.length) for e in load(text).diagnostics] == [
        ("hold-word", 19, 14),
        ("hold-word", 35, 4),
    ]


@given(st.text("aB \u00df\ufb01e\u0301\u200b\u00a8{}:|<>"))
def test_every_plain_letter_has_a_place(text: str) -> None:
    plain, places = located_text(text)
    assert plain == " ".join(plain.split())
    assert len(plain) <= len(places)
    assert list(places) == sorted(places)
    assert all(place < len(unicodedata.normalize("NFC", text)) for place in places)


def test_closed_eyes_are_for_those_who_sit() -> None:
    text = changed("and breathe easily.", "and breathe easily. Close your eyes.")
    assert told(load(text)) == []
    assert "warning closed-eyes" in slugs(load(text.replace("seated", "standing")))


def test_claims_are_looked_for_in_titles_comments_and_help_too() -> None:
    text = changed('comment = "C"', 'comment = "Cures all. We love it."')
    text = changed("time in each position", "less is good for the heart", text)
    assert told(load(text)) == [
        (
            "x.toml:1:1+1 warning[promise]: comment: 'cures': an exercise can promise"
            ' nothing about health (say what is done, such as "moves the ankles'
            " and works"
            ' the calves")'
        ),
        (
            "x.toml:9:13+4 warning[promise]: help: 'good for the heart': an"
            " exercise can"
            ' promise nothing about health (say what is done, such as "moves the ankles'
            ' and works the calves")'
        ),
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
        (
            "x.toml:1:1+1 warning[long-title]: the title has 61 characters;"
            " players cut it"
            " off (keep it within 60)"
        )
    ]


@pytest.mark.parametrize("language", ["en", "EN", "en-gb", "en_US"])
def test_every_english_is_linted(language: str) -> None:
    text = changed('language = "en"', f'language = "{language}"')
    assert told(load(text)) == []
    assert "warning jargon" in slugs(load(text.replace("Last one", "Soleus")))


def test_another_language_gets_a_notice_and_the_rules_that_need_no_words() -> None:
    text = changed('language = "en"', 'language = "fi"').replace("Stop if", "Jos")
    assert told(load(text)) == [
        (
            "x.toml:1:1+1 notice[not-linted]: the words are not checked: there is"
            " no list"
            " for 'fi'"
        )
    ]
    assert "warning too-many-words" in slugs(
        load(text.replace("Last one", "A b c d e"))
    )


def test_plain_text() -> None:
    text = "\u201cDon\u2019t\u201d  {sets:set|sets}\u00a0<rise> \ufb01t {reps}\u200b"
    assert plain_text(text) == "\u201cdon't\u201d set sets fit"
    assert word_count("Don\u2019t {set:ordinal} <rise> re-do {rep}!") == 4
