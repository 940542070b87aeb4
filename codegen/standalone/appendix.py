r"""Every gradient with every step: the appendix of the standalone document."""

from __future__ import annotations

from collections.abc import Iterable

from codegen.derivation.chains import Chains, derivatives
from codegen.derivation.writing import Side
from codegen.diagram.picture import network_of
from codegen.standalone.display import PAGE, align
from codegen.standalone.formulas import formula
from codegen.standalone.measure import width
from derive.judgement.checker import Report
from derive.meaning import expressions as ex
from derive.meaning.expressions import Name


class Appendix:
    """The chains of all gradients of one document, in the order in which they need each other."""

    def __init__(self, report: Report, words: dict[str, str]) -> None:
        self.report, self.words = report, words
        self.chains = Chains(report)
        self.loss = report.gradients.loss

    def sections(self) -> list[tuple[str, list[str]]]:
        """(heading, displays); none if the document has no loss."""
        if self.loss is None:
            return []
        units, parameters = self._units(), self._parameters()
        whole = {(self.loss, u): self._unit_chain(u) for u in units}
        gradients = [(head, [(p, self.chains.chain((self.loss, p))) for p in names]) for head, names in parameters]
        chains = [*whole.values(), *(chain for _, group in gradients for _, chain in group)]
        sections = [
            (self.words["local"], self._displays(self._locals(chains))),
            (self.words["units"], self._displays(whole.values())),
        ]
        sections += [(head, self._displays(chain for _, chain in group)) for head, group in gradients]
        return [(head, displays) for head, displays in sections if displays]

    # -- what there is

    def _units(self) -> list[Name]:
        """All quantities between the parameters and the loss, those nearest to the loss first."""
        assert self.loss is not None
        below = self.chains.below(self.loss)
        found = [n for n in self.chains.definitions if n in below and n not in self.chains.aliases]
        return sorted(found, key=lambda n: -len(self.chains.below(n)))

    def _parameters(self) -> list[tuple[str, list[Name]]]:
        """The parameters by layer, last layer first."""
        derived = self.report.gradients.derived
        known = dict.fromkeys([*derived, *(m.parameter for m in self.report.gradients.missing)])
        order = {name: k for k, name in enumerate(known)}
        network = network_of(self.report)
        groups: list[tuple[str, list[Name]]] = []
        if network is not None:
            for layer in reversed(network.layers):
                found = [w for row in layer.weights for w in row] + list(layer.biases)
                names = sorted(found, key=lambda n: order.get(n, len(order)))
                groups.append((self.words["parameters"].format(n=layer.number), names))
                for name in names:
                    known.pop(name, None)
        elif self.loss is not None:
            # no layers: every leaf of a family of which one member is known to be a parameter
            families = {(name.base, len(name.upper), len(name.lower)) for name in known}
            leaves = self.chains.model.dag.leaves(self.chains.model.lookup(self.loss))
            known |= dict.fromkeys(n for n in leaves if (n.base, len(n.upper), len(n.lower)) in families)
        if known:
            groups.append((self.words["other"], list(known)))
        return groups

    # -- chains

    def _unit_chain(self, unit: Name) -> list[Side]:
        assert self.loss is not None
        return self.chains.chain((self.loss, unit))

    def _locals(self, chains: Iterable[list[Side]]) -> list[list[Side]]:
        """The derivatives that the chains use without deriving them."""
        pairs: dict[tuple[Name, Name], None] = {}
        for chain in chains:
            for side in chain:
                for _, pair in derivatives(side.expression):
                    numerator, variable = pair
                    if numerator != self.loss and self.chains.rule(pair) is None:
                        pairs[numerator, variable] = None
        order = {name: k for k, name in enumerate(self.chains.definitions)}
        ordered = sorted(pairs, key=lambda p: order.get(p[0], len(order)))
        return [self._local_chain(n, v) for n, v in ordered]

    def _local_chain(self, numerator: Name, variable: Name) -> list[Side]:
        """``∂a/∂z = f'(z) = … = a(1 − a)``."""
        chain = self.chains.chain((numerator, variable))
        local = self.chains.local((numerator, variable), flip=False)
        written = self._prime_written_out(local) if local is not None else None
        if not chain or local is None or written is None:
            return chain
        return self.chains.proved([chain[0], local, written, *chain[1:]])

    def _prime_written_out(self, side: Side) -> Side | None:
        """``f'(z)`` by what the document derives for ``f'(x)``."""
        node = side.expression
        if not isinstance(node, ex.Application) or node.order != 1 or len(node.arguments) != 1:
            return None
        argument = node.arguments[0]
        for chain in self.report.derivation.chains:
            head = chain.parts[0].expression
            if not isinstance(head, ex.Application) or (head.function, head.order) != (node.function, 1):
                continue
            parameter, last = head.arguments[0], self.chains.writing.part(chain.parts[-1])
            value = self.chains.writing.side(side.text[argument.span.start : argument.span.end])
            if last is None or value is None or not isinstance(parameter, ex.Symbol):
                continue
            places: dict[ex.Expression, Side] = {
                n: value for n in last.expression.walk() if isinstance(n, ex.Symbol) and n.name == parameter.name
            }
            return self.chains.writing.substitute(last, places)
        return None

    # -- setting

    def _displays(self, chains: Iterable[list[Side]]) -> list[str]:
        """One display for each chain; equations of one row stand side by side."""
        long, short = [], []
        for chain in chains:
            if len(chain) == 2:
                short.append(chain)
            elif len(chain) > 2 and (text := self._display(chain)):
                long.append(text)
        return [*self._side_by_side(short), *long]

    def _side_by_side(self, chains: list[list[Side]]) -> list[str]:
        texts = [formula(f"{head.text}={value.text}", self.chains.writing.macros) for head, value in chains]
        rows: list[list[str]] = [[]]
        used = 0.0
        for text in texts:
            if text is None:
                continue
            if used + width(text) > PAGE and rows[-1]:
                rows.append([])
                used = 0.0
            rows[-1].append(text)
            used += width(text) + 3
        return [align([["", r",\qquad ".join(row)] for row in rows])] if rows[0] else []

    def _display(self, chain: list[Side]) -> str:
        texts = [formula(side.text, self.chains.writing.macros) for side in chain]
        if any(t is None for t in texts):
            return ""
        head, *rest = (t or "" for t in texts)
        return align([[head if not k else "", f"={text}"] for k, text in enumerate(rest)])
