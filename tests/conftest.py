from __future__ import annotations

import os
import shutil
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["missing", "require_module", "require_tool"]


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave slow tests out, except in CI and where a marker is asked for."""
    if os.environ.get("CI") or config.getoption("-m"):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]


def require_tool(name: str) -> str:
    """Return the program's path; without it, skip, or fail where CI is set."""
    path = shutil.which(name)
    if path is None:
        missing(f"the program {name} is not installed")
    return path


def require_module(name: str) -> ModuleType:
    """Import the package; without it, skip, or fail where CI is set."""
    if find_spec(name) is None:
        missing(f"the package {name} is not installed")
    return import_module(name)


def missing(reason: str) -> NoReturn:
    """Skip for want of something, or fail where CI is set."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
