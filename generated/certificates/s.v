(* Written by derive from s.md: 0 theorems on steps, 0 on gradients, 0 refutations; 0 more theorems hold by definition alone. 7 steps have no theorem; each says why at its place. *)
From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

(* How slopes combine. Every slope below is put together from these lemmas. *)

Section TwoSides.
Context {f g : R -> R} {x a b : R}.

Lemma slope_exists : is_derive f x a -> is_derive f x (Derive f x).
Proof. intro H. apply Derive_correct. now exists a. Qed.

Lemma slope_identity (y : R) : is_derive (fun t : R => t) y 1.
Proof. apply is_derive_Reals, derivable_pt_lim_id. Qed.

Lemma slope_constant (c y : R) : is_derive (fun _ : R => c) y 0.
Proof. apply is_derive_Reals, derivable_pt_lim_const. Qed.

Lemma slope_sum : is_derive f x a -> is_derive g x b -> is_derive (fun t : R => f t + g t) x (a + b).
Proof. rewrite !is_derive_Reals. apply derivable_pt_lim_plus. Qed.

Lemma slope_difference : is_derive f x a -> is_derive g x b -> is_derive (fun t : R => f t - g t) x (a - b).
Proof. rewrite !is_derive_Reals. apply derivable_pt_lim_minus. Qed.

Lemma slope_opposite : is_derive f x a -> is_derive (fun t : R => - f t) x (- a).
Proof. rewrite !is_derive_Reals. apply derivable_pt_lim_opp. Qed.

Lemma slope_product :
  is_derive f x a -> is_derive g x b -> is_derive (fun t : R => f t * g t) x (a * g x + f x * b).
Proof. rewrite !is_derive_Reals. apply derivable_pt_lim_mult. Qed.

Lemma slope_quotient :
  is_derive f x a -> is_derive g x b -> g x <> 0 ->
  is_derive (fun t : R => f t / g t) x ((a * g x - f x * b) / g x ^ 2).
Proof. intros. now apply is_derive_div. Qed.

Lemma slope_power (n : nat) :
  is_derive f x a -> is_derive (fun t : R => f t ^ S n) x (IZR (Z.of_nat (S n)) * f x ^ n * a).
Proof.
  intro H. rewrite <- INR_IZR_INZ.
  replace (INR (S n) * f x ^ n * a) with (INR (S n) * a * f x ^ pred (S n)) by (unfold pred; ring).
  now apply is_derive_pow.
Qed.

Lemma slope_call {h : R -> R} :
  is_derive h (f x) b -> is_derive f x a -> is_derive (fun t : R => h (f t)) x (b * a).
Proof. rewrite !is_derive_Reals. intros. now apply (derivable_pt_lim_comp f h). Qed.
End TwoSides.

Section OneSide.
Context {f : R -> R} {x a : R} (c : R).

Lemma slope_sum_left : is_derive f x a -> is_derive (fun t : R => f t + c) x a.
Proof. intro H. rewrite <- (Rplus_0_r a). exact (slope_sum H (slope_constant c x)). Qed.

Lemma slope_sum_right : is_derive f x a -> is_derive (fun t : R => c + f t) x a.
Proof. intro H. rewrite <- (Rplus_0_l a). exact (slope_sum (slope_constant c x) H). Qed.

Lemma slope_difference_left : is_derive f x a -> is_derive (fun t : R => f t - c) x a.
Proof. intro H. rewrite <- (Rminus_0_r a). exact (slope_difference H (slope_constant c x)). Qed.

Lemma slope_difference_right : is_derive f x a -> is_derive (fun t : R => c - f t) x (- a).
Proof. intro H. rewrite <- (Rminus_0_l a). exact (slope_difference (slope_constant c x) H). Qed.

Lemma slope_product_left : is_derive f x a -> is_derive (fun t : R => f t * c) x (a * c).
Proof.
  intro H. replace (a * c) with (a * c + f x * 0) by ring.
  exact (slope_product H (slope_constant c x)).
