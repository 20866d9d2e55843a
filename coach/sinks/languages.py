"""Language codes: scripts say BCP 47, ID3 and MP4 want ISO 639-2."""

from __future__ import annotations

__all__ = ["iso_639_2"]

_BY_SUBTAG = {
    "ar": "ara", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng",
    "es": "spa", "fi": "fin", "fr": "fra", "he": "heb", "hi": "hin", "hu": "hun",
    "it": "ita", "ja": "jpn", "ko": "kor", "nb": "nob", "nl": "nld", "no": "nor",
    "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus", "sv": "swe", "tr": "tur",
    "uk": "ukr", "zh": "zho",
}  # fmt: skip


def iso_639_2(language: str) -> str:
    """Return "eng" for "en" or "en-GB", and "und" for what is not known."""
    subtag = language.partition("-")[0].lower()
    return _BY_SUBTAG.get(subtag, subtag if len(subtag) == len("eng") else "und")
