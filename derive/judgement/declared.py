"""Findings about declarations: those that nothing uses, and those that something contradicts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from derive.diagnostics import Diagnostic
from derive.judgement.assessment import Assessment, assess
from derive.judgement.definitions import is_value
from derive.meaning import expressions as ex
from derive.meaning.declarations import Declaration, Declarations
from derive.meaning.statements import Derivation, read_derivation
from derive.source.document import Document
from derive.source.text import Span

_WORD = re.compile(r"\\?[A-Za-z]+|[^\W\d_]+")
_SCRIPT = re.compile(r"[_^]")
_SOUND = frozenset(("holds", "defines", "assigns", "assumes"))


def declaration_findings(derivation: Derivation, final: Assessment) -> list[Diagnostic]:
    """What was declared for nothing, and what can't be so."""
    found = [_finding("D601", d, f"nothing in this document uses the declaration `{d.text.strip()}`") for d in _unused(derivation, final.model.world.ranks.arrays)]
    found += [_finding("D603", d, f"this declaration isn't understood: `{d.text.strip()}`") for d in _unread(derivation)]
    found += [_finding("D602", d, why) for d, why in derivation.declarations.conflicts]
    return found + [_finding("D602", d, why) for d, why in _defined(derivation, final)]


def needless(
    document: Document, declared: Iterable[str], first: Assessment, idle: Iterable[Declaration], known: int
) -> list[Diagnostic]:
    """Lines that ignore formulas of which there is nothing to say, and ``idle`` ones; ``known`` is the number of other findings.

    They are found at a first look at the document with these formulas, which is compared to
    the ``first`` look without them.
    """
    spans: dict[Declaration, list[Span]] = {}
    for span, declaration in first.derivation.declarations.ignored.items():
        spans.setdefault(declaration, []).append(span)
    result: list[Diagnostic] = []
    for declaration in idle:
        found = _finding("D601", declaration, f"nothing is undecided that `{declaration.text.strip()}` would take as given")
        result.append(replace(found, id=f"f{known + len(result) + 1}"))
    if not spans:
        return result
    whole = assess(read_derivation(document, declared, ignoring=False))
    open_before = sum(look.state not in _SOUND for look in first.looks.values())
    told = [whole.steps[n].span for n, look in whole.looks.items() if look.state not in _SOUND]
    told += [error.span for error in whole.derivation.errors]
    inside = [s for ignored in spans.values() for s in ignored]
    if sum(not any(s.start <= place.start < s.end for s in inside) for place in told) > open_before + len(first.derivation.errors):
        return result  # other formulas are at odds with what is ignored
    for declaration, ignored in spans.items():
        if not any(span.start <= place.start < span.end for span in ignored for place in told):
            message = f"there is nothing to say of what `{declaration.text.strip()}` ignores"
            result.append(replace(_finding("D601", declaration, message), id=f"f{known + len(result) + 1}"))
    return result


def offered(declaration: str) -> str:
    """A declaration that would decide a step, in words: a name without a meaning may also be given."""
    name, _, open_end = declaration.partition(" = ")
    base = re.split("[_^']", name)[0]
    return f"{declaration}, or {base} is an input" if open_end == "…" else declaration


def _finding(code: str, declaration: Declaration, message: str) -> Diagnostic:
    if declaration.span is None:
        return Diagnostic("", code, f"{message}, declared outside of it", Span(0, 0))
    return Diagnostic("", code, message, declaration.span)


def _unused(derivation: Derivation, arrays: bool) -> list[Declaration]:
    """Declarations that speak of no name that a formula of the document has, and those that ignore nothing.

    How vectors lie matters where there are ``arrays``.
    """
    document, declarations = derivation.document, derivation.declarations
    spoken = declarations.sources or declarations.formulas
    words = {word for block in document.blocks for word in _WORD.findall(document.source.slice(block.span))} if spoken else set()
    found = [d for (name, _), d in declarations.sources.items() if words.isdisjoint(_WORD.findall(name)) or _part_of_a_name(name, derivation)]
    found += [d for d in declarations.formulas if words.isdisjoint(_WORD.findall(re.split(r":?=|\\approx", d.text)[0]))]
    if declarations.layout is not None and not arrays:
        found.append(declarations.layout)
    return list(dict.fromkeys(found)) + declarations.idle


def _unread(derivation: Derivation) -> list[Declaration]:
    """Declarations that are none of the sentences that are understood, and no equation that can be read."""
    read = {c.parts[0].block for c in derivation.declared if c.relations and all(p.expression is not None for p in c.parts)}
    return [d for number, d in enumerate(derivation.declarations.formulas, 1) if -number not in read]


def _part_of_a_name(name: str, derivation: Derivation) -> bool:
    r"""Is what a declaration speaks of written with indices that the formulas read as such? It holds for ``W``, never for ``W^{(1)}``."""
    if not _SCRIPT.search(name):
        return False
    sides = (part.expression for chain in derivation.chains for part in chain.parts if part.expression is not None)
    return not any(isinstance(n, ex.Symbol) and n.name.base == name for side in sides for n in side.walk())


def _defined(derivation: Derivation, final: Assessment) -> list[tuple[Declaration, str]]:
    """Roles of names that the document defines by others, so that they aren't given."""
    declarations: Declarations = derivation.declarations
    found = []
    for base, role in declarations.roles.items():
        for definition in final.definitions.values():
            if definition.target.base == base and definition.step and not is_value(definition):
                line = derivation.document.source.location(definition.expression.span.start).line
                found.append((declarations.sources[base, "role"], f"`{base}` is no {role}: line {line} defines it by other quantities"))
                break
    return found