Qed.

Lemma slope_product_right : is_derive f x a -> is_derive (fun t : R => c * f t) x (c * a).
Proof.
  intro H. replace (c * a) with (0 * f x + c * a) by ring.
  exact (slope_product (slope_constant c x) H).
Qed.

Lemma slope_quotient_right :
  is_derive f x a -> f x <> 0 -> is_derive (fun t : R => c / f t) x (- (c * a / f x ^ 2)).
Proof.
  intros H nonzero. replace (- (c * a / f x ^ 2)) with ((0 * f x - c * a) / f x ^ 2) by now field.
  now apply is_derive_div; [apply slope_constant | |].
Qed.
End OneSide.

Lemma slope_quotient_left {f : R -> R} {x a : R} (c : R) :
  is_derive f x a -> is_derive (fun t : R => f t / c) x (a / c).
Proof. exact (slope_product_left (/ c)). Qed.

(* Functions. *)

Definition sigmoid (x : R) : R := 1 / (1 + exp (- x)).
Definition tanh (x : R) : R := (exp x - exp (- x)) / (exp x + exp (- x)).
Definition softplus (x : R) : R := ln (1 + exp x).

(* Decides that a quantity is positive, or not zero, where its form shows it. *)
Create HintDb domain.

Ltac positive :=
  lazymatch goal with
  | |- 0 < exp _ => apply exp_pos
  | |- 0 < _ + _ =>
      first [ assumption
            | apply Rplus_lt_0_compat; positive
            | apply Rplus_lt_le_0_compat; [positive | apply pow2_ge_0]
            | apply Rplus_le_lt_0_compat; [apply pow2_ge_0 | positive] ]
  | |- 0 < _ * _ => apply Rmult_lt_0_compat; positive
  | |- 0 < _ / _ => apply Rdiv_lt_0_compat; positive
  | |- 0 < _ ^ _ => apply pow_lt; positive
  | |- 0 < sqrt _ => apply sqrt_lt_R0; positive
  | |- 0 < ?c =>
      first [ assumption | solve [auto with domain] | lra | let d := eval unfold c in c in change (0 < d); positive ]
  end.

Ltac know_exp :=
  repeat match goal with
  | |- context [exp ?a] => lazymatch goal with _ : 0 < exp a |- _ => fail | _ => pose proof (exp_pos a) end
  end.

Ltac nonzero :=
  repeat split;
  first [ assumption
        | solve [auto with domain]
        | apply Rgt_not_eq; red; positive
        | lra
        | apply Rmult_integral_contrapositive_currified; nonzero
        | apply pow_nonzero; nonzero
        | apply Rgt_not_eq; know_exp; lra ].

Lemma slope_exp (x : R) : is_derive exp x (exp x).
Proof. apply is_derive_exp. Qed.

Lemma slope_ln (x : R) : 0 < x -> is_derive ln x (1 / x).
Proof. intro H. replace (1 / x) with (/ x) by (field; lra). now apply is_derive_ln. Qed.

Lemma slope_sin (x : R) : is_derive sin x (cos x).
Proof. apply is_derive_sin. Qed.

Lemma slope_cos (x : R) : is_derive cos x (- sin x).
Proof. apply is_derive_cos. Qed.

Lemma slope_sqrt (x : R) : 0 < x -> is_derive sqrt x (1 / (2 * sqrt x)).
Proof. intro H. exact (is_derive_sqrt (fun t : R => t) x 1 (slope_identity x) H). Qed.

Lemma slope_exp_opposite (x : R) : is_derive (fun t : R => exp (- t)) x (exp (- x) * - (1)).
Proof. exact (slope_call (slope_exp _) (slope_opposite (slope_identity x))). Qed.

