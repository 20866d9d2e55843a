from __future__ import annotations

import subprocess
import tracemalloc
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile
from conftest import require_tool
from samples import decoded_by_ffmpeg, noise, tags_for, write

from coach.errors import UsageError
from coach.sinks import open_sink
from coach.sinks.lame import Mp3Encoder
from coach.sinks.mp3 import Mp3File
from coach.sinks.pcm import to_int16
from coach.units import TICK, Frames

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

LENGTHS = (1, 2, 575, 576, 577, 1151, 1152, 1153, 1727, 1728, 1729, 2303, 2304, 2305,
           11_519, 11_520, 11_521, 48_000, 144_001)  # fmt: skip
MP3_AT_96_FRAME_BYTES = 288


def decoded(path: Path, decoder: str) -> NDArray[np.float32]:
    """Decode; samples of 16 bits become full scale 1.0."""
    if decoder == "soundfile":
        samples, rate = soundfile.read(path, dtype="float32")
        assert rate == 48_000
        return np.asarray(samples, np.float32)
    tool = require_tool(decoder)
    if decoder == "ffmpeg":
        return decoded_by_ffmpeg(tool, path)
    arguments = {
        "mpg123": ["-q", "-s", "-e", "s16", str(path)],
        "sox": ["-V1", str(path), "-t", "raw", "-e", "signed", "-b", "16", "-L", "-"],
        "lame": ["--quiet", "--decode", "-t", str(path), "-"],
    }
    done = subprocess.run([tool, *arguments[decoder]], check=True, capture_output=True)
    assert done.stderr == b""
    pcm = np.frombuffer(done.stdout, "<i2")
    return (pcm / 32768).astype(np.float32)


@pytest.mark.real
@pytest.mark.parametrize("decoder", ["ffmpeg", "mpg123", "soundfile", "lame"])
def test_every_decoder_gives_exactly_the_samples_written(
    tmp_path: Path, decoder: str
) -> None:
    path = tmp_path / "track.mp3"
    for length in LENGTHS:
        write(path, noise(length))
        assert decoded(path, decoder).size == length


@pytest.mark.real
@pytest.mark.parametrize("decoder", ["ffmpeg", "mpg123", "soundfile", "lame"])
@pytest.mark.parametrize("bitrate_kbps", [64, 96, 320])
def test_positions_are_exact(tmp_path: Path, decoder: str, bitrate_kbps: int) -> None:
    path = tmp_path / "track.mp3"
    samples = noise(96_000)
    clicks = (7, 20_000, 50_001, 95_900)
    for at in clicks:
        samples[max(at - 3000, 0) : at + 3000] = 0
    for at in clicks:
        samples[at] = 0.9
    write(path, samples, bitrate_kbps=bitrate_kbps)
    heard = decoded(path, decoder)
    assert heard.size == samples.size
    for at in clicks:
        begin = max(at - 500, 0)
        found = begin + int(np.abs(heard[begin : at + 500]).argmax())
        assert abs(found - at) <= 1
    spectrum = np.fft.rfft(heard, 1 << 18) * np.fft.rfft(samples, 1 << 18).conj()
    assert int(np.fft.irfft(spectrum).argmax()) == 0


@pytest.mark.real
def test_sox_reads_no_info_header_and_goes_by_the_tag(tmp_path: Path) -> None:
    samples = noise(96_000)
    write(tmp_path / "track.mp3", samples)
    heard = decoded(tmp_path / "track.mp3", "sox")
    assert heard.size == samples.size
    product = np.fft.rfft(heard, 1 << 18) * np.fft.rfft(samples, 1 << 18).conj()
    # It plays the Info frame, LAME's delay of 576 and the decoder's 529 as silence.
    assert int(np.fft.irfft(product).argmax()) == TICK + 576 + 529


@pytest.mark.real
def test_error_is_that_of_an_ordinary_encode(tmp_path: Path) -> None:
    samples = noise(480_000)
    write(tmp_path / "track.mp3", samples)
    heard = decoded(tmp_path / "track.mp3", "ffmpeg")
    error_db = 10 * np.log10(np.sum((heard - samples) ** 2) / np.sum(samples**2))
    assert error_db < -20


