from __future__ import annotations

from loading import changed, load, slugs, told

from coach.script import lint_fit
from coach.script.lint_text import LETTER_MS, least_ms
from coach.timeline.fit import GAP, HOLD_EARLIEST
from coach.timeline.layout import SENTENCE_GAP
from coach.units import FRAMES_PER_MS

LONG = "a" * 80


def test_words_that_never_fit() -> None:
    text = changed('max = "10 s"', 'max = "3 s"')
    text = changed('say = ["Up on your toes", "Toes"]', f'say = ["Up", "{LONG}"]', text)
    assert told(load(text)) == []
    text = changed('say = ["Up", ', "say = [", text)
    assert told(load(text)) == [
        (
            "x.toml:57:8+82 error[never-fits]: 'up' never fits: it needs 2.24 s at the"
            " least, and phase 'heels' has 2.20 s for it at the most"
            " (say fewer words, or give the phase more time)"
        ),
    ]


def test_words_without_a_limit_to_their_time_may_fit() -> None:
    text = changed('max = "10 s"\n', "")
    assert slugs(load(changed('"Hold"', f'"{LONG}"', text))) == []
    ready = changed('"Up on your toes"', f'"{LONG}"', text)
    assert slugs(load(ready)) == ["warning never-full"]


def test_a_rest_that_is_too_short_for_its_shortest_words() -> None:
    assert told(load(changed('rest = "30 s"', 'rest = "4900 ms"'))) == []
    assert told(load(changed('rest = "30 s"', 'rest = "4 s"'))) == [
        (
            "x.toml:27:8+5 warning[rest-too-short]: the rest of block 'pump' lasts"
            " 4 s; its"
            " words need 4.3 s at the least (make it longer, or mark a step"
            " optional = true)"
        )
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
