"""The rows of the table: what is run, beside whom, and what the target is."""

from __future__ import annotations

import os
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from codegen.network.description import dense
from codegen.python.numba_target import render_fused
from codegen.python.numpy_target import render_network
from generated import neural_network as seed
from tests.benchmarks import accuracy, limits, peers
from tests.benchmarks.fused_loop import FusedLoop
from tests.benchmarks.timing import Timing, race
from tests.codegen.reference import arguments, generate, module_of

SEED = dense((2, 2, 2), ("sigmoid", "sigmoid"))
DTYPES = (np.float64, np.float32)


def line(label: str, timing: Timing, targets: dict[str, float | None], per: int = 1) -> str:
    """One row: our time, then for each peer the ratio of ours to its best form."""
    ours = timing.seconds("ours")
    unit, scale = ("ns", 1e9 / per) if per > 1000 else ("µs", 1e6)
    text = f"{label:46} {ours * scale:8.2f} {unit}"
    for prefix, target in targets.items():
        best = timing.best(prefix)
        if best is None:
            continue
        ratio = timing.ratio("ours", best)
        mark = "" if target is None else f" (target {target:g}{'' if ratio <= target else ', MISSED'})"
        text += f"   {ratio:.2f} × {best}{mark}"
    return text


def batch(n: int, dtype: Any) -> tuple[Any, Any, list[Any]]:
    """Feature-major inputs and targets, and parameters."""
    x, y, parameters = arguments(SEED, n, dtype=dtype)
    return np.ascontiguousarray(x.T), np.ascontiguousarray(y.T), parameters


def verify(x: Any, y: Any, parameters: list[Any], work: dict[str, Callable[[], Any]]) -> None:
    """Every competitor's gradient of the first weights against float64."""
    exact = seed.gradients(*(v.astype(np.float64) for v in (x.T, y.T, *parameters)))
    tolerance = 1e-10 if x.dtype == np.float64 else 2e-3
    for name, run in work.items():
        result = run()
        flat = np.concatenate([np.asarray(v, dtype=np.float64).ravel() for v in _leaves(result)])
        wanted = np.concatenate([np.ravel(v) for v in exact[1:]])
        got = flat[-12:] if name != "packed" else np.concatenate([np.ravel(v) for v in seed.unpack(result[1])])
        assert np.allclose(got, wanted, rtol=tolerance, atol=tolerance * np.abs(wanted).max()), name


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, tuple | list):
        return [leaf for v in value for leaf in _leaves(v)]
    return [value.detach().numpy() if hasattr(value, "detach") else value]


def seed_rows(rounds: int) -> Iterator[str]:
    """The seed's network."""
    fused = FusedLoop()
    if not fused.available:
        yield "no C compiler: no fused loop to compare with"
    for name in ("jax", "torch"):
        if not peers.available(name):
            yield f"{name} is not installed (pip install .[bench]): rows without it"
    goals = {np.float64: (0.62, 0.80, 0.72), np.float32: (0.67, 0.80, 0.82)}
    for dtype in DTYPES:
        goal, goal_4, goal_each = goals[dtype]
        kind = np.dtype(dtype).name
        for n, target in ((10**6, goal), (10**4, goal_4)):
            x, y, p = batch(n, dtype)
            work: dict[str, Callable[[], Any]] = {}
            space = seed.Workspace(dtype)
            work["ours"] = lambda x=x, y=y, p=p, s=space: seed.gradients(x.T, y.T, *p, workspace=s)
            work |= competitors(x, y, p, fused)
            verify(x, y, p, work)
            timing = race(work, rounds)
            targets: dict[str, float | None] = {"JAX": target, "PyTorch": None, "fused C": 2.4 if n == 10**6 else None}
            targets["lambdify"] = 0.4 if n == 10**6 else None
            yield line(f"gradients sum, feature-major, {kind}, N={n:.0e}", timing, targets, n)
            parts = limits.parts_of_a_block(x, y, p)
            if n == 10**6:
                yield from limit_rows(parts, work, rounds, n, "JAX", "fused C")
            else:
                block = "all its operations on one warm block"
                calls = {"the same calls on two samples": limits.calls_alone(dtype, p, packed=False)}
                yield from limit_rows({block: parts[block]} | calls, work, rounds, n, "JAX")
        x, y, p = batch(10**6, dtype)
        rows_x, rows_y = np.ascontiguousarray(x.T), np.ascontiguousarray(y.T)
        work = {"ours": lambda a=rows_x, b=rows_y, p=p: seed.gradients(a, b, *p)}
        if peers.available("jax"):
            work |= peers.jax_calls(rows_x, rows_y, p, feature_major=False)
        yield line(f"gradients sum, C-order (N, 2), {kind}, N=1e+06", race(work, rounds), {"JAX": 0.35}, 10**6)
        parts = limits.parts_of_a_block(rows_x.T, rows_y.T, p)
        yield from limit_rows(dict(list(parts.items())[-2:]), work, rounds, 10**6, "JAX")
        work = {"ours": lambda x=x, y=y, p=p: seed.gradients(x.T, y.T, *p, reduction="none")}
        if peers.available("jax"):
            work |= peers.jax_calls(x, y, p, feature_major=True, each=True)
        yield line(f"gradients of each, feature-major, {kind}, N=1e+06", race(work, rounds), {"JAX": goal_each}, 10**6)
        yield from limit_rows({"writing 13 numbers a sample": limits.bytes_moved(x)}, work, rounds, 10**6, "JAX")
        yield from small_rows(rounds, dtype)


