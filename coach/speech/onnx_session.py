"""A voice's neural network on disk: opening it, and telling it from another."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from coach.errors import MachineError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["NetworkError", "fingerprint", "open_session"]


class NetworkError(MachineError):
    """onnxruntime is missing, or cannot read the file."""

    def __init__(self, problem: str, cure: str) -> None:
        """Say the problem, and what to do about it."""
        self.problem = problem
        self.cure = cure
        super().__init__(f"{problem}; {cure}")


def fingerprint(path: Path) -> str:
    """Return the first 16 hexadecimal digits of a file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def open_session(path: Path, *, extra: str, threads: int) -> Any:  # noqa: ANN401 (untyped package)
    """Return an `onnxruntime.InferenceSession`; `extra` is the one that installs it."""
    try:
        import onnxruntime
        from onnxruntime.capi import onnxruntime_pybind11_state as faults
    except ImportError:
        raise NetworkError(
            "the package onnxruntime is not installed",
            f'run: pip install "audio-coach[{extra}]"',
        ) from None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # A waiting thread that spins takes the core from whoever plays the sound.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(
            str(path), sess_options=options, providers=["CPUExecutionProvider"]
        )
    except (
        faults.Fail,
        faults.InvalidArgument,
        faults.InvalidGraph,
        faults.InvalidProtobuf,
        faults.NoSuchFile,
        faults.NotImplemented,
        faults.RuntimeException,
    ) as fault:
        raise NetworkError(
            f"{path.name} is no voice that onnxruntime {onnxruntime.__version__} opens",
            "fetch it again, or elsewhere",
        ) from fault