@pytest.mark.real
def test_silence_is_digital(tmp_path: Path) -> None:
    samples = noise(240_000)
    samples[48_000:192_000] = 0
    write(tmp_path / "track.mp3", samples)
    heard = decoded(tmp_path / "track.mp3", "ffmpeg")
    assert not heard[52_000:188_000].any()


@pytest.mark.real
@pytest.mark.parametrize("bitrate_kbps", [64, 96])
def test_mp3val_finds_nothing(tmp_path: Path, bitrate_kbps: int) -> None:
    mp3val = require_tool("mp3val")
    path = tmp_path / "track.mp3"
    write(path, noise(100_000), bitrate_kbps=bitrate_kbps)
    said = subprocess.run(
        [mp3val, str(path)], check=True, capture_output=True, text=True
    )
    assert "WARNING" not in said.stdout
    assert "MPEG 1 Layer III), +ID3v2, CBR" in said.stdout


@pytest.mark.real
def test_seeking_lands_where_it_should(tmp_path: Path) -> None:
    ffmpeg = require_tool("ffmpeg")
    samples = noise(480_000)
    write(tmp_path / "track.mp3", samples)
    command = [ffmpeg, "-v", "error", "-ss", "6", "-i", str(tmp_path / "track.mp3")]
    done = subprocess.run(
        [*command, "-f", "f32le", "-"], check=True, capture_output=True
    )
    heard = np.frombuffer(done.stdout, np.float32)
    rest = samples[288_000:]
    assert abs(heard.size - rest.size) <= 1152
    length = min(heard.size, rest.size)
    product = (
        np.fft.rfft(heard[:length], 1 << 19)
        * np.fft.rfft(rest[:length], 1 << 19).conj()
    )
    peak = int(np.fft.irfft(product).argmax())
    assert min(peak, (1 << 19) - peak) <= 1152


def test_same_samples_give_the_same_bytes_however_they_are_cut(tmp_path: Path) -> None:
    samples = noise(60_000)
    write(tmp_path / "a.mp3", samples, block_size=1152)
    write(tmp_path / "b.mp3", samples, block_size=7001)
    assert (tmp_path / "a.mp3").read_bytes() == (tmp_path / "b.mp3").read_bytes()


def test_encoder_makes_whole_frames_that_need_none_before() -> None:
    encoder = Mp3Encoder(96)
    mp3 = encoder.encode(to_int16(noise(48_000))) + encoder.flush()
    assert len(mp3) == 43 * MP3_AT_96_FRAME_BYTES
    assert mp3[:4] == bytes.fromhex("fffb74c4")
    # main_data_begin, the first nine bits after the header: nothing is borrowed.
    assert mp3[4] == 0
    assert mp3[5] & 0x80 == 0


def test_file_lays_out_frames_from_anywhere() -> None:
    encoder = Mp3Encoder(96)
    frames = encoder.encode(np.zeros(11_520, np.int16)) + encoder.flush()
    file = BytesIO()
    mp3 = Mp3File(file, tag=b"TAG", bitrate_kbps=96)
    mp3.append(frames)
    mp3.append(frames)
    mp3.finish(Frames(2 * 11_520))
    written = file.getvalue()
    assert written[:3] == b"TAG"
    assert written[3 + 21 : 3 + 25] == b"Info"
    assert written[3 + MP3_AT_96_FRAME_BYTES :] == frames * 2


def test_memory_does_not_grow_with_length(tmp_path: Path) -> None:
    def peak_bytes(blocks: int) -> int:
        block = noise(48_000)
        tags = tags_for(blocks * block.size)
        tracemalloc.start()
        with open_sink(tmp_path / "track.mp3", tags) as sink:
            for _ in range(blocks):
                sink.write(block)
            sink.finish()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    peak_bytes(1)
    assert peak_bytes(120) < peak_bytes(30) * 1.1


def test_unknown_bit_rate_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refusal:
        open_sink(tmp_path / "track.mp3", tags_for(1), bitrate_kbps=100)
    assert str(refusal.value) == (
        "MP3 has no bit rate of 100 kb/s; "
        "choose from 64, 80, 96, 112, 128, 160, 192, 224, 256, 320"
    )


def test_rounding_to_16_bits() -> None:
    given = np.array([0, 1, -1, 2, 0.5, 1.4 / 32768, -1.6 / 32768], np.float32)
    expected = [0, 32767, -32768, 32767, 16384, 1, -2]
    assert to_int16(given).tolist() == expected
    assert given[1] == 1
