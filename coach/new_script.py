"""Beginning a script: a commented one that works as it is."""

from __future__ import annotations

import re
from pathlib import Path

from coach.errors import UsageError
from coach.routines import load_routine
from coach.sinks.atomic import write_text

__all__ = ["begin_script"]

_TEMPLATES = Path(__file__).parent / "_templates"
_NAME = re.compile(r"[A-Za-z0-9][\w -]*\.toml", re.ASCII)


def begin_script(path: Path, base: str | None) -> None:
    """Write a starting script, its own or based on a routine; never over another."""
    if not _NAME.fullmatch(path.name):
        raise UsageError(
            f"A script's file name has letters, digits, - and _, and ends in .toml; "
            f"{path.name} does not."
        )
    if path.exists():
        raise UsageError(f"{path} is there already; choose another name.")
    if base is None:
        text = (_TEMPLATES / "start.toml").read_text(encoding="utf-8")
    else:
        text = (_TEMPLATES / "based.toml").read_text(encoding="utf-8")
        text = text.replace("BASE", _base_name(base, path))
        text = text.replace("TITLE", f"My own {_title(base)}")
    write_text(path, text)


def _base_name(base: str, path: Path) -> str:
    if not base.endswith(".toml"):
        return base
    if Path(base).resolve().parent != path.resolve().parent:
        raise UsageError(
            f"A script can be based on a shipped routine or on a script in its own "
            f"folder; {base} is elsewhere."
        )
    return f"./{Path(base).name}"


def _title(base: str) -> str:
    script = load_routine(base).script
    title = script.title if script else base
    return title[:1].lower() + title[1:]
