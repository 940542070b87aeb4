"""Time the array-API target on the accelerator, beside each library's own gradients.

Run ``python -m tests.benchmarks.device [--rounds N]``. JAX, PyTorch and CuPy take part where they are
installed, each on the device that it chooses (without an accelerator the processor). Every call waits
for its result; all start from the same numbers, and are checked against NumPy in float64.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from codegen.network.description import Network, dense
from codegen.python.array_api_target import render_array_api
from tests.benchmarks import peers
from tests.benchmarks.timing import race
from tests.codegen.reference import arguments, generate, module_of

Call = Callable[[], Any]
WORK: tuple[tuple[str, Network, tuple[int, ...]], ...] = (
    ("2-2-2 sigmoid, squares", dense((2, 2, 2), ("sigmoid", "sigmoid")), (10**6, 10**7)),
    ("784-128-64-10 sigmoid, squares", dense((784, 128, 64, 10), ("sigmoid",) * 3), (4096, 65536)),
    (
        "784-128-64-10 relu, softmax-CE",
        dense((784, 128, 64, 10), ("relu", "relu", "softmax"), "cross_entropy", Fraction(1)),
        (4096, 65536),
    ),
)


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[sys.argv.index("--rounds") + 1]) if "--rounds" in sys.argv else 15
    for name, places in (("jax", jax_device), ("torch", torch_device), ("cupy", cupy_device)):
        print(f"{name}: {places() if peers.available(name) else 'not installed'}")
    for label, network, sizes in WORK:
        for dtype in (np.float32, np.float64):
            for n in sizes:
                for line in rows(network, n, dtype, rounds):
                    print(f"{label}, {np.dtype(dtype).name}, N={n:<9} {line}", flush=True)


def rows(network: Network, n: int, dtype: Any, rounds: int) -> Iterator[str]:
    """One row for each library: ours, and the ratio to its own gradient."""
    x, target, parameters = arguments(network, n, dtype=dtype)
    exact = generate(network).gradients(*(v.astype(np.float64) for v in (x, target, *parameters)))[1:]
    module = module_of(render_array_api(network, title="device"))
    work: dict[str, Call] = {}
    for name, calls in (("jax", jax_calls), ("torch", torch_calls), ("cupy", cupy_calls)):
        if peers.available(name):
            work |= calls(module, network, x, target, parameters)
    for name, call in work.items():
        deviation = max(float(np.max(np.abs(g - e)) / np.max(np.abs(e))) for g, e in zip(call(), exact, strict=True))
        # on recent chips JAX's float32 products are in a shorter format unless it is told otherwise
        assert deviation < (1e-10 if dtype == np.float64 else 2e-2), (name, deviation)
    timing = race({name: lambda call=call: call(False) for name, call in work.items()}, rounds, 0.02, time.perf_counter)
    for ours, own in (("JAX-jit of ours", "JAX-jit"), ("PyTorch, ours", "PyTorch"), ("CuPy, ours", "PyTorch")):
        if ours in work:
            beside = f"{timing.ratio(ours, own):5.2f} × {own}" if own in work else ""
            yield f"{ours:16} {timing.seconds(ours) * 1e3:8.3f} ms   {beside}"


def jax_device() -> str:
    import jax

    return str(jax.devices()[0].device_kind)


def torch_device() -> str:
    import torch

    return str(torch.cuda.get_device_name()) if torch.cuda.is_available() else "cpu"


def cupy_device() -> str:
    import cupy

    return str(cupy.cuda.runtime.getDeviceProperties(0)["name"].decode())


def jax_calls(module: Any, network: Network, x: Any, target: Any, parameters: Any) -> dict[str, Any]:
    import jax

    jax.config.update("jax_enable_x64", True)

    def own(p: Any, x: Any, y: Any) -> Any:
        a = x
        for layer, w, b in zip(network.layers, p[::2], p[1::2], strict=True):
            z = a @ w + b
            a = {"sigmoid": jax.nn.sigmoid, "relu": jax.nn.relu, "softmax": lambda z: z}[layer.activation.kind](z)
        if network.loss.kind == "squared":
            return float(network.loss.scale) * jax.numpy.sum((y - a) ** 2)
        return -float(network.loss.scale) * jax.numpy.sum(y * jax.nn.log_softmax(a))

    p, a, y = jax.device_put((parameters, x, target))
    ours, theirs = jax.jit(module.gradients), jax.jit(jax.value_and_grad(own))

    def call_ours(look: bool = True) -> Any:
        found = jax.block_until_ready(ours(a, y, *p))
        return [np.asarray(g) for g in found[1:]] if look else None

    def call_theirs(look: bool = True) -> Any:
        found = jax.block_until_ready(theirs(p, a, y))
        return [np.asarray(g) for g in found[1]] if look else None

    return {"JAX-jit of ours": call_ours, "JAX-jit": call_theirs}


def torch_calls(module: Any, network: Network, x: Any, target: Any, parameters: Any) -> dict[str, Any]:
    import torch

    place = "cuda" if torch.cuda.is_available() else "cpu"
    a, y = torch.from_numpy(x).to(place), torch.from_numpy(target).to(place)
    p = [torch.from_numpy(v).to(place) for v in parameters]
    q = [v.clone().requires_grad_() for v in p]

    def wait() -> None:
        if place == "cuda":
            torch.cuda.synchronize()

    def own() -> Any:
        b = a
        for layer, w, bias in zip(network.layers, q[::2], q[1::2], strict=True):
            z = torch.addmm(bias, b, w)
            b = {"sigmoid": torch.sigmoid, "relu": torch.relu, "softmax": lambda z: z}[layer.activation.kind](z)
        if network.loss.kind == "squared":
            return float(network.loss.scale) * ((y - b) ** 2).sum()
        return -float(network.loss.scale) * (y * torch.log_softmax(b, 1)).sum()

    def call_ours(look: bool = True) -> Any:
        found = module.gradients(a, y, *p)
        wait()
        return [g.cpu().numpy() for g in found[1:]] if look else None

    def call_theirs(look: bool = True) -> Any:
        found = torch.autograd.grad(own(), q)
        wait()
        return [g.cpu().numpy() for g in found] if look else None

    return {"PyTorch, ours": call_ours, "PyTorch": call_theirs}


def cupy_calls(module: Any, network: Network, x: Any, target: Any, parameters: Any) -> dict[str, Any]:
    import cupy

    args = [cupy.asarray(v) for v in (x, target, *parameters)]

    def call_ours(look: bool = True) -> Any:
        found = module.gradients(*args)
        cupy.cuda.get_current_stream().synchronize()
        return [cupy.asnumpy(g) for g in found[1:]] if look else None

    return {"CuPy, ours": call_ours}


if __name__ == "__main__":
    main()
