"""Kokoro's inputs and nothing behind them: an ONNX file of 300 bytes, written by hand.

Its sound is style * speed, so a test sees which style vector and pace were asked for.
"""

from __future__ import annotations

__all__ = ["tiny_network"]

_FLOAT, _INT64 = 1, 7


def tiny_network(tokens: str = "tokens", sound: str = "audio") -> bytes:
    """Return the file's bytes; exports differ in what they call the tokens."""
    node = _text(1, "style") + _text(1, "speed") + _text(2, sound) + _text(4, "Mul")
    graph = (
        _part(1, node)
        + _text(2, "tiny")
        + _part(11, _tensor(tokens, _INT64, 1, "length"))
        + _part(11, _tensor("style", _FLOAT, 1, 256))
        + _part(11, _tensor("speed", _FLOAT, 1))
        + _part(12, _tensor(sound, _FLOAT, 1, 256))
    )
    return _number(1, 8) + _part(7, graph) + _part(8, _text(1, "") + _number(2, 13))


def _tensor(name: str, kind: int, *shape: int | str) -> bytes:
    sizes = b"".join(
        _part(1, _number(1, size) if isinstance(size, int) else _text(2, size))
        for size in shape
    )
    described = _number(1, kind) + _part(2, sizes)
    return _text(1, name) + _part(2, _part(1, described))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _text(field: int, value: str) -> bytes:
    return _part(field, value.encode())


def _part(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    digits = bytearray()
    while value > 0x7F:
        digits.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*digits, value])
