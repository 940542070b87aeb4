"""Settings: what ``[tool.derive]`` in the nearest ``pyproject.toml`` says."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

BUNDLED = os.path.join(os.path.dirname(__file__), "documents")


class BadConfiguration(Exception):
    """A setting that can't be used: a message for the user, exit status 2."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a project.

    ``documents`` are paths as written, relative to ``root``; ``by_document`` holds the
    table of each document.
    """

    root: str = ""
    documents: tuple[str, ...] = ()
    by_document: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def of(self, path: str) -> Mapping[str, Any]:
        """The table of a document, found by its path from the root or its file name."""
        relative = os.path.relpath(os.path.abspath(path), self.root) if self.root and path != "-" else path
        return self.by_document.get(relative.replace(os.sep, "/"), self.by_document.get(os.path.basename(path), {}))


def find_settings(start: str = ".") -> Settings:
    """The settings of the nearest ``pyproject.toml`` above a folder. Raises :class:`BadConfiguration`."""
    folder = os.path.abspath(start)
    while True:
        path = os.path.join(folder, "pyproject.toml")
        if os.path.isfile(path):
            return _read(path, folder)
        parent = os.path.dirname(folder)
        if parent == folder:
            return Settings()
        folder = parent


def _read(path: str, root: str) -> Settings:
    try:
        with open(path, "rb") as file:
            tools = tomllib.load(file).get("tool", {})
            table = tools.get("derive", {}) if isinstance(tools, dict) else {}
    except tomllib.TOMLDecodeError as error:
        raise BadConfiguration(f"{path}: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadConfiguration(f"{path}: can't be read: {error}") from None
    if not isinstance(table, dict):
        raise BadConfiguration(f"{path}: [tool.derive] must be a table")
    documents = table.get("documents", {})
    listed = documents.get("paths", ()) if isinstance(documents, dict) else documents
    by_document = {k: v for k, v in documents.items() if isinstance(v, dict)} if isinstance(documents, dict) else {}
    if not isinstance(listed, (list, tuple)) or not all(isinstance(p, str) for p in listed):
        raise BadConfiguration(f"{path}: [tool.derive] documents must be a list of paths")
    paths = tuple(listed) or tuple(by_document)
    unknown = [key for key in table if key not in ("documents",)]
    if unknown:
        raise BadConfiguration(f"{path}: [tool.derive] has no setting {unknown[0]!r}; it has: documents")
    for name, settings in by_document.items():
        if not isinstance(settings.get("name", ""), str) or not settings.get("name", "x").isidentifier():
            raise BadConfiguration(f"{path}: the name of {name!r} must be a Python identifier")
    return Settings(root, paths, by_document)


def bundled_documents() -> list[str]:
    """The paths of the documents that come with the program."""
    return sorted(os.path.join(BUNDLED, name) for name in os.listdir(BUNDLED) if name.endswith((".md", ".tex")))


def declarations_for(path: str, settings: Settings) -> list[str]:
    """What is declared about a document outside of it: in the project's settings and in its sidecar.

    The sidecar of ``notes.md`` is ``notes.derive.toml``: ``declare = ["\\\\sigma = sigmoid"]``.
    Raises :class:`BadConfiguration`.
    """
    declared = _strings(settings.of(path).get("declare", []), "pyproject.toml")
    sidecar = os.path.splitext(path)[0] + ".derive.toml"
    if path != "-" and os.path.isfile(sidecar):
        try:
            with open(sidecar, "rb") as file:
                declared = [*declared, *_strings(tomllib.load(file).get("declare", []), sidecar)]
        except (tomllib.TOMLDecodeError, OSError, UnicodeDecodeError) as error:
            raise BadConfiguration(f"{sidecar}: {error}") from None
    return declared


def _strings(value: object, where: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(line, str) for line in value):
        raise BadConfiguration(f"{where}: declare must be a list of strings")
    return list(value)


def is_bundled(path: str) -> bool:
    """Is this a document that comes with the program? Nothing ever writes to one."""
    return os.path.dirname(os.path.realpath(path)) == os.path.realpath(BUNDLED)


def module_name(path: str, settings: Mapping[str, Any]) -> str:
    """The Python name of a document's module: as configured, or made of the file's stem."""
    if name := settings.get("name"):
        return str(name)
    stem = os.path.splitext(os.path.basename(path))[0] if path != "-" else "derivation"
    name = re.sub(r"\W+", "_", stem).strip("_").lower() or "derivation"
    return name if name.isidentifier() else f"d_{name}"
