"""Documents about networks of any size, with nothing derived but one gradient."""

from __future__ import annotations

from itertools import pairwise


def network_document(widths: list[int]) -> str:
    """Definitions of a network whose function is never defined, and the gradient of one weight."""
    last = len(widths) - 1
    rows = []
    for layer, (inputs, units) in enumerate(pairwise(widths), 1):
        sources = [f"x_{{{i}}}" if layer == 1 else f"a^{{{layer - 1}}}_{{{i}}}" for i in range(1, inputs + 1)]
        for j in range(1, units + 1):
            unit = f"^{{{layer}}}_{{{j}}}"
            terms = [f"w^{{{layer}}}_{{{i},{j}}}\\cdot {source}" for i, source in enumerate(sources, 1)]
            rows.append(f"z{unit}&={'+'.join(terms)}+b{unit}")
            rows.append(f"a{unit}&=f(z{unit})")
    rows.append("E&=" + "+".join(f"\\frac{{1}}{{2}}\\cdot(t_{{{k}}}-a^{{{last}}}_{{{k}}})^2" for k in range(1, widths[-1] + 1)))
    rows.append(
        rf"\frac{{\partial E}}{{\partial w^{{{last}}}_{{1,1}}}}&=(a^{{{last}}}_{{1}}-t_{{1}})"
        rf"\cdot f'(z^{{{last}}}_{{1}})\cdot a^{{{last - 1}}}_{{1}}"
    )
    return "$$\n\\begin{aligned}\n" + "\\\\\n".join(rows) + "\n\\end{aligned}\n$$\n"


def weights(widths: list[int]) -> list[str]:
    """The weights of such a document as it spells them."""
    return [
        f"w^{{{layer}}}_{{{i},{j}}}"
        for layer, (inputs, units) in enumerate(pairwise(widths), 1)
        for i in range(1, inputs + 1)
        for j in range(1, units + 1)
    ]
