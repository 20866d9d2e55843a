from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.speech import pack as packs
from coach.speech.fake import FakeEngine
from coach.speech.keys import request_key
from coach.speech.loudness import active_level_lufs, true_peak_dbtp
from coach.speech.pack import (
    MANIFEST,
    Pack,
    PackDamagedError,
    PackEntry,
    PackIdentity,
    PackTooLargeError,
    write_pack,
)
from coach.speech.prepare import make_take
from coach.utterance import Utterance

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

IDENTITY = PackIdentity(
    engine="fake",
    voice="hum",
    language="en",
    settings={"tone_hz": 220},
    credit="Hummed by nobody, public domain",
    gain_db=1.25,
)
HOLD = Utterance(text="Hold")
QUICK = Utterance(text="Hold", rate=1.15)
TOES = Utterance(text="Up on your toes, “slowly”.")


def entry(utterance: Utterance) -> PackEntry:
    raw = FakeEngine().speak(utterance)
    return PackEntry(
        utterance=utterance,
        key=request_key(
            engine="fake", voice="hum", settings=IDENTITY.settings, utterance=utterance
        ),
        take=make_take(raw, text=utterance.text, voice_gain_db=IDENTITY.gain_db),
    )


ENTRIES = tuple(entry(each) for each in (HOLD, QUICK, TOES))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_pack(tmp_path / "hum", identity=IDENTITY, entries=ENTRIES)
    return tmp_path / "hum"


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def audio_of(folder: Path) -> Path:
    (file,) = folder.glob("*.opus")
    return file


def test_a_pack_gives_back_what_was_packed(folder: Path) -> None:
    pack = Pack.open(folder)
    assert pack.identity == IDENTITY
    assert len(pack) == 3
    assert pack.fastest_rate == 1.15
    for each in ENTRIES:
        take = pack.take(each.utterance)
        assert take is not None
        assert (take.lead, take.sounding) == (each.take.lead, each.take.sounding)
        assert len(take.samples) == len(each.take.samples)
        assert take.samples[0] == take.samples[-1] == 0
        assert true_peak_dbtp(take.samples) <= -1.5
        assert active_level_lufs(take.samples) == pytest.approx(
            active_level_lufs(each.take.samples), abs=0.3
        )
        assert pack.sounding(each.utterance) == each.take.sounding
        assert pack.key(each.utterance) == each.key
        by_key = pack.take_by_key(each.key)
        assert by_key is not None
        assert np.array_equal(by_key.samples, take.samples)


def test_what_is_not_in_a_pack(folder: Path) -> None:
    pack = Pack.open(folder)
    other = Utterance(text="Hold", rate=1.1)
    assert pack.sounding(other) is None
    assert pack.key(other) is None
    assert pack.take(other) is None
    assert pack.take_by_key("0" * 32) is None


def test_the_same_takes_give_the_same_bytes_in_any_order(
    folder: Path, tmp_path: Path
) -> None:
    write_pack(tmp_path / "again", identity=IDENTITY, entries=reversed(ENTRIES))
    assert contents(tmp_path / "again") == contents(folder)
    assert set(contents(folder)) == {MANIFEST, audio_of(folder).name}


def test_a_pack_is_replaced_whole(folder: Path) -> None:
    before = Pack.open(folder)
    write_pack(folder, identity=IDENTITY, entries=ENTRIES[:1])
    assert len(contents(folder)) == 2
    assert len(Pack.open(folder)) == 1
    with pytest.raises(PackDamagedError):
        before.take(HOLD)


def test_of_two_takes_of_an_utterance_the_later_is_packed(tmp_path: Path) -> None:
    again = replace(ENTRIES[0], key="e" * 32)
    write_pack(tmp_path, identity=IDENTITY, entries=(*ENTRIES, again))
    pack = Pack.open(tmp_path)
    assert len(pack) == 3
    assert pack.key(HOLD) == "e" * 32


def test_a_pack_has_a_size_that_it_may_not_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packs, "MOST_PACK_BYTES", 5_000)
    with pytest.raises(PackTooLargeError) as caught:
        write_pack(tmp_path / "hum", identity=IDENTITY, entries=ENTRIES)
    assert caught.value.size > 5_000
    assert not (tmp_path / "hum").exists()


def test_a_manifest_needs_neither_numpy_nor_soundfile(folder: Path) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from coach.speech.pack import Pack\n"
        "from coach.utterance import Utterance\n"
        "pack = Pack.open(Path(sys.argv[1]))\n"
        "assert pack.sounding(Utterance(text='Hold'))\n"
        "print({'numpy', 'soundfile', 'soxr'} & set(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "set()"


