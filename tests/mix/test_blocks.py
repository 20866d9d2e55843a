from __future__ import annotations

import tracemalloc
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.mix.blocks import BLOCK_FRAMES, LONGEST_EDGE, mix_blocks
from coach.mix.tones import render_tone, tone_frames
from coach.speech.take import Take
from coach.timeline.model import (
    Clip,
    SpeechSource,
    Timeline,
    ToneSource,
    Track,
    VoiceName,
)
from coach.units import SAMPLE_RATE, TICK, Frames
from coach.vocabulary import TONES, Tags, ToneName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

SPEECH_PEAK = 10 ** (-2 / 20)
"""Takes are limited to -2 dBTP when they are made."""


def timeline(duration: int, voice: Iterable[Clip], tones: Iterable[Clip]) -> Timeline:
    return Timeline(
        title="Test",
        language="en",
        duration=Frames(duration),
        routine="test",
        position="standing",
        voice=VoiceName(engine="fake", name="fake"),
        tags=Tags(artist="", album="", year=2024, comment=""),
        tracks=(
            Track(name="voice", clips=tuple(voice)),
            Track(name="tones", clips=tuple(tones)),
        ),
        sections=(),
        phases=(),
        chapters=(),
    )


def spoken(onset: int, take: str, duration: int, gain_db: float = 0.0) -> Clip:
    return Clip(
        onset=Frames(onset),
        duration=Frames(duration),
        cue=f"say.{take}",
        text=take,
        source=SpeechSource(take=take),
        gain_db=gain_db,
    )


def sounded(onset: int, tone: ToneName, gain_db: float = 0.0) -> Clip:
    return Clip(
        onset=Frames(onset),
        duration=tone_frames(tone),
        cue=f"go.{tone}",
        source=ToneSource(tone=tone),
        gain_db=gain_db,
    )


def made_take(seed: int, lead: int, sounding: int, tail: int) -> Take:
    noise = np.random.default_rng(seed).uniform(-0.2, 0.2, lead + sounding + tail)
    return Take(
        samples=noise.astype(np.float32), lead=Frames(lead), sounding=Frames(sounding)
    )


def from_shelf(takes: dict[str, Take]) -> Callable[[Clip], Take]:
    def take_of(clip: Clip) -> Take:
        assert isinstance(clip.source, SpeechSource)
        return takes[clip.source.take]

    return take_of


def naive_mix(whole: Timeline, takes: dict[str, Take]) -> NDArray[np.float32]:
    margin = 10 * SAMPLE_RATE
    room = np.zeros(whole.duration + 2 * margin, np.float32)
    clips = chain.from_iterable(track.clips for track in whole.tracks)
    for clip in sorted(clips, key=lambda clip: clip.onset):
        if isinstance(clip.source, ToneSource):
            samples, lead = render_tone(clip.source.tone), 0
        else:
            take = takes[clip.source.take]
            samples, lead = take.samples, take.lead
        first = margin + clip.onset - lead
        room[first : first + len(samples)] += samples * np.float32(
            10 ** (clip.gain_db / 20)
        )
    return np.clip(room[margin : margin + whole.duration], -1, 1)


TAKES = {
    "hold": made_take(1, lead=900, sounding=23_040, tail=1_500),
    "up": made_take(2, lead=0, sounding=50_000, tail=0),
    "one": made_take(3, lead=LONGEST_EDGE, sounding=7, tail=LONGEST_EDGE),
}

gains_db = st.sampled_from([0.0, 3.0, -6.0, 12.0])
onsets = st.integers(0, 6 * SAMPLE_RATE)
clips_of_speech = st.builds(
    lambda onset, name, gain_db: spoken(onset, name, TAKES[name].sounding, gain_db),
    onsets,
    st.sampled_from(sorted(TAKES)),
    gains_db,
)
clips_of_tones = st.builds(sounded, onsets, st.sampled_from(TONES), gains_db)
timelines = st.builds(
    timeline,
    st.integers(0, 6 * SAMPLE_RATE),
    st.lists(clips_of_speech, max_size=6),
    st.lists(clips_of_tones, max_size=6),
)


@given(timelines, st.integers(1_000, 400_000), st.integers(0, 7 * SAMPLE_RATE))
@settings(deadline=None, max_examples=60)
def test_joined_blocks_are_the_whole_mix_from_any_start(
    whole: Timeline, block_frames: int, start: int
) -> None:
    blocks = list(
        mix_blocks(whole, from_shelf(TAKES), block_frames=block_frames, start=start)
    )
    expected = naive_mix(whole, TAKES)[start:]
    joined = np.concatenate([np.zeros(0, np.float32), *blocks])
    assert joined.dtype == np.float32
    assert len(joined) == max(whole.duration - start, 0)
    np.testing.assert_array_equal(joined, expected)
    assert all(len(block) == block_frames for block in blocks[:-1])
    assert all(0 < len(block) <= block_frames for block in blocks)


@pytest.mark.parametrize("block_frames", [1, 7, 576, TICK, 47_999])
def test_a_clip_may_cross_any_number_of_block_borders(block_frames: int) -> None:
    take = made_take(4, lead=100, sounding=1_500, tail=200)
    whole = timeline(4_000, [spoken(TICK, "x", 1_500)], [])
    blocks = mix_blocks(whole, from_shelf({"x": take}), block_frames=block_frames)
    joined = np.concatenate(list(blocks))
    np.testing.assert_array_equal(joined[TICK - 100 : TICK + 1_700], take.samples)
    assert not joined[: TICK - 100].any()
    assert not joined[TICK + 1_700 :].any()


