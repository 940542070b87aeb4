"""What the templates of the NumPy module need to know about a network."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from codegen.network.description import Network
from codegen.network.sizes import factor as as_factor
from codegen.python.arrays import ArrayNames, array_names, size_sources
from codegen.python.block import BlockWriter
from codegen.python.elementwise import RULES
from codegen.python.forward import ForwardWriter
from codegen.python.planner import FEW_SAMPLES, LARGE_PRODUCT, ROW_BLOCK_NUMBERS, Plan, plan
from codegen.python.program import scalar_program
from codegen.python.second_order import SecondOrder
from codegen.python.spelling import spell
from codegen.python.wording import Wording, scale_text
from derive.meaning.expressions import Name


def context(network: Network, lines: Mapping[Name, int]) -> dict[str, Any]:
    """The variables of the templates."""
    return _Context(network, lines).values()


class _Context:
    """What the templates need to know."""

    def __init__(self, network: Network, lines: Mapping[Name, int]) -> None:
        self.network = network
        self.lines = lines
        self.names: ArrayNames = array_names(network)
        self.plan: Plan = plan(network)
        self.forward = ForwardWriter(network, self.names, self.plan)
        self.writer = BlockWriter(network, self.names, self.plan)

    def values(self) -> dict[str, Any]:
        network, names, plan_ = self.network, self.names, self.plan
        parameters, words = names.parameters, Wording(network, names, plan_, self.lines)
        args = ", ".join(p.name for p in parameters)
        layers = self.layers()
        body = self.writer.body()
        shared = any(layer.shared_bias for layer in network.layers)
        clamps = any(RULES[layer.activation.kind].clamp for layer in network.layers)
        widths = network.sizes
        last = network.layers[-1]
        loss_scale = scale_text(network.loss.scale)
        factor = plan_.start.factor * network.loss.scale
        context: dict[str, Any] = {
            "network": network,
            "names": names,
            "plan": plan_,
            "widths": widths,
            "any_size": network.any_size,
            "size_letters": ", ".join(dict.fromkeys(s for s in network.letters if s)),
            "size_sources": size_sources(network, names),
            "size_pattern": ", ".join(s or "_" for s in network.letters),
            "width_values": self.width_values(),
            "weight_typed": ", ".join(f"{p.name}: Array" for p in parameters if p.kind == "W"),
            "block_arguments": ", ".join(f"{s or f'_{k}'}: int" for k, s in enumerate(network.letters)),
            "weight_args": ", ".join(p.name for p in parameters if p.kind == "W"),
            "weight_pairs": ", ".join(f'("{p.name}", {p.name})' for p in parameters if p.kind == "W"),
            "times": as_factor,
            "row_numbers": ROW_BLOCK_NUMBERS,
            "layers": layers,
            "args": args,
            "args_ticks": ", ".join(f"``{p.name}``" for p in parameters),
            "typed": ", ".join(f"{p.name}: Array" for p in parameters),
            "plain_typed": ", ".join(f"{p.name}: Array" for p in parameters),
            "unpacked": ", ".join((names.x, names.target, *(p.name for p in parameters))) + ", dtype",
            "summary": words.summary(),
            "legend": words.legend(),
            "activation_fields": words.activation_fields(),
            "activation_list": ", ".join(f"``{f['name']}``" for f in words.activation_fields()),
            "activation_arguments": ", ".join(f["name"] for f in words.activation_fields()),
            "parameter_docs": words.parameter_docs(True),
            "forward_docs": words.parameter_docs(False),
            "forward_lines": words.forward_lines(),
            "gradient_lines": [],
            "loss_text": words.loss_text(),
            "loss_lines": words.line_of(network.loss.name),
            "last_z": names.z[-1],
            "last_a": names.a[-1] if names.a[-1] != names.z[-1] else "_",
            "scaled": lambda text: f"{loss_scale} * {text}" if loss_scale != "1" else text,
            "loss_scale": loss_scale,
            "factored": lambda text: f"{scale_text(factor)} * {text}" if factor != 1 else text,
            "gradient_factor": scale_text(factor),
            "theta_size": sum(layer.augmented * layer.units for layer in layers),
            "packed": plan_.columns and not shared,
            "clamps": clamps,
            "needs_limits": any(layer.activation.kind == "softplus" for layer in network.layers),
            "body": body,
            "back": len(layers) > 1,
            "turned": self.writer.turned(last.number),
            "take": self.take,
            "stripe_notes": words.stripe_notes(),
            "body_names": self.used("\n".join(body)),
            "tools": self.tools("\n".join(body)),
            "work_arguments": "work" if plan_.columns else "layers, work",
            "softmax": last.number if last.activation.kind == "softmax" else None,
            "minus": any(layer.negated for layer in layers),
            "few": FEW_SAMPLES,
            "shows_overflow": self.shows_overflow(layers[0]),
            "each_names": self.used(" ".join(f"a{k.number - 1} {k.delta}" for k in layers) + " s" * plan_.columns),
            "spare": lambda k: self.writer.scratch(k.number),
            "part_names": ", ".join(f"part{k.number}" for k in layers) + ("," if len(layers) == 1 else ""),
            "pack_parts": self.pack_parts(),
            "delta_text": self.delta_text(),
            "layer_names": self.layer_names("\n".join(body)),
            "layer_values": self.layer_values(),
            "target_names": ", ".join(f"d{p.name}" for p in parameters) + ("," if len(parameters) == 1 else ""),
            "part_arrays": f"({', '.join(f'np.empty({p.shape}, self.dtype)' for p in parameters)},)"
            if network.any_size
            else "tuple([np.empty(shape, self.dtype) for shape in _SHAPES])",
            "first_bias": (names.of_layer(1)[1] or names.of_layer(1)[0]).name,
            "loss_terms": self.forward.loss_terms(),
            "activation_functions": self.forward.functions(),
            "program": None,
            "one_by_floats": False,
            "scalar_math": False,
        }
        more = SecondOrder(network, names, plan_)
        hessian = more.hessian() if more.supports_hessian() else []
        context |= {
            "first_delta_names": self.used(layers[0].delta),
            "jacobian_lines": more.jacobian(),
            "hessian_lines": hessian,
            "hessian_products": more.products() if hessian else [],
            "direction_names": ", ".join(f"v_{p.name}" for p in parameters) + ("," if len(parameters) == 1 else ""),
        }
        if plan_.scalar:
            context |= self.scalar(shared)
        if plan_.one_product:
            context |= self.one_product(layers)
        return context

    # -- layers

    def layers(self) -> list[Any]:
        found, at = [], 0
        sources = dict(size_sources(self.network, self.names))
        for layer in self.network.layers:
            weights, bias = self.names.of_layer(layer.number)
            first_bias = bool(bias) and self.plan.bias_first[layer.number - 1]
            augmented = layer.inputs + bool(bias)
            size = augmented * layer.units
            w_first = at + (layer.units if first_bias else 0)
            b_first = at if first_bias else at + layer.inputs * layer.units
            found.append(
                _Row(
                    number=layer.number,
                    by_unit=weights.by_unit,
                    unit_first=layer.unit_first,
                    inputs=layer.inputs,
                    units=layer.units,
                    units_text=sources.get(str(self.network.sizes[layer.number]), str(layer.units)),
                    W=weights.name,
                    large=not self.network.any_size and layer.inputs * layer.units >= LARGE_PRODUCT,
                    b=bias.name if bias else "",
                    shared=layer.shared_bias,
                    augmented=augmented,
                    first=at,
                    last=at + size,
                    w_first=w_first,
                    w_last=w_first + layer.inputs * layer.units,
                    b_first=b_first,
                    b_last=b_first + layer.units,
                    negated=RULES[layer.activation.kind].negated,
                    delta=self.writer.delta_array(layer.number),
                    delta_by_unit=self.writer.delta_by_unit(layer.number),
                    z=self.names.z[layer.number - 1],
                    a=self.names.a[layer.number - 1],
                    product=self.forward.product(layer),
                    apply=self.forward.apply(layer),
                )
            )
            at += size
        return found

    def width_values(self) -> str:
        """The widths of the inputs and of all layers, from the weights where they are letters."""
        sources = dict(size_sources(self.network, self.names))
        return ", ".join(sources.get(str(size), str(size)) for size in self.network.sizes)

    def pack_parts(self) -> str:
        parts = []
        for layer in self.network.layers:
            weights, bias = self.names.of_layer(layer.number)
            own = [f"{weights.name}.ravel()"]
            if bias:
                text = f"{bias.name}.repeat({layer.units})" if layer.shared_bias else bias.name
                own.insert(0 if self.plan.bias_first[layer.number - 1] else 1, text)
            parts += own
        return ", ".join(parts) + ("," if len(parts) == 1 else "")

    def one_product(self, layers: Sequence[Any]) -> dict[str, Any]:
        """Where loss and gradients stand in the product of all that is multiplied by all deltas."""
        rows = {s.name: s.rows for s in self.plan.stripes}
        right = rows["right"]
        places = [
            u * len(right) + right.index(delta) for k in layers for u in rows[f"u{k.number}"] for delta in rows[k.delta]
        ]
        squares = [(u, right.index(u)) for u in rows[f"a{len(layers)}"]]
        return {
            "gradient_places": places,
            "loss_products": " + ".join(f"work.products.item({row}, {column})" for row, column in squares),
            "left_rows": len(rows["left"]),
            "right_rows": len(right),
            "needed": len(places) + len(squares),
            "products": len(rows["left"]) * len(right),
        }

    @staticmethod
    def shows_overflow(first: Any) -> str:
        """A number that an overflow of exp in any layer makes infinite or no number: they all come down to layer 1."""
        if not first.b:
            return "sum(gradient.tolist())"
        return " + ".join(f"gradient[{k}]" for k in range(first.b_first, first.b_last))

    # -- names in blocks

    def used(self, text: str) -> list[str]:
        words = set(re.findall(r"\b[a-z]+\d*(?:_\d+)?\b", text))
        return [s.name for s in self.plan.stripes if s.name in words]

    @staticmethod
    def tools(text: str) -> str:
        """The statement that gives what a text uses of the workspace local names."""
        found = list(dict.fromkeys(re.findall(r"\b(?:product|one|ones\d+)\b", text)))
        return _assigned("work", found) if found else ""

    def take(self, wanted: Sequence[str]) -> str:
        """The statement that gives arrays of a block local names."""
        first = [s.name for s in self.plan.stripes][: len(wanted)]
        if first == list(wanted):
            rest = ", *_" if len(first) < len(self.plan.stripes) else "," if len(first) == 1 else ""
            return f"{', '.join(first)}{rest} = block"
        return _assigned("block", wanted)

    def layer_names(self, text: str) -> str:
        """The matrices of the layers as a pattern; those that a text does not use are ``_``."""
        shown = []
        for layer in self.network.layers:
            weights, bias = self.names.of_layer(layer.number)
            sign = "minus_" if RULES[layer.activation.kind].negated else ""
            if self.plan.columns:
                shown.append(f"{sign}V{layer.number}")
                if layer.number > 1:
                    shown.append(f"W{layer.number}")
            else:
                shown.append(weights.name)
                if bias:
                    shown.append(sign + bias.name)
        shown = [name if re.search(rf"\b{name}\b", text) else "_" for name in shown]
        return ", ".join(shown) + ("," if len(shown) == 1 else "")

    def layer_values(self) -> str:
        shown = []
        for layer in self.network.layers:
            weights, bias = self.names.of_layer(layer.number)
            shown.append(weights.name)
            if bias:
                shown.append(("-" if RULES[layer.activation.kind].negated else "") + bias.name)
        return ", ".join(shown) + ("," if len(shown) == 1 else "")

    def delta_text(self) -> str:
        """Where the deltas stand after a block."""
        *most, last = [f"``{self.writer.delta_array(layer.number)}``" for layer in reversed(self.network.layers)]
        return f"{', '.join(most)} and {last} hold each" if most else f"{last} holds"

    # -- one sample on floats

    def scalar(self, shared: bool) -> dict[str, Any]:
        program = scalar_program(self.network)
        order = self.packed_order()
        return {
            "program": program,
            "spell": spell,
            "scalar_groups": _wrapped([f"{n}: float" for n in (*program.inputs, *program.targets, *program.parameters)]),
            "gradient_groups": _wrapped(program.gradients),
            "order": order,
            "packed_in_order": order == sorted(order),
            "one_by_floats": self.plan.columns and not shared,
            "scalar_math": any("math." in spell(a.value) for a in (*program.forward, *program.backward)),
        }

    def packed_order(self) -> list[int]:
        """For each place in the packed vector, which derivative of the scalar function it is."""
        order: list[int] = []
        at = 0
        for layer in self.network.layers:
            _, bias = self.names.of_layer(layer.number)
            size = layer.inputs * layer.units
            weights = list(range(at, at + size))
            biases = list(range(at + size, at + size + len(layer.biases)))
            order += biases + weights if bias and self.plan.bias_first[layer.number - 1] else weights + biases
            at += size + len(layer.biases)
        return order


class _Row:
    """Named values for a template."""

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


def _assigned(source: str, names: Sequence[str]) -> str:
    """One statement that takes attributes over as local names."""
    return f"{', '.join(names)} = {', '.join(f'{source}.{n}' for n in names)}"


def _wrapped(items: Sequence[str], width: int = 100) -> list[str]:
    """Items joined by commas, in lines of bounded length."""
    rows: list[str] = []
    for item in items:
        if rows and len(rows[-1]) + len(item) + 2 <= width:
            rows[-1] += f", {item}"
        else:
            rows.append(item)
    return rows
