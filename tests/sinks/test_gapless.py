from __future__ import annotations

import struct
import subprocess
from typing import TYPE_CHECKING

import numpy as np
import pytest
from conftest import require_tool
from hypothesis import given
from hypothesis import strategies as st

from coach.sinks.gapless import BITRATES_KBPS, Crc16, frame_bytes, info_frame
from coach.units import Frames

if TYPE_CHECKING:
    from pathlib import Path


def crc_bit_by_bit(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


def test_crc_of_the_standard_check_string() -> None:
    crc = Crc16()
    crc.update(b"123456789")
    assert crc.value == 0xBB3D


@given(st.lists(st.binary(max_size=700), max_size=5))
def test_crc_does_not_depend_on_how_bytes_arrive(parts: list[bytes]) -> None:
    crc = Crc16()
    for part in parts:
        crc.update(part)
        assert 0 <= crc.value <= 0xFFFF
    assert crc.value == crc_bit_by_bit(b"".join(parts))


def test_crc_of_more_than_is_joined_at_once() -> None:
    data = np.random.default_rng(1).bytes(600_001)
    at_once, in_parts = Crc16(), Crc16()
    at_once.update(data)
    for at in range(0, len(data), 288 * 50):
        in_parts.update(data[at : at + 288 * 50])
    assert at_once.value == in_parts.value
    assert in_parts.value == crc_bit_by_bit(data)


@pytest.mark.parametrize("bitrate_kbps", BITRATES_KBPS)
def test_info_frame_is_one_frame_that_states_its_counts(bitrate_kbps: int) -> None:
    size = frame_bytes(bitrate_kbps)
    info = info_frame(
        bitrate_kbps=bitrate_kbps,
        quality=7,
        samples=Frames(480_000),
        frames=419,
        music_crc=0xBEEF,
    )
    assert len(info) == size
    assert info[21:25] == b"Info"
    flags, frames, stream_bytes = struct.unpack(">III", info[25:37])
    assert (flags, frames, stream_bytes) == (15, 419, 420 * size)
    table = info[37:137]
    assert list(table) == sorted(table)
    assert (
        int.from_bytes(info[162:165], "big") == 576 << 12 | 419 * 1152 - 576 - 480_000
    )
    assert struct.unpack(">IH", info[169:175]) == (420 * size, 0xBEEF)
    assert struct.unpack(">H", info[175:177]) == (crc_bit_by_bit(info[:175]),)


@pytest.mark.real
def test_both_crcs_are_those_that_lame_writes(tmp_path: Path) -> None:
    lame = require_tool("lame")
    pcm = (np.sin(np.arange(50_000) / 20) * 9000).astype("<i2").tobytes()
    raw = ["-r", "-s", "48", "-m", "m", "--bitwidth", "16", "-b", "96", "--quiet"]
    path = tmp_path / "lame.mp3"
    subprocess.run([lame, *raw, "-", str(path)], input=pcm, check=True)
    mp3 = path.read_bytes()
    assert mp3[21:25] == b"Info"
    assert int.from_bytes(mp3[173:175], "big") == crc_of(mp3[288:])
    assert int.from_bytes(mp3[175:177], "big") == crc_of(mp3[:175])


def crc_of(data: bytes) -> int:
    crc = Crc16()
    crc.update(data)
    return crc.value