def test_silence_between_clips_is_digital() -> None:
    hold = TAKES["hold"]
    whole = timeline(
        10 * SAMPLE_RATE,
        [spoken(2 * SAMPLE_RATE, "hold", hold.sounding)],
        [sounded(6 * SAMPLE_RATE, "rise")],
    )
    joined = np.concatenate(list(mix_blocks(whole, from_shelf(TAKES))))
    heard = np.zeros(len(joined), bool)
    voice_first = 2 * SAMPLE_RATE - hold.lead
    heard[voice_first : voice_first + len(hold.samples)] = True
    heard[6 * SAMPLE_RATE : 6 * SAMPLE_RATE + tone_frames("rise")] = True
    assert not joined[~heard].any()
    assert np.abs(joined[heard]).max() > 0.1


def test_gain_is_in_decibels() -> None:
    whole = timeline(SAMPLE_RATE, [], [sounded(0, "rise", gain_db=3.0)])
    (block,) = mix_blocks(whole, from_shelf({}), block_frames=SAMPLE_RATE)
    expected = render_tone("rise") * np.float32(10 ** (3 / 20))
    np.testing.assert_array_equal(block[: tone_frames("rise")], expected)


def test_the_fullest_take_and_any_tone_stay_below_full_scale_untouched() -> None:
    full = np.full(SAMPLE_RATE, SPEECH_PEAK, np.float32)
    for tone in TONES:
        # The compiler keeps sounds apart, so at worst a tone meets a take's edge,
        # 40 dB below its peak; strong tones are 3 dB up.
        assert np.abs(render_tone(tone)).max() * 10 ** (3 / 20) + 0.01 < 0.5
        take = Take(samples=full, lead=Frames(0), sounding=Frames(len(full)))
        whole = timeline(
            SAMPLE_RATE, [spoken(0, "full", len(full))], [sounded(0, tone)]
        )
        joined = np.concatenate(list(mix_blocks(whole, from_shelf({"full": take}))))
        assert np.abs(joined).max() <= 1.0


def test_no_timeline_however_loud_leaves_full_scale() -> None:
    take = made_take(5, lead=0, sounding=SAMPLE_RATE, tail=0)
    clips = [spoken(at, "x", SAMPLE_RATE, gain_db=40.0) for at in range(0, 48_000, 999)]
    whole = timeline(3 * SAMPLE_RATE, clips, [sounded(0, "done", gain_db=60.0)])
    for block in mix_blocks(whole, from_shelf({"x": take})):
        assert np.abs(block).max() <= 1.0


def test_each_take_is_fetched_once_and_only_when_needed() -> None:
    hour = 3_600 * SAMPLE_RATE
    voice = [
        spoken(onset, name, TAKES[name].sounding)
        for index, onset in enumerate(range(0, hour, 3 * SAMPLE_RATE))
        for name in [("hold", "up")[index % 2]]
    ]
    voice.append(spoken(hour - 2 * SAMPLE_RATE, "one", TAKES["one"].sounding))
    fetched: Counter[str] = Counter()
    position = 0

    def take_of(clip: Clip) -> Take:
        assert isinstance(clip.source, SpeechSource)
        assert clip.onset - LONGEST_EDGE < position + BLOCK_FRAMES
        fetched[clip.source.take] += 1
        return TAKES[clip.source.take]

    for block in mix_blocks(timeline(hour, voice, []), take_of):
        position += len(block)
    assert fetched == {"hold": 1, "up": 1, "one": 1}


def test_takes_before_the_start_are_not_fetched() -> None:
    whole = timeline(
        20 * SAMPLE_RATE,
        [spoken(0, "gone", SAMPLE_RATE), spoken(10 * SAMPLE_RATE, "up", 50_000)],
        [],
    )
    blocks = mix_blocks(whole, from_shelf(TAKES), start=5 * SAMPLE_RATE)
    assert sum(len(block) for block in blocks) == 15 * SAMPLE_RATE


def test_memory_does_not_grow_with_length() -> None:
    def peak_bytes(minutes: int) -> int:
        length = minutes * 60 * SAMPLE_RATE

        def take_of(clip: Clip) -> Take:
            return made_take(clip.onset, lead=100, sounding=clip.duration, tail=100)

        whole = timeline(
            length,
            # Twice each, and never again: the worst of sessions.
            [
                spoken(onset, str(onset // (60 * SAMPLE_RATE)), SAMPLE_RATE)
                for onset in range(0, length, 30 * SAMPLE_RATE)
            ],
            [],
        )
        tracemalloc.start()
        for block in mix_blocks(whole, take_of):
            assert len(block)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    assert peak_bytes(40) < peak_bytes(5) + 100_000


@pytest.mark.parametrize("start", [0, SAMPLE_RATE // 2, 3 * SAMPLE_RATE])
def test_a_noisy_recording_is_used_a_second_either_way(start: int) -> None:
    far = 2 * SAMPLE_RATE
    noisy = made_take(6, lead=far, sounding=576, tail=far)
    whole = timeline(6 * SAMPLE_RATE, [spoken(far, "noisy", 576)], [])
    blocks = mix_blocks(whole, from_shelf({"noisy": noisy}), start=start)
    joined = np.concatenate([np.zeros(start, np.float32), *blocks])
    first, end = far - LONGEST_EDGE, far + 576 + LONGEST_EDGE
    first = max(first, start)
    np.testing.assert_array_equal(joined[first:end], noisy.samples[first:end])
    assert not joined[:first].any()
    assert not joined[end:].any()


@pytest.mark.parametrize(("block_frames", "start"), [(0, 0), (-1, 0), (1, -1)])
def test_impossible_blocks_are_refused(block_frames: int, start: int) -> None:
    whole = timeline(SAMPLE_RATE, [], [])
    with pytest.raises(ValueError, match="blocks of"):
        next(mix_blocks(whole, from_shelf({}), block_frames=block_frames, start=start))
