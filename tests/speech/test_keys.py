from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from coach.speech import keys
from coach.speech.keys import gain_key, is_key, request_key
from coach.utterance import Utterance

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTINGS: dict[str, str | int | float] = {"weights": "abc", "noise": 0.0}


def key(
    *,
    text: str = "Hold",
    rate: float = 1.0,
    engine: str = "fake",
    voice: str = "hum",
    settings: Mapping[str, str | int | float] = SETTINGS,
) -> str:
    utterance = Utterance(text=text, rate=rate)
    return request_key(
        engine=engine, voice=voice, settings=settings, utterance=utterance
    )


def test_a_key_is_the_same_everywhere_and_always() -> None:
    """A timeline made on one machine finds its takes on another."""
    assert key() == "67b8355c04fe90ac07cbad00a24895a0"


def test_a_key_is_short_and_safe_in_a_file_name() -> None:
    assert is_key(key(text="../../Ünïcödé\n"))


@pytest.mark.parametrize(
    "other",
    [
        key(text="hold"),
        key(rate=1.15),
        key(engine="piper"),
        key(voice="joe"),
        key(settings={"weights": "abd", "noise": 0.0}),
        key(settings={"weights": "abc"}),
    ],
)
def test_whatever_changes_the_samples_changes_the_key(other: str) -> None:
    assert other != key()


def test_neither_the_order_of_settings_nor_a_whole_rate_changes_the_key() -> None:
    assert key(settings=dict(reversed(SETTINGS.items()))) == key()
    assert key(rate=1) == key(rate=1.0)


def test_another_way_of_preparing_changes_the_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = key()
    monkeypatch.setattr(keys, "PREPARE_VERSION", keys.PREPARE_VERSION + 1)
    assert key() != before


def test_a_gain_key_depends_on_what_was_spoken() -> None:
    def gain(*texts: str) -> str:
        return gain_key(engine="fake", voice="hum", settings={}, texts=texts)

    assert is_key(gain("One"))
    assert gain("One") != gain("One", "Two")


@pytest.mark.parametrize(
    "text", ["", "../x", "A" * 32, "a" * 31, "a" * 33, "a" * 31 + "\n"]
)
def test_what_is_no_key(text: str) -> None:
    assert not is_key(text)


@pytest.mark.parametrize("module", ["keys", "cache", "pack", "voice", "voices"])
def test_looking_takes_up_loads_no_heavy_package(module: str) -> None:
    script = (
        "import sys\n"
        "before = set(sys.modules)\n"
        f"import coach.speech.{module}\n"
        "print(sorted({m.partition('.')[0] for m in set(sys.modules) - before}"
        " - {'coach'} - set(sys.stdlib_module_names)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
