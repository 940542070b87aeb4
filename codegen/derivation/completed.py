"""The document after its repairs and with the gradients that it lacks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from codegen.derivation.chains import Chains
from codegen.derivation.missing import local_rows, missing_rows
from codegen.derivation.repaired import recheck, repaired
from codegen.derivation.style import Style, plain_style, style_of
from codegen.derivation.writing import Side
from derive.judgement.checker import Report
from derive.judgement.gradients import Missing
from derive.meaning import expressions as ex
from derive.meaning.expressions import Name
from derive.source.document import MathBlock
from derive.source.text import Edit, Span, apply_edits

_Chooser = Callable[[Report, MathBlock, int], Style]


@dataclass(frozen=True, slots=True)
class Completed:
    """What is written, and what was done to it."""

    original: Report
    clean: Report  # after the repairs
    report: Report  # after the insertions too
    inserted: tuple[Name, ...]  # parameters whose gradients were put in

    @property
    def text(self) -> str:
        return self.report.document.source.text


def complete(report: Report) -> Completed:
    """Repair the document and insert the missing gradients.

    The new rows are set in the author's style; if that gives a document in which they
    can't be read, in a plain one. A document that gets worse by them is left without.
    """
    clean = repaired(report)
    for choose_style in (style_of, lambda report, block, chain: plain_style(report)):
        edits, inserted = insertions(clean, choose_style)
        if not edits:
            break
        text = apply_edits(clean.document.source.text, edits)
        result = recheck(clean, text)
        if _accepted(clean, result, inserted):
            return Completed(report, clean, result, tuple(inserted))
    return Completed(report, clean, clean, ())


def _accepted(clean: Report, result: Report, inserted: list[Name]) -> bool:
    """Does the document with the new rows hold, and are its gradients found now?"""
    before, after = clean.coverage, result.coverage
    worse = (after.refuted, after.undecided, after.unread) > (before.refuted, before.undecided, before.unread)
    still = {m.parameter for m in result.gradients.missing}
    return not worse and after.defined == before.defined and still.isdisjoint(inserted)


@dataclass(slots=True)
class _Host:
    """A block after which gradients are inserted."""

    block: MathBlock
    chain: int  # a gradient of the same layer that stands in it
    locals: list[list[Side]]
    gradients: list[list[Side]]


def insertions(clean: Report, choose_style: _Chooser) -> tuple[list[Edit], list[Name]]:
    """The edits that put in the missing gradients, and whose gradients they are."""
    loss = clean.gradients.loss
    if loss is None or not clean.gradients.missing:
        return [], []
    chains = Chains(clean)
    hosts: dict[int, _Host] = {}
    inserted: list[Name] = []
    for missing in clean.gradients.missing:
        rows = missing_rows(chains, loss, missing)
        if not rows:
            continue
        chain = _last_of_layer(clean, missing)
        number = clean.derivation.chains[chain].parts[-1].block
        host = hosts.setdefault(number, _Host(clean.document.blocks[number], chain, [], []))
        host.gradients.append(rows)
        if local := local_rows(chains, missing):
            host.locals.append(local)
        inserted.append(missing.parameter)
    edits = []
    for host in hosts.values():
        style = choose_style(clean, host.block, host.chain)
        edits.append(_insertion(clean, host.block, style.block([host.locals, host.gradients])))
    return edits, inserted


def _last_of_layer(clean: Report, missing: Missing) -> int:
    """The last chain that derives a gradient of the same layer.

    Units are of one layer if they are made of the same quantities, parameters left aside.
    """
    definitions = clean.assessment.definitions
    parameters = set(clean.gradients.derived) | {m.parameter for m in clean.gradients.missing}
    symbols = {
        target: frozenset(n.name for n in d.expression.walk() if isinstance(n, ex.Symbol))
        for target, d in definitions.items()
    }
    sources = symbols[missing.unit] - parameters
    layer = [s & parameters for s in symbols.values() if s & parameters and s - parameters == sources]
    chains = [
        gradient.chain
        for parameter, gradient in clean.gradients.derived.items()
        if any(parameter in mates for mates in layer)
    ]
    return max([*chains, clean.gradients.derived[missing.sibling].chain])


def _insertion(clean: Report, block: MathBlock, text: str) -> Edit:
    """A new block behind a block, with its indentation and its marks of quotation."""
    source = clean.document.source.text
    newline = "\r\n" if "\r\n" in source else "\n"
    start = source.rfind("\n", 0, block.outer.start) + 1
    lead = source[start : block.outer.start]
    if re.fullmatch(r"[ \t>]*(?:[-*+]|\d+[.)])?[ \t>]*", lead):
        prefix = re.sub(r"[^>\s]", " ", lead)
    else:
        prefix = (re.match(r"[ \t>]*", lead) or [""])[0]
    end = block.outer.end
    rest = re.compile(r"[ \t]*[.,;]?[ \t]*(?=\r?\n|\Z)").match(source, end)
    at = rest.end() if rest else end
    width = len(prefix)
    lines = [line[width:] if line[:width].isspace() else line for line in text.replace("\r", "").split("\n")]
    lines[0] = text.replace("\r", "").split("\n")[0]
    body = newline.join((prefix + line).rstrip() if not line.strip() else prefix + line for line in lines)
    gap = newline + prefix.rstrip() + newline
    return Edit(Span(at, at), gap + body + ("" if rest else gap + prefix))
