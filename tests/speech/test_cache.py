from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.sealed import replace_file
from coach.speech.cache import TakeCache
from coach.speech.take import Take
from coach.units import Frames

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KEY = "0123456789abcdef" * 2
OTHER_KEY = "f" * 32


def make(length: int = 500, *, seed: int = 0) -> Take:
    samples = np.random.default_rng(seed).standard_normal(length).astype(np.float32)
    return Take(samples=samples, lead=Frames(seed), sounding=Frames(length - seed))


def same(one: Take | None, other: Take) -> bool:
    return (
        one is not None
        and one.samples.tobytes() == other.samples.tobytes()
        and one.samples.dtype == np.float32
        and (one.lead, one.sounding) == (other.lead, other.sounding)
    )


def only_file(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


@given(length=st.integers(0, 5_000), seed=st.integers(0, 100))
@settings(max_examples=25, deadline=None)
def test_what_is_put_is_what_is_got(
    tmp_path_factory: pytest.TempPathFactory, length: int, seed: int
) -> None:
    cache = TakeCache(tmp_path_factory.mktemp("cache") / "deep" / "takes")
    take = make(length, seed=min(seed, length))
    assert cache.get(KEY) is None
    cache.put(KEY, take)
    assert same(cache.get(KEY), take)
    assert cache.get(OTHER_KEY) is None


def test_a_take_that_was_got_can_be_written_to(tmp_path: Path) -> None:
    cache = TakeCache(tmp_path)
    cache.put(KEY, make())
    got = cache.get(KEY)
    assert got is not None
    assert got.samples.flags.writeable


def test_a_gain_is_kept_to_the_last_bit(tmp_path: Path) -> None:
    cache = TakeCache(tmp_path)
    assert cache.get_gain_db(KEY) is None
    cache.put_gain_db(KEY, 5.07)
    assert cache.get_gain_db(KEY) == 5.07
    assert cache.get(KEY) is None


def flip(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 0x10]) + content[at + 1 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "one byte": lambda content: content[:1],
    "half": lambda content: content[: len(content) // 2],
    "all but the last byte": lambda content: content[:-1],
    "one byte more": lambda content: content + b"\0",
    "flipped at the start": lambda content: flip(content, 0),
    "flipped in the checksum": lambda content: flip(content, 20),
    "flipped in the key": lambda content: flip(content, 50),
    "flipped in the lengths": lambda content: flip(content, 85),
    "flipped in the middle": lambda content: flip(content, len(content) // 2),
    "flipped at the end": lambda content: flip(content, len(content) - 1),
    "zeroed": lambda content: bytes(len(content)),
    "twice": lambda content: content * 2,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_take_is_removed_and_missing(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    cache = TakeCache(tmp_path)
    cache.put(KEY, make())
    file = only_file(tmp_path)
    file.write_bytes(damage(file.read_bytes()))
    assert cache.get(KEY) is None
    assert not file.exists()
    cache.put(KEY, make())
    assert same(cache.get(KEY), make())


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_gain_is_removed_and_missing(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    cache = TakeCache(tmp_path)
    cache.put_gain_db(KEY, 1.5)
    file = only_file(tmp_path)
    content = file.read_bytes()
    damaged = damage(content) if len(content) > 86 else content[:-1]
    file.write_bytes(damaged)
    assert cache.get_gain_db(KEY) is None
    assert not file.exists()


def test_every_single_flipped_bit_is_noticed(tmp_path: Path) -> None:
    cache = TakeCache(tmp_path)
    cache.put(KEY, make(3))
    content = only_file(tmp_path).read_bytes()
    for at in range(len(content)):
        only_file(tmp_path).write_bytes(flip(content, at))
        assert cache.get(KEY) is None
        cache.put(KEY, make(3))


def test_swapped_takes_are_noticed(tmp_path: Path) -> None:
    cache = TakeCache(tmp_path)
    cache.put(KEY, make())
    first = only_file(tmp_path)
    first.rename(tmp_path / first.name.replace(KEY, OTHER_KEY))
    assert cache.get(OTHER_KEY) is None
    assert list(tmp_path.iterdir()) == []


def test_a_gain_is_not_taken_for_a_take(tmp_path: Path) -> None:
    cache = TakeCache(tmp_path)
    cache.put_gain_db(KEY, 1.0)
    only_file(tmp_path).rename(tmp_path / f"{KEY}.take")
    assert cache.get(KEY) is None


@pytest.mark.parametrize("key", ["../outside", "", "a/b", "A" * 32])
def test_a_key_from_a_hostile_timeline_names_no_file(tmp_path: Path, key: str) -> None:
    inside = tmp_path / "cache"
    inside.mkdir()
    (tmp_path / "outside.take").write_bytes(b"precious")
    assert TakeCache(inside).get(key) is None
    assert (tmp_path / "outside.take").read_bytes() == b"precious"


def test_a_cache_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    """The folder's place is taken by a file: so it is for root too."""
    (tmp_path / "file").write_text("")
    cache = TakeCache(tmp_path / "file" / "takes")
    cache.put(KEY, make())
    cache.put_gain_db(KEY, 1.0)
    assert cache.get(KEY) is None
    assert cache.get_gain_db(KEY) is None


def test_a_folder_in_the_place_of_a_take_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / f"{KEY}.take" / "x").mkdir(parents=True)
    cache = TakeCache(tmp_path)
    cache.put(KEY, make())
    assert cache.get(KEY) is None
    assert [file.name for file in tmp_path.iterdir()] == [f"{KEY}.take"]


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "file"
    replace_file(target, b"before")
    with pytest.raises(TypeError):
        replace_file(target, "no bytes")  # type: ignore[arg-type]
    assert target.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [target]


def _hammer(folder: Path, seed: int) -> int:
    """Put and get one key over and over; count what is neither whole nor a miss."""
    cache = TakeCache(folder)
    takes = [make(20_000, seed=0), make(20_000, seed=1)]
    wrong = 0
    for turn in range(60):
        cache.put(KEY, takes[(turn + seed) % 2])
        got = cache.get(KEY)
        wrong += got is not None and not any(same(got, take) for take in takes)
    return wrong


def test_two_processes_share_a_cache(tmp_path: Path) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        wrong = processes.map(_hammer, [tmp_path] * 2, [0, 1])
        assert list(wrong) == [0, 0]
    assert TakeCache(tmp_path).get(KEY) is not None
    assert [file.name for file in tmp_path.iterdir()] == [f"{KEY}.take"]
