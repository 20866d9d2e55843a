"""The schedule: from a plan and the measured lengths of its words to a timeline.

Every planned instant is reckoned exactly from frame 0 and rounded once to the nearest
tick. Speech never moves a phase: words are fitted to the beat.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from coach.diagnostics import Diagnostic, Span
from coach.plan.model import Item, SetWork
from coach.timeline.fit import GAP, Shortfall, fit_window
from coach.timeline.layout import Layout, countdown_clips, speech_clip, tone_clip
from coach.timeline.measures import Ruler
from coach.timeline.model import (
    Chapter,
    FitNote,
    Phase,
    Section,
    SpeechSource,
    Timeline,
    Track,
)
from coach.timeline.rest import fit_rest
from coach.units import (
    Frames,
    Milliseconds,
    ceil_tick,
    floor_tick,
    frames,
    nearest_tick,
    seconds,
)

if TYPE_CHECKING:
    from coach.plan.model import Passage, Plan, PlannedCue, Window
    from coach.timeline.fit import Placed, WindowFit
    from coach.timeline.measures import Measures, Needs
    from coach.timeline.model import Clip
    from coach.vocabulary import Origin

__all__ = ["Unfit", "schedule"]

TAIL = Milliseconds(1_000)
"""Silence after the last sound, where the script states none."""

CHAPTER_LEAD = frames(Milliseconds(150))
"""A chapter begins this long before its first sound: on silence, not in a word."""


_Done = tuple[Literal["shortened", "quickened", "dropped"], str]
"""What was done to a cue: a `FitNote`'s slug and action."""

_NOT_SAID: _Done = ("dropped", "not said")


@dataclass(frozen=True, kw_only=True, slots=True)
class Unfit:
    """Words that may not be left out have no room: the script cannot be compiled."""

    diagnostics: tuple[Diagnostic, ...]


def schedule(plan: Plan, measures: Measures) -> Timeline | Needs | Unfit:
    """Place a plan's cues; return what is still to be measured where that is needed."""
    draft = _Draft(plan=plan, measures=measures, ruler=Ruler(measures=measures))
    for each in plan.sequence:
        if isinstance(each, SetWork):
            draft.add_set(each)
        elif each.lasts is None:
            draft.add_talk(each)
        else:
            draft.add_rest(each, frames(each.lasts))
    if needs := draft.ruler.needs():
        return needs
    if draft.unfit:
        return Unfit(diagnostics=tuple(dict.fromkeys(draft.unfit)))
    return draft.timeline()


