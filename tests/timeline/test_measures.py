"""What is asked of a voice: fuller wordings first, and no more than is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from durations import fast, measures_of, own_script, shipped_script, slow
from guarantees import spoken

from coach.plan.expand import expand
from coach.plan.model import Plan, SetWork, Spoken
from coach.plan.parameters import resolve_parameters
from coach.timeline.measures import Measures, Needs, utterances
from coach.timeline.model import Timeline
from coach.timeline.schedule import schedule
from coach.units import SAMPLE_RATE, Frames

if TYPE_CHECKING:
    from coach.utterance import Utterance

SCRIPT: Final = shipped_script("standing")
PLAN: Final = expand(SCRIPT, resolve_parameters(SCRIPT, {"guidance": "full"}))


def asked(plan: Plan, lengths: dict[str, float]) -> tuple[list[list[str]], Timeline]:
    """Compile; list the texts asked for, round by round."""
    durations: dict[Utterance, Frames | None] = {}
    rounds: list[list[str]] = []
    while isinstance(result := schedule(plan, measures_of(durations)), Needs):
        assert not result.required
        rounds.append([each.text for each in result.wanted])
        for each in result.wanted:
            length_s = lengths.get(each.text)
            durations[each] = (
                fast(each)
                if length_s is None
                else Frames(round(length_s * SAMPLE_RATE))
            )
    assert isinstance(result, Timeline)
    return rounds, result


def test_where_everything_fits_only_what_is_said_is_asked_for_and_at_once() -> None:
    rounds, timeline = asked(PLAN, {})
    assert len(rounds) == 1
    assert set(rounds[0]) == {clip.text for clip in spoken(timeline)}
    assert len(rounds[0]) == len(set(rounds[0]))


def test_a_shorter_wording_is_asked_for_only_where_the_fuller_one_is_too_long() -> None:
    rounds, timeline = asked(PLAN, {"Back to your heels": 1.9})
    assert [each for each in rounds[1:] if each] == [["Back on heels"]]
    said = {clip.text for clip in spoken(timeline)}
    assert "Back on heels" in said
    assert "Heels" not in {text for each in rounds for text in each}


def test_a_faster_take_is_asked_for_last() -> None:
    lengths = {"Up on your toes": 1.9, "Up on toes": 1.9, "Toes": 1.9}
    rounds, _ = asked(PLAN, lengths)
    assert [each[0] for each in rounds[1:4]] == ["Up on toes", "Toes", "Hold"]


def pack(lacks: set[str], made: dict[Utterance, Frames]) -> tuple[Timeline, list[str]]:
    """Compile for a pack that lacks some texts, before an engine."""
    durations: dict[Utterance, Frames | None] = {}
    required = []
    while isinstance(result := schedule(PLAN, measures_of(durations)), Needs):
        for each in result.wanted:
            durations[each] = None if each.text in lacks else fast(each)
        for each in result.required:
            required.append(each.text)
            durations[each] = made[each] = fast(each)
    assert isinstance(result, Timeline)
    return result, required


def test_a_wording_in_the_pack_beats_a_fuller_one_that_is_not() -> None:
    timeline, required = pack({"Two sets of fifteen.", "Up on your toes"}, {})
    assert required == []
    said = [clip.text for clip in spoken(timeline)]
    assert "Two sets of fifteen." not in said
    assert "Up on your toes" not in said
    assert "Up on toes" in said
    assert timeline.fit == ()


def test_the_engine_is_asked_only_where_no_wording_of_a_cue_is_in_the_pack() -> None:
    lacks = {"Up on your toes", "Up on toes", "Toes", "Hold", "Back to your heels"}
    timeline, required = pack(lacks, {})
    assert set(required) == {"Up on your toes", "Up on toes", "Toes", "Hold"}
    assert "Back to your heels" not in {clip.text for clip in spoken(timeline)}
    assert "Up on your toes" in {clip.text for clip in spoken(timeline)}


def test_a_line_of_which_one_sentence_is_missing_is_not_in_the_pack() -> None:
    timeline, _ = pack({"Get ready."}, {})
    first = [clip.text for clip in spoken(timeline) if clip.cue == "ready"]
    assert first == ["Hands on your support.", "Starting in", "Three", "Two", "One"]


def test_a_voice_of_one_pace_is_asked_for_no_faster_take() -> None:
    lengths = dict.fromkeys(("Up on your toes", "Up on toes", "Toes"), 1.9)
    durations: dict[Utterance, Frames | None] = {}
    wanted: list[Utterance] = []
    measures = measures_of(durations, fastest=1.0)
    while isinstance(result := schedule(PLAN, measures), Needs):
        wanted += result.wanted
        for each in result.wanted:
            length_s = lengths.get(each.text)
            durations[each] = (
                fast(each)
                if length_s is None
                else Frames(round(length_s * SAMPLE_RATE))
            )
    assert {each.rate for each in wanted} == {1.0}


def test_the_users_rate_lengthens_the_pauses_of_talk_and_never_the_beat() -> None:
    timelines = []
    for pauses in (1.0, 1.25):
        durations: dict[Utterance, Frames | None] = {}
        usual = measures_of(durations)
        measures = Measures(
            durations=durations,
            tones=usual.tones,
            voice=usual.voice,
            key_of=usual.key_of,
            pauses=pauses,
        )
        while isinstance(result := schedule(PLAN, measures), Needs):
            durations |= {each: slow(each) for each in result.wanted}
        assert isinstance(result, Timeline)
        timelines.append(result)
    usual_one, slower = timelines
    assert slower.phases[0].onset > usual_one.phases[0].onset
    late = slower.phases[0].onset - usual_one.phases[0].onset
    assert [p.onset - late for p in slower.phases] == [
        p.onset for p in usual_one.phases
    ]


def test_a_lines_utterances_are_its_sentences_and_its_numbers() -> None:
    own = own_script(
        """
        title = "Own"
        language = "en"
        position = "seated"
        artist = "A"
        album = "A"
        comment = "C"
        [session]
        opening = []
        closing = []
        [[block]]
        name = "b"
        ready = "ready"
        [[block.phase]]
        name = "up"
        lasts = "5 s"
        tone = "rise"
        [cue.ready]
        say = "Go. <rise> Now <count 2>"
        """
    )
    plan = expand(own, {})
    talk = [each for each in plan.sequence if not isinstance(each, SetWork)]
    (ready,) = (each.countdown for each in talk if each.countdown)
    assert [u.text for u in utterances(ready.ladder[0])] == ["Go.", "Now", "Two", "One"]
    assert isinstance(ready.ladder[0].parts[0], Spoken)
