"""How the time of a proof grows with the network: ``python -m tests.benchmarks.certificates``.

Networks as ``derive new`` writes them, each with one layer more. *Layer by layer* is the
certificate as it is: every step and every gradient, each proof through named quantities.
*At once* is a single theorem of it, the gradient of the loss by the first weight, proved
the plain way: open every definition but the activation, ``auto_derive``, one ``field`` over
what comes out.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass

from codegen.certificates import certify_report, run_certificate
from codegen.new import write
from derive.judgement.checker import check
from derive.source.reader import read
from derive.source.text import SourceText

NETWORKS = ((2, 2), (2, 2, 2), (2, 2, 2, 2), (2, 2, 2, 2, 2), (2, 2, 2, 2, 2, 2), (3, 3, 3, 3), (4, 4, 4, 4))
FIRST = "gradient_w1_11"  # the theorem that is proved both ways, the deepest one of all
_DEFINITION = re.compile(r"^Definition (\w+)(?: \(\w+ : R\))? : R := .*\.$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Row:
    """One network: its certificate as it is, and its first weight's gradient at once."""

    steps: int
    theorems: int
    seconds: float  # of all proofs
    accepted: bool
    once: float
    state: str  # what became of it at once


def certificate(layers: tuple[int, ...], activation: str) -> tuple[str, int]:
    """The certificate of a network, and how many steps its document has."""
    report = check(read(SourceText("network.md", write(list(layers), activation, "squared-error", "scalar", "en"))))
    return certify_report(report).text, report.coverage.steps


def at_once(text: str) -> str:
    """The definitions of a certificate and its first gradient, proved by ``field`` over all of them."""
    preamble, _, document = text.partition("(* The document. *)")
    section, _, after = document.partition("End Document.")
    variables = next(line for line in section.splitlines() if line.startswith("Variables "))
    stated = [m for m in _DEFINITION.finditer(section) if "_of_" not in m.group(1) and "Derive" not in m.group()]
    statement = re.search(rf"^Theorem {FIRST} .*?(?=Proof\.)", after, re.MULTILINE | re.DOTALL)
    assert statement is not None
    names = ", ".join(m.group(1) for m in reversed(stated) if m.group(1) != "f")
    slope = re.search(r"^Lemma slope_f .*?Qed\.", section, re.MULTILINE | re.DOTALL)
    assert slope is not None
    return "\n".join(
        [
            preamble,
            "Section Document.",
            variables,
            *(m.group() for m in stated),
            "End Document.",
            slope.group(),
            f"{statement.group()}Proof.\n  cbv zeta; unfold {names}; auto_derive.\n  - repeat split; eexists; apply slope_f.\n"
            "  - rewrite !(is_derive_unique _ _ _ (slope_f _)). rewrite ?Rmult_1_l, ?Rmult_1_r. field.\nQed.\n",
        ]
    )


def measure(layers: tuple[int, ...], activation: str, limit: float) -> Row:
    """Both ways, on one machine, one after the other."""
    text, steps = certificate(layers, activation)
    spoken = run_certificate(text)
    own = {o.word: o.seconds for o in spoken.outcomes}
    (whole,) = run_certificate(at_once(text), time_limit=limit).outcomes
    return Row(steps, len(own), sum(own.values()), spoken.accepted, whole.seconds, whole.state)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--activation", default="sigmoid", choices=("sigmoid", "tanh"))
    parser.add_argument("--limit", type=float, default=120.0, help="seconds for the theorem at once; default: 120")
    options = parser.parse_args()
    print("| network | steps | theorems | layer by layer, s | ms a theorem | one gradient at once, s |\n|---|---|---|---|---|---|")
    for layers in NETWORKS:
        row = measure(layers, options.activation, options.limit)
        share = 1000 * row.seconds / row.theorems
        once = f"{row.once:.1f}" if row.state == "accepted" else f"{row.state} ({row.once:.0f})"
        name, told = "-".join(map(str, layers)), "" if row.accepted else " (not accepted)"
        print(f"| {name} | {row.steps} | {row.theorems} | {row.seconds:.2f}{told} | {share:.1f} | {once} |", flush=True)


if __name__ == "__main__":
    main()
