"""What a session speaks with: a pack, a cache and an engine behind one another.

Which words there are, and how long they last, is for the pack's manifest and the engine
to say. The cache only saves the engine from speaking twice: it never decides anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import MachineError
from coach.speech.keys import gain_key, request_key
from coach.utterance import Utterance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from coach.speech.cache import TakeCache
    from coach.speech.engine import SpeechEngine
    from coach.speech.pack import Pack
    from coach.speech.take import Take
    from coach.timeline.model import VoiceName
    from coach.units import Frames

__all__ = ["SLOWEST_RATE", "Voice", "VoiceLacksWordsError", "calibrated_gain_db"]

SLOWEST_RATE = 0.8
"""Slower than this, words are harder to understand, not easier."""

_NAMED_TEXTS = 5


class VoiceLacksWordsError(MachineError):
    """A voice without an engine was asked for what is not in its pack."""

    def __init__(self, *, voice: str, texts: Sequence[str], cure: str) -> None:
        """Carry the voice's name, the texts it lacks, and the command that helps."""
        self.voice = voice
        self.texts = tuple(texts)
        self.cure = cure
        named = ", ".join(f"'{text}'" for text in self.texts[:_NAMED_TEXTS])
        more = len(self.texts) - _NAMED_TEXTS
        rest = f" and {more} more" if more > 0 else ""
        super().__init__(f"the voice {voice} cannot say {named}{rest}; run: {cure}")


class Voice:
    """One voice, ready to say how long its words last and to speak them."""

    def __init__(
        self,
        *,
        name: VoiceName,
        pack: Pack | None,
        engine: SpeechEngine | None,
        cache: TakeCache,
        cure: str,
        rate: float = 1.0,
        listener: Callable[[Utterance], None] | None = None,
    ) -> None:
        """Put a pack, if any, before an engine, if any.

        `cure` is the command that gets the engine; `rate` multiplies every utterance's
        own, and only an engine can follow it; `listener` hears of each utterance that
        an engine has just spoken.
        """
        self.name = name
        self._pack = pack
        self._engine = engine
        self._cache = cache
        self._cure = cure
        self._rate = rate
        self._listener = listener
        self._soundings: dict[Utterance, Frames] = {}
        self._gain_db: float | None = None

    @property
    def fastest_rate(self) -> float:
        """The highest `Utterance.rate` that this voice can speak at."""
        if self._engine is not None:
            return self._engine.fastest_rate
        return 1.0 if self._pack is None else self._pack.fastest_rate

    @property
    def speaks_at_rate(self) -> bool:
        """Whether the user's rate changes the speech, or only the pauses."""
        return self._engine is not None and self._engine.fastest_rate > 1

    @property
    def can_say_anything(self) -> bool:
        """Whether an engine stands behind the pack."""
        return self._engine is not None

    def spoken(self, utterance: Utterance) -> Utterance:
        """Give the utterance at the rate at which this voice really speaks it.

        This is what a clip's source states: a voice opened at rate 1 makes the same
        take of it.
        """
        if not self.speaks_at_rate:
            return utterance
        rate = round(utterance.rate * self._rate, 3)
        clamped = min(max(rate, SLOWEST_RATE), self.fastest_rate)
        return Utterance(text=utterance.text, rate=clamped)

    def key(self, utterance: Utterance) -> str:
        """Give the request key of the take that this voice has or would make."""
        spoken = self.spoken(utterance)
        packed = self._pack.key(spoken) if self._pack is not None else None
        return packed or self._engine_key(spoken)

    def sounding(self, utterance: Utterance, *, make: bool) -> Frames | None:
        """Say how long the words sound.

        Without `make` a pack answers from its manifest, None where they are not in it;
        a voice without a pack always asks its engine.
        """
        spoken = self.spoken(utterance)
        if self._pack is not None:
            packed = self._pack.sounding(spoken)
            if packed is not None or not make:
                return packed
        if spoken not in self._soundings:
            self._soundings[spoken] = self._made(spoken).sounding
        return self._soundings[spoken]

    def take(self, utterance: Utterance) -> Take:
        """Speak, out of the pack or the cache where that is possible."""
        spoken = self.spoken(utterance)
        return self._unpacked(spoken) or self._made(spoken)

    def check(self, utterances: Iterable[Utterance]) -> None:
        """Raise, naming every text, where words lack and no engine could say them."""
        if self._engine is None:
            texts = [
                each.text
                for each in utterances
                if self._pack is None or self._pack.key(each) is None
            ]
            if texts:
                raise self._lacks(texts)

    def _unpacked(self, spoken: Utterance) -> Take | None:
        """Decode a take of the pack, once: five times as dear as reading it again."""
        key = self._pack.content_key(spoken) if self._pack is not None else None
        if self._pack is None or key is None:
            return None
        take = self._cache.get(key)
        if take is None:
            take = self._pack.take(spoken)
            if take is not None:
                self._cache.put(key, take)
        return take

    def _made(self, spoken: Utterance) -> Take:
        engine = self._engine_for(spoken)
        key = self._engine_key(spoken)
        cached = self._cache.get(key)
        if cached is not None:
            return cached
        from coach.speech.prepare import make_take

        take = make_take(
            engine.speak(spoken),
            text=spoken.text,
            voice_gain_db=self._engine_gain_db(engine),
        )
        self._cache.put(key, take)
        if self._listener is not None:
            self._listener(spoken)
        return take

    def _engine_key(self, spoken: Utterance) -> str:
        engine = self._engine_for(spoken)
        return request_key(
            engine=engine.engine,
            voice=engine.voice,
            settings=engine.settings,
            utterance=spoken,
        )

    def _engine_gain_db(self, engine: SpeechEngine) -> float:
        """Give the pack's gain, so that its engine adds to it unheard, or find one."""
        if self._pack is not None:
            return self._pack.identity.gain_db
        if self._gain_db is None:
            self._gain_db = calibrated_gain_db(engine, self._cache)
        return self._gain_db

    def _engine_for(self, spoken: Utterance) -> SpeechEngine:
        if self._engine is None:
            raise self._lacks([spoken.text])
        return self._engine

    def _lacks(self, texts: Sequence[str]) -> VoiceLacksWordsError:
        return VoiceLacksWordsError(voice=self.name.name, texts=texts, cure=self._cure)


def calibrated_gain_db(engine: SpeechEngine, cache: TakeCache) -> float:
    """Find a voice's gain from a few fixed sentences, once for each voice."""
    from coach.speech.prepare import CALIBRATION, voice_gain_db

    key = gain_key(
        engine=engine.engine,
        voice=engine.voice,
        settings=engine.settings,
        texts=CALIBRATION,
    )
    gain_db = cache.get_gain_db(key)
    if gain_db is None:
        spoken = [(text, engine.speak(Utterance(text=text))) for text in CALIBRATION]
        gain_db = voice_gain_db(spoken)
        cache.put_gain_db(key, gain_db)
    return gain_db
