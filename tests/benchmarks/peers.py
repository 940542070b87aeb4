"""What people would use instead, each in its best layout. A peer that is missing is skipped."""

from __future__ import annotations

import importlib.util
import multiprocessing
import time
from collections.abc import Callable
from typing import Any

import numpy as np

Call = Callable[..., Any]


def available(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def of_columns(p: Any, x: Any, y: Any) -> Any:
    """The seed's loss in JAX on (2, N) arrays."""
    import jax
    import jax.numpy as jnp

    a = jax.nn.sigmoid(p[0].T @ x + p[1][:, None])
    a = jax.nn.sigmoid(p[2].T @ a + p[3][:, None])
    return 0.5 * jnp.sum((y - a) ** 2)


def jax_gradient() -> Call:
    """Gradients of the seed's loss by JAX-jit, for any parameters and (2, N) arrays."""
    import jax

    jax.config.update("jax_enable_x64", True)
    return jax.jit(jax.grad(of_columns))


def jax_calls(x: Any, y: Any, parameters: list[Any], *, feature_major: bool, each: bool = False) -> dict[str, Call]:
    """JAX-jit on the seed's network; ``x`` and ``y`` are (2, N) or (N, 2)."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)

    def of_rows(p: Any, x: Any, y: Any) -> Any:
        a = jax.nn.sigmoid(jax.nn.sigmoid(x @ p[0] + p[1]) @ p[2] + p[3])
        return 0.5 * jnp.sum((y - a) ** 2)

    def of_scalars(p: Any, x: Any, y: Any) -> Any:
        w, b, v, c = p
        a1 = jax.nn.sigmoid(w[0, 0] * x[0] + w[1, 0] * x[1] + b[0])
        a2 = jax.nn.sigmoid(w[0, 1] * x[0] + w[1, 1] * x[1] + b[1])
        o1 = jax.nn.sigmoid(v[0, 0] * a1 + v[1, 0] * a2 + c[0])
        o2 = jax.nn.sigmoid(v[0, 1] * a1 + v[1, 1] * a2 + c[1])
        return 0.5 * jnp.sum((y[0] - o1) ** 2 + (y[1] - o2) ** 2)

    forms = {"JAX columns": of_columns, "JAX scalars": of_scalars} if feature_major else {"JAX rows": of_rows}
    p, a, b = jax.device_put((parameters, x, y))
    calls: dict[str, Call] = {}
    for name, form in forms.items():
        gradient: Any = jax.value_and_grad(form)
        if each:
            axis = 1 if feature_major else 0
            single = gradient if name != "JAX columns" else jax.value_and_grad(lambda p, x, y: of_rows(p, x[None], y[None]))
            gradient = jax.vmap(single, in_axes=(None, axis, axis), out_axes=-1)
        run = jax.jit(gradient)
        calls[name] = lambda run=run: jax.block_until_ready(run(p, a, b))
    if each and feature_major:
        # every parameter a scalar of its own, so that no result has to be stacked
        def of_numbers(q: Any, x: Any, y: Any) -> Any:
            w, b, v, c = jnp.array(q[:4]).reshape(2, 2), q[4:6], jnp.array(q[6:10]).reshape(2, 2), q[10:]
            return of_scalars((w, b, v, c), x, y)

        flat = jax.device_put([v for part in parameters for v in part.ravel()])
        split = jax.jit(jax.vmap(jax.value_and_grad(of_numbers), in_axes=(None, 1, 1)))
        calls["JAX numbers"] = lambda: jax.block_until_ready(split(flat, a, b))
    return calls


def torch_calls(x: Any, y: Any, parameters: list[Any]) -> dict[str, Call]:
    """Eager PyTorch on feature-major (2, N) arrays."""
    import torch

    torch.set_num_threads(1)
    a, b = torch.from_numpy(x), torch.from_numpy(y)
    p = [torch.from_numpy(v).requires_grad_() for v in parameters]

    def run() -> Any:
        hidden = torch.sigmoid(torch.addmm(p[1][:, None], p[0].T, a))
        out = torch.sigmoid(torch.addmm(p[3][:, None], p[2].T, hidden))
        return torch.autograd.grad(0.5 * ((b - out) ** 2).sum(), p)

    return {"PyTorch": run}


def lambdify_call(x: Any, y: Any, parameters: list[Any]) -> Call:
    """SymPy's derivatives of the expanded loss, printed with common subexpressions taken out."""
    import sympy

    names = sympy.symbols("x1 x2 y1 y2 w11 w12 w21 w22 b1 b2 v11 v12 v21 v22 c1 c2")
    x1, x2, y1, y2, w11, w12, w21, w22, b1, b2, v11, v12, v21, v22, c1, c2 = names

    def sigmoid(z: Any) -> Any:
        return 1 / (1 + sympy.exp(-z))

    h1, h2 = sigmoid(w11 * x1 + w21 * x2 + b1), sigmoid(w12 * x1 + w22 * x2 + b2)
    o1, o2 = sigmoid(v11 * h1 + v21 * h2 + c1), sigmoid(v12 * h1 + v22 * h2 + c2)
    loss = ((y1 - o1) ** 2 + (y2 - o2) ** 2) / 2
    function = sympy.lambdify(names, [loss, *(sympy.diff(loss, w) for w in names[4:])], "numpy", cse=True)
    scalars = [p.dtype.type(v) for p in parameters for v in p.ravel()]
    return lambda: [np.sum(v) for v in function(x[0], x[1], y[0], y[1], *scalars)]


def mlp_jax(network: Any, x: Any, y: Any, parameters: list[Any]) -> dict[str, Call]:
    """JAX-jit on a layered network of sigmoids with squares, or relu with softmax."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    relu = network.layers[0].activation.kind == "relu"

    def loss(p: Any, x: Any, y: Any) -> Any:
        a = x
        for k in range(0, len(p), 2):
            z = a @ p[k] + p[k + 1]
            a = z if relu and k + 2 == len(p) else jax.nn.relu(z) if relu else jax.nn.sigmoid(z)
        return -jnp.sum(y * jax.nn.log_softmax(a)) if relu else 0.5 * jnp.sum((y - a) ** 2)

    p, a, b = jax.device_put((parameters, x, y))
    run = jax.jit(jax.value_and_grad(loss))
    return {"JAX": lambda: jax.block_until_ready(run(p, a, b))}


def products_alone(network: Any, x: Any, parameters: list[Any]) -> dict[str, Call]:
    """Nothing but the matrix products of a gradient, into memory that is there already."""
    weights = parameters[::2]
    values = [x] + [np.ones((len(x), w.shape[1]), x.dtype) for w in weights]
    outs = [np.empty_like(w) for w in weights]
    spare = [np.empty_like(v) for v in values]

    def run(product: Call) -> None:
        for k, w in enumerate(weights):
            product(values[k], w, out=spare[k + 1])
        for k in reversed(range(len(weights))):
            product(values[k].T, values[k + 1], out=outs[k])
            if k:
                product(values[k + 1], weights[k].T, out=spare[k])

    return {"products alone (dot)": lambda: run(np.dot), "products alone (matmul)": lambda: run(np.matmul)}


def sympy_generation(width: int, depth: int, limit: float = 15.0) -> str:
    """How long SymPy's ``diff`` and ``cse`` take for the same network, in a process that can be ended."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_differentiate, args=(width, depth, sender))
    process.start()
    found = f"{receiver.recv() * 1e3:.0f} ms" if receiver.poll(limit) else f"not in {limit:g} s"
    process.kill()
    process.join()
    return found


def _differentiate(width: int, depth: int, sender: Any) -> None:
    import sympy

    begin = time.perf_counter()
    values: list[Any] = list(sympy.symbols(f"x:{width}"))
    parameters: list[Any] = []
    for layer in range(depth):
        w = sympy.symbols(f"w{layer}_:{width * width}")
        b = sympy.symbols(f"b{layer}_:{width}")
        parameters += [*w, *b]
        values = [sympy.tanh(sum(w[i * width + j] * v for i, v in enumerate(values)) + b[j]) for j in range(width)]
    loss = sum((v - t) ** 2 for v, t in zip(values, sympy.symbols(f"y:{width}"), strict=True))
    sympy.cse([sympy.diff(loss, p) for p in parameters])
    sender.send(time.perf_counter() - begin)