def test_a_large_manifest_opens_in_milliseconds(tmp_path: Path) -> None:
    packed = [
        packs._Packed(
            text=f"This is line {index} of the shipped scripts, about so long.",
            rate=1.0,
            key=f"{index:032x}",
            offset=index,
            size=1,
            sha256="b" * 64,
            frames=90_000,
            lead=960,
            sounding=88_000,
        )
        for index in range(600)
    ]
    (tmp_path / "takes-0.opus").write_bytes(bytes(600))
    manifest = packs._manifest(IDENTITY, "takes-0.opus", packed)
    (tmp_path / MANIFEST).write_bytes(manifest)
    best_s = min(_opening_s(tmp_path) for _ in range(5))
    assert best_s < 0.05


def _opening_s(folder: Path) -> float:
    before_s = time.process_time()
    assert len(Pack.open(folder)) == 600
    return time.process_time() - before_s


def flip(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "half": lambda content: content[: len(content) // 2],
    "all but the end": lambda content: content[:-3],
    "flipped at the start": lambda content: flip(content, 1),
    "flipped at a third": lambda content: flip(content, len(content) // 3),
    "flipped in the middle": lambda content: flip(content, len(content) // 2),
    "flipped at the end": lambda content: flip(content, len(content) - 4),
    "zeroed": lambda content: bytes(len(content)),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_manifest_is_refused(
    folder: Path, damage: Callable[[bytes], bytes]
) -> None:
    manifest = folder / MANIFEST
    manifest.write_bytes(damage(manifest.read_bytes()))
    with pytest.raises(PackDamagedError) as caught:
        Pack.open(folder)
    assert caught.value.folder == folder
    assert str(caught.value) == (
        f"the voice pack in {folder} is damaged ({caught.value.problem}): "
        "install audio-coach again, or choose another voice"
    )


def test_no_number_of_a_manifest_can_change_unnoticed(folder: Path) -> None:
    manifest = folder / MANIFEST
    written = manifest.read_bytes()
    digits = [at for at, byte in enumerate(written) if chr(byte).isdigit()]
    for at in digits[:: len(digits) // 50]:
        manifest.write_bytes(flip(written, at))
        with pytest.raises(PackDamagedError):
            Pack.open(folder)


@pytest.mark.parametrize(
    "text",
    ["[]", "null", "3", '{"checksum": 3}', '{"checksum": ""}', '{"schema": "x"}'],
)
def test_what_is_no_manifest_is_refused(folder: Path, text: str) -> None:
    (folder / MANIFEST).write_text(text)
    with pytest.raises(PackDamagedError):
        Pack.open(folder)


def test_a_manifest_of_another_time_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packs, "_SCHEMA", "coach.voice-pack/2")
    with pytest.raises(PackDamagedError, match="not as it was written"):
        Pack.open(folder)


def test_line_ends_of_another_system_do_no_harm(folder: Path) -> None:
    manifest = folder / MANIFEST
    manifest.write_bytes(manifest.read_bytes().replace(b"\n", b"\r\n"))
    assert len(Pack.open(folder)) == 3


def test_a_pack_without_its_takes_is_refused(folder: Path) -> None:
    audio = audio_of(folder)
    audio.unlink()
    with pytest.raises(PackDamagedError) as caught:
        Pack.open(folder)
    assert caught.value.problem == f"{audio.name} is missing"


def test_truncated_takes_are_refused_at_once(folder: Path) -> None:
    audio = audio_of(folder)
    size = audio.stat().st_size
    audio.write_bytes(audio.read_bytes()[:-1])
    with pytest.raises(PackDamagedError) as caught:
        Pack.open(folder)
    assert caught.value.problem == (
        f"{audio.name} has {size - 1} bytes and should have {size}"
    )


def test_a_flipped_bit_is_noticed_in_the_take_that_has_it(folder: Path) -> None:
    audio = audio_of(folder)
    content = audio.read_bytes()
    audio.write_bytes(flip(content, len(content) - 10))
    pack = Pack.open(folder)
    assert pack.take(HOLD) is not None
    with pytest.raises(PackDamagedError) as caught:
        pack.take(TOES)
    assert caught.value.problem == f"the take of '{TOES.text}' differs"


def test_swapped_takes_are_noticed(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_bytes())
    first, second = (each["size"] for each in manifest["takes"][:2])
    audio = audio_of(folder)
    content = audio.read_bytes()
    swapped = content[first : first + second] + content[:first]
    audio.write_bytes(swapped + content[first + second :])
    with pytest.raises(PackDamagedError):
        Pack.open(folder).take(HOLD)


def test_takes_that_vanish_after_opening_are_missed(folder: Path) -> None:
    pack = Pack.open(folder)
    audio = audio_of(folder)
    audio.unlink()
    with pytest.raises(PackDamagedError) as caught:
        pack.take(HOLD)
    assert caught.value.problem == f"{audio.name} cannot be read"


def test_a_folder_without_a_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackDamagedError) as caught:
        Pack.open(tmp_path)
    assert caught.value.problem == "manifest.json cannot be read"
