"""The process behind ``derive`` and ``python -m derive``: run the command line, then leave at once."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from derive.commands.garbage import look_seldom


def run() -> NoReturn:
    """Run a command and end the process with its status.

    A command's graphs live as long as the process: looking for garbage among them, and
    taking them and SymPy apart at the end, costs a quarter of a short run and frees
    nothing that the system doesn't free. Programs that import derive are left alone.
    """
    look_seldom()
    from derive.cli import main

    try:
        status = main()
    except SystemExit as end:  # --help, --version, a usage error
        status = end.code if isinstance(end.code, int) else 0 if end.code is None else 2
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            status = status or 2
    os._exit(status)


if __name__ == "__main__":  # a worker process imports this module too
    run()
