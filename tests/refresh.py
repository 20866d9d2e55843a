"""Writes the golden timelines and the schema anew: `python tests/refresh.py`."""

from __future__ import annotations

from goldens import GOLDENS, SCHEMA_FILE, golden_file

from coach.timeline.ir import json_schema

if __name__ == "__main__":
    for name, golden in GOLDENS.items():
        golden_file(name).write_text(golden.text(), "utf-8", newline="\n")
    SCHEMA_FILE.parent.mkdir(exist_ok=True)
    SCHEMA_FILE.write_text(json_schema(), "utf-8", newline="\n")
