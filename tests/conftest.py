from __future__ import annotations

import os
import shutil
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["require_module", "require_tool"]


def require_tool(name: str) -> str:
    """Return the program's path; without it, skip, or fail where CI is set."""
    path = shutil.which(name)
    if path is None:
        _missing(f"the program {name} is not installed")
    return path


def require_module(name: str) -> ModuleType:
    """Import the package; without it, skip, or fail where CI is set."""
    if find_spec(name) is None:
        _missing(f"the package {name} is not installed")
    return import_module(name)


def _missing(reason: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
