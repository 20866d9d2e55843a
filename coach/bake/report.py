"""The report that lies beside a voice pack: how it was made and what was measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.units import clock_text, seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.bake.measures import Hearing, SessionFacts, TakeFacts
    from coach.speech.pack import PackIdentity

__all__ = ["BakeReport"]


@dataclass(frozen=True, kw_only=True, slots=True)
class BakeReport:
    """One pack; `text` is the same for the same pack on every run."""

    identity: PackIdentity
    made: int
    """Takes that this run added."""
    kept: int
    """Takes that were in the pack before."""
    takes: TakeFacts
    hearing: Hearing | None
    sessions: tuple[SessionFacts, ...]

    @property
    def text(self) -> str:
        """Write the report in Markdown."""
        parts = (
            _title(self.identity),
            _takes(self.takes),
            _hearing(self.hearing),
            _sessions(self.sessions),
            _windows(self.sessions),
        )
        return "\n".join(line for part in parts for line in part)


def _title(identity: PackIdentity) -> Iterator[str]:
    settings = ", ".join(f"{k} {v}" for k, v in sorted(identity.settings.items()))
    yield f"# The voice pack {identity.voice}"
    yield ""
    yield "Written by `coach bake`; measured on the takes as they decode."
    yield ""
    yield f"- Engine: {identity.engine}, voice {identity.voice}, in {identity.language}"
    yield f"- Settings: {settings}"
    yield f"- Credit: {identity.credit}"
    yield f"- Gain: {identity.gain_db:+.2f} dB"
    yield ""


def _takes(takes: TakeFacts) -> Iterator[str]:
    length_s = seconds(takes.duration)
    yield "## Takes"
    yield ""
    yield f"- {takes.count} takes, {length_s:.1f} s"
    yield f"- {takes.size} bytes, {takes.size / length_s:.0f} bytes a second"
    yield f"- Loudness of all, joined: {takes.joined_lufs:.2f} LUFS"
    yield (
        "- Level of each while it sounds: "
        f"{takes.softest_lufs:.1f} to {takes.loudest_lufs:.1f} LUFS"
    )
    yield f"- Highest true peak: {takes.highest_dbtp:.2f} dBTP"
    yield ""


def _hearing(hearing: Hearing | None) -> Iterator[str]:
    yield "## Heard"
    yield ""
    if hearing is None:
        yield "No recogniser has listened to these takes, and no person."
        yield ""
        return
    heard = hearing.count - len(hearing.misheard)
    apart = sum(each.told_apart for each in hearing.misheard)
    yield (
        f"An offline recogniser ({hearing.recogniser}) wrote down each take by itself. "
        "No person has listened."
    )
    yield ""
    yield f"- {heard} of {hearing.count} were heard word for word."
    yield (
        f"- {apart} were written down otherwise, and yet sound more like their own "
        "text than like any other of the pack."
    )
    yield (
        f"- {len(hearing.misheard) - apart} sound more like another text, or like none."
    )
    yield ""
    if hearing.misheard:
        yield from _row("text", "rate", "written down", "most like")
        yield from _row("---", "--:", "---", "---")
    for each in hearing.misheard:
        said = each.utterance
        nearest = "its own text" if each.told_apart else each.nearest or "none"
        yield from _row(said.text, f"{said.rate:g}", each.heard or "nothing", nearest)
    if hearing.misheard:
        yield ""


def _sessions(sessions: tuple[SessionFacts, ...]) -> Iterator[str]:
    yield "## Sessions at the defaults"
    yield ""
    yield (
        "Words a minute, pauses included and countdowns left out; "
        "what did not fit its fullest wording."
    )
    yield ""
    kinds = list(dict.fromkeys(p.kind for each in sessions for p in each.paces))
    yield from _row("routine", "opening", "length", *kinds, "did not fit")
    yield from _row("---", "---", "--:", *("--:" for _ in kinds), "---")
    for each in sessions:
        paces = {pace.kind: f"{pace.words_a_minute:.0f}" for pace in each.paces}
        yield from _row(
            each.routine,
            each.opening or "",
            clock_text(each.duration),
            *(paces.get(kind, "") for kind in kinds),
            _counted(each.given_up) or "nothing",
        )
    yield ""


def _windows(sessions: tuple[SessionFacts, ...]) -> Iterator[str]:
    yield "## Slack of each window at the defaults"
    yield ""
    yield "How much longer the words could be, from one go tone to the next."
    yield ""
    yield from _row("routine", "phase", "said in it", "said before the next", "ms", "n")
    yield from _row("---", "---", "---", "---", "--:", "--:")
    # A routine's sets are the same with every opening.
    first = {each.routine: each for each in reversed(sessions)}
    for routine in dict.fromkeys(each.routine for each in sessions):
        for window in first[routine].windows:
            yield from _row(
                routine,
                window.phase,
                window.hold or "",
                window.ready or "",
                f"{seconds(window.slack) * 1000:.0f}",
                str(window.times),
            )
    yield ""


def _counted(texts: tuple[str, ...]) -> str:
    counts = {text: texts.count(text) for text in dict.fromkeys(texts)}
    return "; ".join(f"{text} ({count} times)" for text, count in counts.items())


def _row(*cells: str) -> Iterator[str]:
    yield f"| {' | '.join(cells)} |"
