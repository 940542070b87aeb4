"""Two weights that multiply the same quantity in a definition: an error; where a weight may be shared: none."""

from __future__ import annotations

import pytest

from tests.support import check_text

UPDATE = "\n\n" r"$$u_1 \leftarrow u_1 - \eta \frac{\partial E}{\partial u_1}$$"
HIDDEN = r"$$h_1 = \tanh(p_1), \quad h_2 = \tanh(p_2)$$" "\n\n"


def codes(text: str) -> list[tuple[str, str]]:
    report = check_text(text)
    return [(d.code, report.document.source.slice(d.span)) for d in report.diagnostics if d.severity in ("error", "warning")]


def test_another_quantity_is_meant_beside_one_of_two_weights() -> None:
    text = HIDDEN + "$$y = u_1 h_1 + u_2 h_1 + c$$" + UPDATE
    report = check_text(text)
    (found,) = [d for d in report.diagnostics if d.severity == "error"]
    assert found.code == "D207"
    assert found.span.start == text.index("u_2 h_1") + len("u_2 ")
    assert found.fix is not None
    assert found.fix.edits[0].text == "h_2"
    assert not found.fix.safe


def test_the_index_of_the_weight_tells_which_place_is_wrong() -> None:
    text = HIDDEN + r"$$y = w_{11} h_2 + w_{21} h_2$$" + UPDATE.replace("u_1", "w_{11}")
    (found,) = [d for d in check_text(text).diagnostics if d.code == "D207"]
    assert found.span.start == text.index("h_2 + w_{21}")


@pytest.mark.parametrize(
    "text",
    [
        HIDDEN + "$$y = u_1 h_1 + u_2 h_2 + c$$" + UPDATE,
        HIDDEN + "$$y = u_1 h_1 + u_1 h_2 + c$$" + UPDATE,  # a shared weight
        HIDDEN + "$$y = u_1 h_1 + v_1 h_1 + c$$" + UPDATE,  # weights of two kinds
        "$$y = u_1 x + u_2 x^2 + u_3 x^3$$" + UPDATE,  # a polynomial
        "$$y = u_1 x + u_2 x$$" + UPDATE,  # x has no sibling
        HIDDEN + r"$$\frac{\partial y}{\partial h_1} = u_1 d_1 + u_2 d_1$$" + UPDATE,  # no definition
        HIDDEN + r"$$y = u_1 h_1 + u_2 h_1$$" "\n\n" r"$$\frac{\partial y}{\partial u_1} = h_1$$" "\n\n" r"$$\frac{\partial y}{\partial u_2} = h_1$$",
    ],
    ids=["as it should be", "a shared weight", "weights of two kinds", "a polynomial", "no sibling", "no definition", "meant"],
)
def test_elsewhere_the_same_factor_is_no_slip(text: str) -> None:
    assert "D207" not in [code for code, _ in codes(text)]
