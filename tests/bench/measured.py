"""Run one command and tell what it cost; small, for a child's peak counts its parent's.

usage: python -I -S measured.py COMMAND...
Prints one line of JSON: CPU and wall seconds and peak MB, children included.
"""

from __future__ import annotations

import os
import sys
import time


def main() -> None:
    began = time.monotonic()
    child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
    _, status, used = os.wait4(child, 0)
    wall_s = time.monotonic() - began
    cpu_s = used.ru_utime + used.ru_stime
    # Linux counts in kB, macOS in bytes.
    peak_mb = used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    sys.stdout.write(
        f'{{"cpu_s": {cpu_s}, "wall_s": {wall_s}, "peak_mb": {peak_mb}}}\n'
    )
    sys.exit(os.waitstatus_to_exitcode(status))


main()
