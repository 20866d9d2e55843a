from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile
from conftest import require_tool
from mutagen.flac import FLAC
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from samples import decoded_by_ffmpeg, noise, tags_for, write

from coach.errors import UsageError
from coach.sinks import open_sink
from coach.sinks.recorder import RecorderSink

if TYPE_CHECKING:
    from pathlib import Path

    from coach.sinks.sink import Sink

LENGTHS = (1, 959, 960, 961, 1152, 48_000, 100_001)


def test_unknown_extension_lists_the_formats(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refusal:
        open_sink(tmp_path / "track.mp4", tags_for(1))
    assert str(refusal.value) == (
        "cannot tell the format of 'track.mp4' from its name; "
        "end it in one of .mp3, .wav, .flac, .ogg, .opus, .m4a"
    )


def test_extension_may_be_in_capitals(tmp_path: Path) -> None:
    write(tmp_path / "TRACK.WAV", noise(10))
    assert soundfile.info(tmp_path / "TRACK.WAV").frames == 10


@pytest.mark.parametrize("extension", [".wav", ".flac"])
@pytest.mark.parametrize("length", LENGTHS)
def test_lossless_files_hold_every_sample(
    tmp_path: Path, extension: str, length: int
) -> None:
    path = tmp_path / f"track{extension}"
    samples = noise(length)
    write(path, samples, block_size=1152)
    heard, rate = soundfile.read(path, dtype="float32")
    assert rate == 48_000
    assert heard.size == length
    assert np.abs(heard - samples).max() <= 0.5001 / 32768


@pytest.mark.parametrize("extension", [".ogg", ".opus"])
@pytest.mark.parametrize("length", LENGTHS)
def test_ogg_ends_on_the_last_sample(
    tmp_path: Path, extension: str, length: int
) -> None:
    path = tmp_path / f"track{extension}"
    write(path, noise(length), block_size=1152)
    assert soundfile.info(path).frames == length
    assert soundfile.read(path)[0].size == length


@pytest.mark.real
@pytest.mark.parametrize(
    ("extension", "length"),
    [
        (extension, length)
        for extension in (".wav", ".flac", ".ogg", ".opus")
        for length in LENGTHS
        # ffmpeg misreads the end of an Ogg Vorbis file of one page, about a second.
        if extension != ".ogg" or length > 48_000
    ],
)
def test_ffmpeg_gives_exactly_as_many_samples(
    tmp_path: Path, extension: str, length: int
) -> None:
    ffmpeg = require_tool("ffmpeg")
    path = tmp_path / f"track{extension}"
    samples = noise(length)
    write(path, samples, block_size=1152)
    heard = decoded_by_ffmpeg(ffmpeg, path)
    assert heard.size == length
    if length >= 48_000:
        product = np.fft.rfft(heard, 1 << 18) * np.fft.rfft(samples, 1 << 18).conj()
        assert int(np.fft.irfft(product).argmax()) == 0


@pytest.mark.parametrize(
    ("extension", "reader"), [(".flac", FLAC), (".ogg", OggVorbis), (".opus", OggOpus)]
)
def test_comments_and_chapters(
    tmp_path: Path, extension: str, reader: type[FLAC | OggVorbis | OggOpus]
) -> None:
    path = tmp_path / f"track{extension}"
    write(path, noise(96_000))
    file = reader(path)
    shown = {name.lower(): file[name] for name in file}
    assert len(shown.pop("metadata_block_picture", ["one"])) == 1
    shown.pop("encoder", None)
    assert shown == {
        "title": ["Calf pump"],
        "artist": ["Calf Pump Coach"],
        "albumartist": ["Calf Pump Coach"],
        "album": ["Calf Pump Coach - Standing"],
        "genre": ["Speech"],
        "date": ["2025"],
        "language": ["en-GB"],
        "comment": ["Hold on; stop = sit down"],
        "lyrics": ["Stand tall.\nLève les talons."],
        "chapter000": ["00:00:00.000"],
        "chapter000name": ["Opening"],
        "chapter001": ["00:00:01.000"],
        "chapter001name": ["Set 1 \N{EM DASH} Шаг"],
    }


def test_wav_has_its_tags(tmp_path: Path) -> None:
    write(tmp_path / "track.wav", noise(100))
    with soundfile.SoundFile(tmp_path / "track.wav") as file:
        assert file.copy_metadata() == {
            "title": "Calf pump",
            "artist": "Calf Pump Coach",
            "comment": "Hold on; stop = sit down",
            "date": "2025",
            "album": "Calf Pump Coach - Standing",
            "genre": "Speech",
        }


@pytest.mark.parametrize("extension", [".wav", ".flac", ".ogg", ".opus"])
def test_same_samples_give_the_same_bytes(tmp_path: Path, extension: str) -> None:
    for name in ("a", "b"):
        write(tmp_path / f"{name}{extension}", noise(100_000))
    assert (tmp_path / f"a{extension}").read_bytes() == (
        tmp_path / f"b{extension}"
    ).read_bytes()


def test_opus_keeps_to_its_bit_rate(tmp_path: Path) -> None:
    sizes = []
    for bitrate_kbps in (32, 96):
        write(tmp_path / "track.opus", noise(480_000), bitrate_kbps=bitrate_kbps)
        sizes.append((tmp_path / "track.opus").stat().st_size)
    assert sizes[1] - sizes[0] > 10 * 64_000 / 8 * 0.5


def test_one_long_block_is_no_burden(tmp_path: Path) -> None:
    write(tmp_path / "track.ogg", noise(960_000), block_size=960_000)
    assert soundfile.info(tmp_path / "track.ogg").frames == 960_000


def test_recorder_keeps_what_was_finished_and_drops_what_was_not() -> None:
    recorder = RecorderSink()
    block = noise(100)
    with recorder as sink:
        sink.write(block)
        block[:] = 0
        sink.finish()
    assert recorder.finished
    assert recorder.samples.tolist() == noise(100).tolist()

    dropped = RecorderSink()
    as_sink: Sink = dropped
    with as_sink as sink:
        sink.write(block)
    assert dropped.discarded
    assert dropped.samples.size == 0
