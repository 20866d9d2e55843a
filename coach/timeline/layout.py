"""Laying a passage out: line after line, with the silences between them.

Positions are reckoned exactly and rounded up to a tick where a sound begins, so that
no stated silence is undercut.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from coach.plan.model import Counted, Pause, Spoken, Toned
from coach.timeline.model import Clip, SpeechSource, ToneSource
from coach.units import (
    SAMPLE_RATE,
    Frames,
    Milliseconds,
    ceil_tick,
    floor_tick,
    frames,
    nearest_tick,
)
from coach.utterance import Utterance

if TYPE_CHECKING:
    from coach.plan.model import Item, Line, Passage, PlannedCue
    from coach.timeline.measures import Ruler
    from coach.vocabulary import ToneName

__all__ = ["SENTENCE_GAP", "Layout", "countdown_clips", "speech_clip", "tone_clip"]

SENTENCE_GAP = frames(Milliseconds(600))
SAFETY_GAP = frames(Milliseconds(800))
"""Silence before a safety line."""

INLINE_TONE_GAP = frames(Milliseconds(300))
"""Silence on either side of a tone within a line."""

COUNT_GAP = frames(Milliseconds(250))
"""Least silence between "Starting in" and the first number."""


GO_TONES = frozenset({"rise", "fall"})
"""The tones that start a movement; `tones=strong` raises these."""


@dataclass(kw_only=True, slots=True)
class Layout:
    """Clips laid out so far, the exact end of the last one, and the silence owed."""

    passage: Passage
    ruler: Ruler
    cursor: int
    owed: int = 0
    pauses: float = 1.0
    tone_gain_db: float = 0.0
    clips: list[Clip] = field(default_factory=list)

    def owe(self, item: Item) -> None:
        """Owe the silence before an item: its own, and more before a safety line."""
        if item.gap is not None:
            self.pause(item.gap)
        if item.cue is not None and item.cue.safety and self.clips:
            self.owed = max(self.owed, self._scaled(SAFETY_GAP))

    def item(self, item: Item, line: Line | None) -> None:
        """Lay out one item, its words said in `line`."""
        if item.pause is not None:
            self.pause(item.pause)
        elif item.tone is not None:
            self.tone(item.tone, f"{self.passage.kind}.{item.tone}")
        elif item.cue is not None and line is not None:
            self.line(item.cue, line)

    def pause(self, lasts: Milliseconds) -> None:
        """State the silence before the next sound, in place of the usual one."""
        self.owed = round(frames(lasts) * self.pauses)

    def tone(self, tone: ToneName, cue: str) -> None:
        """Sound a tone; the sentence gap follows."""
        duration = self.ruler.measures.tones[tone]
        onset = self._begin(duration)
        gain_db = self.tone_gain_db if tone in GO_TONES else 0.0
        clip = tone_clip(tone, cue, onset, duration, gain_db=gain_db)
        self.clips.append(self._within(clip))
        self.owed = self._scaled(SENTENCE_GAP)

    def line(self, cue: PlannedCue, line: Line) -> None:
        """Speak a line, its parts one after another, all but a countdown."""
        for index, part in enumerate(line.parts):
            if isinstance(part, Pause):
                self.pause(part.lasts)
            elif isinstance(part, Toned):
                if index:
                    self.owed = self._scaled(INLINE_TONE_GAP)
                self.tone(part.tone, cue.cue)
                self.owed = self._scaled(INLINE_TONE_GAP)
            elif isinstance(part, Spoken):
                self.say(cue, line, part.text)
        self.owed = max(self.owed, self._scaled(SENTENCE_GAP))

    def say(self, cue: PlannedCue, line: Line, text: str) -> None:
        """Speak one sentence or word; the sentence gap follows."""
        utterance = Utterance(text=text)
        duration = self.ruler.length(utterance) or Frames(0)
        onset = self._begin(duration)
        clip = speech_clip(cue, line, utterance, onset, duration, self.ruler)
        self.clips.append(self._within(clip))
        self.owed = self._scaled(SENTENCE_GAP)

    def _begin(self, duration: Frames) -> Frames:
        onset = ceil_tick(self.cursor + self.owed)
        self.cursor = onset + duration
        return onset

    def _scaled(self, gap: Frames) -> int:
        return round(gap * self.pauses)

    def _within(self, clip: Clip) -> Clip:
        passage = self.passage
        return replace(clip, block=passage.block, set=passage.set, side=passage.side)


def speech_clip(
    cue: PlannedCue,
    line: Line,
    utterance: Utterance,
    onset: int,
    duration: Frames,
    ruler: Ruler,
) -> Clip:
    """Make the clip of one take."""
    return Clip(
        onset=Frames(onset),
        duration=duration,
        cue=cue.cue,
        text=utterance.text,
        rep=cue.rep,
        wording=line.wording,
        origin=cue.origin,
        source=SpeechSource(
            take=ruler.key(utterance),
            rate=ruler.measures.spoken(utterance).rate,
        ),
    )


def tone_clip(
    tone: ToneName, cue: str, onset: int, duration: Frames, *, gain_db: float = 0.0
) -> Clip:
    """Make the clip of one tone."""
    return Clip(
        onset=Frames(onset),
        duration=duration,
        cue=cue,
        source=ToneSource(tone=tone),
        gain_db=gain_db,
    )


def countdown_clips(
    cue: PlannedCue, line: Line, go: int, ruler: Ruler, passage: Passage
) -> list[Clip]:
    """Lay a countdown line out backwards from its go tone at the exact frame `go`."""
    numbers = Layout(passage=passage, ruler=ruler, cursor=0)
    for part in line.parts:
        if isinstance(part, Counted):
            for seconds_left, word in zip(
                range(len(part.words), 0, -1), part.words, strict=True
            ):
                numbers.cursor = nearest_tick(go - seconds_left * SAMPLE_RATE)
                numbers.owed = 0
                numbers.say(cue, line, word)
    first = numbers.clips[0].onset if numbers.clips else nearest_tick(go)
    lead = Layout(passage=passage, ruler=ruler, cursor=0)
    lead.line(cue, line)
    start = floor_tick(first - COUNT_GAP - lead.cursor)
    shifted = [replace(clip, onset=Frames(clip.onset + start)) for clip in lead.clips]
    return shifted + numbers.clips