def limit_rows(
    parts: dict[str, Callable[[], Any]], work: dict[str, Callable[[], Any]], rounds: int, per: int, *others: str
) -> Iterator[str]:
    """Beneath a row: how long its unavoidable parts take, as shares of it and of the peers it is held to."""
    kept = {name: run for name, run in work.items() if name == "ours" or name.startswith(others)}
    timing = race(kept | parts, rounds)
    unit, scale = ("ns", 1e9 / per) if per > 1000 else ("µs", 1e6)
    for name in parts:
        text = f"    limit: {name:39} {timing.seconds(name) * scale:8.2f} {unit}   {timing.ratio(name, 'ours'):.2f} × ours"
        for best in filter(None, map(timing.best, others)):
            text += f"   {timing.ratio(name, best):.2f} × {best}"
        yield text


def competitors(x: Any, y: Any, p: list[Any], fused: FusedLoop) -> dict[str, Callable[[], Any]]:
    work: dict[str, Callable[[], Any]] = {"lambdify(cse)": peers.lambdify_call(x, y, p)}
    if fused.available:
        work["fused C"] = fused.bind(x, y, np.concatenate([v.ravel() for v in p]))
    if peers.available("jax"):
        work |= peers.jax_calls(x, y, p, feature_major=True)
    if peers.available("torch"):
        work |= peers.torch_calls(x, y, p)
    return work


def small_rows(rounds: int, dtype: Any) -> Iterator[str]:
    """Batches so small that calls cost more than numbers."""
    for n, target in ((100, 0.5), (1, 0.8)):
        x, y, p = batch(n, dtype)
        space = seed.Workspace(dtype, n)
        call = partial(seed.gradients, x.T, y.T, *p, workspace=space)
        yield small_row("gradients", n, dtype, rounds, call, target, (x, y, p))
        if n == 100:
            call = partial(seed.gradients_packed, x.T, y.T, seed.pack(*p), workspace=space)
            yield small_row("gradients_packed", n, dtype, rounds, call, 0.25, (x, y, p))
            calls = {"the same calls on two samples": limits.calls_alone(dtype, p, packed=True)}
            others = peers.jax_calls(x, y, p, feature_major=True) if peers.available("jax") else {}
            yield from limit_rows(calls, {"ours": call, **others}, rounds, 1, "JAX")
        elif dtype == np.float64:
            numbers = [float(v) for part in (x, y, *p) for v in part.ravel()]
            call = partial(seed.sample_gradients, *numbers)
            yield small_row("sample_gradients on floats", n, dtype, rounds, call, 0.07, (x, y, p))


