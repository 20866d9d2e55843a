"""Beginning a script: a commented one that works as it is."""

from __future__ import annotations

import json
from pathlib import Path

from coach.errors import UsageError
from coach.routines import is_file, load_routine
from coach.sinks.atomic import write_text

__all__ = ["begin_script"]

_TEMPLATES = Path(__file__).parent / "_templates"


def begin_script(path: Path, base: str | None) -> None:
    """Write a starting script, its own or based on a routine; never over another."""
    if path.suffix != ".toml":
        raise UsageError(
            f"A script's name ends in .toml: call it {path.stem.strip('.')}.toml"
        )
    if path.exists():
        raise UsageError(f"There is a file {path} already; choose another name.")
    if base is None:
        text = (_TEMPLATES / "start.toml").read_text(encoding="utf-8")
    else:
        text = (_TEMPLATES / "based.toml").read_text(encoding="utf-8")
        text = text.replace('"BASE"', _quoted(_base_name(base, path)))
        text = text.replace("BASE", base)
        text = text.replace('"TITLE"', _quoted(f"My own {_title(base)}"))
    write_text(path, text)


def _base_name(base: str, path: Path) -> str:
    if not is_file(base, ".toml"):
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


def _quoted(text: str) -> str:
    """Write a TOML string, which escapes as JSON does."""
    return json.dumps(text, ensure_ascii=False)
