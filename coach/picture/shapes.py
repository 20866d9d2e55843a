"""What a picture is made of: four kinds of shape, in pixels from the top left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["Anchor", "Box", "Colour", "Path", "Polygon", "Shape", "Sheet", "Text"]

Colour: TypeAlias = str
"""As "#rrggbb"."""

Anchor = Literal["left", "middle", "right"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """A filled rectangle, its corners rounded by `radius`."""

    x: float
    y: float
    width: float
    height: float
    radius: float = 0.0
    fill: Colour


@dataclass(frozen=True, kw_only=True, slots=True)
class Polygon:
    """A filled shape with straight sides."""

    points: tuple[tuple[float, float], ...]
    fill: Colour


@dataclass(frozen=True, kw_only=True, slots=True)
class Path:
    """An open line through points."""

    points: tuple[tuple[float, float], ...]
    stroke: Colour
    width: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """One line of text on its baseline `y`; `length` is the room that it takes."""

    x: float
    y: float
    text: str
    size: float
    length: float
    fill: Colour
    anchor: Anchor = "left"
    bold: bool = False


Shape: TypeAlias = Box | Polygon | Path | Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A whole picture; later shapes lie on earlier ones."""

    width: int
    height: int
    title: str
    description: str
    background: Colour
    shapes: tuple[Shape, ...]
