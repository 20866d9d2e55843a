"""`python -m coach`, and the `coach` command."""

from __future__ import annotations

import sys
from io import TextIOWrapper

__all__ = ["main"]

_INTERRUPTED = 130


def main() -> None:
    """Run the command line and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A name that the terminal's encoding lacks is shown by its number.
            stream.reconfigure(errors="backslashreplace")
    try:
        from coach.cli import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        # So early, or so late, that there is nothing to tell.
        code = _INTERRUPTED
    sys.exit(code)


if __name__ == "__main__":
    main()
