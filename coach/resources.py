"""Where the shipped scripts and sounds lie, in a wheel and in a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from coach.errors import MachineError

__all__ = ["ShippedFilesMissingError", "ShippedFolder", "shipped"]

ShippedFolder = Literal["scripts", "audio"]


class ShippedFilesMissingError(MachineError):
    """The installation lacks a folder that it was shipped with."""

    def __init__(self, name: ShippedFolder, searched: tuple[Path, ...]) -> None:
        """Carry the folder's name and the places that were searched, in order."""
        self.name = name
        self.searched = searched
        places = " nor ".join(str(place) for place in searched)
        super().__init__(
            f"the coach's own folder '{name}' is neither {places}: "
            "install audio-coach again"
        )


def shipped(name: ShippedFolder) -> Path:
    """Find a folder of the shipped files; raise where the installation lacks it."""
    return _find(Path(__file__).resolve().parent, name)


def _find(package: Path, name: ShippedFolder) -> Path:
    # A wheel carries the folders inside the package; a checkout has them beside it.
    places = (package / "_data" / name, package.parent / name)
    for place in places:
        if place.is_dir():
            return place
    raise ShippedFilesMissingError(name, places)
