"""How array code applies an activation and starts the way back: one row each.

``{a}`` is the array of activations, ``{e}`` the array beside it that keeps what the
derivative needs. All statements work in place, on feature-major and on row-major blocks
alike; those that go across features (softmax) are written for feature-major ones, and a
softmax layer is one in either form. ``{zeros}`` is an array because NumPy's maximum of two
arrays is three times as fast as that of an array and a number. The derivative of the sigmoid is ``e·a·a`` with the kept ``e = exp(-z)``: the usual
``a·(1 - a)`` has no correct digit left where a rounds to one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Rule:
    """One activation."""

    negated: bool  # the product arrives as -z
    arrives_in: str  # "a" or "e"
    forward: tuple[str, ...]
    slope: tuple[str, ...]  # leaves f'(z) in {e}; nothing if f' is 1
    clamp: bool = False  # exp overflows unless -z is bounded
    keeps: bool = True  # needs {e}


RULES: dict[str, Rule] = {
    "sigmoid": Rule(
        True,
        "e",
        (
            "np.exp({e}, out={e})",
            "np.add({e}, {one}, out={a})",
            "np.divide({one}, {a}, out={a})",
        ),
        ("{e} *= {a}", "{e} *= {a}"),
        clamp=True,
    ),
    "tanh": Rule(
        False,
        "a",
        ("np.tanh({a}, out={a})",),
        ("np.multiply({a}, {a}, out={e})", "np.subtract({one}, {e}, out={e})"),
    ),
    "relu": Rule(False, "a", ("np.maximum({a}, {zeros}, out={a})",), ("np.greater({a}, 0.0, out={e})",)),
    "softplus": Rule(
        False,
        "e",
        ("np.logaddexp(0.0, {e}, out={a})",),
        # sigmoid(z) = 1 - exp(-softplus(z)); of exp(z - softplus(z)) up to 32 last places are lost at z = 33
        ("np.negative({a}, out={e})", "np.expm1({e}, out={e})", "np.negative({e}, out={e})"),
    ),
    "identity": Rule(False, "a", (), (), keeps=False),
    "custom": Rule(False, "e", ("{a}[...] = {f}({e})",), ("{e}[...] = {f}_prime({e})",)),
    "softmax": Rule(
        False,
        "e",
        (
            "{e} -= np.maximum.reduce({e}, axis=0)",
            "np.exp({e}, out={a})",
            "total = {ones}.dot({a})",
            "{a} /= total",
        ),
        (),
    ),
}

# Where one probability is nearly one, log(total) would lose the others: log1p(rest) keeps them.
RULES["log_softmax"] = replace(
    RULES["softmax"],
    forward=(
        *RULES["softmax"].forward[:2],
        "total = {ones}.dot({a})",
        "rest = {ones}.dot({a} - np.floor({a}))  # without the largest term, which is 1, and its equals",
        "rest += np.rint(total - rest) - 1.0  # the equals come back",
        *RULES["softmax"].forward[3:],
    ),
)


@dataclass(frozen=True, slots=True)
class Start:
    """The loss of a block and the δ of the last layer, for one loss and activation.

    ``value`` are expressions whose sum over outputs (and samples) is the loss without its
    scale. ``delta`` leaves δ, without ``factor`` times the scale, in the array ``into``.
    """

    before: tuple[str, ...]  # statements before the loss is summed
    value: str  # an array, one entry for each output and sample
    delta: tuple[str, ...]
    into: str  # "a" or "e"
    factor: int = 1  # δ = factor * scale * what is in ``into``
    square: bool = False  # the loss is the sum of the squares of ``value``
    slope: bool = True  # ``delta`` multiplies by the slope, which must stand in {e}
    needs_z: bool = False  # the product stays in {s}


STARTS: dict[tuple[str, str], Start] = {
    ("squared", ""): Start(
        ("{a} -= {t}",), "{a}", ("{e} *= {a}",), "e", 2, square=True
    ),
    ("squared", "identity"): Start(
        ("{a} -= {t}",), "{a}", (), "a", 2, square=True, slope=False
    ),
    ("squared", "softmax"): Start(
        ("gap = {a} - {t}",),
        "gap",
        (
            "np.subtract(gap, {ones}.dot(gap * {a}), out={e})",
            "{e} *= {a}",
        ),
        "e",
        2,
        square=True,
        slope=False,
    ),
    # δ is a - t, but as a·((1-t) - t·e): where a rounds to its target the difference has no digit left.
    ("bernoulli", "sigmoid"): Start(
        (),
        "{t} * np.maximum({s}, 0.0) + ({t} - 1.0) * np.minimum({s}, 0.0) + np.log1p(np.exp(-np.abs({s})))",
        ("{e} *= -{t}", "{e} += 1.0 - {t}", "{e} *= {a}"),
        "e",
        slope=False,
        needs_z=True,
    ),
    ("cross_entropy", "sigmoid"): Start(
        (),
        "{t} * np.logaddexp(0.0, {s})",
        ("{e} *= {a}", "{e} *= {t}", "np.negative({e}, out={e})"),
        "e",
        slope=False,
        needs_z=True,
    ),
    ("cross_entropy", "softmax"): Start(
        (),
        "{t} * (np.log1p(rest) - {e})",
        (
            "np.multiply({a}, {ones}.dot({t}), out={e})",
            "{e} -= {t}",
        ),
        "e",
        slope=False,
    ),
    ("bernoulli", ""): Start(
        (),
        "-({t} * np.log({a}) + (1.0 - {t}) * np.log1p(-{a}))",
        ("{e} *= ({a} - {t}) / ({a} * (1.0 - {a}))",),
        "e",
    ),
    ("cross_entropy", ""): Start(
        (), "-{t} * np.log({a})", ("{e} *= -{t} / {a}",), "e"
    ),
    ("custom", ""): Start(
        (), "_loss_term({a}, {t})", ("{e} *= _loss_slope({a}, {t})",), "e"
    ),
}


def rule_of(loss: str, activation: str) -> Rule:
    """The row for an activation; a softmax under cross-entropy prepares its logarithm."""
    return RULES["log_softmax" if (loss, activation) == ("cross_entropy", "softmax") else activation]


def start_of(loss: str, activation: str) -> Start:
    """The row for a loss and the last layer's activation."""
    return STARTS.get((loss, activation)) or STARTS[loss, ""]


