"""``∂f/∂u (h u + b)``: the derivative of ``f(h u + b)`` by u, where the document applies f to that; elsewhere a product."""

from __future__ import annotations

from tests.support import check_text

LOSS = r"$$E = (f(h u + b) - t)^2$$" + "\n\n"


def outcomes(text: str) -> list[str]:
    return [v.outcome for v in check_text(text).verdicts.values()]


def test_the_argument_that_f_takes_elsewhere_is_an_argument() -> None:
    total = r"$$\frac{\partial E}{\partial u} = 2 (f(h u + b) - t) \frac{\partial f}{\partial u}(h u + b)$$"
    assert outcomes(LOSS + total) == ["defined", "proved"]
    twice = total.replace("b)$$", "b) h$$")
    report = check_text(LOSS + twice)
    assert report.repaired_text().endswith(r"2 (f(h u + b) - t) f'(h u + b) h$$")


def test_by_the_argument_itself_it_is_the_slope_of_f() -> None:
    assert outcomes(LOSS + "$$z = h u + b$$\n\n" + r"$$\frac{\partial}{\partial u} f(z) = \frac{\partial f}{\partial z}(z) h$$")[-1] == "proved"


def test_a_product_rule_stays_a_product() -> None:
    rule = r"$$\frac{\partial}{\partial x} [f(x) (a x + b)] = \frac{\partial f}{\partial x}(a x + b) + f(x) a$$"
    assert outcomes("$$f(x) = x^3$$\n\n" + rule) == ["defined", "proved"]
    assert outcomes("$$f(x) = x^3$$\n\n" + rule.replace("f(x) a$$", "f(x)$$")) == ["defined", "refuted"]


def test_a_given_number_that_may_hang_on_the_variable_saves_no_other_slip() -> None:
    step = r"$$\frac{\partial}{\partial u} (h u - t_1)^2 = 2 (h u - t_1) (h^2 - \frac{\partial t_1}{\partial u})$$"
    assert outcomes(step) == ["refuted"]
    assert outcomes(step.replace("h^2", "h")) == ["proved"]


def test_a_path_that_only_the_prose_knows_may_make_a_step_true() -> None:
    assert outcomes(r"$$\frac{\partial n}{\partial u} = h$$") == ["undecided"]
    assert outcomes(r"$$\frac{\partial}{\partial u} (n - t)^2 = 2 (n - t) h + 0 \cdot \frac{\partial n}{\partial u}$$") == ["undecided"]
    product = r"$$\frac{\partial E_t}{\partial o_1} \cdot \frac{\partial o_1}{\partial n_1} = -(t_1 - o_1) \cdot o_1 (1 - o_1)$$"
    assert outcomes(product) == ["undecided"]


def test_beside_f_of_x_both_readings_are_usual() -> None:
    text = "$$y = f(2 x) + f(x)$$\n\n" r"$$\frac{\partial f}{\partial x}(2 x) = f'(2 x)$$" "\n\n" r"$$\frac{\partial f}{\partial x}(2 x) = 2 f'(2 x)$$"
    assert outcomes(text) == ["defined", "undecided", "undecided"]
