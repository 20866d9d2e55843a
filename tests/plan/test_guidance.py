"""What is said in which repetition, against the rules written out once more."""

from __future__ import annotations

from itertools import product
from typing import Final

import pytest
from durations import shipped_script

from coach.plan.expand import expand
from coach.plan.model import Plan, PlannedCue, SetWork, Spoken, Window
from coach.plan.parameters import resolve_parameters
from coach.script.slots import number_words

SCRIPTS: Final = {name: shipped_script(name) for name in ("standing", "seated")}
WORDS: Final = {n: number_words(n, "en") for n in range(31)}

GUIDANCES = ("full", "faded", "tones")
COUNTS = ("fives", "every", "down", "none")


def plan_of(routine: str = "standing", **given: object) -> Plan:
    script = SCRIPTS[routine]
    texts = {name: str(value) for name, value in given.items()}
    return expand(script, resolve_parameters(script, texts))


def sets_of(plan: Plan) -> list[SetWork]:
    return [each for each in plan.sequence if isinstance(each, SetWork)]


def fullest(cue: PlannedCue | None) -> str | None:
    if cue is None:
        return None
    (part,) = cue.ladder[0].parts
    assert isinstance(part, Spoken)
    return part.text


def level(guidance: str, set_number: int, rep: int) -> str:
    """Look the fading map of the coaching rules up."""
    if guidance == "full":
        return "full"
    if guidance == "tones":
        return "full" if rep == 1 else "tones"
    full, short = (3, 8) if set_number == 1 else (1, 4)
    return "full" if rep <= full else "short" if rep <= short else "tones"


def counted(count: str, rep: int, n: int) -> str | None:
    if count == "down":
        return f"{WORDS[n - rep].capitalize()} left"
    spoken = count == "every" or (count == "fives" and rep % 5 == 0)
    return WORDS[rep].capitalize() if spoken else None


