from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pytest
from conftest import require_module
from tiny_network import tiny_network

from coach.errors import UsageError
from coach.speech.onnx_session import NetworkError
from coach.speech.weights import (
    HUB_REPOSITORY,
    WeightsError,
    add_voice,
    lacking,
    read_style,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

STYLE = np.full((510, 1, 256), 0.5, "<f4").tobytes()
MODEL = tiny_network(tokens="input_ids", sound="waveform")
ROOT = Path(__file__).parents[2]


class Hub(BaseHTTPRequestHandler):
    """As much of the hub's protocol as one file's download needs."""

    files: ClassVar[dict[str, bytes]] = {}
    asked: ClassVar[list[str]] = []
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self.answer(with_body=False)

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.answer(with_body=True)

    def answer(self, *, with_body: bool) -> None:
        assert "authorization" not in {name.lower() for name in self.headers}
        head = f"/{HUB_REPOSITORY}/resolve/"
        _, _, file = self.path.removeprefix(head).partition("/")
        body = self.files.get(file) if self.path.startswith(head) else None
        self.send_response(404 if body is None else 200)
        if body is None:
            self.send_header("X-Error-Code", "EntryNotFound")
        else:
            self.send_header("ETag", f'"{sha256(body).hexdigest()}"')
        self.send_header("X-Repo-Commit", "0123456789abcdef" * 2 + "01234567")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        if with_body and body is not None:
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hub() -> Iterator[str]:
    """A hub on loopback that holds heart; yields its address."""
    Hub.files = {"onnx/model_quantized.onnx": MODEL, "voices/af_heart.bin": STYLE}
    Hub.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Hub) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "kokoro-v1.0.int8.onnx").write_bytes(tiny_network())
    (folder / "af_heart.bin").write_bytes(STYLE)
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def add_from_hub(endpoint: str, voice: str, folder: Path) -> str:
    """Add the voice in a process of its own: the hub's address is read at import."""
    require_module("onnxruntime")
    require_module("huggingface_hub")
    program = (
        "import sys, time\n"
        # The hub's client tries five times, with pauses that add up to 20 s.
        "time.sleep = lambda seconds: None\n"
        "from pathlib import Path\n"
        "from coach.errors import CoachError\n"
        "from coach.speech.weights import add_voice\n"
        "try:\n"
        "    new = add_voice(sys.argv[1], folder=Path(sys.argv[2]), source=None)\n"
        "    print(*(path.name for path in new))\n"
        "except CoachError as fault:\n"
        "    print(type(fault).__name__, fault)\n"
    )
    environment = {
        **os.environ,
        "HF_ENDPOINT": endpoint,
        "HF_HOME": str(folder.parent / "hub-home"),
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_TOKEN": "a secret that stays here",
    }
    done = subprocess.run(
        [sys.executable, "-c", program, voice, folder],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.real
def test_a_voice_comes_from_the_hub(hub: str, tmp_path: Path) -> None:
    folder = tmp_path / "made" / "kokoro"
    assert add_from_hub(hub, "heart", folder) == "kokoro.onnx af_heart.bin"
    assert (folder / "kokoro.onnx").read_bytes() == MODEL
    assert (folder / "af_heart.bin").read_bytes() == STYLE
    assert names(folder) == ["af_heart.bin", "kokoro.onnx"]
    assert lacking("heart", folder) == ()


@pytest.mark.real
def test_only_what_is_lacking_is_fetched(hub: str, tmp_path: Path) -> None:
    (tmp_path / "kokoro.onnx").write_bytes(MODEL)
    assert add_from_hub(hub, "heart", tmp_path) == "af_heart.bin"
    files = [path for path in Hub.asked if "/resolve/" in path]
    assert [path.rpartition("/")[2] for path in files] == ["af_heart.bin"]
    assert add_from_hub(hub, "heart", tmp_path) == ""


@pytest.mark.real
def test_what_the_hub_lacks_is_named_and_nothing_is_left(
    hub: str, tmp_path: Path
) -> None:
    (tmp_path / "kokoro.onnx").write_bytes(MODEL)
    said = add_from_hub(hub, "michael", tmp_path)
    assert said.startswith(
        f"WeightsError cannot fetch voices/am_michael.bin of {HUB_REPOSITORY} ("
    )
    assert said.endswith(
        "); check the connection and try again, "
        "or take the files from a folder with --from"
    )
    assert names(tmp_path) == ["kokoro.onnx"]


@pytest.mark.real
def test_offline_says_what_to_do(tmp_path: Path) -> None:
    said = add_from_hub("http://127.0.0.1:9", "heart", tmp_path)
    assert said.startswith(
        f"WeightsError cannot fetch onnx/model_quantized.onnx of {HUB_REPOSITORY} ("
    )
    assert "\n" not in said
    assert not any(path.name != "hub-home" for path in tmp_path.iterdir())


@pytest.mark.real
def test_a_login_page_is_no_voice(hub: str, tmp_path: Path) -> None:
    Hub.files["voices/af_heart.bin"] = b"<html>log in</html>"
    assert add_from_hub(hub, "heart", tmp_path) == (
        "WeightsError af_heart.bin is not what it should be: it has 19 bytes, a voice "
        "has 522240; fetch it again, or elsewhere"
    )
    # The weights were right and stay: the next try need not fetch them.
    assert names(tmp_path) == ["kokoro.onnx"]


@pytest.mark.parametrize(
    ("model", "style"),
    [
        ("kokoro.onnx", "af_heart.bin"),
        ("kokoro-v1.0.int8.onnx", "voices/af_heart.bin"),
        ("onnx/model_quantized.onnx", "voices/af_heart.bin"),
        ("model_quantized.onnx", "af_heart.bin"),
    ],
)
def test_a_folder_may_use_the_names_of_either_source(
    tmp_path: Path, model: str, style: str
) -> None:
    require_module("onnxruntime")
    source, folder = tmp_path / "source", tmp_path / "folder"
    for name, content in ((model, MODEL), (style, STYLE)):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(content)
    assert add_voice("heart", folder=folder, source=source) == (
        folder / "kokoro.onnx",
        folder / "af_heart.bin",
    )
    assert names(folder) == ["af_heart.bin", "kokoro.onnx"]
    assert sorted(path.name for path in source.rglob("*") if path.is_file()) == sorted(
        [Path(model).name, Path(style).name]
    )


def test_a_folder_without_the_voice_says_which_names_would_do(
    tmp_path: Path, source: Path
) -> None:
    require_module("onnxruntime")
    with pytest.raises(WeightsError) as caught:
        add_voice("michael", folder=tmp_path / "folder", source=source)
    assert str(caught.value) == (
        f"the folder {source} holds no am_michael.bin; put it there under one of "
        "these names: am_michael.bin, voices/am_michael.bin"
    )


def test_another_model_is_refused(tmp_path: Path, source: Path) -> None:
    require_module("onnxruntime")
    (source / "kokoro-v1.0.int8.onnx").write_bytes(tiny_network(tokens="words"))
    with pytest.raises(WeightsError) as caught:
        add_voice("heart", folder=tmp_path / "folder", source=source)
    assert str(caught.value) == (
        "kokoro.onnx is not what it should be: its inputs are not those of Kokoro-82M; "
        "fetch it again, or elsewhere"
    )
    assert names(tmp_path / "folder") == []


def test_half_a_model_is_refused(tmp_path: Path, source: Path) -> None:
    require_module("onnxruntime")
    (source / "kokoro-v1.0.int8.onnx").write_bytes(MODEL[:100])
    with pytest.raises(NetworkError):
        add_voice("heart", folder=tmp_path / "folder", source=source)
    assert names(tmp_path / "folder") == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (STYLE[:-4], "it has 522236 bytes, a voice has 522240"),
        (bytes(len(STYLE)), "its numbers are no voice"),
        (b"\xff" * len(STYLE), "its numbers are no voice"),
    ],
)
def test_a_style_file_is_checked(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "af_heart.bin"
    path.write_bytes(content)
    with pytest.raises(WeightsError) as caught:
        read_style(path)
    assert str(caught.value) == (
        f"af_heart.bin is not what it should be: {why}; fetch it again, or elsewhere"
    )


def test_a_style_file_has_a_vector_for_each_length(tmp_path: Path) -> None:
    path = tmp_path / "af_heart.bin"
    path.write_bytes(np.arange(510 * 256, dtype="<f4").tobytes())
    vectors = read_style(path)
    assert vectors.shape == (510, 1, 256)
    assert vectors[3, 0, 0] == 3 * 256


def test_a_full_disk_is_said_and_leaves_nothing(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    folder = tmp_path / "folder"
    with pytest.raises(WeightsError) as caught:
        add_voice("heart", folder=folder, source=source)
    reason = os.strerror(errno.ENOSPC).lower()
    assert str(caught.value) == (
        f"cannot keep the voice's files in {folder} ({reason}); "
        "free 100 MB there, or see that the folder may be written"
    )
    assert names(folder) == []


def test_a_folder_that_cannot_be_is_said(tmp_path: Path, source: Path) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "kokoro"
    with pytest.raises(WeightsError) as caught:
        add_voice("heart", folder=folder, source=source)
    assert caught.value.problem.startswith(
        f"cannot keep the voice's files in {folder} ("
    )


def test_without_the_hubs_package_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(WeightsError) as caught:
        add_voice("heart", folder=tmp_path, source=None)
    assert str(caught.value) == (
        "the package huggingface_hub is not installed; run: pip install "
        '"audio-coach[kokoro]", or take the files from a folder with --from'
    )


def test_an_unknown_voice_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        add_voice("hart", folder=tmp_path, source=None)
    assert str(caught.value) == (
        "kokoro has no voice 'hart' here; it has heart and michael"
    )
