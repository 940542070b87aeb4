"""``derive new``: write a derivation from a specification."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from derive.commands.base import CLEAN, UsageError, write_file


def add_new(commands: Any) -> None:
    """Teach the command line the command. The values are checked by what writes the document."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "new",
        help="write the derivation of a network",
        description="Write the complete derivation of a fully connected network: forward pass, loss, every gradient.",
        epilog="example: derive new --layers 784,128,10 --activation relu --loss softmax-cross-entropy -o notes.md",
    )
    parser.add_argument("--layers", type=_widths, required=True, metavar="N,N,…", help="numbers of inputs and of the units of each layer")
    parser.add_argument("--activation", default="sigmoid", metavar="NAME", help="sigmoid (default), tanh, relu or softplus")
    parser.add_argument("--loss", default="squared-error", metavar="NAME", help="squared-error (default) or softmax-cross-entropy")
    parser.add_argument("--notation", default="index", metavar="NAME", help="scalar, index (default) or matrix")
    parser.add_argument("--language", choices=("en", "zh"), default="en", help="of the document; default: en")
    parser.add_argument("-o", "--output", metavar="FILE", help="default: standard output")
    parser.set_defaults(run=run_new)


def run_new(options: argparse.Namespace) -> int:
    """``derive new``. Raises :class:`UsageError` for a network that no derivation is written for."""
    from codegen.new import BadSpecification, write

    try:
        text = write(options.layers, options.activation, options.loss, options.notation, options.language)
    except BadSpecification as error:
        raise UsageError(str(error)) from None
    if options.output and options.output != "-":
        write_file(options.output, text)
    else:
        sys.stdout.write(text)
    return CLEAN


def _widths(text: str) -> list[int]:
    try:
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError(f"widths look like 784,128,10, not {text!r}") from None
