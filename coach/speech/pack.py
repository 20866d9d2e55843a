"""A voice pack: the takes of every shipped line, ready to be spoken without an engine.

A folder of two files. The manifest says for each take its words, its place and its
lengths in frames, so that a timeline needs no decoding and is the same on every
machine. The takes lie in one file, one Opus stream after another. That file is named
after its content, and replacing the manifest is what makes a new pack: a reader meets
the old one or the new one.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from coach.errors import MachineError
from coach.sealed import replace_file
from coach.speech.keys import KEY_DIGITS
from coach.speech.take import Take
from coach.units import Frames
from coach.utterance import Utterance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = [
    "MANIFEST",
    "MOST_PACK_BYTES",
    "Pack",
    "PackDamagedError",
    "PackEntry",
    "PackIdentity",
    "PackTooLargeError",
    "write_pack",
]

MANIFEST = "manifest.json"
MOST_PACK_BYTES = 6_000_000

_SCHEMA = "coach.voice-pack/1"
_CHECKSUM_KEY = "checksum"
_UNSEALED = "0" * 64


class PackDamagedError(MachineError):
    """A voice pack is not as it was shipped."""

    def __init__(self, folder: Path, problem: str) -> None:
        """Carry the pack's folder, and what is wrong with it."""
        self.folder = folder
        self.problem = problem
        super().__init__(
            f"the voice pack in {folder} is damaged ({problem}): "
            "install audio-coach again, or choose another voice"
        )


