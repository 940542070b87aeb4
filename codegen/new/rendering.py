"""Fill the template of a notation and a language."""

from __future__ import annotations

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from codegen.new.specification import Specification
from codegen.new.typeset import script


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("codegen", "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )


def render(spec: Specification, formulas: object) -> str:
    """The document; its paragraphs are one blank line apart."""
    template = _environment().get_template(f"new_{spec.notation}_{spec.language}.md.j2")
    text = template.render(
        spec=spec,
        formulas=formulas,
        remark=spec.activation.remarks.get(spec.language, ""),
        script=script,
        comma="," if max(spec.layers) >= 10 else "",
        widths="-".join(map(str, spec.layers)),
        activation=spec.activation.titles[spec.language],
    )
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
