from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import require_module
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.speech.espeak import EspeakError, carried_library, phonemes
from coach.speech.phonemes import kokoro_phonemes, token_ids


@pytest.fixture(autouse=True)
def _library() -> None:
    require_module("espeakng_loader")


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("thirty", "θˈɜɹTi"),
        ("forty", "fˈɔɹTi"),
        ("four", "fˈɔɹ"),
        ("Six", "sˈɪks"),
        ("Breathe", "bɹˈið"),
        ("Stand tall", "stˈænd tˈɔl"),
        ("Up on your toes", "ˌʌp ˌɔn jʊɹ tˈOz"),
        ("Halfway", "hˈæfwA"),
        ("Choose your voice, judge", "ʧˈuz jʊɹ vˈYs, ʤˈʌʤ"),
        ("a little button", "ɐ lˈɪTᵊl bˈʌtᵊn"),
        ("about an hour", "əbˌWt ɐn ˈWəɹ"),
        ("work", "wˈɜɹk"),
        ("12 of 15", "twˈɛlv ʌv fˈɪftin"),
    ],
)
def test_words_are_written_as_the_voices_learnt_them(text: str, symbols: str) -> None:
    assert kokoro_phonemes(phonemes(text, "en-us")) == symbols


@pytest.mark.parametrize(
    ("text", "symbols"),
    [("Up", "ˈʌp"), ("Go", "ɡˈO"), ("one", "wˈʌn"), ("the", "ðˈə"), ("and", "ˈænd")],
)
def test_a_word_by_itself_has_primary_stress(text: str, symbols: str) -> None:
    assert kokoro_phonemes(phonemes(text, "en-us")) == symbols


@pytest.mark.parametrize(
    ("text", "ipa"),
    [
        ("Lower slowly, and rest.", "lˈo^ʊɚ slˈo^ʊli, ænd ɹˈɛst."),
        ("Rest; then go!", "ɹˈɛst; ðˈɛn ɡˈo^ʊ!"),
        ("1.5 sets at 10:30", "wˈʌn pɔ^ɪnt fˈa^ɪv sˈɛts æt tˈɛn θˈɜːɾi"),
        ("sit-to-stand (slowly)", "sˈɪttəstˈænd (slˈo^ʊli)"),
        ("Heels down - rest", "hˈiːlz dˈa^ʊn — ɹˈɛst"),
        ("Heels down \N{EN DASH} rest", "hˈiːlz dˈa^ʊn — ɹˈɛst"),
        ("Heels down—rest…", "hˈiːlz dˈa^ʊn—ɹˈɛst…"),
        ("", ""),
        ("...", "..."),
    ],
)
def test_punctuation_stays_where_it_was(text: str, ipa: str) -> None:
    assert phonemes(text, "en-us") == ipa


def test_languages_may_alternate() -> None:
    first = phonemes("Hold", "en-us")
    assert phonemes("Halten", "de") == "hˈaltən"
    assert phonemes("Hold", "en-us") == first


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(EspeakError) as caught:
        phonemes("Hold", "qqq")
    assert str(caught.value) == (
        "espeak-ng cannot work: it does not know the language 'qqq'; use another voice"
    )


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_written_has_tokens_that_the_model_knows(text: str) -> None:
    tokens = token_ids(kokoro_phonemes(phonemes(text, "en-us")))
    assert all(0 < token < 178 for token in tokens)


def test_the_carried_library_is_the_one_that_is_loaded() -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux lists a process's libraries in a file")
    program = (
        "from coach.speech.espeak import phonemes\n"
        "phonemes('Hold', 'en-us')\n"
        "print({line.split()[-1] for line in open('/proc/self/maps')"
        " if 'espeak' in line})\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=root,
    )
    libraries = eval(done.stdout)  # noqa: S307 (a set of paths that this test printed)
    assert libraries
    assert all("espeakng_loader" in path for path in libraries)


def test_without_the_package_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    with pytest.raises(EspeakError) as caught:
        carried_library()
    assert str(caught.value) == (
        "espeak-ng cannot work: the package espeakng-loader is not installed; "
        "try: pip install --force-reinstall espeakng-loader"
    )


def test_a_path_that_the_library_cannot_take_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loader = require_module("espeakng_loader")
    path = "/" + "d" * 156
    monkeypatch.setattr(loader, "get_data_path", lambda: path)
    with pytest.raises(EspeakError) as caught:
        carried_library()
    assert str(caught.value) == (
        "espeak-ng cannot work: it takes paths of 156 bytes and its data has 157; "
        f"install the coach higher up than {path}"
    )
