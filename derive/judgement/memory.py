"""Verdicts by content: what was decided once isn't decided again.

The key of a verdict is a digest of everything that it depends on: the formula as it was
read, the definitions below it, the world of sizes, what was declared, and what the first
look said. A formula that is edited, or whose definitions are, has another key; nothing is
ever taken from memory on the strength of a position or a time stamp.

On disk a memory is one JSON file for each document, with the version of the program, a
digest of its source and one of its contents. What doesn't match is as good as absent.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any, Protocol

import derive
from derive.judgement.assessment import Assessment
from derive.judgement.carrying import Carried
from derive.judgement.keys import Keys, digest_around, surroundings
from derive.judgement.verdicts import Verdict, Witness
from derive.meaning.expressions import Index, Label, Name, Offset
from derive.meaning.sides import Readings
from derive.meaning.statements import Step

SCHEMA = 1


class Memory:
    """The verdicts of the documents that are checked with it."""

    def __init__(self, folder: str | None = None) -> None:
        self.folder = folder  # where it is kept on disk; None: nowhere
        self.known: dict[str, Verdict] = {}
        self.readings = Readings()  # formulas, as they were read
        self.carried = Carried()  # first looks, and the values that they are of
        self.used: set[str] = set()  # keys that the document in hand has asked for

    def recall(self, key: str | None, decide: Callable[[], Verdict]) -> Verdict:
        """The verdict of a key, decided now if it isn't known; None is the key of what can't be remembered."""
        if key is None:
            return decide()
        self.used.add(key)
        if key not in self.known:
            self.known[key] = decide()
        return self.known[key]

    def open(self, path: str) -> None:
        """Take in what an earlier run has stored for a document; a file that can't be trusted is ignored."""
        self.used = set()
        if self.folder is None:
            return
        try:
            with open(self.file(path), encoding="utf-8") as stream:
                data = json.load(stream)
            verdicts = data["verdicts"]
            if (data["schema"], data["tool"], data["digest"]) == (SCHEMA, fingerprint(), digest_of(verdicts)):
                self.known.update({key: decoded(verdict) for key, verdict in verdicts.items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, ZeroDivisionError):
            return

    def save(self, path: str) -> None:
        """Store what a document has asked for. The file is written beside and renamed, so that it is whole or absent."""
        if self.folder is None:
            return
        verdicts = {key: encoded(self.known[key]) for key in sorted(self.used)}
        data = {"schema": SCHEMA, "tool": fingerprint(), "digest": digest_of(verdicts), "verdicts": verdicts}
        try:
            os.makedirs(self.folder, exist_ok=True)
            handle, beside = tempfile.mkstemp(dir=self.folder, suffix=".tmp")
            try:
                with open(handle, "w", encoding="utf-8") as stream:
                    json.dump(data, stream, ensure_ascii=False)
                os.replace(beside, self.file(path))
            except OSError:
                os.unlink(beside)
        except OSError:
            return  # the next run decides again

    def file(self, path: str) -> str:
        """The file of a document."""
        assert self.folder is not None
        name = hashlib.sha256(os.path.abspath(path).encode()).hexdigest()[:24]
        return os.path.join(self.folder, f"{name}.json")


@cache
def fingerprint() -> str:
    """The program's version with a digest of its source: another build may judge otherwise."""
    digest = hashlib.sha256(derive.__version__.encode())
    root = os.path.dirname(derive.__file__)
    for folder, folders, files in os.walk(root):
        folders.sort()
        for name in sorted(files):
            if name.endswith(".py"):
                with open(os.path.join(folder, name), "rb") as stream:
                    digest.update(name.encode() + stream.read())
    return f"{derive.__version__} {digest.hexdigest()}"


def digest_of(data: object) -> str:
    """A digest of JSON data."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class Recalling(Protocol):
    """A way to come to a verdict on a step: decide it, or remember it."""

    def __call__(self, kind: str, step: Step, deciding: Callable[[], Verdict], *, whole: bool = False) -> Verdict: ...


def decide(kind: str, step: Step, deciding: Callable[[], Verdict], *, whole: bool = False) -> Verdict:
    """The verdict, without a memory."""
    return deciding()


class Recall:
    """The verdicts on the steps of one assessment, from memory where it has them."""

    def __init__(self, memory: Memory, assessment: Assessment) -> None:
        self.memory = memory
        self.assessment = assessment
        self.keys = assessment.carried.keys(assessment) if assessment.carried is not None else Keys(assessment, digest_around(surroundings(assessment)))

    def __call__(self, kind: str, step: Step, deciding: Callable[[], Verdict], *, whole: bool = False) -> Verdict:
        chain, look = self.assessment.derivation.chains[step.chain], self.assessment.looks[step.number]
        return self.memory.recall(self.keys.of(kind, step, chain, look, whole=whole), deciding)


# -- verdicts as JSON


def encoded(verdict: Verdict) -> dict[str, Any]:
    """A verdict as JSON data."""
    witness = verdict.witness
    told = None
    if witness is not None:
        values = [[_name(name), str(value)] for name, value in witness.values.items()]
        told = {"values": values, "left": witness.left, "right": witness.right}
    sizes = verdict.sizes if isinstance(verdict.sizes, str) else list(verdict.sizes)
    return {
        "outcome": verdict.outcome,
        "method": verdict.method,
        "reason": verdict.reason,
        "declaration": verdict.declaration,
        "witness": told,
        "sizes": sizes,
        "assuming": list(verdict.assuming),
    }


def decoded(data: dict[str, Any]) -> Verdict:
    """The verdict again."""
    told = data["witness"]
    witness = None
    if told is not None:
        values = {_named(name): Fraction(value) for name, value in told["values"]}
        witness = Witness(values, told["left"], told["right"])
    sizes: Any = "all" if data["sizes"] == "all" else tuple(data["sizes"])
    assuming = tuple(data["assuming"])
    return Verdict(data["outcome"], data["method"], data["reason"], data["declaration"], witness, sizes, assuming)


def _name(name: Name) -> list[Any]:
    return [name.base, [_index(i) for i in name.upper], [_index(i) for i in name.lower]]


def _named(data: list[Any]) -> Name:
    return Name(data[0], tuple(_indexed(i) for i in data[1]), tuple(_indexed(i) for i in data[2]))


def _index(index: Index) -> Any:
    if isinstance(index, Offset):
        return ["offset", index.letter, index.by]
    return ["label", str(index)] if isinstance(index, Label) else index


def _indexed(data: Any) -> Index:
    if not isinstance(data, list):
        return data  # type: ignore[no-any-return]
    return Label(data[1]) if data[0] == "label" else Offset(data[1], data[2])