def heel_words(
    guidance: str, count: str, set_number: int, rep: int, n: int
) -> str | None:
    """Last > halfway > three > count > hold."""
    if rep == n - 1:
        return "Last one"
    if guidance != "tones" and n > 1 and rep == -(-n // 2):
        return "Halfway"
    if guidance != "tones" and rep == n - 3:
        return "Three more"
    if guidance == "tones" and rep == 1:
        return "Keep breathing"
    if rep < n and (number := counted(count, rep, n)):
        return number
    return "Hold" if level(guidance, set_number, rep) == "full" else None


def toe_words(
    guidance: str, set_number: int, rep: int, n: int, late: str
) -> str | None:
    """Breathe > hold; where only tones are left, words of encouragement at times."""
    said = level(guidance, set_number, rep)
    if guidance != "tones" and rep in {2, 7, 12, 17, 22, 27} and rep < n:
        return "Keep breathing" if said == "tones" else "Breathe"
    if guidance == "faded" and said == "tones" and rep in {9, 17, 25} and rep < n:
        return late
    return "Hold" if said == "full" else None


def ready_words(guidance: str, set_number: int, window: Window, n: int) -> str | None:
    """Pre-cues of the phase that follows; none before a set's first."""
    toes = window.phase == "heels"
    rep = window.rep + toes
    if rep > n:
        return None
    return {
        ("full", True): "Up on your toes",
        ("full", False): "Back to your heels",
        ("short", True): "Up on toes",
        ("short", False): "Back on heels",
    }.get((level(guidance, set_number, rep), toes))


@pytest.mark.parametrize(("guidance", "count"), list(product(GUIDANCES, COUNTS)))
def test_every_window_of_1_to_30_repetitions_has_the_words_of_the_rules(
    guidance: str, count: str
) -> None:
    for n in range(1, 31):
        plan = plan_of(reps=n, sets=3, guidance=guidance, count=count)
        for work in sets_of(plan):
            assert [(w.rep, w.phase) for w in work.windows] == [
                (rep, phase) for rep in range(1, n + 1) for phase in ("toes", "heels")
            ]
            for window in work.windows:
                expected = (
                    toe_words(guidance, work.set, window.rep, n, "Nice and steady")
                    if window.phase == "toes"
                    else heel_words(guidance, count, work.set, window.rep, n)
                )
                assert fullest(window.hold) == expected, (n, work.set, window)
                assert fullest(window.ready) == ready_words(
                    guidance, work.set, window, n
                ), (n, work.set, window)


@pytest.mark.parametrize("count", COUNTS)
def test_tones_keep_the_first_repetitions_words_counts_and_last_one_only(
    count: str,
) -> None:
    (work,) = sets_of(plan_of(reps=12, sets=1, guidance="tones", count=count))
    said = [
        (cue.cue, cue.rep)
        for window in work.windows
        for cue in (window.hold, window.ready)
        if cue and (cue.rep or 0) > 1
    ]
    counted = {
        "every": range(2, 11),
        "fives": (5, 10),
        "down": range(2, 11),
        "none": (),
    }
    name = "count.down" if count == "down" else "count"
    assert said == [*((name, rep) for rep in counted[count]), ("last", 11)]
    first = [fullest(w.hold) for w in work.windows if w.rep == 1]
    assert first == ["Hold", "Keep breathing"]
    assert fullest(work.windows[0].ready) == "Back to your heels"


def test_without_breathing_no_set_reminds_and_every_other_word_stays() -> None:
    for guidance in GUIDANCES:
        on, off = (
            plan_of(guidance=guidance, breathing=each, sets=1) for each in ("on", "off")
        )
        for a, b in zip(sets_of(on)[0].windows, sets_of(off)[0].windows, strict=True):
            assert b.hold is None or not b.hold.cue.startswith("breathe")
            if a.hold is None or not a.hold.cue.startswith("breathe"):
                assert a.hold == b.hold or fullest(b.hold) == "Nice and steady"
            assert a.ready == b.ready


@pytest.mark.parametrize("variant", [1, 2, 3, 4])
def test_the_variant_picks_one_of_several_equals_and_goes_round(variant: int) -> None:
    cues = {
        window.hold.cue: fullest(window.hold)
        for window in sets_of(plan_of("seated", variant=variant, sets=1))[0].windows
        if window.hold
    }
    turn = variant - 1
    assert cues["half"] == ("Halfway", "Half done", "That's halfway")[turn % 3]
    assert cues["three"] == ("Three more", "Three to go")[turn % 2]
    assert cues["last"] == ("Last one", "One more")[turn % 2]
    assert cues["late"] == ("Nice and steady", "Easy breaths", "Sit tall")[turn % 3]


def test_the_short_form_begins_at_the_second_wording_and_keeps_the_rest() -> None:
    (work,) = sets_of(plan_of(guidance="faded", sets=1))
    readies = {
        w.ready.rep: w.ready for w in work.windows if w.ready and w.phase == "heels"
    }
    assert [line.wording for line in readies[3].ladder] == [0, 1, 2]
    assert [line.wording for line in readies[4].ladder] == [1, 2]
    assert 9 not in readies


def test_the_session_in_order() -> None:
    plan = plan_of(sets=3)
    kinds = [
        "set" if isinstance(each, SetWork) else each.kind for each in plan.sequence
    ]
    assert kinds == [
        "opening",
        "practice",
        "set",
        "rest",
        "set",
        "rest",
        "set",
        "closing",
    ]
    countdowns = [
        each.countdown.cue
        for each in plan.sequence
        if not isinstance(each, SetWork) and each.countdown
    ]
    assert countdowns == ["ready", "next", "next"]


def test_the_plan_states_parameters_as_people_write_them() -> None:
    plan = plan_of(move="1", rest="1m30s", breathing="off", reps=8)
    stated = {n: plan.parameters[n] for n in ("reps", "move", "rest", "breathing")}
    assert stated == {"reps": 8, "move": "1 s", "rest": "1m30s", "breathing": False}
