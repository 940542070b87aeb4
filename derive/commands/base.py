"""What all commands share: exit statuses, which documents are meant, writing files."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derive.config import Settings

CLEAN, FINDINGS, FAILED = 0, 1, 2


class UsageError(Exception):
    """A command that can't be run as given: a message, exit status 2."""


def documents(options: argparse.Namespace, announce: Callable[[str], object] | None = None) -> tuple[list[str], Settings]:
    """The paths to read, and the settings. ``announce`` says so if the bundled document is taken."""
    from derive.config import bundled_documents, find_settings

    settings = find_settings()
    given = options.paths if isinstance(options.paths, list) else [options.paths] if options.paths else []
    if given:
        return given, settings
    if settings.documents:
        return [os.path.relpath(os.path.join(settings.root, p)) for p in settings.documents], settings
    bundled = bundled_documents()
    (announce or note)(f"no document named: taking the bundled one, {os.path.basename(bundled[0])}")
    return bundled, settings


def note(text: str) -> None:
    """A remark that is no part of the output."""
    print(text, file=sys.stderr, flush=True)


def use_color() -> bool:
    """Colour on a terminal, unless NO_COLOR forbids it."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def write_file(path: str, text: str) -> None:
    """Write beside, then rename: a file is never half written. Raises :class:`UsageError`."""
    import tempfile

    folder = os.path.dirname(os.path.abspath(path))
    try:
        os.makedirs(folder, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".derive-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            mode = os.stat(path).st_mode & 0o777 if os.path.exists(path) else 0o666 & ~_umask()
            os.chmod(temporary, mode)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise UsageError(f"{path}: can't be written: {error.strerror or error}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
