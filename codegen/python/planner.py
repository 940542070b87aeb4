"""Decide how array code lays a network out in memory, and in what order it works.

Narrow networks run feature-major: a block is a matrix with one row for each feature and
one column for each sample. Rows of ones stand between the activations, so that every
product brings its bias along::

    1        ┐ layer 1 reads the ones and x
    x        ┘
    1        ┐ layer 2 reads the next ones and a1
    a1       ┘
    a2       ┐ layer 3 reads a2 and the next ones
    1        ┤
    a3       ┘ layer 4 reads the ones and a3 …

A sum that begins with the bias is rounded once less than one that ends with it: times one
the bias is exact. Layers 1 and 2, where most narrow networks end, begin with it.

Layers that follow each other without a row of ones between them are one array, so that
one call works on both. Wide networks run row-major, where the matrix product is as fast
as it can be and the bias is a small part. So do networks whose widths are letters: nobody
knows yet how narrow they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from codegen.network.description import Network
from codegen.network.sizes import Extent, Width
from codegen.python.elementwise import RULES, Start, start_of

NARROW = 8  # up to this many features a layer, feature-major blocks are faster
SCALAR_PARAMETERS = 100  # up to this many, one sample is computed on Python floats
COLUMN_BLOCK_NUMBERS = 160_000  # of a feature-major block in float64, twice as many in float32: 1.3 MB stay in a core's own cache
FEW_SAMPLES = 1000  # up to so many, calls cost more than numbers
ONE_PRODUCT = 64  # results; up to so many, one product for loss and gradients is worth more numbers than are needed
QUICK_PRODUCT = 500_000  # multiplications, twice as many in float32; beyond, OpenBLAS copies the factors first: up to half as long again
ROW_BLOCK_NUMBERS = 393_216  # of a row-major block in float64; twice as many in float32 where widths are numbers
LARGE_PRODUCT = 16_384  # numbers; so large a result of np.dot is zeroed for longer than np.matmul takes to start


@dataclass(frozen=True, slots=True)
class Stripe:
    """Rows ``first`` to ``last`` (exclusive) of a feature-major block, or columns of a row-major one."""

    name: str
    first: Width
    last: Width
    shape: str = "rows"  # of a row-major block: "rows", "columns" (feature-major) or "flat"

    @property
    def rows(self) -> range:
        """The rows of a feature-major block, whose widths are numbers."""
        assert isinstance(self.first, int) and isinstance(self.last, int)
        return range(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Plan:
    """The layout of a block and the choices that follow from it."""

    columns: bool  # feature-major
    block: int  # samples in a block; 0 where that depends on widths that are letters
    rows: Width  # numbers for each sample
    stripes: tuple[Stripe, ...]
    ones: tuple[int, ...]  # rows that hold ones
    zeros: tuple[Width, ...]  # first row and end of the rows that hold zeros
    bias_first: tuple[bool, ...]  # for each layer: does the row of ones come before its inputs?
    stacks: tuple[tuple[int, int], ...]  # sigmoid layers whose derivative is taken in one call
    scalar: bool  # one sample goes through Python floats
    one_product: bool  # for few samples, one product has the loss and all gradients
    start: Start


def plan(network: Network) -> Plan:
    """The plan for a network."""
    widths = network.widths
    start = start_of(network.loss.kind, network.layers[-1].activation.kind)
    columns = max(widths) <= NARROW and not network.any_size
    count = sum(len(layer.biases) + layer.inputs * layer.units for layer in network.layers)
    scalar = count <= SCALAR_PARAMETERS and not network.any_size and network.layers[-1].activation.kind != "softmax"
    return _columns(network, start, scalar) if columns else _rows(network, start, scalar)


def _columns(network: Network, start: Start, scalar: bool) -> Plan:
    widths, depth = network.widths, len(network.layers)
    stripes: list[Stripe] = []
    ones = [0]
    row = 1
    first_of: list[int] = []
    for number, width in enumerate(widths):
        first_of.append(row)
        stripes.append(Stripe(f"a{number}", row, row + width))
        row += width
        if number % 2 == 0 and number < depth != 1:
            ones.append(row)
            row += 1
    bias_first = tuple(number == 0 or number % 2 == 1 for number in range(depth))
    for number, layer in enumerate(network.layers):
        first, last = first_of[number], first_of[number] + widths[number]
        if layer.biases:
            first, last = (first - 1, last) if bias_first[number] else (first, last + 1)
        stripes.append(Stripe(f"u{number + 1}", first, last))
    e_first: dict[int, int] = {}
    for number, layer in enumerate(network.layers, 1):
        if number < depth or RULES[layer.activation.kind].keeps or start.into == "e":
            e_first[number] = row
            stripes.append(Stripe(f"e{number}", row, row + widths[number]))
            row += widths[number]
    stacks = _stacks(network, start)
    for low, high in stacks:
        stripes.append(Stripe(f"a{low}_{high}", first_of[low], first_of[high] + widths[high]))
        stripes.append(Stripe(f"e{low}_{high}", e_first[low], e_first[high] + widths[high]))
    deltas_end = row
    stripes.append(Stripe("s", row, row + max(widths[1:])))
    row += max(widths[1:])
    one_product = start.value == "{a}" and start.square and start.into == "e"
    if one_product:  # in the place of the last activations stands the gap by then
        left, right = Stripe("left", 0, e_first[1]), Stripe("right", first_of[-1], deltas_end)
        one_product = len(left.rows) * len(right.rows) <= ONE_PRODUCT
        stripes += [left, right] if one_product else []
    zeros = _zeros(network, stripes, row)
    if zeros:
        row += max(layer.units for layer in network.layers if layer.activation.kind == "relu")
    largest = max((layer.inputs + bool(layer.biases)) * layer.units for layer in network.layers)
    samples = min(COLUMN_BLOCK_NUMBERS // row, QUICK_PRODUCT // largest)
    # An odd multiple of 16: every row begins with a cache line, and no two at the same place of the cache.
    block = (samples - 16) // 32 * 32 + 16
    return Plan(
        True, block, row, tuple(stripes), tuple(ones), zeros, bias_first, stacks, scalar, one_product, start
    )


def _zeros(network: Network, stripes: list[Stripe], at: Width) -> tuple[Width, ...]:
    """Room for zeros as wide as the widest layer of relus; adds a stripe for each such layer."""
    relus = [layer.number for layer in network.layers if layer.activation.kind == "relu"]
    stripes += [Stripe(f"zeros{n}", at, at + network.sizes[n]) for n in relus]
    return (at, at + widest([network.sizes[n] for n in relus])) if relus else ()


def widest(widths: Sequence[Width]) -> Width:
    """The largest of some widths."""
    distinct = list(dict.fromkeys(widths))
    if len(distinct) == 1:
        return distinct[0]
    numbers = [w for w in distinct if isinstance(w, int)]
    if len(numbers) == len(distinct):
        return max(numbers)
    return Extent.letter(f"max({', '.join(str(w) for w in distinct)})")


def _stacks(network: Network, start: Start) -> tuple[tuple[int, int], ...]:
    kinds = [layer.activation.kind for layer in network.layers]
    if not start.slope:
        kinds[-1] = "none"
    pairs = []
    for low in range(1, len(kinds), 2):
        if kinds[low - 1] == kinds[low] == "sigmoid":
            pairs.append((low, low + 1))
    return tuple(pairs)


def _rows(network: Network, start: Start, scalar: bool) -> Plan:
    widths, depth = network.sizes, len(network.layers)
    stripes: list[Stripe] = []
    first_of: dict[str, Width] = {}
    at: Width = 0

    def stripe(name: str, number: int) -> None:
        nonlocal at
        softmax = number == depth and network.layers[-1].activation.kind == "softmax"
        first_of[name] = at
        stripes.append(Stripe(name, at, at + widths[number], "columns" if softmax else "rows"))
        at += widths[number]

    for number in range(1, depth + 1):
        stripe(f"a{number}", number)
    for number, layer in enumerate(network.layers, 1):
        if number < depth or RULES[layer.activation.kind].keeps or start.into == "e":
            stripe(f"e{number}", number)
    for number in range(1, depth):
        stripe(f"s{number}", number)
    if start.needs_z:
        stripe(f"s{depth}", depth)
    stacks = _runs(network, start)
    for low, high in stacks:
        size: Width = sum(widths[low : high + 1], 0)
        for letter in "ae":
            first = first_of[f"{letter}{low}"]
            stripes.append(Stripe(f"{letter}{low}_{high}", first, first + size, "flat"))
    zeros = _zeros(network, stripes, at)
    at = zeros[1] if zeros else at
    block = 0 if isinstance(at, Extent) else max(128, min(4096, 1 << max(1, ROW_BLOCK_NUMBERS // at).bit_length() - 1))
    return Plan(False, block, at, tuple(stripes), (), zeros, (False,) * depth, stacks, scalar, False, start)


def _runs(network: Network, start: Start) -> tuple[tuple[int, int], ...]:
    """Runs of sigmoid layers: their memory is one piece, whatever their widths."""
    kinds = [layer.activation.kind for layer in network.layers]
    if not start.slope:
        kinds[-1] = "none"
    found, low = [], 1
    for number, kind in enumerate([*kinds, "none"], 1):
        if kind != "sigmoid":
            if number - low > 1:
                found.append((low, number - 1))
            low = number + 1
    return tuple(found)
