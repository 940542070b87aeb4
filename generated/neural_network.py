"""神经网络: the loss, its gradients, and the derivatives as the document derives them.

Generated from 神经网络.md with one repair: line 63, ``z^2_1`` read as ``z^2_2``.

The network: 2-2-2 units, sigmoid, sigmoid; loss ``0.5 * sum((y_hat - a2)**2)``.
Layer 1: ``z1 = x @ W1 + b1``, ``a1 = f(z1)`` (lines 41 to 48).
Layer 2: ``z2 = a1 @ W2 + b2``, ``a2 = f(z2)`` (lines 56 to 63).

Arrays hold one sample in a row: ``x`` is (N, 2), ``y_hat`` is (N, 2). Feature-major
memory (``X.T`` of a C-ordered array) is as welcome, and faster.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

Array = NDArray[Any]


# Samples in a block: what a block needs (11 numbers a sample) stays in the cache.
# Without blocks every intermediate of a large batch would travel through memory.
BLOCK = 32_768


class Activations(NamedTuple):
    """Pre-activations and activations of each layer, (N, units)."""

    z1: Array  # (N, 2)
    a1: Array  # (N, 2), sigmoid of z1
    z2: Array  # (N, 2)
    a2: Array  # (N, 2), sigmoid of z2


class Gradients(NamedTuple):
    """The loss and its derivative with respect to each parameter, in the parameter's shape.

    With ``reduction="none"`` each has the samples as its first axis.
    """

    loss: Any
    W1: Array  # (2, 2)
    b1: Array  # (2,)
    W2: Array  # (2, 2)
    b2: Array  # (2,)


def loss(x: Array, y_hat: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> float:
    """Return the loss E, summed over the batch.

    Parameters
    ----------
    x : array_like, shape (N, 2)
        Inputs.
    y_hat : array_like, shape (N, 2)
        Targets.
    W1 : array_like, shape (2, 2)
        Weights (input, unit) of layer 1.
    b1 : array_like, shape (2,)
        Biases of layer 1.
    W2 : array_like, shape (2, 2)
        Weights (input, unit) of layer 2.
    b2 : array_like, shape (2,)
        Biases of layer 2.

    Returns
    -------
    float
        ``0.5 * sum((y_hat - a2)**2)`` (line 81)
    """
    x, y_hat, W1, b1, W2, b2, dtype = _checked(x, y_hat, W1, b1, W2, b2)
    total = 0.0
    with np.errstate(over="ignore", under="ignore"):
        for start in range(0, len(x), BLOCK):
            block = slice(start, start + BLOCK)
            z2, a2 = _forward(x[block], W1, b1, W2, b2)[-2:]
            total += float(np.sum(_loss_terms(z2, a2, y_hat[block]), dtype=np.float64))
    return 0.5 * total


def forward(x: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Activations:
    """Return what every unit holds.

    Parameters
    ----------
    x : array_like, shape (N, 2)
        Inputs.
    W1 : array_like, shape (2, 2)
        Weights (input, unit) of layer 1.
    b1 : array_like, shape (2,)
        Biases of layer 1.
    W2 : array_like, shape (2, 2)
        Weights (input, unit) of layer 2.
    b2 : array_like, shape (2,)
        Biases of layer 2.

    Returns
    -------
    Activations
        ``z1``, ``a1``, ``z2``, ``a2``; each (N, units).
        ``z1`` (lines 41 to 43).
        ``a1`` (lines 46 to 48).
        ``z2`` (lines 56 to 58).
        ``a2`` (lines 61 to 63).
    """
    x, _, W1, b1, W2, b2, _ = _checked(x, None, W1, b1, W2, b2)
    with np.errstate(over="ignore", under="ignore"):
        return _forward(x, W1, b1, W2, b2)


def gradients(
    x: Array,
    y_hat: Array,
    W1: Array,
    b1: Array,
    W2: Array,
    b2: Array,
    *,
    reduction: str = "sum",
    workspace: Workspace | None = None,
    threads: int = 1,
    out: Gradients | None = None,
) -> Gradients:
    """Return the loss and its gradient with respect to every parameter.

    Parameters
    ----------
    x : array_like, shape (N, 2)
        Inputs.
    y_hat : array_like, shape (N, 2)
        Targets.
    W1 : array_like, shape (2, 2)
        Weights (input, unit) of layer 1.
    b1 : array_like, shape (2,)
        Biases of layer 1.
    W2 : array_like, shape (2, 2)
        Weights (input, unit) of layer 2.
    b2 : array_like, shape (2,)
        Biases of layer 2.
    reduction : {"sum", "mean", "none"}
        Over the batch; "none" keeps one gradient for each sample.
    workspace : Workspace, optional
        Memory to use again in the next call, so that a loop allocates nothing.
    threads : int
        Threads that share the blocks of a large batch.
    out : Gradients, optional
        An earlier result to overwrite ("sum" and "mean" only).

    Returns
    -------
    Gradients
        ``loss`` and ``W1``, ``b1``, ``W2``, ``b2``, in the dtype of the arguments: float32 if all are,
        otherwise float64.

    Raises
    ------
    ValueError
        If an argument has the wrong shape, or the mean is taken over no samples.
    """
    x, y_hat, W1, b1, W2, b2, dtype = _checked(x, y_hat, W1, b1, W2, b2)
    if reduction == "none":
        return _gradients_of_each(x, y_hat, W1, b1, W2, b2, dtype)
    divisor = _divisor(reduction, len(x))
    if len(x) == 1:
        value, theta = _gradients_of_one(x, y_hat, W1, b1, W2, b2)
    else:
        value, theta = _summed(x.T, y_hat.T, _pack(W1, b1, W2, b2), workspace, threads)
    if divisor != 1:
        value, theta = value / divisor, theta / divisor
    result = Gradients(value, *_unpack_gradient(theta.astype(dtype, copy=False)))
    if out is None:
        return result
    for array, new in zip(out[1:], result[1:], strict=True):
        array[...] = new
    return out._replace(loss=value)


class Workspace:
    """Memory for one block of samples, to be used again from call to call.

    The rows of a block: ``a0`` the inputs, ``a1`` … the activations; ``u1`` … what layer 1 … multiplies,
    its inputs with the row of ones that carries the bias; ``e1`` … what f' needs, then f'(z), then
    the delta; ``s`` what comes back from the layer above. Some share rows, so that one call does for both.

    Parameters
    ----------
    dtype : dtype
        float64, or float32 if all arguments are.
    samples : int
        Samples in a block; larger batches are cut.
    """

    def __init__(self, dtype: DTypeLike = np.float64, samples: int = BLOCK) -> None:
        self.dtype = np.dtype(dtype)
        self.samples = max(1, samples)
        self.helpers: list[Workspace] = []  # one for each further thread
        self._memory = np.empty(11 * self.samples, self.dtype)
        self.one = np.ones((), self.dtype)  # as an array: Python's 1.0 is converted in every call
        self.limit = np.array(_LIMITS[self.dtype.char], self.dtype)
        self._theta = np.empty(12, self.dtype)
        self._minus = np.empty(12, self.dtype)
        self._layers = self._matrices()
        self._columns = -1
        self._arrays: tuple[Array, ...] = ()

    def arrays(self, n: int) -> tuple[Array, ...]:
        """The arrays of a block of n samples, one column each."""
        if n != self._columns:
            rows = self._memory[: 11 * n].reshape(11, n)
            rows[2] = 1.0
            self._arrays = (
                rows[0:2],  # a0
                rows[3:5],  # a1
                rows[5:7],  # a2
                rows[0:3],  # u1
                rows[2:5],  # u2
                rows[7:9],  # e1
                rows[9:11],  # e2
                rows[3:7],  # a12
                rows[7:11],  # e12
                rows[0:5],  # u
                rows[7:11],  # delta
                rows[5:7],  # s
            )
            self._columns = n
        return self._arrays

    def layers(self, theta: Array) -> tuple[Array, ...]:
        """For each layer the matrix of its products, and its weights for the way back."""
        self._theta[...] = theta
        np.negative(theta, out=self._minus)
        return self._layers

    def _matrices(self) -> tuple[Array, ...]:
        theta, minus = self._theta, self._minus
        return (
            minus[0:6].reshape(3, 2).T,
            minus[6:12].reshape(3, 2).T,
            theta[8:12].reshape(2, 2),
        )

    def team(self, threads: int) -> list[Workspace]:
        """This workspace and as many helpers as it takes."""
        while len(self.helpers) < threads - 1:
            self.helpers.append(Workspace(self.dtype, self.samples))
        return [self, *self.helpers[: threads - 1]]


def _workspace(workspace: Workspace | None, dtype: np.dtype[Any], samples: int) -> Workspace:
    if workspace is None:
        return Workspace(dtype, min(samples, BLOCK))
    if workspace.dtype != dtype:
        raise ValueError(f"workspace holds {workspace.dtype}, the arguments are {dtype}")
    return workspace


def check_gradients(
    x: Array,
    y_hat: Array,
    W1: Array,
    b1: Array,
    W2: Array,
    b2: Array,
    *,
    entries: int = 20,
    step: float = 1e-3,
) -> dict[str, float]:
    """Compare :func:`gradients` with differences of :func:`loss`.

    Parameters
    ----------
    x : array_like, shape (N, 2)
        Inputs.
    y_hat : array_like, shape (N, 2)
        Targets.
    W1 : array_like, shape (2, 2)
        Weights (input, unit) of layer 1.
    b1 : array_like, shape (2,)
        Biases of layer 1.
    W2 : array_like, shape (2, 2)
        Weights (input, unit) of layer 2.
    b2 : array_like, shape (2,)
        Biases of layer 2.
    entries : int
        How many entries of each parameter to try, spread evenly.
    step : float
        Distance of the five points of the difference formula.

    Returns
    -------
    dict
        For each parameter the largest deviation, relative to the largest entry of its
        gradient. About 1e-10 for correct code in float64.
    """
    x, y_hat = np.asarray(x, np.float64), np.asarray(y_hat, np.float64)
    parameters = [np.array(p, np.float64) for p in (W1, b1, W2, b2)]
    found = gradients(x, y_hat, *parameters)
    deviations = {}
    for name, parameter in zip(Gradients._fields[1:], parameters, strict=True):
        expected = getattr(found, name)
        size = float(np.max(np.abs(expected), initial=0.0)) or 1.0
        worst = 0.0
        for flat in np.unique(np.linspace(0, parameter.size - 1, min(entries, parameter.size)).astype(int)):
            place = np.unravel_index(flat, parameter.shape)
            here, values = parameter[place], []
            for k in (-2, -1, 1, 2):
                parameter[place] = here + k * step
                values.append(loss(x, y_hat, *parameters))
            parameter[place] = here
            slope = (values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * step)
            worst = max(worst, abs(slope - float(expected[place])) / size)
        deviations[name] = worst
    return deviations


def pack(W1: Array, b1: Array, W2: Array, b2: Array) -> Array:
    """Return all parameters as one vector, in the order in which blocks use them.

    An optimiser that works on one vector calls :func:`gradients_packed`.
    """
    arrays = _checked(None, None, W1, b1, W2, b2)
    return _pack(*arrays[2:-1])


def unpack(theta: Array) -> tuple[Array, ...]:
    """Return ``W1``, ``b1``, ``W2``, ``b2`` as views of a vector that :func:`pack` made."""
    return _unpack_gradient(theta)


def gradients_packed(
    x: Array,
    y_hat: Array,
    theta: Array,
    *,
    reduction: str = "sum",
    workspace: Workspace | None = None,
    threads: int = 1,
) -> tuple[float, Array]:
    """Return the loss and its gradient as one vector; ``theta`` is what :func:`pack` returns.

    The other parameters and the errors are those of :func:`gradients`.
    """
    x, y_hat = np.asarray(x), np.asarray(y_hat)
    dtype = theta.dtype
    if x.dtype != dtype or y_hat.dtype != dtype or dtype.char not in "fd":
        dtype = np.dtype(np.float64)
        x, y_hat, theta = (np.asarray(v, dtype) for v in (x, y_hat, theta))
    _check_batch(x, y_hat)
    if theta.shape != (12,):
        raise ValueError(f"theta has shape {theta.shape}, expected (12,)")
    divisor = _divisor(reduction, len(x))
    value, gradient = _summed(x.T, y_hat.T, theta, workspace, threads)
    if divisor != 1:
        value, gradient = value / divisor, gradient / divisor
    return value, gradient if gradient.dtype == dtype else gradient.astype(dtype)


def _pack(W1: Array, b1: Array, W2: Array, b2: Array) -> Array:
    """One vector: the matrices V of all layers, each with its bias as the row of the ones."""
    return np.concatenate((W1.ravel(), b1, b2, W2.ravel()))


def _unpack_gradient(theta: Array) -> tuple[Array, ...]:
    return (
        theta[0:4].reshape(2, 2),
        theta[4:6],
        theta[8:12].reshape(2, 2),
        theta[6:8],
    )


def _summed(
    x: Array, y_hat: Array, theta: Array, workspace: Workspace | None, threads: int
) -> tuple[float, Array]:
    """Loss and gradient vector of a batch whose samples are the columns of ``x``."""
    n = x.shape[1]
    work = _workspace(workspace, theta.dtype, n)
    if threads == 1 or n <= work.samples:
        return _sum_of_range(x, y_hat, theta, work, 0, n)
    count = min(threads, -(-n // work.samples))
    size = -(-n // work.samples // count) * work.samples  # whole blocks for each thread
    with ThreadPoolExecutor(count) as pool:
        futures = [
            pool.submit(_sum_of_range, x, y_hat, theta, own, k * size, min(n, (k + 1) * size))
            for k, own in enumerate(work.team(count))
        ]
        parts = [future.result() for future in futures]
    return sum(value for value, _ in parts), np.sum([gradient for _, gradient in parts], axis=0)


def _sum_of_range(
    x: Array, y_hat: Array, theta: Array, work: Workspace, start: int, stop: int
) -> tuple[float, Array]:
    if stop - start < 1000:  # too few samples to be worth a second look
        return _sum_of_blocks(x, y_hat, theta, work, start, stop, work.limit)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        value, gradient = _sum_of_blocks(x, y_hat, theta, work, start, stop, None)
        if not np.isfinite(gradient).all():  # exp overflowed somewhere: again, with its argument bounded
            value, gradient = _sum_of_blocks(x, y_hat, theta, work, start, stop, work.limit)
    return value, gradient


def _sum_of_blocks(
    x: Array,
    y_hat: Array,
    theta: Array,
    work: Workspace,
    start: int,
    stop: int,
    limit: Array | None,
) -> tuple[float, Array]:
    layers = work.layers(theta)
    value = 0.0
    total = np.zeros((5, 4))
    for begin in range(start, stop, work.samples):
        end = min(stop, begin + work.samples)
        block = work.arrays(end - begin)
        terms = _last_delta(block, x[:, begin:end], y_hat[:, begin:end], layers, work.one, limit)
        value += float(np.vdot(terms, terms))
        _other_deltas(block, layers)
        _, _, _, _, _, _, _, _, _, u, delta, _ = block
        product = u.dot(delta.T)  # all weights and biases at once
        total = product if begin == start else np.add(total, product, dtype=np.float64)
    gradient = total.take(_PLACES)
    return 0.5 * value, gradient


# Where the products of a layer's inputs with its own deltas stand among those of all with all.
_PLACES = np.array([0, 1, 4, 5, 8, 9, 10, 11, 14, 15, 18, 19])


def _last_delta(
    block: tuple[Array, ...],
    x: Array,
    y_hat: Array,
    layers: tuple[Array, ...],
    one: Array,
    limit: Array | None,
) -> Array:
    """Go forward through a block; return the terms of the loss before they are squared.

    Afterwards ``e2`` holds ∂E/∂z of the last layer.
    """
    a0, a1, a2, u1, u2, e1, e2, a12, e12, _, _, _ = block
    minus_V1, minus_V2, _ = layers
    a0[...] = x

    # layer 1: e = exp(-z), a1 = sigmoid(z)
    minus_V1.dot(u1, out=e1)
    if limit is not None:  # only where exp would overflow
        np.minimum(e1, limit, out=e1)
    np.exp(e1, out=e1)
    np.add(e1, one, out=a1)
    np.divide(one, a1, out=a1)

    # layer 2: e = exp(-z), a2 = sigmoid(z)
    minus_V2.dot(u2, out=e2)
    if limit is not None:  # only where exp would overflow
        np.minimum(e2, limit, out=e2)
    np.exp(e2, out=e2)
    np.add(e2, one, out=a2)
    np.divide(one, a2, out=a2)

    # f'(z) of the layers
    np.multiply(e12, a12, out=e12)
    np.multiply(e12, a12, out=e12)

    # the loss and delta2 = ∂E/∂z of the last layer
    np.subtract(a2, y_hat, out=a2)
    terms = a2
    np.multiply(e2, a2, out=e2)
    return terms


def _other_deltas(block: tuple[Array, ...], layers: tuple[Array, ...]) -> None:
    """Go back through a block: from ``e2`` to ``e1``."""
    _, _, _, _, _, e1, e2, _, _, _, _, s = block
    _, _, W2 = layers
    W2.dot(e2, out=s)
    np.multiply(e1, s, out=e1)


def _gradients_of_each(
    x: Array,
    y_hat: Array,
    W1: Array,
    b1: Array,
    W2: Array,
    b2: Array,
    dtype: np.dtype[Any],
) -> Gradients:
    """One gradient for each sample. Memory is feature-major, as it is computed."""
    n = len(x)
    work = Workspace(dtype, min(n, BLOCK))
    layers = work.layers(_pack(W1, b1, W2, b2))
    value = np.empty(n, dtype)
    dW1 = np.empty((2, 2, n), dtype)
    db1 = np.empty((2, n), dtype)
    dW2 = np.empty((2, 2, n), dtype)
    db2 = np.empty((2, n), dtype)
    for start in range(0, n, work.samples):
        part = slice(start, min(n, start + work.samples))
        block = work.arrays(part.stop - start)
        a0, a1, _, _, _, e1, e2, _, _, _, _, _ = block
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            for limit in (None, work.limit):  # the bound is needed only where exp overflows
                terms = _last_delta(block, x[part].T, y_hat[part].T, layers, work.one, limit)
                np.einsum("kn,kn->n", terms, terms, out=value[part])
                _other_deltas(block, layers)
                if np.isfinite(np.sum(e1)):  # an overflow further up would have come down
                    break
        np.multiply(a0[:, None], e1, out=dW1[:, :, part])
        db1[:, part] = e1
        np.multiply(a1[:, None], e2, out=dW2[:, :, part])
        db2[:, part] = e2
    value *= 0.5
    return Gradients(
        value,
        dW1.transpose(2, 0, 1),
        db1.T,
        dW2.transpose(2, 0, 1),
        db2.T,
    )


def input_gradients(x: Array, y_hat: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Array:
    """Return the derivative of the loss with respect to the inputs.

    Parameters
    ----------
    x : array_like, shape (N, 2)
        Inputs.
    y_hat : array_like, shape (N, 2)
        Targets.
    W1 : array_like, shape (2, 2)
        Weights (input, unit) of layer 1.
    b1 : array_like, shape (2,)
        Biases of layer 1.
    W2 : array_like, shape (2, 2)
        Weights (input, unit) of layer 2.
    b2 : array_like, shape (2,)
        Biases of layer 2.

    Returns
    -------
    ndarray, shape (N, 2)
        Row n is the derivative by sample n.
    """
    x, y_hat, W1, b1, W2, b2, dtype = _checked(x, y_hat, W1, b1, W2, b2)
    n = len(x)
    work = Workspace(dtype, min(n, BLOCK))
    layers = work.layers(_pack(W1, b1, W2, b2))
    found: Array = np.empty((n, 2), dtype)
    for start in range(0, n, work.samples):
        part = slice(start, min(n, start + work.samples))
        block = work.arrays(part.stop - start)
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            _last_delta(block, x[part].T, y_hat[part].T, layers, work.one, work.limit)
        _other_deltas(block, layers)
        _, _, _, _, _, e1, _, _, _, _, _, _ = block
        found[part] = W1.dot(e1).T
    return found


def jacobian(x: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Array:
    """Return the derivative of every output with respect to every input.

    Parameters
    ----------
    x : array_like, shape (N, 2)
        Inputs.
    W1 : array_like, shape (2, 2)
        Weights (input, unit) of layer 1.
    b1 : array_like, shape (2,)
        Biases of layer 1.
    W2 : array_like, shape (2, 2)
        Weights (input, unit) of layer 2.
    b2 : array_like, shape (2,)
        Biases of layer 2.

    Returns
    -------
    ndarray, shape (N, 2, 2)
        Entry (n, k, i) is the derivative of output k by input i at sample n.
    """
    x, _, W1, b1, W2, b2, _ = _checked(x, None, W1, b1, W2, b2)
    with np.errstate(over="ignore", under="ignore"):
        z1, a1, z2, a2 = _forward(x, W1, b1, W2, b2)
        change = np.broadcast_to(W1, (len(x), *W1.shape))
        change = change * (a1 * _sigmoid(-z1))[:, None]
        change = change @ W2
        change = change * (a2 * _sigmoid(-z2))[:, None]
    result: Array = change.transpose(0, 2, 1)
    return result


def hessian_vector_product(
    x: Array,
    y_hat: Array,
    W1: Array,
    b1: Array,
    W2: Array,
    b2: Array,
    direction: Sequence[Array],
) -> tuple[Array, ...]:
    """Return the Hessian of the summed loss times a direction, without forming the Hessian.

    Parameters
    ----------
    x : array_like, shape (N, 2)
        Inputs.
    y_hat : array_like, shape (N, 2)
        Targets.
    W1 : array_like, shape (2, 2)
        Weights (input, unit) of layer 1.
    b1 : array_like, shape (2,)
        Biases of layer 1.
    W2 : array_like, shape (2, 2)
        Weights (input, unit) of layer 2.
    b2 : array_like, shape (2,)
        Biases of layer 2.
    direction : sequence of array_like
        One array for each parameter, in the order and the shapes of the parameters.

    Returns
    -------
    tuple of ndarray
        One array for each parameter: how its gradient changes along the direction.
    """
    x, y_hat, W1, b1, W2, b2, dtype = _checked(x, y_hat, W1, b1, W2, b2)
    v_W1, v_b1, v_W2, v_b2 = _checked(None, None, *direction)[2:-1]
    with np.errstate(over="ignore", under="ignore"):
        z1, a1, z2, a2 = _forward(x, W1, b1, W2, b2)
        # how every value moves when the parameters move along the direction
        moved_z1 = x @ v_W1 + v_b1
        slope1 = a1 * _sigmoid(-z1)
        moved_a1 = slope1 * moved_z1
        moved_z2 = a1 @ v_W2 + moved_a1 @ W2 + v_b2
        slope2 = a2 * _sigmoid(-z2)
        moved_a2 = slope2 * moved_z2

        # the deltas, and how they move
        delta2 = (a2 - y_hat) * slope2
        moved_delta2 = moved_a2 * slope2 + (a2 - y_hat) * slope2 * (_sigmoid(-z2) - a2) * moved_z2
        back1 = delta2 @ W2.T
        moved_back1 = moved_delta2 @ W2.T + delta2 @ v_W2.T
        delta1 = back1 * slope1
        moved_delta1 = moved_back1 * slope1 + back1 * slope1 * (_sigmoid(-z1) - a1) * moved_z1
        return (
            x.T @ moved_delta1,
            np.sum(moved_delta1, axis=0),
            moved_a1.T @ delta2 + a1.T @ moved_delta2,
            np.sum(moved_delta2, axis=0),
        )


# exp overflows beyond these; the sigmoid there is below the smallest normal number.
_LIMITS = {"d": 709.0, "f": 88.0}


def _forward(x: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Activations:
    z1 = np.dot(W1.T, x.T).T + b1
    a1 = _sigmoid(z1)
    z2 = np.dot(W2.T, a1.T).T + b2
    a2 = _sigmoid(z2)
    return Activations(z1, a1, z2, a2)


def _loss_terms(z: Array, a: Array, target: Array) -> Any:
    """What each output adds to the loss, without its scale."""
    return np.square(a - target)


def _sigmoid(z: Array) -> Any:
    e = np.exp(np.minimum(-z, _LIMITS[z.dtype.char]))
    return 1.0 / (1.0 + e)


def _checked(
    x: Array | None,
    y_hat: Array | None,
    W1: Array,
    b1: Array,
    W2: Array,
    b2: Array,
) -> tuple[Any, ...]:
    """The arguments as arrays of one dtype, and that dtype. Raises ``ValueError``."""
    W1 = np.asarray(W1)
    b1 = np.asarray(b1)
    W2 = np.asarray(W2)
    b2 = np.asarray(b2)
    batch: tuple[Any, ...] = () if x is None else (np.asarray(x),) if y_hat is None else (np.asarray(x), np.asarray(y_hat))
    parameters: tuple[Any, ...] = (W1, b1, W2, b2)
    kinds = {v.dtype.char for v in (*batch, *parameters)}
    dtype = _FLOAT32 if kinds == {"f"} else _FLOAT64
    if len(kinds) > 1 or not kinds <= {"f", "d"}:
        if not all(np.can_cast(kind, np.float64, "same_kind") for kind in kinds):
            raise ValueError(f"arguments must be real numbers, not {', '.join(sorted(np.dtype(k).name for k in kinds))}")
        parameters = tuple(p.astype(dtype) for p in parameters)
        batch = tuple(v.astype(dtype) for v in batch)
    if W1.shape != (2, 2) or b1.shape != (2,) or W2.shape != (2, 2) or b2.shape != (2,):
        for (name, shape), array in zip(_SHAPES, parameters, strict=True):
            if array.shape != shape:
                raise ValueError(f"{name} has shape {array.shape}, expected {shape}")
    if batch:
        _check_batch(*batch)
    return (*batch, *(None,) * (2 - len(batch)), *parameters, dtype)


_SHAPES: Sequence[tuple[str, tuple[int, ...]]] = (
    ("W1", (2, 2)),
    ("b1", (2,)),
    ("W2", (2, 2)),
    ("b2", (2,)),
)


_FLOAT32, _FLOAT64 = np.dtype(np.float32), np.dtype(np.float64)


def _check_batch(x: Array, y_hat: Array | None = None) -> None:
    if x.ndim != 2 or x.shape[1] != 2:
        raise ValueError(f"x has shape {x.shape}, expected (N, 2)")
    if y_hat is not None and y_hat.shape != (len(x), 2):
        raise ValueError(f"y_hat has shape {y_hat.shape}, expected ({len(x)}, 2)")


def _divisor(reduction: str, samples: int) -> int:
    if reduction == "sum":
        return 1
    if reduction != "mean":
        raise ValueError(f'reduction is {reduction!r}, expected "sum", "mean" or "none"')
    if samples == 0:
        raise ValueError("the mean over no samples does not exist")
    return samples


def sample_gradients(
    x_1: float, x_2: float, y_hat_1: float, y_hat_2: float, w1_11: float, w1_12: float, w1_21: float,
    w1_22: float, b1_1: float, b1_2: float, w2_11: float, w2_12: float, w2_21: float, w2_22: float,
    b2_1: float, b2_2: float,
) -> tuple[float, ...]:
    """Return the loss of one sample and its derivative by each parameter, on Python floats.

    Takes and returns the parameters in the order of the document's layers: the weights row
    by row, then the biases.
    """
    z1_1 = w1_11 * x_1 + w1_21 * x_2 + b1_1
    e1_1 = math.exp(-z1_1) if z1_1 > -709.0 else math.exp(709.0)
    a1_1 = 1.0 / (1.0 + e1_1)
    z1_2 = w1_12 * x_1 + w1_22 * x_2 + b1_2
    e1_2 = math.exp(-z1_2) if z1_2 > -709.0 else math.exp(709.0)
    a1_2 = 1.0 / (1.0 + e1_2)
    z2_1 = w2_11 * a1_1 + w2_21 * a1_2 + b2_1
    e2_1 = math.exp(-z2_1) if z2_1 > -709.0 else math.exp(709.0)
    a2_1 = 1.0 / (1.0 + e2_1)
    z2_2 = w2_12 * a1_1 + w2_22 * a1_2 + b2_2
    e2_2 = math.exp(-z2_2) if z2_2 > -709.0 else math.exp(709.0)
    a2_2 = 1.0 / (1.0 + e2_2)

    gap2_1 = a2_1 - y_hat_1
    delta2_1 = e2_1 * a2_1 * a2_1 * gap2_1
    gap2_2 = a2_2 - y_hat_2
    delta2_2 = e2_2 * a2_2 * a2_2 * gap2_2
    E = 0.5 * (gap2_1 * gap2_1 + gap2_2 * gap2_2)
    dE_dw2_11 = a1_1 * delta2_1
    dE_dw2_12 = a1_1 * delta2_2
    dE_dw2_21 = a1_2 * delta2_1
    dE_dw2_22 = a1_2 * delta2_2
    delta1_1 = e1_1 * a1_1 * a1_1 * (w2_11 * delta2_1 + w2_12 * delta2_2)
    delta1_2 = e1_2 * a1_2 * a1_2 * (w2_21 * delta2_1 + w2_22 * delta2_2)
    dE_dw1_11 = x_1 * delta1_1
    dE_dw1_12 = x_1 * delta1_2
    dE_dw1_21 = x_2 * delta1_1
    dE_dw1_22 = x_2 * delta1_2
    return (
        E,
        dE_dw1_11, dE_dw1_12, dE_dw1_21, dE_dw1_22, delta1_1, delta1_2, dE_dw2_11, dE_dw2_12, dE_dw2_21,
        dE_dw2_22, delta2_1, delta2_2,
    )


def _gradients_of_one(
    x: Array,
    y_hat: Array,
    W1: Array,
    b1: Array,
    W2: Array,
    b2: Array,
) -> tuple[float, Array]:
    """Loss and gradient of a batch of one: for so few numbers floats are faster than arrays."""
    value, *derivatives = sample_gradients(
        *x.ravel().tolist(),
        *y_hat.ravel().tolist(),
        *W1.ravel().tolist(),
        *b1.ravel().tolist(),
        *W2.ravel().tolist(),
        *b2.ravel().tolist(),
    )
    return value, np.array(derivatives)[_ORDER]


# Where each derivative stands in the packed vector.
_ORDER = [0, 1, 2, 3, 4, 5, 10, 11, 6, 7, 8, 9]


# The derivatives as the document writes them, one function each. They take numbers or arrays.


def dE_dw2_11(a1_1: Any, a2_1: Any, y_hat_1: Any) -> Any:
    """Return ∂E/∂w^2_11, line 130 of the document."""
    return a1_1 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1)


def dE_dw2_12(a1_1: Any, a2_2: Any, y_hat_2: Any) -> Any:
    """Return ∂E/∂w^2_12, line 133 of the document."""
    return a1_1 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)


def dE_dw2_21(a1_2: Any, a2_1: Any, y_hat_1: Any) -> Any:
    """Return ∂E/∂w^2_21, line 136 of the document."""
    return a1_2 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1)


def dE_dw2_22(a1_2: Any, a2_2: Any, y_hat_2: Any) -> Any:
    """Return ∂E/∂w^2_22, line 139 of the document."""
    return a1_2 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)


def dE_dw1_11(
    x_1: Any,
    a1_1: Any,
    w2_11: Any,
    a2_1: Any,
    y_hat_1: Any,
    w2_12: Any,
    a2_2: Any,
    y_hat_2: Any,
) -> Any:
    """Return ∂E/∂w^1_11, line 214 of the document."""
    return (
        x_1 * a1_1 * (1 - a1_1) * (w2_11 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_12 * a2_2 * (a2_2
        - y_hat_2) * (1 - a2_2))
    )


def dE_dw1_12(
    x_1: Any,
    a1_2: Any,
    w2_21: Any,
    a2_1: Any,
    y_hat_1: Any,
    w2_22: Any,
    a2_2: Any,
    y_hat_2: Any,
) -> Any:
    """Return ∂E/∂w^1_12, line 217 of the document."""
    return (
        x_1 * a1_2 * (1 - a1_2) * (w2_21 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_22 * a2_2 * (a2_2
        - y_hat_2) * (1 - a2_2))
    )


def dE_dw1_21(
    x_2: Any,
    a1_1: Any,
    w2_11: Any,
    a2_1: Any,
    y_hat_1: Any,
    w2_12: Any,
    a2_2: Any,
    y_hat_2: Any,
) -> Any:
    """Return ∂E/∂w^1_21, line 220 of the document."""
    return (
        x_2 * a1_1 * (1 - a1_1) * (w2_11 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_12 * a2_2 * (a2_2
        - y_hat_2) * (1 - a2_2))
    )


def dE_dw1_22(
    x_2: Any,
    a1_2: Any,
    w2_21: Any,
    a2_1: Any,
    y_hat_1: Any,
    w2_22: Any,
    a2_2: Any,
    y_hat_2: Any,
) -> Any:
    """Return ∂E/∂w^1_22, line 223 of the document."""
    return (
        x_2 * a1_2 * (1 - a1_2) * (w2_21 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_22 * a2_2 * (a2_2
        - y_hat_2) * (1 - a2_2))
    )
