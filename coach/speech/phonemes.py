"""From espeak-ng's American IPA to the symbols that Kokoro was trained on.

Kokoro's own front end, misaki, writes diphthongs, affricates and the flapped t of
"thirty" as one symbol each and leaves out length marks. Given plain IPA the voice says
"thirty", "forty" and "four" wrongly.
"""

from __future__ import annotations

import re

from coach.speech.espeak import TIE

__all__ = ["PHONEME_MAP_VERSION", "kokoro_phonemes", "token_ids"]

PHONEME_MAP_VERSION = 1
"""Raise it with every change here that changes what is spoken."""

# Longer stretches first: each rule sees what those before it left.
_RULES = (
    (f"e{TIE}ɪ", "A"),
    (f"a{TIE}ɪ", "I"),
    (f"o{TIE}ʊ", "O"),
    (f"a{TIE}ʊ", "W"),
    (f"ɔ{TIE}ɪ", "Y"),
    (f"t{TIE}ʃ", "ʧ"),
    (f"d{TIE}ʒ", "ʤ"),
    (f"ə{TIE}l", "ᵊl"),
    (TIE, ""),
    ("n\N{COMBINING VERTICAL LINE BELOW}", "ᵊn"),
    ("m\N{COMBINING VERTICAL LINE BELOW}", "ᵊm"),
    ("l\N{COMBINING VERTICAL LINE BELOW}", "ᵊl"),
    ("ɜːɹ", "ɜɹ"),
    ("ɜː", "ɜɹ"),
    ("ɚ", "əɹ"),
    ("ɾ", "T"),
    ("ʔ", "t"),
    ("ɪə", "iə"),
    ("o", "ɔ"),
    ("e", "A"),
    ("a", "ɑ"),
    ("r", "ɹ"),
    ("ɬ", "l"),
    ("x", "k"),
    ("ç", "k"),
    ("g", "ɡ"),
)
# The articles keep it: "ɐ" and "ɐn" are words.
_TURNED_A = re.compile(r"(?<=\S)ɐ|ɐ(?!n?(?:\s|$))")
_VOWEL = re.compile("[AIOWYæɑɔəɛɜɪʊʌiuᵻɐ]")

_VOCABULARY = (
    ';1 :2 ,3 .4 !5 ?6 —9 …10 "11 (12 )13 “14 ”15 ˈ156 ˌ157 '
    "A24 I25 O31 T36 W39 Y41 ᵊ42 i51 u63 ɑ69 ɐ70 æ72 ɔ76 ə83 ɛ86 ɜ87 ɪ102 ʊ135 ʌ138 "
    "ᵻ177 b44 d46 f48 h50 j52 k53 l54 m55 n56 p58 s61 t62 v64 w65 z68 ð81 ʤ82 ɡ92 "
    "ŋ112 θ119 ɹ123 ʃ131 ʧ133 ʒ147"
)
_TOKENS = {" ": 16} | {entry[0]: int(entry[1:]) for entry in _VOCABULARY.split()}


def kokoro_phonemes(ipa: str) -> str:
    """Rewrite espeak-ng's en-us IPA, ties and punctuation included, for Kokoro."""
    symbols = ipa
    for old, new in _RULES:
        symbols = symbols.replace(old, new)
    symbols = _TURNED_A.sub("ə", symbols)
    known = "".join(symbol for symbol in symbols if symbol in _TOKENS)
    return _with_stress(known)


def token_ids(symbols: str) -> tuple[int, ...]:
    """Return the number of each symbol in the model's vocabulary."""
    return tuple(_TOKENS[symbol] for symbol in symbols)


def _with_stress(symbols: str) -> str:
    """Give one primary stress to what has none, or the voice swallows the word."""
    if "ˈ" in symbols:
        return symbols
    if "ˌ" in symbols:
        return symbols.replace("ˌ", "ˈ", 1)
    return _VOWEL.sub(lambda vowel: f"ˈ{vowel.group()}", symbols, count=1)
