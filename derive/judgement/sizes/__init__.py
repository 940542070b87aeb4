r"""From a few sizes to all of them.

A formula in indices or matrices speaks of layers of any width. It is judged at small
widths; this package says when that is enough.

**What is shown.** Call the ranges that indices run over *classes* (the inputs, the units of
one layer, the samples, …) and let each class c have its own size :math:`n_c`. Let
:math:`D = L - R` be the difference of the two sides. Written out, D is a sum over
:math:`N_c` indices of every class of terms that depend only on what carries these indices
and the free ones:

.. math:: D_n = \sum_{j \in \prod_c [n_c]^{N_c}} t(j)

:math:`N_c` counts the sums and matrix products along one term, definitions opened
(:mod:`~derive.judgement.sizes.folds`); a derivative opens one path of the chain rule.

**Theorem.** Let the free indices take :math:`f_c` different values in class c. If
:math:`D_n = 0` for all :math:`n_c` from :math:`\max(f_c, 1)` to
:math:`\max(f_c, 1) + N_c`, then :math:`D_n = 0` for all n.

*Proof.* Fix numbers for everything that carries an index, in ranges as large as you like, and
let g(S) be D with every sum restricted to a subset S of the ranges that contains the values
of the free indices (a set for every class). Such a restriction is the same formula in a
smaller network, so g(S) = 0 whenever the sizes of S lie in the bounds above. The Möbius
transform :math:`\mu(T) = \sum_{S \subseteq T} (-1)^{|T - S|} g(S)`, over sets T apart from
the free values, is the sum of the terms t(j) whose indices outside the free values are
exactly T; so :math:`\mu(T) = 0` if T has more than :math:`N_c` elements in a class. With
:math:`f_c \ge 1` the sets of up to :math:`N_c` further elements have g = 0, so all
:math:`\mu = 0`. With :math:`f_c = 0` the empty set isn't among them, but
:math:`0 = \mu(T) = \pm g(\emptyset)` for a T of :math:`N_c + 1` elements. In every case
:math:`g(S) = \sum_{T \subseteq S} \mu(T) = 0`. ∎

Nothing is asked of t: it may hold quotients and any functions. Three things must hold for D to
have this form, and for g(S) to be the formula in a smaller network:

* *A function of a sum* (``f(\sum_j w_{ij} x_j + b_i)``) isn't a sum of terms, and restricted
  to S its argument changes. Such an argument gets an own free offset,
  ``f(\sum_j w_{ij} x_j + b_i + \varepsilon_i)``, one for each name or form of argument: if
  the step holds for all offsets, it holds for those that make up for what S leaves out.
* *A sum in a denominator* (softmax) that carries no summed index is multiplied out; its sum
  counts once for each factor. The targets ``\sum_k y_k = 1`` are ``u_k / \sum_m u_m``.
* *The number of units* (``1/m``) is a sum of ones.

What doesn't have this form (sums over layers, products over a range, ellipses, matrices written
out, denominators inside a sum over their own index, second derivatives) is said to hold for
the sizes at which it was looked at, and no more. Layers are no sizes: a network of three stands
for all depths here, its first, middle and last layer each looked at.
"""

from derive.judgement.sizes.judge import Widening

__all__ = ["Widening"]
