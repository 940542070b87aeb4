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