class PackTooLargeError(MachineError):
    """The takes are more than a pack may hold."""

    def __init__(self, voice: str, size: int) -> None:
        """Carry the voice's name and the size in bytes."""
        self.voice = voice
        self.size = size
        super().__init__(
            f"the voice pack {voice} would be {size / 1e6:.1f} MB and may be "
            f"{MOST_PACK_BYTES / 1e6:.0f} MB: bake fewer lines"
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class PackIdentity:
    """Who speaks in a pack, and how it was made."""

    engine: str
    voice: str
    language: str
    """BCP 47: "en"."""
    settings: dict[str, str | int | float]
    credit: str
    """Whom to name for the voice, and under which licence."""
    gain_db: float
    """The voice's gain, for takes that its engine adds to the pack's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PackEntry:
    """One take for a pack."""

    utterance: Utterance
    key: str
    take: Take
    stream: bytes | None = None
    """The take as another pack holds it, so that it need not be encoded twice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Packed:
    """One take in a pack: `offset` and `size` in bytes, the rest in frames."""

    text: str
    rate: float
    key: str
    offset: int
    size: int
    sha256: str
    frames: int
    lead: int
    sounding: int


class Pack:
    """A pack that was opened: its manifest in memory, its takes on disk."""

    def __init__(
        self, folder: Path, *, identity: PackIdentity, audio: str, takes: list[_Packed]
    ) -> None:
        """Hold what a manifest says; `open` is what reads one."""
        self.identity = identity
        self._folder = folder
        self._audio = folder / audio
        self._packed = {
            Utterance(text=each.text, rate=each.rate): each for each in takes
        }

    @classmethod
    def open(cls, folder: Path) -> Pack:
        """Read and check a pack's manifest; the takes are checked one by one, later."""
        try:
            written = (folder / MANIFEST).read_bytes()
        except OSError as fault:
            raise PackDamagedError(folder, f"{MANIFEST} cannot be read") from fault
        try:
            manifest = json.loads(written)
            sealed = _checksum(written.decode(), manifest[_CHECKSUM_KEY])
            if sealed != manifest[_CHECKSUM_KEY] or manifest["schema"] != _SCHEMA:
                raise PackDamagedError(folder, f"{MANIFEST} is not as it was written")
            pack = cls(
                folder,
                identity=PackIdentity(**manifest["voice"]),
                audio=manifest["audio"],
                takes=[_Packed(**each) for each in manifest["takes"]],
            )
        except (KeyError, TypeError, ValueError) as fault:
            raise PackDamagedError(
                folder, f"{MANIFEST} cannot be understood"
            ) from fault
        pack._check_size()
        return pack

    def __len__(self) -> int:
        """Count the takes."""
        return len(self._packed)

    @property
    def fastest_rate(self) -> float:
        """The highest rate that any take was spoken at."""
        return max((each.rate for each in self._packed), default=1.0)

    @property
    def utterances(self) -> tuple[Utterance, ...]:
        """Everything that the pack can say, in order."""
        return tuple(self._packed)

    def key(self, utterance: Utterance) -> str | None:
        """Give the request key of a take; None where the pack has none."""
        packed = self._packed.get(utterance)
        return None if packed is None else packed.key

    def content_key(self, utterance: Utterance) -> str | None:
        """Give a key to the very samples of a take; None where the pack has none."""
        packed = self._packed.get(utterance)
        return None if packed is None else packed.sha256[:KEY_DIGITS]

    def sounding(self, utterance: Utterance) -> Frames | None:
        """Say how long a take sounds; None where the pack has none."""
        packed = self._packed.get(utterance)
        return None if packed is None else Frames(packed.sounding)

    def take(self, utterance: Utterance) -> Take | None:
        """Read, check and decode a take; None where the pack has none."""
        packed = self._packed.get(utterance)
        return None if packed is None else self._read(packed)

    def entries(self) -> Iterator[PackEntry]:
        """Read, check and decode every take, for another pack to hold."""
        for utterance, packed in self._packed.items():
            stream = self._stream(packed)
            take = self._decoded(packed, stream)
            yield PackEntry(
                utterance=utterance, key=packed.key, take=take, stream=stream
            )

    def take_by_key(self, key: str) -> Take | None:
        """Read, check and decode the take of a request key."""
        for packed in self._packed.values():
            if packed.key == key:
                return self._read(packed)
        return None

    def _read(self, packed: _Packed) -> Take:
        return self._decoded(packed, self._stream(packed))

    def _stream(self, packed: _Packed) -> bytes:
        try:
            with self._audio.open("rb") as file:
                file.seek(packed.offset)
                stream = file.read(packed.size)
        except OSError as fault:
            problem = f"{self._audio.name} cannot be read"
            raise PackDamagedError(self._folder, problem) from fault
        if hashlib.sha256(stream).hexdigest() != packed.sha256:
            raise PackDamagedError(self._folder, f"the take of '{packed.text}' differs")
        return stream

    def _decoded(self, packed: _Packed, stream: bytes) -> Take:
        from coach.speech.opus import decode

        samples = decode(stream)
        if len(samples) != packed.frames:
            problem = f"'{packed.text}' decodes to another length"
            raise PackDamagedError(self._folder, problem)
        return Take(
            samples=samples, lead=Frames(packed.lead), sounding=Frames(packed.sounding)
        )

    def _check_size(self) -> None:
        name = self._audio.name
        expected = sum(each.size for each in self._packed.values())
        try:
            size = self._audio.stat().st_size
        except OSError as fault:
            raise PackDamagedError(self._folder, f"{name} is missing") from fault
        if size != expected:
            problem = f"{name} has {size} bytes and should have {expected}"
            raise PackDamagedError(self._folder, problem)


def write_pack(
    folder: Path, *, identity: PackIdentity, entries: Iterable[PackEntry]
) -> None:
    """Make or replace a pack; the same takes give the same bytes, in any order.

    Of two takes of the same utterance the later one is packed.
    """
    from coach.speech.opus import encode

    chosen = {entry.utterance: entry for entry in entries}
    streams, packed = [], []
    offset = 0
    for utterance, entry in sorted(chosen.items()):
        stream = entry.stream or encode(entry.take.samples, text=utterance.text)
        packed.append(
            _Packed(
                text=utterance.text,
                rate=utterance.rate,
                key=entry.key,
                offset=offset,
                size=len(stream),
                sha256=hashlib.sha256(stream).hexdigest(),
                frames=len(entry.take.samples),
                lead=entry.take.lead,
                sounding=entry.take.sounding,
            )
        )
        streams.append(stream)
        offset += len(stream)
    audio = b"".join(streams)
    name = f"takes-{hashlib.sha256(audio).hexdigest()[:8]}.opus"
    manifest = _manifest(identity, name, packed)
    if len(audio) + len(manifest) > MOST_PACK_BYTES:
        raise PackTooLargeError(identity.voice, len(audio) + len(manifest))
    folder.mkdir(parents=True, exist_ok=True)
    replace_file(folder / name, audio)
    replace_file(folder / MANIFEST, manifest)
    for old in folder.glob("takes-*.opus"):
        if old.name != name:
            old.unlink()


def _manifest(identity: PackIdentity, audio: str, packed: list[_Packed]) -> bytes:
    """Write a manifest, one take a line, sealed by a checksum of its own text."""
    head: dict[str, Any] = {
        "schema": _SCHEMA,
        _CHECKSUM_KEY: _UNSEALED,
        "voice": asdict(identity),
        "audio": audio,
    }
    lines = [
        f" {json.dumps(key)}: {json.dumps(value)},\n" for key, value in head.items()
    ]
    takes = ",\n".join(f"  {json.dumps(asdict(each))}" for each in packed)
    text = f'{{\n{"".join(lines)} "takes": [\n{takes}\n ]\n}}\n'
    return text.replace(_UNSEALED, _checksum(text, _UNSEALED), 1).encode()


def _checksum(text: str, seal: str) -> str:
    """Hash a manifest as it was before it was sealed, whatever its line ends became."""
    plain = text.replace("\r\n", "\n").replace(seal, _UNSEALED, 1)
    return hashlib.sha256(plain.encode()).hexdigest()