@dataclass(kw_only=True, slots=True)
class _Draft:
    """A timeline being made: `now` is the exact frame reached, `owed` silence due."""

    plan: Plan
    measures: Measures
    ruler: Ruler
    now: int = 0
    owed: int = 0
    clips: list[Clip] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    phases: list[Phase] = field(default_factory=list)
    chapters: list[tuple[str, Frames]] = field(default_factory=list)
    set_begins: Frames | None = None
    """Where the countdown line of the next set begins, if it has one."""
    notes: list[FitNote] = field(default_factory=list)
    unfit: list[Diagnostic] = field(default_factory=list)
    fitted: dict[tuple[object, ...], WindowFit] = field(default_factory=dict)

    def add_talk(self, passage: Passage) -> None:
        """Lay out talk that takes the time it takes, up to its go tone if any."""
        self.begin_section(passage)
        layout = Layout(
            passage=passage,
            ruler=self.ruler,
            cursor=self.now if self.owed else nearest_tick(self.now),
            owed=self.owed,
            pauses=self.measures.pauses,
            tone_gain_db=self.plan.tone_gain_db,
        )
        for item in passage.items:
            layout.owe(item)
            lines = self.ruler.usable(item.cue) if item.cue else ()
            layout.item(item, lines[0] if lines else None)
        self.begin_chapter(passage.chapter, layout.clips)
        self.clips += layout.clips
        self.now, self.owed = layout.cursor, layout.owed
        if passage.countdown is not None:
            line = self.ruler.usable(passage.countdown)[0]
            to_go = countdown_clips(passage.countdown, line, 0, self.ruler, passage)
            go = ceil_tick(self.now + self.owed) - min(to_go[0].onset, 0)
            self.end_talk(
                [replace(clip, onset=Frames(clip.onset + go)) for clip in to_go], go
            )

    def add_rest(self, passage: Passage, length: Frames) -> None:
        """Fit talk into a rest: exactly as long as it says, its countdown inside."""
        if self.owed:
            self.now = ceil_tick(self.now + self.owed)
        self.begin_section(passage)
        countdown = Item(cue=passage.countdown) if passage.countdown else None
        end = self.now + length
        fit = fit_rest(passage, countdown, self.now, end, self.ruler)
        self.begin_chapter(passage.chapter, list(fit.clips))
        self.clips += fit.clips
        for given in fit.given_up:
            done = _NOT_SAID if given.wording is None else _wording(given.wording)
            self.note(given.cue, passage, Shortfall(slot=length, need=fit.need), done)
        if fit.over > 0:
            kept = [i.cue for i in passage.items if i.cue and i.cue.safety]
            cue = kept[-1] if kept else passage.countdown
            self.cannot_fit(cue, length, Frames(length + fit.over))
        self.end_talk(list(fit.countdown), end)

    def end_talk(self, countdown: list[Clip], go: int) -> None:
        """Add a countdown; the next set's first go tone sounds at the frame `go`."""
        self.clips += countdown
        self.set_begins = countdown[0].onset if countdown else None
        self.now, self.owed = go, 0
        ends = [*(clip.onset for clip in countdown[1:]), nearest_tick(go)]
        for clip, end in zip(countdown, ends, strict=False):
            if clip.end + GAP > end and clip.origin is not None:
                self.cannot_count(clip, clip.origin)

    def add_set(self, work: SetWork) -> None:
        """Place the go tones of a set on the beat, and the words between them."""
        start = nearest_tick(self.now)
        lead_in = start if self.set_begins is None else self.set_begins
        self.chapters.append((work.chapter, self.silence_before(lead_in)))
        self.begin_section(work)
        for window in work.windows:
            onset = nearest_tick(self.now)
            self.now += frames(window.lasts)
            length = Frames(nearest_tick(self.now) - onset)
            self.phases.append(
                Phase(
                    block=work.block,
                    set=work.set,
                    rep=window.rep,
                    phase=window.phase,
                    side=work.side,
                    onset=onset,
                    duration=length,
                )
            )
            self.add_window(work, window, onset, length)
        self.owed = 0

    def add_window(
        self, work: SetWork, window: Window, onset: Frames, length: Frames
    ) -> None:
        """Sound one go tone and place its window's words."""
        tone = self.measures.tones[window.tone] if self.plan.sounding else Frames(0)
        if tone:
            gain_db = self.plan.tone_gain_db
            cue = f"rep.{window.phase}.go"
            clip = tone_clip(window.tone, cue, onset, tone, gain_db=gain_db)
            self.clips.append(_within(work, replace(clip, rep=window.rep)))
        ladders = [cue and cue.ladder for cue in (window.hold, window.ready)]
        key = (*ladders, length, tone)
        if key not in self.fitted:
            self.fitted[key] = fit_window(window, length, tone, self.ruler)
        fit = self.fitted[key]
        for said, placed, shortfall in (
            (window.hold, fit.hold, fit.hold_shortfall),
            (window.ready, fit.ready, fit.ready_shortfall),
        ):
            if said and placed:
                self.clips.append(_within(work, self.placed_clip(said, placed, onset)))
            if said and shortfall:
                self.fall_short(said, work, placed, shortfall)

    def placed_clip(self, cue: PlannedCue, placed: Placed, go: Frames) -> Clip:
        """Make the clip of words placed in the window that begins at `go`."""
        onset = go + placed.onset
        return speech_clip(
            cue, placed.line, placed.utterance, onset, placed.duration, self.ruler
        )

    def fall_short(
        self, cue: PlannedCue, work: SetWork, said: Placed | None, missed: Shortfall
    ) -> None:
        """Record that a cue is not said in its fullest wording at its own pace."""
        if cue.safety:
            self.cannot_fit(cue, missed.slot, missed.need)
        if said is None:
            done = _NOT_SAID
        elif said.utterance.rate > 1.0:
            done = ("quickened", f"{said.utterance.rate:g} times faster")
        else:
            done = _wording(said.line.wording)
        self.note(cue, work, missed, done)

    def note(
        self,
        cue: PlannedCue,
        place: SetWork | Passage,
        missed: Shortfall,
        done: _Done,
    ) -> None:
        """Record what was done to a cue so that it fits."""
        slug, action = done
        self.notes.append(
            FitNote(
                slug=slug,
                cue=cue.cue,
                block=place.block,
                set=place.set,
                rep=cue.rep,
                side=place.side,
                slot=missed.slot,
                need=missed.need,
                action=action,
                origin=cue.origin,
            )
        )

    def cannot_fit(self, cue: PlannedCue | None, slot: Frames, need: Frames) -> None:
        """Record that words which may not be left out have no room."""
        if cue is None:
            return
        never = "shortened or left out" if cue.safety else "left out"
        message = (
            f"{cue.cue!r} may not be {never}, and has {seconds(slot):.2f} s "
            f"where {seconds(need):.2f} s are needed"
        )
        self.refuse(message, cue.origin, "give it more time, or fewer words")

    def cannot_count(self, clip: Clip, origin: Origin) -> None:
        """Record that a countdown's number lasts into the next second."""
        message = (
            f"{clip.cue!r} counts a number a second, and {clip.text!r} takes "
            f"{seconds(clip.duration):.2f} s"
        )
        self.refuse(message, origin, "take a voice that speaks faster")

    def refuse(self, message: str, origin: Origin, hint: str) -> None:
        """Record why the session cannot be made."""
        self.unfit.append(
            Diagnostic(
                slug="does-not-fit",
                severity="error",
                message=message,
                span=Span(file=origin.file, line=origin.line),
                hint=hint,
            )
        )

    def begin_section(self, place: SetWork | Passage) -> None:
        """Begin a section where the last one ended."""
        self.sections.append(
            Section(
                kind="set" if isinstance(place, SetWork) else place.kind,
                block=place.block,
                set=place.set,
                side=place.side,
                onset=nearest_tick(self.now),
                duration=Frames(0),
            )
        )

    def begin_chapter(self, title: str, clips: list[Clip]) -> None:
        """Begin a chapter just before the first of its sounds; none if it is mute."""
        if clips:
            self.chapters.append((title, self.silence_before(clips[0].onset)))

    def silence_before(self, onset: Frames) -> Frames:
        """Find where a chapter begins whose first sound is at `onset`."""
        if not self.chapters:
            return Frames(0)
        heard = max((clip.end for clip in self.clips if clip.onset < onset), default=0)
        return max(floor_tick(onset - CHAPTER_LEAD), ceil_tick(heard))

    def timeline(self) -> Timeline:
        """Close the session and put everything in order."""
        plan = self.plan
        tail = self.owed if _states_its_end(plan) else frames(TAIL)
        duration = ceil_tick(self.now + tail)
        onsets = [section.onset for section in self.sections[1:]]
        ends = [*onsets, duration]
        chapters = self.chapters or [(plan.title, Frames(0))]
        edges = [onset for _, onset in chapters[1:]] + [duration]
        return Timeline(
            title=plan.title,
            language=plan.language,
            duration=duration,
            routine=plan.routine,
            position=plan.position,
            preview=plan.preview,
            parameters=plan.parameters,
            voice=self.measures.voice,
            tags=plan.tags,
            tracks=(
                Track(name="voice", clips=self.track(speech=True)),
                Track(name="tones", clips=self.track(speech=False)),
            ),
            sections=tuple(
                replace(section, duration=Frames(end - section.onset))
                for section, end in zip(self.sections, ends, strict=True)
            ),
            phases=tuple(self.phases),
            chapters=tuple(
                Chapter(title=title, onset=onset, duration=Frames(end - onset))
                for (title, onset), end in zip(chapters, edges, strict=True)
            ),
            fit=tuple(self.notes),
        )

    def track(self, *, speech: bool) -> tuple[Clip, ...]:
        """Gather one track's clips in order of onset."""
        chosen = (c for c in self.clips if isinstance(c.source, SpeechSource) == speech)
        return tuple(sorted(chosen, key=lambda clip: clip.onset))


def _wording(number: int) -> _Done:
    return ("shortened", f"wording {number}")


def _within(work: SetWork, clip: Clip) -> Clip:
    return replace(clip, block=work.block, set=work.set, side=work.side)


def _states_its_end(plan: Plan) -> bool:
    """Tell whether the script itself says how long the silence at the end is."""
    last = plan.sequence[-1]
    return not isinstance(last, SetWork) and bool(
        last.items and last.items[-1].pause is not None
    )