Lemma slope_sigmoid (x : R) : is_derive sigmoid x (sigmoid x * (1 - sigmoid x)).
Proof.
  assert (positive_sum : 1 + exp (- x) <> 0) by nonzero.
  replace (sigmoid x * (1 - sigmoid x)) with (- (1 * (exp (- x) * - (1)) / (1 + exp (- x)) ^ 2))
    by (unfold sigmoid; now field).
  exact (slope_quotient_right 1 (slope_sum_right 1 (slope_exp_opposite x)) positive_sum).
Qed.

Lemma slope_tanh (x : R) : is_derive tanh x (1 - tanh x ^ 2).
Proof.
  assert (positive_sum : exp x + exp (- x) <> 0) by nonzero.
  replace (1 - tanh x ^ 2)
    with (((exp x - exp (- x) * - (1)) * (exp x + exp (- x)) -
           (exp x - exp (- x)) * (exp x + exp (- x) * - (1))) / (exp x + exp (- x)) ^ 2)
    by (unfold tanh; now field).
  exact (slope_quotient (slope_difference (slope_exp x) (slope_exp_opposite x))
                        (slope_sum (slope_exp x) (slope_exp_opposite x)) positive_sum).
Qed.

Lemma slope_softplus (x : R) : is_derive softplus x (sigmoid x).
Proof.
  assert (positive_sum : 0 < 1 + exp x) by positive.
  replace (sigmoid x) with (1 / (1 + exp x) * exp x).
  - exact (slope_call (slope_ln _ positive_sum) (slope_sum_right 1 (slope_exp x))).
  - unfold sigmoid. rewrite exp_Ropp. field. split; apply Rgt_not_eq; pose proof (exp_pos x); lra.
Qed.

(* The document. *)
(* A quantity has its author's name, with its indices: w2_11. E_of_a is E as a function of a
   alone: what a is made of plays no part, what lies between a and E is computed again.
   slope_E_of_a differentiates it by the slopes of what lies between. step_7 is the seventh
   step of the document; above each stand its line and its formula. *)

Section Document.
Set Default Proof Using "All".


(* line 1: no theorem: it is proved: whatever the derivatives are that the document doesn't tell: \frac{\partial E}{\partial \hat y} \cdot \frac{\partial}{\partial \theta} f(\beta - \theta) = \frac{\partial E}{\partial \hat y} \cdot f'(\beta-\theta) \cdot (-1) *)

(* line 1: no theorem: it is proved: whatever the derivatives are that the document doesn't tell: \frac{\partial E}{\partial \hat y} \cdot f'(\beta-\theta) \cdot (-1) = - \frac{\partial E}{\partial \hat y} f'(\beta-\theta) *)

(* line 3: no theorem: it is undecided: E is never defined, so its derivative is unknown: \frac{\partial E}{\partial w} = \frac{\partial E}{\partial a} \frac{\partial a}{\partial z} x *)

(* line 3: no theorem: it is proved: whatever the derivatives are that the document doesn't tell: \frac{\partial E}{\partial a} \frac{\partial a}{\partial z} x = x \frac{\partial a}{\partial z}\frac{\partial E}{\partial a} *)

(* line 5: no theorem: it is undecided: E is never defined, so its derivative is unknown: \frac{\partial E}{\partial b} = 1 *)

(* line 7: no theorem: it is proved: whatever the derivatives are that the document doesn't tell: \frac{\partial}{\partial w} (E_1 + E_2)^2 = 2 (E_1 + E_2)( \frac{\partial E_1}{\partial w} + \frac{\partial E_2}{\partial w}) *)

(* line 7: no theorem: it is undecided: both sides are zero only because no path is known that leads to `\frac{\partial E_1}{\partial w}`: 2 (E_1 + E_2)( \frac{\partial E_1}{\partial w} + \frac{\partial E_2}{\partial w}) = 2 (E_1 + E_2)\frac{\partial E_1}{\partial w} *)

End Document.
