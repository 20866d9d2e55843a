from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from conftest import require_tool
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import decoded_by_ffmpeg, noise, write

from coach.sinks.frame_cache import FrameCache
from coach.sinks.islands import IslandEncoder, silent_frame
from coach.sinks.lame import Mp3Encoder
from coach.sinks.pcm import to_int16
from coach.units import TICK

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

FRAME_BYTES = 288


def encoded(samples: NDArray[np.float32], block_size: int) -> bytes:
    encoder = IslandEncoder(96)
    parts = [
        encoder.encode(to_int16(samples[at : at + block_size]))
        for at in range(0, samples.size, block_size)
    ]
    return b"".join(parts) + encoder.flush()


def placed(length: int, sounds: list[tuple[int, int]]) -> NDArray[np.float32]:
    """Put the beginnings of one sound at these places, of these lengths."""
    samples = np.zeros(length, np.float32)
    for at, size in sounds:
        part = noise(48_000)[: min(size, length - at)]
        samples[at : at + len(part)] = part
    return samples


@given(
    length=st.integers(1, 60_000),
    sounds=st.lists(
        st.tuples(st.integers(0, 60_000), st.integers(1, 9_000)), max_size=4
    ),
    block_sizes=st.tuples(st.integers(1, 5_000), st.integers(1, 70_000)),
)
@settings(max_examples=60, deadline=None)
def test_frames_are_as_many_as_lame_makes_and_blocks_do_not_matter(
    length: int, sounds: list[tuple[int, int]], block_sizes: tuple[int, int]
) -> None:
    samples = placed(length, [each for each in sounds if each[0] < length])
    one, other = (encoded(samples, size) for size in block_sizes)
    assert one == other
    lame = Mp3Encoder(96)
    whole = lame.encode(to_int16(samples)) + lame.flush()
    assert len(one) == len(whole)


def test_silence_is_one_frame_over_and_over() -> None:
    assert encoded(np.zeros(50 * TICK, np.float32), 7_000) == silent_frame(96) * 51


def test_the_same_sound_has_the_same_frames_wherever_it_is() -> None:
    places = (20, 61, 140)
    samples = placed(200 * TICK, [(at * TICK, 9_000) for at in places])
    frames = encoded(samples, 48_000)
    found = {frames[(at - 3) * FRAME_BYTES : (at + 12) * FRAME_BYTES] for at in places}
    assert len(found) == 1


@pytest.mark.real
@pytest.mark.parametrize("gap_ticks", range(10))
def test_islands_decode_as_one_encode_would(tmp_path: Path, gap_ticks: int) -> None:
    """Whatever lies between two sounds: positions are exact and nothing is lost."""
    ffmpeg = require_tool("ffmpeg")
    second = 10 * TICK + 9_000 + gap_ticks * TICK
    samples = placed(second + 30_000, [(10 * TICK, 9_000), (second, 20_000)])
    write(tmp_path / "islands.mp3", samples)
    heard = decoded_by_ffmpeg(ffmpeg, tmp_path / "islands.mp3")
    assert heard.size == samples.size
    error = np.sum((heard - samples) ** 2)
    assert 10 * np.log10(error / np.sum(samples**2)) < -20


@pytest.mark.real
def test_a_sound_that_never_pauses_is_one_encode_too(tmp_path: Path) -> None:
    """Longer than what is kept whole: it goes through the encoder as it comes."""
    ffmpeg = require_tool("ffmpeg")
    sound = np.tile(noise(96_000) + 1e-4, 16).astype(np.float32)
    samples = np.pad(sound, (20_000, 30_000))
    write(tmp_path / "long.mp3", samples, block_size=36_864)
    heard = decoded_by_ffmpeg(ffmpeg, tmp_path / "long.mp3")
    assert heard.size == samples.size
    error = np.sum((heard - samples) ** 2)
    assert 10 * np.log10(error / np.sum(samples**2)) < -20
    assert not heard[: 20_000 - 2 * TICK].any()
    assert not heard[-30_000 + 3 * TICK :].any()


def through(cache: FrameCache) -> bytes:
    encoder = IslandEncoder(96, cache)
    samples = placed(100 * TICK, [(20 * TICK, 9_000), (60 * TICK, 20_000)])
    return encoder.encode(to_int16(samples)) + encoder.flush()


def test_the_cache_changes_nothing_but_the_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = FrameCache(tmp_path / "frames")
    plain = encoded(
        placed(100 * TICK, [(20 * TICK, 9_000), (60 * TICK, 20_000)]), 48_000
    )
    assert through(cache) == plain
    assert len(list((tmp_path / "frames").iterdir())) == 2

    def never(*_: object) -> bytes:
        raise AssertionError("encoded again")

    silent_frame(96)
    monkeypatch.setattr(Mp3Encoder, "encode", never)
    assert through(cache) == plain


@pytest.mark.parametrize("damage", [b"", b"short", bytes(20_000)])
def test_damaged_frames_are_made_again(tmp_path: Path, damage: bytes) -> None:
    cache = FrameCache(tmp_path)
    plain = through(cache)
    for path in tmp_path.iterdir():
        path.write_bytes(damage or path.read_bytes()[:-1])
    assert through(cache) == plain
    assert through(cache) == plain


def test_swapped_frames_are_made_again(tmp_path: Path) -> None:
    """Of sounds equally long, whose frames differ in nothing but what is heard."""
    rng = np.random.default_rng(2)
    samples = np.zeros((60, TICK), np.int16)
    for first in (10, 40):
        samples[first : first + 5] = rng.integers(-9_000, 9_000, (5, TICK))

    def made() -> bytes:
        encoder = IslandEncoder(96, FrameCache(tmp_path))
        return encoder.encode(samples.reshape(-1)) + encoder.flush()

    plain = made()
    one, other = tmp_path.iterdir()
    contents = one.read_bytes(), other.read_bytes()
    assert len(contents[0]) == len(contents[1])
    one.write_bytes(contents[1])
    other.write_bytes(contents[0])
    assert made() == plain


def test_a_folder_that_cannot_be_used_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert through(FrameCache(tmp_path / "file" / "frames")) == through(
        FrameCache(tmp_path / "frames")
    )


def test_what_is_kept_in_memory_has_an_end() -> None:
    encoder = IslandEncoder(320)
    rng = np.random.default_rng(1)
    for _ in range(60):
        island = np.zeros((100, TICK), np.int16)
        island[5:80] = rng.integers(-9_000, 9_000, (75, TICK))
        encoder.encode(island.reshape(-1))
    kept = sum(map(len, encoder._kept.values()))
    assert kept == encoder._kept_bytes <= 4_000_000
    assert kept > 3_800_000