def small_row(
    name: str, n: int, dtype: Any, rounds: int, call: Callable[[], Any], target: float, data: tuple[Any, Any, Any]
) -> str:
    others = peers.jax_calls(*data, feature_major=True) if peers.available("jax") else {}
    return line(f"{name}, {np.dtype(dtype).name}, N={n}", race({"ours": call, **others}, rounds), {"JAX": target})


def mlp_rows(rounds: int) -> Iterator[str]:
    """784-128-64-10."""
    widths = (784, 128, 64, 10)
    networks = {
        "sigmoid, squares": dense(widths, ("sigmoid",) * 3),
        "relu, softmax-CE": dense(widths, ("relu", "relu", "softmax"), "cross_entropy", Fraction(1)),
    }
    for label, network in networks.items():
        module = generate(network)
        for dtype in DTYPES:
            for n in (32, 256, 4096):
                x, y, p = arguments(network, n, dtype=dtype)
                space, out = module.Workspace(dtype), module.gradients(x, y, *p)
                work: dict[str, Callable[[], Any]] = {
                    "ours": lambda m=module, a=x, b=y, p=p, s=space, o=out: m.gradients(a, b, *p, workspace=s, out=o),
                    **peers.products_alone(network, x, p),
                }
                if peers.available("jax"):
                    work |= peers.mlp_jax(network, x, y, p)
                timing = race(work, rounds)
                goals: dict[str, float | None] = {"JAX": 1.0, "products": 1.08 if n >= 256 else 1.2}
                yield line(f"784-128-64-10 {label}, {np.dtype(dtype).name}, N={n}", timing, goals)
                passes = limits.products_and_passes(network, x, p, work[timing.best("products")], space.samples)
                yield from limit_rows({"the products and the passes alone": passes}, work, rounds, 1, "products")


def generation_rows(rounds: int) -> Iterator[str]:
    """From a document's graph to the module's text, beside SymPy's derivatives of the expanded loss."""
    from codegen.network.structure import find_network
    from tests.codegen.documents import derivation_of, model_of
    from tests.codegen.test_structure import deep_document

    for width, depth, target in ((2, 2, None), (4, 4, None), (8, 3, None), (16, 3, None), (32, 3, 0.5), (16, 8, 2.0)):
        model = model_of(derivation_of(deep_document(width, depth)))
        seconds = []
        for _ in range(3):
            begin = time.perf_counter()
            text = render_network(find_network(model), title="generated")
            seconds.append(time.perf_counter() - begin)
        best, edges = min(seconds), width * width * depth
        mark = "" if target is None else f" (target {target:g} s{'' if best <= target else ', MISSED'})"
        yield (
            f"generate {width}-wide, {depth} layers from its graph{'':12} {best * 1e3:8.1f} ms{mark}, "
            f"{best / edges * 1e6:.0f} µs an edge, {len(text) // 1000} kB; SymPy's diff + cse: {peers.sympy_generation(width, depth)}"
        )


def memory_rows(rounds: int) -> Iterator[str]:
    """What a call allocates at its peak."""
    for dtype in DTYPES:
        x, y, p = batch(10**6, dtype)
        kind = np.dtype(dtype).name
        for label, space in (("without workspace", None), ("with workspace", seed.Workspace(dtype))):
            seed.gradients(x.T, y.T, *p, workspace=space)
            tracemalloc.start()
            seed.gradients(x.T, y.T, *p, workspace=space)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            yield f"memory of gradients, {kind}, N=1e+06, {label:18} {peak / 1e6:6.2f} MB (target 8)"


def fused_rows(rounds: int) -> Iterator[str]:
    """The fused target beside the fused loop in C."""
    fused = FusedLoop()
    if not peers.available("numba") or not fused.available:
        yield "the fused target needs numba and a C compiler (pip install .[bench])"
        return
    module = module_of(render_fused(SEED, title="fused"))
    yield from fused_on_two_threads(module, fused, rounds)  # first: Numba's threads keep to the cores they start on
    for dtype in DTYPES:
        x, y, p = batch(10**6, dtype)
        work = {
            "ours": partial(module.gradients, x.T, y.T, *p),
            "fused C": fused.bind(x, y, np.concatenate([v.ravel() for v in p])),
        }
        verify(x, y, p, work)
        yield line(f"fused gradients, {np.dtype(dtype).name}, N=1e+06", race(work, rounds), {"fused C": 1.15}, 10**6)


