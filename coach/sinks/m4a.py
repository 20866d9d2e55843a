"""AAC in an M4A file, through ffmpeg by a pipe, in constant memory."""

from __future__ import annotations

import subprocess
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from coach.errors import MachineError
from coach.sinks.atomic import OutputError, raise_refusal
from coach.sinks.languages import iso_639_2
from coach.sinks.sink import FileSink
from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from coach.sinks.tags import TrackTags

__all__ = ["FfmpegError", "M4aSink", "NoFfmpegError", "find_ffmpeg"]


class NoFfmpegError(MachineError):
    """There is no ffmpeg on this computer."""

    def __init__(self) -> None:
        """Say where one comes from."""
        super().__init__(
            "M4A needs ffmpeg, and there is none: install it with "
            "'pip install \"audio-coach[ffmpeg]\"', or write an .mp3 instead"
        )


class FfmpegError(MachineError):
    """ffmpeg gave up; `reason` is the last thing that it said."""

    def __init__(self, path: Path, reason: str) -> None:
        """Carry the target and the reason."""
        self.path = path
        self.reason = reason
        super().__init__(
            f"ffmpeg could not write {path}: {reason}; write an .mp3 instead"
        )


def find_ffmpeg() -> str:
    """Return the path of the system's ffmpeg, or of the one that the extra carries."""
    with warnings.catch_warnings():
        # pydub warns of audioop, and of an ffmpeg that it does not find.
        warnings.simplefilter("ignore")
        from pydub.utils import get_encoder_name, which

        found = which(get_encoder_name())
    if found is not None:
        return str(found)
    try:
        from imageio_ffmpeg import get_ffmpeg_exe

        return str(get_ffmpeg_exe())
    except (ImportError, RuntimeError) as fault:
        raise NoFfmpegError from fault


class M4aSink(FileSink):
    """Writes AAC with chapters, lyrics and cover."""

    def __init__(self, path: Path, tags: TrackTags, *, bitrate_kbps: int) -> None:
        """Remember the bit rate; ffmpeg is looked for when the file is opened."""
        super().__init__(path, tags)
        self._bitrate_kbps = bitrate_kbps
        self._ffmpeg: subprocess.Popen[bytes] | None = None
        self._folder: TemporaryDirectory[str] | None = None

    def _open(self, path: Path, tags: TrackTags) -> None:
        ffmpeg = find_ffmpeg()
        self._path = path
        self._folder = TemporaryDirectory(prefix="coach-")
        metadata = Path(self._folder.name, "metadata")
        metadata.write_text(_ffmetadata(tags), encoding="utf-8")
        # A file, not a pipe: nobody reads it while samples are written.
        self._said = Path(self._folder.name, "said")
        command = [
            *(ffmpeg, "-nostdin", "-v", "error", "-y"),
            *("-f", "f32le", "-ar", str(SAMPLE_RATE), "-ac", "1", "-i", "pipe:0"),
            *("-f", "ffmetadata", "-i", str(metadata)),
            *("-map", "0:a", "-map_metadata", "1", "-map_chapters", "1"),
            *("-metadata:s:a:0", f"language={iso_639_2(tags.language)}"),
            *("-c:a", "aac", "-b:a", f"{self._bitrate_kbps}k"),
            # No version and no date in the file: the same samples give the same bytes.
            *(
                "-fflags",
                "+bitexact",
                "-flags:a",
                "+bitexact",
                "-f",
                "ipod",
                f"file:{path}",
            ),
        ]
        with self._said.open("wb") as said:
            # No shell, and none of the script's words: those are in the file.
            self._ffmpeg = subprocess.Popen(  # noqa: S603
                command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said
            )

    def _encode(self, block: NDArray[np.float32]) -> None:
        import numpy as np

        if self._ffmpeg is None or self._ffmpeg.stdin is None:
            raise RuntimeError("write needs an open sink")
        try:
            self._ffmpeg.stdin.write(np.clip(block, -1, 1).astype("<f4").tobytes())
        except BrokenPipeError:
            self._complete()

    def _close(self) -> None:
        self._complete()
        _add_cover(self._path, self._tags, target=self.path)
        self._remove_folder()

    def _abandon(self) -> None:
        if self._ffmpeg is not None:
            self._ffmpeg.kill()
            self._ffmpeg.wait()
            self._let_go_of_pipe()
        self._remove_folder()

    def _complete(self) -> None:
        """Let ffmpeg end, and raise what it complained of."""
        if self._ffmpeg is None:
            raise RuntimeError("finish needs an open sink")
        self._let_go_of_pipe()
        status = self._ffmpeg.wait()
        said = self._said.read_text(encoding="utf-8", errors="replace").split("\n")
        if status != 0 or any(said):
            raise_refusal(self._path)
            lines = [line.strip() for line in said if line.strip()]
            raise FfmpegError(
                self.path, lines[-1] if lines else f"it ended with {status}"
            )

    def _let_go_of_pipe(self) -> None:
        if self._ffmpeg is not None and self._ffmpeg.stdin is not None:
            try:
                self._ffmpeg.stdin.close()
            except BrokenPipeError:
                # Samples were still waiting for an ffmpeg that had ended.
                return

    def _remove_folder(self) -> None:
        if self._folder is not None:
            self._folder.cleanup()


def _ffmetadata(tags: TrackTags) -> str:
    """Write tags and chapters the way ffmpeg reads them; times in frames."""
    fields = {
        "title": tags.title,
        "artist": tags.artist,
        "album_artist": tags.artist,
        "album": tags.album,
        "genre": tags.genre,
        "date": str(tags.year),
        "comment": tags.comment,
        "lyrics": "\n".join(line.text for line in tags.lyrics),
    }
    lines = [";FFMETADATA1"]
    lines += [f"{key}={_escaped(value)}" for key, value in fields.items() if value]
    for chapter in tags.chapters:
        lines += [
            "[CHAPTER]",
            f"TIMEBASE=1/{SAMPLE_RATE}",
            f"START={chapter.onset}",
            f"END={chapter.onset + chapter.duration}",
            f"title={_escaped(chapter.title)}",
        ]
    return "\n".join([*lines, ""])


def _escaped(text: str) -> str:
    for special in "\\=;#\n":
        text = text.replace(special, "\\" + special)
    return text


def _add_cover(path: Path, tags: TrackTags, *, target: Path) -> None:
    from mutagen import MutagenError
    from mutagen.mp4 import MP4, MP4Cover

    from coach.sinks.cover import draw_cover

    cover = draw_cover(tags.title, position=tags.position, subtitle=tags.subtitle)
    try:
        file = MP4(path)
        file["covr"] = [MP4Cover(cover, imageformat=MP4Cover.FORMAT_JPEG)]
        file.save()
    except MutagenError as fault:
        raise_refusal(path)
        raise OutputError(target, str(fault)) from fault
