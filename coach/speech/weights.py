"""Kokoro's weights and voices on this machine: where they lie, how they get there."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from coach.errors import MachineError, UsageError
from coach.speech.onnx_session import open_session

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "HUB_REPOSITORY",
    "MODEL_FILE",
    "STYLES",
    "WeightsError",
    "add_voice",
    "lacking",
    "open_model",
    "read_style",
    "style_file",
]

HUB_REPOSITORY = "onnx-community/Kokoro-82M-v1.0-ONNX"

STYLES = {"heart": "af_heart", "michael": "am_michael"}
"""The voices that the coach speaks with, and Kokoro's names for them."""

MODEL_FILE = "kokoro.onnx"

STYLE_SHAPE = (510, 1, 256)
"""One style vector for each length of an utterance in tokens."""

_HUB_MODEL = "onnx/model_quantized.onnx"
_MODEL_NAMES = (MODEL_FILE, "kokoro-v1.0.int8.onnx", _HUB_MODEL, "model_quantized.onnx")
_OTHER_INPUTS = {"style": "tensor(float)", "speed": "tensor(float)"}
_STYLE_BYTES = 510 * 256 * 4

_STORAGE_FAULTS = {
    errno.EACCES,
    errno.EDQUOT,
    errno.ENOSPC,
    errno.ENOTDIR,
    errno.EPERM,
    errno.EROFS,
}


class WeightsError(MachineError):
    """Kokoro's files cannot be had, or are not what they should be."""

    def __init__(self, problem: str, cure: str) -> None:
        """Say the problem, and what to do about it."""
        self.problem = problem
        self.cure = cure
        super().__init__(f"{problem}; {cure}")


def style_file(voice: str) -> str:
    """Return the name of a voice's file in the folder: "af_heart.bin"."""
    if voice not in STYLES:
        known = " and ".join(STYLES)
        raise UsageError(f"kokoro has no voice '{voice}' here; it has {known}")
    return f"{STYLES[voice]}.bin"


def lacking(voice: str, folder: Path) -> tuple[str, ...]:
    """Return the names of the files that the voice still needs."""
    return tuple(
        name
        for name in (MODEL_FILE, style_file(voice))
        if not (folder / name).is_file()
    )


def add_voice(name: str, *, folder: Path, source: Path | None) -> tuple[Path, ...]:
    """Put what a voice needs into the folder, checked; return the files that are new.

    Without a source folder the files come from the model hub.
    """
    style = style_file(name)
    wanted = lacking(name, folder)
    if not wanted:
        return ()
    obtain = _from_hub() if source is None else _from_folder(source)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Beside its target, so that the last step is a rename and never half a file.
        with TemporaryDirectory(dir=folder, prefix=".incoming-") as incoming:
            for file in wanted:
                arrived = obtain(file, Path(incoming))
                if file == style:
                    read_style(arrived)
                else:
                    open_model(arrived, threads=1)
                arrived.replace(folder / file)
    except OSError as fault:
        raise _storage_error(fault, folder) from fault
    return tuple(folder / file for file in wanted)


def read_style(path: Path) -> NDArray[np.float32]:
    """Read a voice's style vectors: shape (510, 1, 256)."""
    import numpy as np

    size = path.stat().st_size
    if size != _STYLE_BYTES:
        raise _false_file(path, f"it has {size} bytes, a voice has {_STYLE_BYTES}")
    vectors = np.fromfile(path, dtype="<f4")
    if not np.isfinite(vectors).all() or not vectors.any():
        raise _false_file(path, "its numbers are no voice")
    return vectors.reshape(STYLE_SHAPE)


def open_model(path: Path, *, threads: int) -> Any:  # noqa: ANN401 (untyped package)
    """Open the weights with onnxruntime, and see that they are Kokoro's."""
    session = open_session(path, extra="kokoro", threads=threads)
    kinds = {each.name: each.type for each in session.get_inputs()}
    tokens = kinds.pop("tokens", None) or kinds.pop("input_ids", None)
    if tokens != "tensor(int64)" or kinds != _OTHER_INPUTS:
        raise _false_file(path, "its inputs are not those of Kokoro-82M")
    return session


def _from_folder(source: Path) -> Callable[[str, Path], Path]:
    """Return what copies a file out of a folder, under any name that it goes by."""

    def copy(file: str, incoming: Path) -> Path:
        names = _MODEL_NAMES if file == MODEL_FILE else (file, f"voices/{file}")
        for name in names:
            if (source / name).is_file():
                return _copied(source / name, incoming / file)
        raise WeightsError(
            f"the folder {source} holds no {file}"
            if source.is_dir()
            else f"there is no folder {source}",
            f"put it there under one of these names: {', '.join(names)}",
        )

    return copy


def _copied(path: Path, target: Path) -> Path:
    try:
        original = path.open("rb")
    except OSError as fault:
        raise WeightsError(
            f"cannot read {path} ({_strerror(fault)})", "see that it may be read"
        ) from fault
    with original, target.open("wb") as copy:
        shutil.copyfileobj(original, copy)
    return target


def _from_hub() -> Callable[[str, Path], Path]:
    """Return what fetches a file from the model hub, wherever that is configured."""
    try:
        import huggingface_hub
        from huggingface_hub.errors import EntryNotFoundError, HfHubHTTPError
    except ImportError:
        raise WeightsError(
            "the package huggingface_hub is not installed",
            'run: pip install "audio-coach[kokoro]", '
            "or take the files from a folder with --from",
        ) from None
    # The base is the HTTP library's own error, and that library changed with versions;
    # the faster transfer that the hub may choose fails with RuntimeError.
    transport: Any = HfHubHTTPError.__bases__[0]
    faults = (OSError, RuntimeError, EntryNotFoundError, transport)

    def fetch(file: str, incoming: Path) -> Path:
        remote = _HUB_MODEL if file == MODEL_FILE else f"voices/{file}"
        try:
            arrived = huggingface_hub.hf_hub_download(
                HUB_REPOSITORY, remote, local_dir=incoming, token=False
            )
        except faults as fault:
            if isinstance(fault, OSError) and fault.errno in _STORAGE_FAULTS:
                raise
            raise WeightsError(
                f"cannot fetch {remote} of {HUB_REPOSITORY} ({_first_line(fault)})",
                "check the connection and try again, "
                "or take the files from a folder with --from",
            ) from fault
        return Path(arrived)

    return fetch


def _false_file(path: Path, why: str) -> WeightsError:
    return WeightsError(
        f"{path.name} is not what it should be: {why}", "fetch it again, or elsewhere"
    )


def _storage_error(fault: OSError, folder: Path) -> WeightsError:
    return WeightsError(
        f"cannot keep the voice's files in {folder} ({_strerror(fault)})",
        "free 100 MB there, or see that the folder may be written",
    )


def _strerror(fault: OSError) -> str:
    return os.strerror(fault.errno).lower() if fault.errno else str(fault)


def _first_line(fault: BaseException) -> str:
    return next(iter(str(fault).splitlines()), "") or type(fault).__name__