def fused_on_two_threads(module: Any, fused: FusedLoop, rounds: int) -> Iterator[str]:
    """Both on two cores, each half of the batch in a thread of its own."""
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    try:
        # the same two cores for both: threads that wander among many are measured for their wandering
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
        if len(os.sched_getaffinity(0)) < 2:
            return
        with ThreadPoolExecutor(2) as pool:
            for dtype in DTYPES:
                x, y, p = batch(10**6, dtype)
                halves = [(np.ascontiguousarray(a), np.ascontiguousarray(b)) for a, b in zip(np.split(x, 2, 1), np.split(y, 2, 1))]
                loops = [fused.bind(a, b, np.concatenate([v.ravel() for v in p])) for a, b in halves]
                work = {
                    "ours": partial(module.gradients, x.T, y.T, *p, threads=2),
                    "fused C": lambda loops=loops: [f.result() for f in [pool.submit(loop) for loop in loops]],
                }
                label = f"fused gradients, {np.dtype(dtype).name}, N=1e+06, two threads"
                yield line(label, race(work, rounds, 0.03, time.perf_counter), {"fused C": 1.15}, 10**6)
    finally:
        os.sched_setaffinity(0, own)


def accuracy_rows(rounds: int) -> Iterator[str]:
    """Errors against 50-digit arithmetic, the largest of a draw, mean over the draws; no timing."""
    jax = peers.jax_gradient() if peers.available("jax") else None
    for dtype in DTYPES:
        data = accuracy.points(dtype)
        exact = [accuracy.exact_gradients(x, y, p) for x, y, p in data]
        store = accuracy.rounded_once(dtype)
        results: dict[str, list[Any]] = {}
        for x, y, p in data:
            found: dict[str, Any] = {"NumPy, floats": seed.gradients(x[None], y[None], *p)[1:]}
            pair = seed.gradients(np.stack([x, x]), np.stack([y, y]), *p, reduction="none")[1:]
            found["NumPy"] = [g[0] for g in pair]
            columns = x[:, None].copy(), y[:, None].copy()
            if jax:
                found["JAX"] = jax(p, *columns)
            if peers.available("torch"):
                found["PyTorch"] = peers.torch_calls(*columns, p)["PyTorch"]()
            for name, gradient in found.items():
                results.setdefault(name, []).append(np.concatenate([np.ravel(np.asarray(g)) for g in gradient]))
            results.setdefault("limit: exact but for z in this dtype", []).append(
                accuracy.exact_gradients(x, y, p, store)[0]
            )
        kind = np.dtype(dtype).name
        draws = {name: accuracy.largest_errors(gradients, exact, dtype) for name, gradients in results.items()}
        worst = {name: statistics.mean(errors) for name, errors in draws.items()}
        best = min((name for name in ("JAX", "PyTorch") if name in worst), key=worst.__getitem__, default=None)
        target = min(16.0, worst[best] if best else 16.0)
        for name, gradients in results.items():
            relative = accuracy.relative_error(gradients, exact, dtype)
            mark = ""
            if name.startswith("NumPy"):
                mark = f" (target {target:.2f}{'' if worst[name] <= target else ', MISSED'}{beside(draws[name], draws[best], best) if best else ''})"
            yield (
                f"error, {kind}, {name:14} {worst[name]:8.2f} × ε(1+max|z|)Σ|terms|{mark}, "
                f"in the worst draw {max(draws[name]):.2f}; 90 % within {relative:.3g} ε"
            )


def beside(own: list[float], peer: list[float], name: str) -> str:
    """By how much errors lie above a peer's in the same draws, with the standard error of this mean."""
    more = [a - b for a, b in zip(own, peer, strict=True)]
    return f"; beside {name} {statistics.mean(more):+.2f} ± {statistics.stdev(more) / len(more) ** 0.5:.2f}"


SECTIONS: dict[str, Callable[[int], Iterator[str]]] = {
    "seed": seed_rows,
    "mlp": mlp_rows,
    "fused": fused_rows,
    "accuracy": accuracy_rows,
    "generation": generation_rows,
    "memory": memory_rows,
}