# The same on fresh arrays, row-major or not, for code that is called once.
FORWARD: dict[str, str] = {
    "sigmoid": "_sigmoid({z})",
    "tanh": "np.tanh({z})",
    "relu": "np.maximum({z}, 0.0)",
    "softplus": "np.logaddexp(0.0, {z})",
    "identity": "{z}",
    "softmax": "_softmax({z})",
}

FUNCTIONS: dict[str, list[str]] = {
    "sigmoid": [
        "def _sigmoid(z: Array) -> Any:",
        "    e = np.exp(np.minimum(-z, _LIMITS[z.dtype.char]))",
        "    return 1.0 / (1.0 + e)",
        "",
        "",
    ],
    "log_softmax": [
        "def _log_softmax(z: Array) -> Any:",
        '    """Rows of log(softmax(z)); log1p keeps the digits where one probability is nearly one."""',
        "    z = z - np.max(z, axis=1, keepdims=True)",
        "    e = np.exp(z)",
        "    rest = np.sum(e, axis=1, keepdims=True, where=z < 0.0)",
        "    rest += np.rint(np.sum(e, axis=1, keepdims=True) - rest) - 1.0",
        "    return z - np.log1p(rest)",
        "",
        "",
    ],
    "softmax": [
        "def _softmax(z: Array) -> Any:",
        "    e = np.exp(z - np.max(z, axis=1, keepdims=True))",
        "    return e / np.sum(e, axis=1, keepdims=True)",
        "",
        "",
    ],
}

LOSS_TERMS: dict[tuple[str, str], str] = {
    ("squared", ""): "np.square(a - target)",
    ("bernoulli", "sigmoid"): "(1.0 - target) * np.maximum(z, 0.0) - target * np.minimum(z, 0.0) + np.log1p(np.exp(-np.abs(z)))",
    ("bernoulli", ""): "-(target * np.log(a) + (1.0 - target) * np.log1p(-a))",
    ("cross_entropy", "sigmoid"): "target * np.logaddexp(0.0, -z)",
    ("cross_entropy", "softmax"): "-target * _log_softmax(z)",
    ("cross_entropy", ""): "-target * np.log(a)",
    ("custom", ""): "_loss_term(a, target)",
}
