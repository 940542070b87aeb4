"""What a definition's form tells: functions of several arguments, the last layer, transposes."""

from __future__ import annotations

from tests.support import check_text


def outcomes(text: str) -> list[str]:
    return [v.outcome for v in check_text(text + "\n").verdicts.values()]


LOSS = r"$$ L(y, \hat{y}) = \frac{1}{2} (y - \hat{y})^2 \qquad \hat{y} = w x + b $$"


def test_a_loss_of_several_arguments_is_what_its_bare_letter_stands_for() -> None:
    chain = r"$$ \frac{\partial L}{\partial w} = \frac{\partial L}{\partial \hat{y}} x = (\hat{y} - y) x $$"
    assert outcomes(LOSS + "\n\n" + chain) == ["defined", "defined", "proved", "proved"]


def test_a_loss_of_several_arguments_has_a_value_for_others() -> None:
    assert outcomes(LOSS + "\n\n" + r"$$ L(3, 1) = 2 $$")[-1] == "proved"
    assert outcomes(LOSS + "\n\n" + r"$$ L(3, 1) = 4 $$")[-1] == "refuted"


def test_a_wrong_gradient_of_a_loss_of_several_arguments_is_refuted() -> None:
    assert outcomes(LOSS + "\n\n" + r"$$ \frac{\partial L}{\partial w} = (y - \hat{y}) x $$")[-1] == "refuted"


def test_what_is_said_of_the_last_layer_comes_before_what_is_said_of_all() -> None:
    text = (
        r"$$ a^l_i = \tanh(z^l_i) \qquad a^L_i = \frac{1}{1 + e^{-z^L_i}} $$"
        "\n\n"
        r"$$ \frac{\partial a^L_i}{\partial z^L_i} = a^L_i (1 - a^L_i) $$"
    )
    assert outcomes(text) == ["defined", "defined", "proved"]


def test_a_t_above_a_bracket_transposes_as_above_capitals() -> None:
    assert outcomes(r"$$ A = Q K^t V $$" "\n\n" r"$$ (Q K^t)^t V = K Q^t V $$")[-1] == "proved"
    assert outcomes(r"$$ A = Q K^t V $$" "\n\n" r"$$ (Q K^t)^t V = Q K^t V $$")[-1] == "refuted"


def test_an_array_that_lists_its_own_components_does_not_run_in_a_circle() -> None:
    text = (
        r"$$ \theta = \begin{pmatrix} \theta_1 \\ \theta_2 \\ \vdots \\ \theta_n \end{pmatrix} $$"
        "\n\n"
        r"$$ z = \sum_{i=1}^n \theta_i x_i $$"
        "\n\n"
        r"$$ \frac{\partial z}{\partial \theta_j} = x_j $$"
    )
    assert outcomes(text) == ["defined", "defined", "proved"]


SOFTMAX = r"$$ p_k = softmax(x^{(3)})_k $$" "\n\n"


def test_a_component_of_a_bracket_is_one_of_the_name_in_it() -> None:
    right = r"$$ \frac{\partial \ln(p_k)}{\partial (x^{(3)})_j} = \delta_{kj} - softmax(x^{(3)})_j $$"
    assert outcomes(SOFTMAX + right)[-1] == "proved"
    assert outcomes(SOFTMAX + right.replace(r"\delta_{kj} -", r"\delta_{kj} +"))[-1] == "refuted"


def test_a_component_behind_a_moment_is_one_of_the_name_before_it() -> None:
    text = (
        r"$$ Y(t)_{m, n} = \sum_k S(t)_{m, k} V_{k, n} $$"
        "\n\n"
        r"$$ \frac{\partial Y(t)_{m, n}}{\partial S(t)_{m, k}} = V_{k, n} $$"
    )
    assert outcomes(text) == ["defined", "proved"]


def test_a_case_just_before_a_formula_holds_for_it() -> None:
    text = (
        SOFTMAX + "If $k = j$:\n\n"
        r"$$ \frac{\partial \ln(p_k)}{\partial (x^{(3)})_j} = 1 - softmax(x^{(3)})_j $$"
        "\n\nIf $k \\neq j$:\n\n"
        r"$$ \frac{\partial \ln(p_k)}{\partial (x^{(3)})_j} = -softmax(x^{(3)})_j $$"
    )
    found = outcomes(text)
    assert found[0] == "defined"
    assert found[-1] == "proved"
    assert found.count("proved") == 2
    swapped = text.replace("k = j", "k = q").replace("k \\neq j", "k = j").replace("k = q", "k \\neq j")
    assert outcomes(swapped).count("proved") == 0


def test_a_formula_for_one_side_of_a_corner_is_not_called_wrong() -> None:
    one = r"$$ a = relu(w x + b) $$" "\n\n" r"$$ \frac{\partial a}{\partial w} = x $$"
    assert outcomes(one) == ["defined", "undecided"]
    assert outcomes(one.replace("= x", "= 3 x + 1")) == ["defined", "refuted"]


def test_an_array_of_several_sizes_is_not_refuted_for_their_difference() -> None:
    text = (
        r"$$ h_j = \sum_{i=1}^{n} w_{ij} x^{(1)}_i \qquad s_j = \sum_{i=1}^{K} v_{ij} x^{(2)}_i $$"
        "\n\n"
        r"$$ softmax(x^{(2)})_j = \frac{e^{x^{(2)}_j}}{\sum_{q=1}^{K} e^{x^{(2)}_q}} $$"
    )
    assert outcomes(text)[-1] == "proved"
