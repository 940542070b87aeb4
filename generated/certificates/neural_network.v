(* Written by derive from 神经网络.md: 56 theorems on steps, 12 on gradients, 2 refutations; 5 more theorems hold by definition alone. *)
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
Variables w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2 x : R.

(* line 17: f(x) = sigmoid(x) *)
Definition f (x : R) : R := sigmoid x.

Lemma slope_f (u : R) : is_derive f u (f u * (1 - f u)).
Proof.
  replace (f u * (1 - f u)) with (sigmoid u * (1 - sigmoid u)) by (unfold f; unfold sigmoid; field; nonzero).
  exact (slope_sigmoid u).
Qed.

(* line 41: z^1_1 = w^1_{11}\cdot x_1+w^1_{21}\cdot x_2+b^1_1 *)
Definition z1_1 : R := w1_11 * x_1 + w1_21 * x_2 + b1_1.

(* line 43: z^1_2 = w^1_{12}\cdot x_1+w^1_{22}\cdot x_2+b^1_2 *)
Definition z1_2 : R := w1_12 * x_1 + w1_22 * x_2 + b1_2.

(* line 46: a^1_1 = f(z^1_1) *)
Definition a1_1 : R := f z1_1.

(* line 48: a^1_2 = f(z^1_2) *)
Definition a1_2 : R := f z1_2.

(* line 56: z^2_1 = w^2_{11}\cdot a^1_1+w^2_{21}\cdot a^1_2+b^2_1 *)
Definition z2_1 : R := w2_11 * a1_1 + w2_21 * a1_2 + b2_1.

(* line 58: z^2_2 = w^2_{12}\cdot a^1_1+w^2_{22}\cdot a^1_2+b^2_2 *)
Definition z2_2 : R := w2_12 * a1_1 + w2_22 * a1_2 + b2_2.

(* line 61: a^2_1 = f(z^2_1) *)
Definition a2_1 : R := f z2_1.

(* line 63: a^2_2 = f(z^2_2) *)
Definition a2_2 : R := f z2_2.

(* line 66: y_1 = a^2_1 *)
Definition y_1 : R := a2_1.

(* line 68: y_2 = a^2_2 *)
Definition y_2 : R := a2_2.

(* line 78: E_1 = \frac{1}{2}\cdot(\hat{y_1}-y_1)^2 *)
Definition E_1 : R := 1 / 2 * (y_hat_1 - y_1) ^ 2.

(* line 79: E_2 = \frac{1}{2}\cdot(\hat{y_2}-y_2)^2 *)
Definition E_2 : R := 1 / 2 * (y_hat_2 - y_2) ^ 2.

(* line 81: E = E_1+E_2 *)
Definition E : R := E_1 + E_2.

(* line 17 [by definition, not counted]: sigmoid(x) = \frac{1}{1+e^{-x}} *)
Theorem step_2 :
  sigmoid x =
  1 / (1 + exp (- x)).
Proof.
  reflexivity.
Qed.

(* line 18: f'(x) = \frac{e^{-x}}{(1+e^{-x})^2} *)
Theorem step_3 :
  Derive f x =
  exp (- x) / (1 + exp (- x)) ^ 2.
Proof.
  rewrite (is_derive_unique _ _ _ (slope_f x)).
  unfold f.
  unfold sigmoid.
  field; nonzero.
Qed.

(* line 19: \frac{e^{-x}}{(1+e^{-x})^2} = f(x)\cdot (1-f(x)) *)
Theorem step_4 :
  exp (- x) / (1 + exp (- x)) ^ 2 =
  f x * (1 - f x).
Proof.
  unfold f.
  unfold sigmoid.
  field; nonzero.
Qed.

Lemma value_f :
  Derive f x =
  f x * (1 - f x).
Proof. exact (eq_trans step_3 (step_4)). Qed.

(* line 82 [by definition, not counted]: E_1+E_2 = \frac{1}{2}\cdot(\hat y_1-y_1)^2+\frac{1}{2}\cdot (\hat y_2-y_2)^2 *)
Theorem step_18 :
  E_1 + E_2 =
  1 / 2 * (y_hat_1 - y_1) ^ 2 + 1 / 2 * (y_hat_2 - y_2) ^ 2.
Proof.
  reflexivity.
Qed.

(* line 83 [by definition, not counted]: \frac{1}{2}\cdot(\hat y_1-y_1)^2+\frac{1}{2}\cdot (\hat y_2-y_2)^2 = \frac{1}{2}\cdot(\hat y_1-a^2_1)^2+\frac{1}{2}\cdot (\hat y_2-a^2_2)^2 *)
Theorem step_19 :
  1 / 2 * (y_hat_1 - y_1) ^ 2 + 1 / 2 * (y_hat_2 - y_2) ^ 2 =
  1 / 2 * (y_hat_1 - a2_1) ^ 2 + 1 / 2 * (y_hat_2 - a2_2) ^ 2.
Proof.
  reflexivity.
Qed.

Definition y_1_of_a2_1 (t : R) : R := t.
Lemma slope_y_1_of_a2_1 : is_derive y_1_of_a2_1 a2_1 1.
Proof. exact (slope_identity a2_1). Qed.

Definition E_1_of_y_1 (t : R) : R := 1 / 2 * (y_hat_1 - t) ^ 2.
Lemma slope_E_1_of_y_1 : is_derive E_1_of_y_1 y_1 (1 / 2 * (2 * (y_hat_1 - y_1) ^ 1 * - 1)).
Proof. exact (slope_product_right _ (slope_power 1 (slope_difference_right _ (slope_identity y_1)))). Qed.

Definition E_of_E_1 (t : R) : R := t + E_2.
Lemma slope_E_of_E_1 : is_derive E_of_E_1 E_1 1.
Proof. exact (slope_sum_left _ (slope_identity E_1)). Qed.

Definition E_of_y_1 (t : R) : R := E_of_E_1 (E_1_of_y_1 t).
Lemma slope_E_of_y_1 : is_derive E_of_y_1 y_1 (Derive E_of_E_1 E_1 * Derive E_1_of_y_1 y_1).
Proof. exact (slope_call (f := E_1_of_y_1) (h := E_of_E_1) (slope_exists slope_E_of_E_1) (slope_exists slope_E_1_of_y_1)). Qed.

Definition E_of_a2_1 (t : R) : R := E_of_y_1 (y_1_of_a2_1 t).
Lemma slope_E_of_a2_1 : is_derive E_of_a2_1 a2_1 (Derive E_of_y_1 y_1 * Derive y_1_of_a2_1 a2_1).
Proof. exact (slope_call (f := y_1_of_a2_1) (h := E_of_y_1) (slope_exists slope_E_of_y_1) (slope_exists slope_y_1_of_a2_1)). Qed.

(* line 91: \frac{\partial E}{\partial a^2_1} = -2\cdot\frac{1}{2}(\hat y_1-a^2_1)^{2-1}+0 *)
Theorem step_20 :
  Derive E_of_a2_1 a2_1 =
  - (2 * (1 / 2) * (y_hat_1 - a2_1) ^ (2 - 1)) + 0.
Proof.
  change (2 - 1)%nat with 1%nat.
  rewrite (is_derive_unique _ _ _ slope_E_of_a2_1).
  rewrite (is_derive_unique _ _ _ slope_E_of_y_1).
  rewrite (is_derive_unique _ _ _ slope_E_of_E_1).
  rewrite (is_derive_unique _ _ _ slope_E_1_of_y_1).
  rewrite (is_derive_unique _ _ _ slope_y_1_of_a2_1).
  unfold y_1.
  field.
Qed.

(* line 92: -2\cdot\frac{1}{2}(\hat y_1-a^2_1)^{2-1}+0 = a^2_1-\hat y_1 *)
Theorem step_21 :
  - (2 * (1 / 2) * (y_hat_1 - a2_1) ^ (2 - 1)) + 0 =
  a2_1 - y_hat_1.
Proof.
  change (2 - 1)%nat with 1%nat.
  field.
Qed.

Lemma value_E_of_a2_1 :
  Derive E_of_a2_1 a2_1 =
  a2_1 - y_hat_1.
Proof. exact (eq_trans step_20 (step_21)). Qed.

Definition y_2_of_a2_2 (t : R) : R := t.
Lemma slope_y_2_of_a2_2 : is_derive y_2_of_a2_2 a2_2 1.
Proof. exact (slope_identity a2_2). Qed.

Definition E_2_of_y_2 (t : R) : R := 1 / 2 * (y_hat_2 - t) ^ 2.
Lemma slope_E_2_of_y_2 : is_derive E_2_of_y_2 y_2 (1 / 2 * (2 * (y_hat_2 - y_2) ^ 1 * - 1)).
Proof. exact (slope_product_right _ (slope_power 1 (slope_difference_right _ (slope_identity y_2)))). Qed.

Definition E_of_E_2 (t : R) : R := E_1 + t.
Lemma slope_E_of_E_2 : is_derive E_of_E_2 E_2 1.
Proof. exact (slope_sum_right _ (slope_identity E_2)). Qed.

Definition E_of_y_2 (t : R) : R := E_of_E_2 (E_2_of_y_2 t).
Lemma slope_E_of_y_2 : is_derive E_of_y_2 y_2 (Derive E_of_E_2 E_2 * Derive E_2_of_y_2 y_2).
Proof. exact (slope_call (f := E_2_of_y_2) (h := E_of_E_2) (slope_exists slope_E_of_E_2) (slope_exists slope_E_2_of_y_2)). Qed.

Definition E_of_a2_2 (t : R) : R := E_of_y_2 (y_2_of_a2_2 t).
Lemma slope_E_of_a2_2 : is_derive E_of_a2_2 a2_2 (Derive E_of_y_2 y_2 * Derive y_2_of_a2_2 a2_2).
Proof. exact (slope_call (f := y_2_of_a2_2) (h := E_of_y_2) (slope_exists slope_E_of_y_2) (slope_exists slope_y_2_of_a2_2)). Qed.

(* line 94: \frac{\partial E}{\partial a^2_2} = -2\cdot\frac{1}{2}(\hat y_2-a^2_2)^{2-1}+0 *)
Theorem step_22 :
  Derive E_of_a2_2 a2_2 =
  - (2 * (1 / 2) * (y_hat_2 - a2_2) ^ (2 - 1)) + 0.
Proof.
  change (2 - 1)%nat with 1%nat.
  rewrite (is_derive_unique _ _ _ slope_E_of_a2_2).
  rewrite (is_derive_unique _ _ _ slope_E_of_y_2).
  rewrite (is_derive_unique _ _ _ slope_E_of_E_2).
  rewrite (is_derive_unique _ _ _ slope_E_2_of_y_2).
  rewrite (is_derive_unique _ _ _ slope_y_2_of_a2_2).
  unfold y_2.
  field.
Qed.

(* line 95: -2\cdot\frac{1}{2}(\hat y_2-a^2_2)^{2-1}+0 = a^2_2-\hat y_2 *)
Theorem step_23 :
  - (2 * (1 / 2) * (y_hat_2 - a2_2) ^ (2 - 1)) + 0 =
  a2_2 - y_hat_2.
Proof.
  change (2 - 1)%nat with 1%nat.
  field.
Qed.

Lemma value_E_of_a2_2 :
  Derive E_of_a2_2 a2_2 =
  a2_2 - y_hat_2.
Proof. exact (eq_trans step_22 (step_23)). Qed.

Definition a2_1_of_z2_1 (t : R) : R := f t.
Lemma slope_a2_1_of_z2_1 : is_derive a2_1_of_z2_1 z2_1 (a2_1 * (1 - a2_1)).
Proof. exact (slope_f z2_1). Qed.

(* line 103: \frac{\partial a^2_1}{\partial z^2_1} = a^2_1\cdot(1-a^2_1) *)
Theorem step_24 :
  Derive a2_1_of_z2_1 z2_1 =
  a2_1 * (1 - a2_1).
Proof.
  rewrite (is_derive_unique _ _ _ slope_a2_1_of_z2_1).
  ring.
Qed.

Definition a2_2_of_z2_2 (t : R) : R := f t.
Lemma slope_a2_2_of_z2_2 : is_derive a2_2_of_z2_2 z2_2 (a2_2 * (1 - a2_2)).
Proof. exact (slope_f z2_2). Qed.

(* line 105: \frac{\partial a^2_2}{\partial z^2_2} = a^2_2\cdot(1-a^2_2) *)
Theorem step_25 :
  Derive a2_2_of_z2_2 z2_2 =
  a2_2 * (1 - a2_2).
Proof.
  rewrite (is_derive_unique _ _ _ slope_a2_2_of_z2_2).
  ring.
Qed.

Definition E_of_z2_1 (t : R) : R := E_of_a2_1 (a2_1_of_z2_1 t).
Lemma slope_E_of_z2_1 : is_derive E_of_z2_1 z2_1 (Derive E_of_a2_1 a2_1 * Derive a2_1_of_z2_1 z2_1).
Proof. exact (slope_call (f := a2_1_of_z2_1) (h := E_of_a2_1) (slope_exists slope_E_of_a2_1) (slope_exists slope_a2_1_of_z2_1)). Qed.

(* line 107: \frac{\partial E}{\partial z^2_1} = \frac{\partial E}{\partial a^2_1}\cdot\frac{\partial a^2_1}{\partial z^2_1} *)
Theorem step_26 :
  Derive E_of_z2_1 z2_1 =
  Derive E_of_a2_1 a2_1 * Derive a2_1_of_z2_1 z2_1.
Proof.
  rewrite (is_derive_unique _ _ _ slope_E_of_z2_1).
  ring.
Qed.

(* line 108: \frac{\partial E}{\partial a^2_1}\cdot\frac{\partial a^2_1}{\partial z^2_1} = a^2_1\cdot(a^2_1-\hat y_1)\cdot(1-a^2_1) *)
Theorem step_27 :
  Derive E_of_a2_1 a2_1 * Derive a2_1_of_z2_1 z2_1 =
  a2_1 * (a2_1 - y_hat_1) * (1 - a2_1).
Proof.
  rewrite value_E_of_a2_1.
  rewrite step_24.
  ring.
Qed.

Lemma value_E_of_z2_1 :
  Derive E_of_z2_1 z2_1 =
  a2_1 * (a2_1 - y_hat_1) * (1 - a2_1).
Proof. exact (eq_trans step_26 (step_27)). Qed.

Definition E_of_z2_2 (t : R) : R := E_of_a2_2 (a2_2_of_z2_2 t).
Lemma slope_E_of_z2_2 : is_derive E_of_z2_2 z2_2 (Derive E_of_a2_2 a2_2 * Derive a2_2_of_z2_2 z2_2).
Proof. exact (slope_call (f := a2_2_of_z2_2) (h := E_of_a2_2) (slope_exists slope_E_of_a2_2) (slope_exists slope_a2_2_of_z2_2)). Qed.

(* line 110: \frac{\partial E}{\partial z^2_2} = \frac{\partial E}{\partial a^2_2}\cdot\frac{\partial a^2_2}{\partial z^2_2} *)
Theorem step_28 :
  Derive E_of_z2_2 z2_2 =
  Derive E_of_a2_2 a2_2 * Derive a2_2_of_z2_2 z2_2.
Proof.
  rewrite (is_derive_unique _ _ _ slope_E_of_z2_2).
  ring.
Qed.

(* line 111: \frac{\partial E}{\partial a^2_2}\cdot\frac{\partial a^2_2}{\partial z^2_2} = a^2_2\cdot(a^2_2-\hat y_2)\cdot(1-a^2_2) *)
Theorem step_29 :
  Derive E_of_a2_2 a2_2 * Derive a2_2_of_z2_2 z2_2 =
  a2_2 * (a2_2 - y_hat_2) * (1 - a2_2).
Proof.
  rewrite value_E_of_a2_2.
  rewrite step_25.
  ring.
Qed.

Lemma value_E_of_z2_2 :
  Derive E_of_z2_2 z2_2 =
  a2_2 * (a2_2 - y_hat_2) * (1 - a2_2).
Proof. exact (eq_trans step_28 (step_29)). Qed.

Definition z2_1_of_w2_11 (t : R) : R := t * a1_1 + w2_21 * a1_2 + b2_1.
Lemma slope_z2_1_of_w2_11 : is_derive z2_1_of_w2_11 w2_11 (1 * a1_1).
Proof. exact (slope_sum_left _ (slope_sum_left _ (slope_product_left _ (slope_identity w2_11)))). Qed.

(* line 119: \frac{\partial z^2_1}{\partial w^2_{11}} = a^1_1 *)
Theorem step_30 :
  Derive z2_1_of_w2_11 w2_11 =
  a1_1.
Proof.
  rewrite (is_derive_unique _ _ _ slope_z2_1_of_w2_11).
  ring.
Qed.

Definition z2_2_of_w2_12 (t : R) : R := t * a1_1 + w2_22 * a1_2 + b2_2.
Lemma slope_z2_2_of_w2_12 : is_derive z2_2_of_w2_12 w2_12 (1 * a1_1).
Proof. exact (slope_sum_left _ (slope_sum_left _ (slope_product_left _ (slope_identity w2_12)))). Qed.

(* line 121: \frac{\partial z^2_2}{\partial w^2_{12}} = a^1_1 *)
Theorem step_31 :
  Derive z2_2_of_w2_12 w2_12 =
  a1_1.
Proof.
  rewrite (is_derive_unique _ _ _ slope_z2_2_of_w2_12).
  ring.
Qed.

Definition z2_1_of_w2_21 (t : R) : R := w2_11 * a1_1 + t * a1_2 + b2_1.
Lemma slope_z2_1_of_w2_21 : is_derive z2_1_of_w2_21 w2_21 (1 * a1_2).
Proof. exact (slope_sum_left _ (slope_sum_right _ (slope_product_left _ (slope_identity w2_21)))). Qed.

(* line 123: \frac{\partial z^2_1}{\partial w^2_{21}} = a^1_2 *)
Theorem step_32 :
  Derive z2_1_of_w2_21 w2_21 =
  a1_2.
Proof.
  rewrite (is_derive_unique _ _ _ slope_z2_1_of_w2_21).
  ring.
Qed.

Definition z2_2_of_w2_22 (t : R) : R := w2_12 * a1_1 + t * a1_2 + b2_2.
Lemma slope_z2_2_of_w2_22 : is_derive z2_2_of_w2_22 w2_22 (1 * a1_2).
Proof. exact (slope_sum_left _ (slope_sum_right _ (slope_product_left _ (slope_identity w2_22)))). Qed.

(* line 125: \frac{\partial z^2_2}{\partial w^2_{22}} = a^1_2 *)
Theorem step_33 :
  Derive z2_2_of_w2_22 w2_22 =
  a1_2.
Proof.
  rewrite (is_derive_unique _ _ _ slope_z2_2_of_w2_22).
  ring.
Qed.

Definition E_of_w2_11 (t : R) : R := E_of_z2_1 (z2_1_of_w2_11 t).
Lemma slope_E_of_w2_11 : is_derive E_of_w2_11 w2_11 (Derive E_of_z2_1 z2_1 * Derive z2_1_of_w2_11 w2_11).
Proof. exact (slope_call (f := z2_1_of_w2_11) (h := E_of_z2_1) (slope_exists slope_E_of_z2_1) (slope_exists slope_z2_1_of_w2_11)). Qed.

(* line 129, repaired: \frac{\partial E}{\partial w^2_{11}} = \frac{\partial E}{\partial z^2_1}\cdot\frac{\partial z^2_1}{\partial w^2_{11}} *)
Theorem step_34 :
  Derive E_of_w2_11 w2_11 =
  Derive E_of_z2_1 z2_1 * Derive z2_1_of_w2_11 w2_11.
Proof.
  rewrite (is_derive_unique _ _ _ slope_E_of_w2_11).
  ring.
Qed.

(* line 130: \frac{\partial E}{\partial z^2_1}\cdot\frac{\partial z^2_1}{\partial w^2_{11}} = a^1_1\cdot a^2_1\cdot(a^2_1-\hat y_1)\cdot(1-a^2_1) *)
Theorem step_35 :
  Derive E_of_z2_1 z2_1 * Derive z2_1_of_w2_11 w2_11 =
  a1_1 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1).
Proof.
  rewrite value_E_of_z2_1.
  rewrite step_30.
  ring.
Qed.

Lemma value_E_of_w2_11 :
  Derive E_of_w2_11 w2_11 =
  a1_1 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1).
Proof. exact (eq_trans step_34 (step_35)). Qed.

Definition E_of_w2_12 (t : R) : R := E_of_z2_2 (z2_2_of_w2_12 t).
Lemma slope_E_of_w2_12 : is_derive E_of_w2_12 w2_12 (Derive E_of_z2_2 z2_2 * Derive z2_2_of_w2_12 w2_12).
Proof. exact (slope_call (f := z2_2_of_w2_12) (h := E_of_z2_2) (slope_exists slope_E_of_z2_2) (slope_exists slope_z2_2_of_w2_12)). Qed.

(* line 132, repaired: \frac{\partial E}{\partial w^2_{12}} = \frac{\partial E}{\partial z^2_2}\cdot\frac{\partial z^2_2}{\partial w^2_{12}} *)
Theorem step_36 :
  Derive E_of_w2_12 w2_12 =
  Derive E_of_z2_2 z2_2 * Derive z2_2_of_w2_12 w2_12.
Proof.
  rewrite (is_derive_unique _ _ _ slope_E_of_w2_12).
  ring.
Qed.

(* line 133: \frac{\partial E}{\partial z^2_2}\cdot\frac{\partial z^2_2}{\partial w^2_{12}} = a^1_1\cdot a^2_2\cdot(a^2_2-\hat y_2)\cdot(1-a^2_2) *)
Theorem step_37 :
  Derive E_of_z2_2 z2_2 * Derive z2_2_of_w2_12 w2_12 =
  a1_1 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2).
Proof.
  rewrite value_E_of_z2_2.
  rewrite step_31.
  ring.
Qed.

Lemma value_E_of_w2_12 :
  Derive E_of_w2_12 w2_12 =
  a1_1 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2).
Proof. exact (eq_trans step_36 (step_37)). Qed.

Definition E_of_w2_21 (t : R) : R := E_of_z2_1 (z2_1_of_w2_21 t).
Lemma slope_E_of_w2_21 : is_derive E_of_w2_21 w2_21 (Derive E_of_z2_1 z2_1 * Derive z2_1_of_w2_21 w2_21).
Proof. exact (slope_call (f := z2_1_of_w2_21) (h := E_of_z2_1) (slope_exists slope_E_of_z2_1) (slope_exists slope_z2_1_of_w2_21)). Qed.

(* line 135, repaired: \frac{\partial E}{\partial w^2_{21}} = \frac{\partial E}{\partial z^2_1}\cdot\frac{\partial z^2_1}{\partial w^2_{21}} *)
Theorem step_38 :
  Derive E_of_w2_21 w2_21 =
  Derive E_of_z2_1 z2_1 * Derive z2_1_of_w2_21 w2_21.
Proof.
  rewrite (is_derive_unique _ _ _ slope_E_of_w2_21).
  ring.
Qed.

(* line 136: \frac{\partial E}{\partial z^2_1}\cdot\frac{\partial z^2_1}{\partial w^2_{21}} = a^1_2\cdot a^2_1\cdot(a^2_1-\hat y_1)\cdot(1-a^2_1) *)
Theorem step_39 :
  Derive E_of_z2_1 z2_1 * Derive z2_1_of_w2_21 w2_21 =
  a1_2 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1).
Proof.
  rewrite value_E_of_z2_1.
  rewrite step_32.
  ring.
Qed.

Lemma value_E_of_w2_21 :
  Derive E_of_w2_21 w2_21 =
  a1_2 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1).
Proof. exact (eq_trans step_38 (step_39)). Qed.

Definition E_of_w2_22 (t : R) : R := E_of_z2_2 (z2_2_of_w2_22 t).
Lemma slope_E_of_w2_22 : is_derive E_of_w2_22 w2_22 (Derive E_of_z2_2 z2_2 * Derive z2_2_of_w2_22 w2_22).
Proof. exact (slope_call (f := z2_2_of_w2_22) (h := E_of_z2_2) (slope_exists slope_E_of_z2_2) (slope_exists slope_z2_2_of_w2_22)). Qed.

(* line 138, repaired: \frac{\partial E}{\partial w^2_{22}} = \frac{\partial E}{\partial z^2_2}\cdot\frac{\partial z^2_2}{\partial w^2_{22}} *)
Theorem step_40 :
  Derive E_of_w2_22 w2_22 =
  Derive E_of_z2_2 z2_2 * Derive z2_2_of_w2_22 w2_22.
Proof.
  rewrite (is_derive_unique _ _ _ slope_E_of_w2_22).
  ring.
Qed.

(* line 139: \frac{\partial E}{\partial z^2_2}\cdot\frac{\partial z^2_2}{\partial w^2_{22}} = a^1_2\cdot a^2_2\cdot(a^2_2-\hat y_2)\cdot(1-a^2_2) *)
Theorem step_41 :
  Derive E_of_z2_2 z2_2 * Derive z2_2_of_w2_22 w2_22 =
  a1_2 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2).
Proof.
  rewrite value_E_of_z2_2.
  rewrite step_33.
  ring.
Qed.

Lemma value_E_of_w2_22 :
  Derive E_of_w2_22 w2_22 =
  a1_2 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2).
Proof. exact (eq_trans step_40 (step_41)). Qed.

(* line 147 [by definition, not counted]: z^2_1 = w^2_{11}\cdot a^1_1+w^2_{21}\cdot a^1_2+b^2_1 *)
Theorem step_42 :
  z2_1 =
  w2_11 * a1_1 + w2_21 * a1_2 + b2_1.
Proof.
  reflexivity.
Qed.

(* line 149, repaired [by definition, not counted]: z^2_2 = w^2_{12}\cdot a^1_1+w^2_{22}\cdot a^1_2+b^2_2 *)
Theorem step_43 :
  z2_2 =
  w2_12 * a1_1 + w2_22 * a1_2 + b2_2.
Proof.
  reflexivity.
Qed.

Definition z2_1_of_a1_1 (t : R) : R := w2_11 * t + w2_21 * a1_2 + b2_1.
Lemma slope_z2_1_of_a1_1 : is_derive z2_1_of_a1_1 a1_1 (w2_11 * 1).
Proof. exact (slope_sum_left _ (slope_sum_left _ (slope_product_right _ (slope_identity a1_1)))). Qed.

(* line 153: \frac{\partial z^2_1}{\partial a^1_1} = w^2_{11} *)
Theorem step_44 :
  Derive z2_1_of_a1_1 a1_1 =
  w2_11.
Proof.
  rewrite (is_derive_unique _ _ _ slope_z2_1_of_a1_1).
  ring.
Qed.

Definition z2_2_of_a1_1 (t : R) : R := w2_12 * t + w2_22 * a1_2 + b2_2.
Lemma slope_z2_2_of_a1_1 : is_derive z2_2_of_a1_1 a1_1 (w2_12 * 1).
Proof. exact (slope_sum_left _ (slope_sum_left _ (slope_product_right _ (slope_identity a1_1)))). Qed.

(* line 155: \frac{\partial z^2_2}{\partial a^1_1} = w^2_{12} *)
Theorem step_45 :
  Derive z2_2_of_a1_1 a1_1 =
  w2_12.
Proof.
  rewrite (is_derive_unique _ _ _ slope_z2_2_of_a1_1).
  ring.
Qed.

Definition z2_1_of_a1_2 (t : R) : R := w2_11 * a1_1 + w2_21 * t + b2_1.
Lemma slope_z2_1_of_a1_2 : is_derive z2_1_of_a1_2 a1_2 (w2_21 * 1).
Proof. exact (slope_sum_left _ (slope_sum_right _ (slope_product_right _ (slope_identity a1_2)))). Qed.

(* line 157: \frac{\partial z^2_1}{\partial a^1_2} = w^2_{21} *)
Theorem step_46 :
  Derive z2_1_of_a1_2 a1_2 =
  w2_21.
Proof.
  rewrite (is_derive_unique _ _ _ slope_z2_1_of_a1_2).
  ring.
Qed.

Definition z2_2_of_a1_2 (t : R) : R := w2_12 * a1_1 + w2_22 * t + b2_2.
Lemma slope_z2_2_of_a1_2 : is_derive z2_2_of_a1_2 a1_2 (w2_22 * 1).
Proof. exact (slope_sum_left _ (slope_sum_right _ (slope_product_right _ (slope_identity a1_2)))). Qed.

(* line 159: \frac{\partial z^2_2}{\partial a^1_2} = w^2_{22} *)
Theorem step_47 :
  Derive z2_2_of_a1_2 a1_2 =
  w2_22.
Proof.
  rewrite (is_derive_unique _ _ _ slope_z2_2_of_a1_2).
  ring.
Qed.

(* line 163: \frac{\partial a^2_1}{\partial z^2_1} = a^2_1\cdot(1-a^2_1) *)
Theorem step_48 :
  Derive a2_1_of_z2_1 z2_1 =
  a2_1 * (1 - a2_1).
Proof.
  rewrite step_24.
  ring.
Qed.

(* line 165: \frac{\partial a^2_2}{\partial z^2_2} = a^2_2\cdot(1-a^2_2) *)
Theorem step_49 :
  Derive a2_2_of_z2_2 z2_2 =
  a2_2 * (1 - a2_2).
Proof.
  rewrite step_25.
  ring.
Qed.

Definition E_1_of_a2_1 (t : R) : R := E_1_of_y_1 (y_1_of_a2_1 t).
Lemma slope_E_1_of_a2_1 : is_derive E_1_of_a2_1 a2_1 (Derive E_1_of_y_1 y_1 * Derive y_1_of_a2_1 a2_1).
Proof. exact (slope_call (f := y_1_of_a2_1) (h := E_1_of_y_1) (slope_exists slope_E_1_of_y_1) (slope_exists slope_y_1_of_a2_1)). Qed.

Definition E_1_of_z2_1 (t : R) : R := E_1_of_a2_1 (a2_1_of_z2_1 t).
Lemma slope_E_1_of_z2_1 : is_derive E_1_of_z2_1 z2_1 (Derive E_1_of_a2_1 a2_1 * Derive a2_1_of_z2_1 z2_1).
Proof. exact (slope_call (f := a2_1_of_z2_1) (h := E_1_of_a2_1) (slope_exists slope_E_1_of_a2_1) (slope_exists slope_a2_1_of_z2_1)). Qed.

Definition E_1_of_a1_1 (t : R) : R := E_1_of_z2_1 (z2_1_of_a1_1 t).
Lemma slope_E_1_of_a1_1 : is_derive E_1_of_a1_1 a1_1 (Derive E_1_of_z2_1 z2_1 * Derive z2_1_of_a1_1 a1_1).
Proof. exact (slope_call (f := z2_1_of_a1_1) (h := E_1_of_z2_1) (slope_exists slope_E_1_of_z2_1) (slope_exists slope_z2_1_of_a1_1)). Qed.

Definition E_2_of_a2_2 (t : R) : R := E_2_of_y_2 (y_2_of_a2_2 t).
Lemma slope_E_2_of_a2_2 : is_derive E_2_of_a2_2 a2_2 (Derive E_2_of_y_2 y_2 * Derive y_2_of_a2_2 a2_2).
Proof. exact (slope_call (f := y_2_of_a2_2) (h := E_2_of_y_2) (slope_exists slope_E_2_of_y_2) (slope_exists slope_y_2_of_a2_2)). Qed.

Definition E_2_of_z2_2 (t : R) : R := E_2_of_a2_2 (a2_2_of_z2_2 t).
Lemma slope_E_2_of_z2_2 : is_derive E_2_of_z2_2 z2_2 (Derive E_2_of_a2_2 a2_2 * Derive a2_2_of_z2_2 z2_2).
Proof. exact (slope_call (f := a2_2_of_z2_2) (h := E_2_of_a2_2) (slope_exists slope_E_2_of_a2_2) (slope_exists slope_a2_2_of_z2_2)). Qed.

Definition E_2_of_a1_1 (t : R) : R := E_2_of_z2_2 (z2_2_of_a1_1 t).
Lemma slope_E_2_of_a1_1 : is_derive E_2_of_a1_1 a1_1 (Derive E_2_of_z2_2 z2_2 * Derive z2_2_of_a1_1 a1_1).
Proof. exact (slope_call (f := z2_2_of_a1_1) (h := E_2_of_z2_2) (slope_exists slope_E_2_of_z2_2) (slope_exists slope_z2_2_of_a1_1)). Qed.

Definition E_of_a1_1 (t : R) : R := E_1_of_a1_1 t + E_2_of_a1_1 t.
Lemma slope_E_of_a1_1 : is_derive E_of_a1_1 a1_1 (Derive E_1_of_a1_1 a1_1 + Derive E_2_of_a1_1 a1_1).
Proof. exact (slope_sum (slope_exists slope_E_1_of_a1_1) (slope_exists slope_E_2_of_a1_1)). Qed.

(* line 169: \frac{\partial E}{\partial a^1_1} = \frac{\partial E_1}{\partial a^1_1}+\frac{\partial E_2}{\partial a^1_1} *)
Theorem step_50 :
  Derive E_of_a1_1 a1_1 =
  Derive E_1_of_a1_1 a1_1 + Derive E_2_of_a1_1 a1_1.
Proof.
  rewrite (is_derive_unique _ _ _ slope_E_of_a1_1).
  ring.
Qed.

(* line 170: \frac{\partial E_1}{\partial a^1_1}+\frac{\partial E_2}{\partial a^1_1} = \frac{\partial E_1}{\partial z^2_1}\cdot\frac{\partial z^2_1}{\partial a^1_1}+\frac{\partial E_2}{\partial z^2_2}\cdot\frac{\partial z^2_2}{\partial a^1_1} *)
Theorem step_51 :
  Derive E_1_of_a1_1 a1_1 + Derive E_2_of_a1_1 a1_1 =
  Derive E_1_of_z2_1 z2_1 * Derive z2_1_of_a1_1 a1_1 + Derive E_2_of_z2_2 z2_2 * Derive z2_2_of_a1_1 a1_1.
Proof.
  rewrite (is_derive_unique _ _ _ slope_E_1_of_a1_1).
  rewrite (is_derive_unique _ _ _ slope_E_2_of_a1_1).
  generalize (Derive E_1_of_z2_1 z2_1 * Derive z2_1_of_a1_1 a1_1 + Derive E_2_of_z2_2 z2_2 * Derive z2_2_of_a1_1 a1_1); intro shared0.
  ring.
Qed.

(* line 171: \frac{\partial E_1}{\partial z^2_1}\cdot\frac{\partial z^2_1}{\partial a^1_1}+\frac{\partial E_2}{\partial z^2_2}\cdot\frac{\partial z^2_2}{\partial a^1_1} = \frac{\partial E_1}{\partial a^2_1}\cdot\frac{\partial a^2_1}{\partial z^2_1}\cdot\frac{\partial z^2_1}{\partial a^1_1}+\frac{\partial E_2}{\partial a^2_2}\cdot\frac{\partial a^2_2}{\partial z^2_2}\cdot\frac{\partial z^2_2}{\partial a^1_1} *)
Theorem step_52 :
  Derive E_1_of_z2_1 z2_1 * Derive z2_1_of_a1_1 a1_1 + Derive E_2_of_z2_2 z2_2 * Derive z2_2_of_a1_1 a1_1 =
  Derive E_1_of_a2_1 a2_1 * Derive a2_1_of_z2_1 z2_1 * Derive z2_1_of_a1_1 a1_1 + Derive E_2_of_a2_2 a2_2 * Derive a2_2_of_z2_2 z2_2 * Derive z2_2_of_a1_1 a1_1.
Proof.
  rewrite (is_derive_unique _ _ _ slope_E_1_of_z2_1).
  rewrite (is_derive_unique _ _ _ slope_E_2_of_z2_2).
  ring.
Qed.

(* line 172: \frac{\partial E_1}{\partial a^2_1}\cdot\frac{\partial a^2_1}{\partial z^2_1}\cdot\frac{\partial z^2_1}{\partial a^1_1}+\frac{\partial E_2}{\partial a^2_2}\cdot\frac{\partial a^2_2}{\partial z^2_2}\cdot\frac{\partial z^2_2}{\partial a^1_1} = w^2_{11}\cdot a^2_1\cdot(a^2_1-\hat{y_1})\cdot(1-a^2_1)+w^2_{12}\cdot a^2_2\cdot(a^2_2-\hat{y_2})\cdot(1-a^2_2) *)
Theorem step_53 :
  Derive E_1_of_a2_1 a2_1 * Derive a2_1_of_z2_1 z2_1 * Derive z2_1_of_a1_1 a1_1 + Derive E_2_of_a2_2 a2_2 * Derive a2_2_of_z2_2 z2_2 * Derive z2_2_of_a1_1 a1_1 =
  w2_11 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_12 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2).
Proof.
  rewrite (is_derive_unique _ _ _ slope_E_1_of_a2_1).
  rewrite (is_derive_unique _ _ _ slope_E_2_of_a2_2).
  rewrite (is_derive_unique _ _ _ slope_E_1_of_y_1).
  rewrite (is_derive_unique _ _ _ slope_y_1_of_a2_1).
  rewrite step_24.
  rewrite step_44.
  rewrite (is_derive_unique _ _ _ slope_E_2_of_y_2).
  rewrite (is_derive_unique _ _ _ slope_y_2_of_a2_2).
  rewrite step_25.
  rewrite step_45.
  unfold y_1, y_2.
  field.
Qed.

Lemma value_E_of_a1_1 :
  Derive E_of_a1_1 a1_1 =
  w2_11 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_12 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2).
Proof. exact (eq_trans step_50 (eq_trans step_51 (eq_trans step_52 (step_53)))). Qed.

Definition E_1_of_a1_2 (t : R) : R := E_1_of_z2_1 (z2_1_of_a1_2 t).
Lemma slope_E_1_of_a1_2 : is_derive E_1_of_a1_2 a1_2 (Derive E_1_of_z2_1 z2_1 * Derive z2_1_of_a1_2 a1_2).
Proof. exact (slope_call (f := z2_1_of_a1_2) (h := E_1_of_z2_1) (slope_exists slope_E_1_of_z2_1) (slope_exists slope_z2_1_of_a1_2)). Qed.

Definition E_2_of_a1_2 (t : R) : R := E_2_of_z2_2 (z2_2_of_a1_2 t).
Lemma slope_E_2_of_a1_2 : is_derive E_2_of_a1_2 a1_2 (Derive E_2_of_z2_2 z2_2 * Derive z2_2_of_a1_2 a1_2).
Proof. exact (slope_call (f := z2_2_of_a1_2) (h := E_2_of_z2_2) (slope_exists slope_E_2_of_z2_2) (slope_exists slope_z2_2_of_a1_2)). Qed.

Definition E_of_a1_2 (t : R) : R := E_1_of_a1_2 t + E_2_of_a1_2 t.
Lemma slope_E_of_a1_2 : is_derive E_of_a1_2 a1_2 (Derive E_1_of_a1_2 a1_2 + Derive E_2_of_a1_2 a1_2).
Proof. exact (slope_sum (slope_exists slope_E_1_of_a1_2) (slope_exists slope_E_2_of_a1_2)). Qed.

(* line 174: \frac{\partial E}{\partial a^1_2} = \frac{\partial E_1}{\partial a^1_2}+\frac{\partial E_2}{\partial a^1_2} *)
Theorem step_54 :
  Derive E_of_a1_2 a1_2 =
  Derive E_1_of_a1_2 a1_2 + Derive E_2_of_a1_2 a1_2.
Proof.
  rewrite (is_derive_unique _ _ _ slope_E_of_a1_2).
  ring.
Qed.

(* line 175: \frac{\partial E_1}{\partial a^1_2}+\frac{\partial E_2}{\partial a^1_2} = \frac{\partial E_1}{\partial z^2_1}\cdot\frac{\partial z^2_1}{\partial a^1_2}+\frac{\partial E_2}{\partial z^2_2}\cdot\frac{\partial z^2_2}{\partial a^1_2} *)
Theorem step_55 :
  Derive E_1_of_a1_2 a1_2 + Derive E_2_of_a1_2 a1_2 =
  Derive E_1_of_z2_1 z2_1 * Derive z2_1_of_a1_2 a1_2 + Derive E_2_of_z2_2 z2_2 * Derive z2_2_of_a1_2 a1_2.
Proof.
  rewrite (is_derive_unique _ _ _ slope_E_1_of_a1_2).
  rewrite (is_derive_unique _ _ _ slope_E_2_of_a1_2).
  generalize (Derive E_1_of_z2_1 z2_1 * Derive z2_1_of_a1_2 a1_2 + Derive E_2_of_z2_2 z2_2 * Derive z2_2_of_a1_2 a1_2); intro shared0.
  ring.
Qed.

(* line 176: \frac{\partial E_1}{\partial z^2_1}\cdot\frac{\partial z^2_1}{\partial a^1_2}+\frac{\partial E_2}{\partial z^2_2}\cdot\frac{\partial z^2_2}{\partial a^1_2} = \frac{\partial E_1}{\partial a^2_1}\cdot\frac{\partial a^2_1}{\partial z^2_1}\cdot\frac{\partial z^2_1}{\partial a^1_2}+\frac{\partial E_2}{\partial a^2_2}\cdot\frac{\partial a^2_2}{\partial z^2_2}\cdot\frac{\partial z^2_2}{\partial a^1_2} *)
Theorem step_56 :
  Derive E_1_of_z2_1 z2_1 * Derive z2_1_of_a1_2 a1_2 + Derive E_2_of_z2_2 z2_2 * Derive z2_2_of_a1_2 a1_2 =
  Derive E_1_of_a2_1 a2_1 * Derive a2_1_of_z2_1 z2_1 * Derive z2_1_of_a1_2 a1_2 + Derive E_2_of_a2_2 a2_2 * Derive a2_2_of_z2_2 z2_2 * Derive z2_2_of_a1_2 a1_2.
Proof.
  rewrite (is_derive_unique _ _ _ slope_E_1_of_z2_1).
  rewrite (is_derive_unique _ _ _ slope_E_2_of_z2_2).
  ring.
Qed.

(* line 177: \frac{\partial E_1}{\partial a^2_1}\cdot\frac{\partial a^2_1}{\partial z^2_1}\cdot\frac{\partial z^2_1}{\partial a^1_2}+\frac{\partial E_2}{\partial a^2_2}\cdot\frac{\partial a^2_2}{\partial z^2_2}\cdot\frac{\partial z^2_2}{\partial a^1_2} = w^2_{21}\cdot a^2_1\cdot(a^2_1-\hat{y_1})\cdot(1-a^2_1)+w^2_{22}\cdot a^2_2\cdot(a^2_2-\hat{y_2})\cdot(1-a^2_2) *)
Theorem step_57 :
  Derive E_1_of_a2_1 a2_1 * Derive a2_1_of_z2_1 z2_1 * Derive z2_1_of_a1_2 a1_2 + Derive E_2_of_a2_2 a2_2 * Derive a2_2_of_z2_2 z2_2 * Derive z2_2_of_a1_2 a1_2 =
  w2_21 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_22 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2).
Proof.
  rewrite (is_derive_unique _ _ _ slope_E_1_of_a2_1).
  rewrite (is_derive_unique _ _ _ slope_E_2_of_a2_2).
  rewrite (is_derive_unique _ _ _ slope_E_1_of_y_1).
  rewrite (is_derive_unique _ _ _ slope_y_1_of_a2_1).
  rewrite step_24.
  rewrite step_46.
  rewrite (is_derive_unique _ _ _ slope_E_2_of_y_2).
  rewrite (is_derive_unique _ _ _ slope_y_2_of_a2_2).
  rewrite step_25.
  rewrite step_47.
  unfold y_1, y_2.
  field.
Qed.

Lemma value_E_of_a1_2 :
  Derive E_of_a1_2 a1_2 =
  w2_21 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_22 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2).
Proof. exact (eq_trans step_54 (eq_trans step_55 (eq_trans step_56 (step_57)))). Qed.

Definition a1_1_of_z1_1 (t : R) : R := f t.
Lemma slope_a1_1_of_z1_1 : is_derive a1_1_of_z1_1 z1_1 (a1_1 * (1 - a1_1)).
Proof. exact (slope_f z1_1). Qed.

(* line 185: \frac{\partial a^1_1}{\partial z^1_1} = a^1_1\cdot(1-a^1_1) *)
Theorem step_58 :
  Derive a1_1_of_z1_1 z1_1 =
  a1_1 * (1 - a1_1).
Proof.
  rewrite (is_derive_unique _ _ _ slope_a1_1_of_z1_1).
  ring.
Qed.

Definition a1_2_of_z1_2 (t : R) : R := f t.
Lemma slope_a1_2_of_z1_2 : is_derive a1_2_of_z1_2 z1_2 (a1_2 * (1 - a1_2)).
Proof. exact (slope_f z1_2). Qed.

(* line 187: \frac{\partial a^1_2}{\partial z^1_2} = a^1_2\cdot(1-a^1_2) *)
Theorem step_59 :
  Derive a1_2_of_z1_2 z1_2 =
  a1_2 * (1 - a1_2).
Proof.
  rewrite (is_derive_unique _ _ _ slope_a1_2_of_z1_2).
  ring.
Qed.

Definition E_of_z1_1 (t : R) : R := E_of_a1_1 (a1_1_of_z1_1 t).
Lemma slope_E_of_z1_1 : is_derive E_of_z1_1 z1_1 (Derive E_of_a1_1 a1_1 * Derive a1_1_of_z1_1 z1_1).
Proof. exact (slope_call (f := a1_1_of_z1_1) (h := E_of_a1_1) (slope_exists slope_E_of_a1_1) (slope_exists slope_a1_1_of_z1_1)). Qed.

(* line 191: \frac{\partial E}{\partial z^1_1} = \frac{\partial E}{\partial a^1_1}\cdot\frac{\partial a^1_1}{\partial z^1_1} *)
Theorem step_60 :
  Derive E_of_z1_1 z1_1 =
  Derive E_of_a1_1 a1_1 * Derive a1_1_of_z1_1 z1_1.
Proof.
  rewrite (is_derive_unique _ _ _ slope_E_of_z1_1).
  ring.
Qed.

(* line 192: \frac{\partial E}{\partial a^1_1}\cdot\frac{\partial a^1_1}{\partial z^1_1} = a^1_1\cdot(1-a^1_1)\cdot[w^2_{11}\cdot a^2_1\cdot(a^2_1-\hat{y_1})\cdot(1-a^2_1)+w^2_{12}\cdot a^2_2\cdot(a^2_2-\hat{y_2})\cdot(1-a^2_2)] *)
Theorem step_61 :
  Derive E_of_a1_1 a1_1 * Derive a1_1_of_z1_1 z1_1 =
  a1_1 * (1 - a1_1) * (w2_11 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_12 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)).
Proof.
  rewrite value_E_of_a1_1.
  rewrite step_58.
  generalize (w2_11 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_12 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)); intro shared0.
  ring.
Qed.

Lemma value_E_of_z1_1 :
  Derive E_of_z1_1 z1_1 =
  a1_1 * (1 - a1_1) * (w2_11 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_12 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)).
Proof. exact (eq_trans step_60 (step_61)). Qed.

Definition E_of_z1_2 (t : R) : R := E_of_a1_2 (a1_2_of_z1_2 t).
Lemma slope_E_of_z1_2 : is_derive E_of_z1_2 z1_2 (Derive E_of_a1_2 a1_2 * Derive a1_2_of_z1_2 z1_2).
Proof. exact (slope_call (f := a1_2_of_z1_2) (h := E_of_a1_2) (slope_exists slope_E_of_a1_2) (slope_exists slope_a1_2_of_z1_2)). Qed.

(* line 194: \frac{\partial E}{\partial z^1_2} = \frac{\partial E}{\partial a^1_2}\cdot\frac{\partial a^1_2}{\partial z^1_2} *)
Theorem step_62 :
  Derive E_of_z1_2 z1_2 =
  Derive E_of_a1_2 a1_2 * Derive a1_2_of_z1_2 z1_2.
Proof.
  rewrite (is_derive_unique _ _ _ slope_E_of_z1_2).
  ring.
Qed.

(* line 195: \frac{\partial E}{\partial a^1_2}\cdot\frac{\partial a^1_2}{\partial z^1_2} = a^1_2\cdot(1-a^1_2)\cdot[w^2_{21}\cdot a^2_1\cdot(a^2_1-\hat{y_1})\cdot(1-a^2_1)+w^2_{22}\cdot a^2_2\cdot(a^2_2-\hat{y_2})\cdot(1-a^2_2)] *)
Theorem step_63 :
  Derive E_of_a1_2 a1_2 * Derive a1_2_of_z1_2 z1_2 =
  a1_2 * (1 - a1_2) * (w2_21 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_22 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)).
Proof.
  rewrite value_E_of_a1_2.
  rewrite step_59.
  generalize (w2_21 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_22 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)); intro shared0.
  ring.
Qed.

Lemma value_E_of_z1_2 :
  Derive E_of_z1_2 z1_2 =
  a1_2 * (1 - a1_2) * (w2_21 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_22 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)).
Proof. exact (eq_trans step_62 (step_63)). Qed.

Definition z1_1_of_w1_11 (t : R) : R := t * x_1 + w1_21 * x_2 + b1_1.
Lemma slope_z1_1_of_w1_11 : is_derive z1_1_of_w1_11 w1_11 (1 * x_1).
Proof. exact (slope_sum_left _ (slope_sum_left _ (slope_product_left _ (slope_identity w1_11)))). Qed.

(* line 203: \frac{\partial z^1_1}{\partial w^1_{11}} = x_1 *)
Theorem step_64 :
  Derive z1_1_of_w1_11 w1_11 =
  x_1.
Proof.
  rewrite (is_derive_unique _ _ _ slope_z1_1_of_w1_11).
  ring.
Qed.

Definition z1_2_of_w1_12 (t : R) : R := t * x_1 + w1_22 * x_2 + b1_2.
Lemma slope_z1_2_of_w1_12 : is_derive z1_2_of_w1_12 w1_12 (1 * x_1).
Proof. exact (slope_sum_left _ (slope_sum_left _ (slope_product_left _ (slope_identity w1_12)))). Qed.

(* line 205: \frac{\partial z^1_2}{\partial w^1_{12}} = x_1 *)
Theorem step_65 :
  Derive z1_2_of_w1_12 w1_12 =
  x_1.
Proof.
  rewrite (is_derive_unique _ _ _ slope_z1_2_of_w1_12).
  ring.
Qed.

Definition z1_1_of_w1_21 (t : R) : R := w1_11 * x_1 + t * x_2 + b1_1.
Lemma slope_z1_1_of_w1_21 : is_derive z1_1_of_w1_21 w1_21 (1 * x_2).
Proof. exact (slope_sum_left _ (slope_sum_right _ (slope_product_left _ (slope_identity w1_21)))). Qed.

(* line 207: \frac{\partial z^1_1}{\partial w^1_{21}} = x_2 *)
Theorem step_66 :
  Derive z1_1_of_w1_21 w1_21 =
  x_2.
Proof.
  rewrite (is_derive_unique _ _ _ slope_z1_1_of_w1_21).
  ring.
Qed.

Definition z1_2_of_w1_22 (t : R) : R := w1_12 * x_1 + t * x_2 + b1_2.
Lemma slope_z1_2_of_w1_22 : is_derive z1_2_of_w1_22 w1_22 (1 * x_2).
Proof. exact (slope_sum_left _ (slope_sum_right _ (slope_product_left _ (slope_identity w1_22)))). Qed.

(* line 209: \frac{\partial z^1_2}{\partial w^1_{22}} = x_2 *)
Theorem step_67 :
  Derive z1_2_of_w1_22 w1_22 =
  x_2.
Proof.
  rewrite (is_derive_unique _ _ _ slope_z1_2_of_w1_22).
  ring.
Qed.

Definition E_of_w1_11 (t : R) : R := E_of_z1_1 (z1_1_of_w1_11 t).
Lemma slope_E_of_w1_11 : is_derive E_of_w1_11 w1_11 (Derive E_of_z1_1 z1_1 * Derive z1_1_of_w1_11 w1_11).
Proof. exact (slope_call (f := z1_1_of_w1_11) (h := E_of_z1_1) (slope_exists slope_E_of_z1_1) (slope_exists slope_z1_1_of_w1_11)). Qed.

(* line 213: \frac{\partial E}{\partial w^1_{11}} = \frac{\partial E}{\partial z^1_1}\cdot\frac{\partial z^1_1}{\partial w^1_{11}} *)
Theorem step_68 :
  Derive E_of_w1_11 w1_11 =
  Derive E_of_z1_1 z1_1 * Derive z1_1_of_w1_11 w1_11.
Proof.
  rewrite (is_derive_unique _ _ _ slope_E_of_w1_11).
  ring.
Qed.

(* line 214: \frac{\partial E}{\partial z^1_1}\cdot\frac{\partial z^1_1}{\partial w^1_{11}} = x_1\cdot a^1_1\cdot(1-a^1_1)\cdot[w^2_{11}\cdot a^2_1\cdot(a^2_1-\hat{y_1})\cdot(1-a^2_1)+w^2_{12}\cdot a^2_2\cdot(a^2_2-\hat{y_2})\cdot(1-a^2_2)] *)
Theorem step_69 :
  Derive E_of_z1_1 z1_1 * Derive z1_1_of_w1_11 w1_11 =
  x_1 * a1_1 * (1 - a1_1) * (w2_11 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_12 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)).
Proof.
  rewrite value_E_of_z1_1.
  rewrite step_64.
  generalize (w2_11 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_12 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)); intro shared0.
  ring.
Qed.

Lemma value_E_of_w1_11 :
  Derive E_of_w1_11 w1_11 =
  x_1 * a1_1 * (1 - a1_1) * (w2_11 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_12 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)).
Proof. exact (eq_trans step_68 (step_69)). Qed.

Definition E_of_w1_12 (t : R) : R := E_of_z1_2 (z1_2_of_w1_12 t).
Lemma slope_E_of_w1_12 : is_derive E_of_w1_12 w1_12 (Derive E_of_z1_2 z1_2 * Derive z1_2_of_w1_12 w1_12).
Proof. exact (slope_call (f := z1_2_of_w1_12) (h := E_of_z1_2) (slope_exists slope_E_of_z1_2) (slope_exists slope_z1_2_of_w1_12)). Qed.

(* line 216: \frac{\partial E}{\partial w^1_{12}} = \frac{\partial E}{\partial z^1_2}\cdot\frac{\partial z^1_2}{\partial w^1_{12}} *)
Theorem step_70 :
  Derive E_of_w1_12 w1_12 =
  Derive E_of_z1_2 z1_2 * Derive z1_2_of_w1_12 w1_12.
Proof.
  rewrite (is_derive_unique _ _ _ slope_E_of_w1_12).
  ring.
Qed.

(* line 217: \frac{\partial E}{\partial z^1_2}\cdot\frac{\partial z^1_2}{\partial w^1_{12}} = x_1\cdot a^1_2\cdot(1-a^1_2)\cdot[w^2_{21}\cdot a^2_1\cdot(a^2_1-\hat{y_1})\cdot(1-a^2_1)+w^2_{22}\cdot a^2_2\cdot(a^2_2-\hat{y_2})\cdot(1-a^2_2)] *)
Theorem step_71 :
  Derive E_of_z1_2 z1_2 * Derive z1_2_of_w1_12 w1_12 =
  x_1 * a1_2 * (1 - a1_2) * (w2_21 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_22 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)).
Proof.
  rewrite value_E_of_z1_2.
  rewrite step_65.
  generalize (w2_21 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_22 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)); intro shared0.
  ring.
Qed.

Lemma value_E_of_w1_12 :
  Derive E_of_w1_12 w1_12 =
  x_1 * a1_2 * (1 - a1_2) * (w2_21 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_22 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)).
Proof. exact (eq_trans step_70 (step_71)). Qed.

Definition E_of_w1_21 (t : R) : R := E_of_z1_1 (z1_1_of_w1_21 t).
Lemma slope_E_of_w1_21 : is_derive E_of_w1_21 w1_21 (Derive E_of_z1_1 z1_1 * Derive z1_1_of_w1_21 w1_21).
Proof. exact (slope_call (f := z1_1_of_w1_21) (h := E_of_z1_1) (slope_exists slope_E_of_z1_1) (slope_exists slope_z1_1_of_w1_21)). Qed.

(* line 219: \frac{\partial E}{\partial w^1_{21}} = \frac{\partial E}{\partial z^1_1}\cdot\frac{\partial z^1_1}{\partial w^1_{21}} *)
Theorem step_72 :
  Derive E_of_w1_21 w1_21 =
  Derive E_of_z1_1 z1_1 * Derive z1_1_of_w1_21 w1_21.
Proof.
  rewrite (is_derive_unique _ _ _ slope_E_of_w1_21).
  ring.
Qed.

(* line 220: \frac{\partial E}{\partial z^1_1}\cdot\frac{\partial z^1_1}{\partial w^1_{21}} = x_2\cdot a^1_1\cdot(1-a^1_1)\cdot[w^2_{11}\cdot a^2_1\cdot(a^2_1-\hat{y_1})\cdot(1-a^2_1)+w^2_{12}\cdot a^2_2\cdot(a^2_2-\hat{y_2})\cdot(1-a^2_2)] *)
Theorem step_73 :
  Derive E_of_z1_1 z1_1 * Derive z1_1_of_w1_21 w1_21 =
  x_2 * a1_1 * (1 - a1_1) * (w2_11 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_12 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)).
Proof.
  rewrite value_E_of_z1_1.
  rewrite step_66.
  generalize (w2_11 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_12 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)); intro shared0.
  ring.
Qed.

Lemma value_E_of_w1_21 :
  Derive E_of_w1_21 w1_21 =
  x_2 * a1_1 * (1 - a1_1) * (w2_11 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_12 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)).
Proof. exact (eq_trans step_72 (step_73)). Qed.

Definition E_of_w1_22 (t : R) : R := E_of_z1_2 (z1_2_of_w1_22 t).
Lemma slope_E_of_w1_22 : is_derive E_of_w1_22 w1_22 (Derive E_of_z1_2 z1_2 * Derive z1_2_of_w1_22 w1_22).
Proof. exact (slope_call (f := z1_2_of_w1_22) (h := E_of_z1_2) (slope_exists slope_E_of_z1_2) (slope_exists slope_z1_2_of_w1_22)). Qed.

(* line 222: \frac{\partial E}{\partial w^1_{22}} = \frac{\partial E}{\partial z^1_2}\cdot\frac{\partial z^1_2}{\partial w^1_{22}} *)
Theorem step_74 :
  Derive E_of_w1_22 w1_22 =
  Derive E_of_z1_2 z1_2 * Derive z1_2_of_w1_22 w1_22.
Proof.
  rewrite (is_derive_unique _ _ _ slope_E_of_w1_22).
  ring.
Qed.

(* line 223: \frac{\partial E}{\partial z^1_2}\cdot\frac{\partial z^1_2}{\partial w^1_{22}} = x_2\cdot a^1_2\cdot(1-a^1_2)\cdot[w^2_{21}\cdot a^2_1\cdot(a^2_1-\hat{y_1})\cdot(1-a^2_1)+w^2_{22}\cdot a^2_2\cdot(a^2_2-\hat{y_2})\cdot(1-a^2_2)] *)
Theorem step_75 :
  Derive E_of_z1_2 z1_2 * Derive z1_2_of_w1_22 w1_22 =
  x_2 * a1_2 * (1 - a1_2) * (w2_21 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_22 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)).
Proof.
  rewrite value_E_of_z1_2.
  rewrite step_67.
  generalize (w2_21 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_22 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)); intro shared0.
  ring.
Qed.

Lemma value_E_of_w1_22 :
  Derive E_of_w1_22 w1_22 =
  x_2 * a1_2 * (1 - a1_2) * (w2_21 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_22 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)).
Proof. exact (eq_trans step_74 (step_75)). Qed.

Lemma gradient_w2_11_value : Derive E_of_w2_11 w2_11 = a1_1 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1).
Proof.
  rewrite value_E_of_w2_11.
  ring.
Qed.
Lemma gradient_w2_11_here : is_derive E_of_w2_11 w2_11 (a1_1 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1)).
Proof. rewrite <- gradient_w2_11_value. exact (slope_exists slope_E_of_w2_11). Qed.

Lemma gradient_w2_12_value : Derive E_of_w2_12 w2_12 = a1_1 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2).
Proof.
  rewrite value_E_of_w2_12.
  ring.
Qed.
Lemma gradient_w2_12_here : is_derive E_of_w2_12 w2_12 (a1_1 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)).
Proof. rewrite <- gradient_w2_12_value. exact (slope_exists slope_E_of_w2_12). Qed.

Lemma gradient_w2_21_value : Derive E_of_w2_21 w2_21 = a1_2 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1).
Proof.
  rewrite value_E_of_w2_21.
  ring.
Qed.
Lemma gradient_w2_21_here : is_derive E_of_w2_21 w2_21 (a1_2 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1)).
Proof. rewrite <- gradient_w2_21_value. exact (slope_exists slope_E_of_w2_21). Qed.

Lemma gradient_w2_22_value : Derive E_of_w2_22 w2_22 = a1_2 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2).
Proof.
  rewrite value_E_of_w2_22.
  ring.
Qed.
Lemma gradient_w2_22_here : is_derive E_of_w2_22 w2_22 (a1_2 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)).
Proof. rewrite <- gradient_w2_22_value. exact (slope_exists slope_E_of_w2_22). Qed.

Lemma gradient_w1_11_value : Derive E_of_w1_11 w1_11 = x_1 * a1_1 * (1 - a1_1) * (w2_11 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_12 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)).
Proof.
  rewrite value_E_of_w1_11.
  generalize (w2_11 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_12 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)); intro shared0.
  ring.
Qed.
Lemma gradient_w1_11_here : is_derive E_of_w1_11 w1_11 (x_1 * a1_1 * (1 - a1_1) * (w2_11 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_12 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2))).
Proof. rewrite <- gradient_w1_11_value. exact (slope_exists slope_E_of_w1_11). Qed.

Lemma gradient_w1_12_value : Derive E_of_w1_12 w1_12 = x_1 * a1_2 * (1 - a1_2) * (w2_21 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_22 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)).
Proof.
  rewrite value_E_of_w1_12.
  generalize (w2_21 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_22 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)); intro shared0.
  ring.
Qed.
Lemma gradient_w1_12_here : is_derive E_of_w1_12 w1_12 (x_1 * a1_2 * (1 - a1_2) * (w2_21 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_22 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2))).
Proof. rewrite <- gradient_w1_12_value. exact (slope_exists slope_E_of_w1_12). Qed.

Lemma gradient_w1_21_value : Derive E_of_w1_21 w1_21 = x_2 * a1_1 * (1 - a1_1) * (w2_11 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_12 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)).
Proof.
  rewrite value_E_of_w1_21.
  generalize (w2_11 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_12 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)); intro shared0.
  ring.
Qed.
Lemma gradient_w1_21_here : is_derive E_of_w1_21 w1_21 (x_2 * a1_1 * (1 - a1_1) * (w2_11 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_12 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2))).
Proof. rewrite <- gradient_w1_21_value. exact (slope_exists slope_E_of_w1_21). Qed.

Lemma gradient_w1_22_value : Derive E_of_w1_22 w1_22 = x_2 * a1_2 * (1 - a1_2) * (w2_21 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_22 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)).
Proof.
  rewrite value_E_of_w1_22.
  generalize (w2_21 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_22 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)); intro shared0.
  ring.
Qed.
Lemma gradient_w1_22_here : is_derive E_of_w1_22 w1_22 (x_2 * a1_2 * (1 - a1_2) * (w2_21 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_22 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2))).
Proof. rewrite <- gradient_w1_22_value. exact (slope_exists slope_E_of_w1_22). Qed.

Definition z1_1_of_b1_1 (t : R) : R := w1_11 * x_1 + w1_21 * x_2 + t.
Lemma slope_z1_1_of_b1_1 : is_derive z1_1_of_b1_1 b1_1 1.
Proof. exact (slope_sum_right _ (slope_identity b1_1)). Qed.

Definition E_of_b1_1 (t : R) : R := E_of_z1_1 (z1_1_of_b1_1 t).
Lemma slope_E_of_b1_1 : is_derive E_of_b1_1 b1_1 (Derive E_of_z1_1 z1_1 * Derive z1_1_of_b1_1 b1_1).
Proof. exact (slope_call (f := z1_1_of_b1_1) (h := E_of_z1_1) (slope_exists slope_E_of_z1_1) (slope_exists slope_z1_1_of_b1_1)). Qed.

Lemma gradient_b1_1_value : Derive E_of_b1_1 b1_1 = a1_1 * (1 - a1_1) * (w2_11 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_12 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)).
Proof.
  rewrite (is_derive_unique _ _ _ slope_E_of_b1_1).
  rewrite value_E_of_z1_1.
  rewrite (is_derive_unique _ _ _ slope_z1_1_of_b1_1).
  generalize (w2_11 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_12 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)); intro shared0.
  ring.
Qed.
Lemma gradient_b1_1_here : is_derive E_of_b1_1 b1_1 (a1_1 * (1 - a1_1) * (w2_11 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_12 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2))).
Proof. rewrite <- gradient_b1_1_value. exact (slope_exists slope_E_of_b1_1). Qed.

Definition z1_2_of_b1_2 (t : R) : R := w1_12 * x_1 + w1_22 * x_2 + t.
Lemma slope_z1_2_of_b1_2 : is_derive z1_2_of_b1_2 b1_2 1.
Proof. exact (slope_sum_right _ (slope_identity b1_2)). Qed.

Definition E_of_b1_2 (t : R) : R := E_of_z1_2 (z1_2_of_b1_2 t).
Lemma slope_E_of_b1_2 : is_derive E_of_b1_2 b1_2 (Derive E_of_z1_2 z1_2 * Derive z1_2_of_b1_2 b1_2).
Proof. exact (slope_call (f := z1_2_of_b1_2) (h := E_of_z1_2) (slope_exists slope_E_of_z1_2) (slope_exists slope_z1_2_of_b1_2)). Qed.

Lemma gradient_b1_2_value : Derive E_of_b1_2 b1_2 = a1_2 * (1 - a1_2) * (w2_21 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_22 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)).
Proof.
  rewrite (is_derive_unique _ _ _ slope_E_of_b1_2).
  rewrite value_E_of_z1_2.
  rewrite (is_derive_unique _ _ _ slope_z1_2_of_b1_2).
  generalize (w2_21 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_22 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)); intro shared0.
  ring.
Qed.
Lemma gradient_b1_2_here : is_derive E_of_b1_2 b1_2 (a1_2 * (1 - a1_2) * (w2_21 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_22 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2))).
Proof. rewrite <- gradient_b1_2_value. exact (slope_exists slope_E_of_b1_2). Qed.

Definition z2_1_of_b2_1 (t : R) : R := w2_11 * a1_1 + w2_21 * a1_2 + t.
Lemma slope_z2_1_of_b2_1 : is_derive z2_1_of_b2_1 b2_1 1.
Proof. exact (slope_sum_right _ (slope_identity b2_1)). Qed.

Definition E_of_b2_1 (t : R) : R := E_of_z2_1 (z2_1_of_b2_1 t).
Lemma slope_E_of_b2_1 : is_derive E_of_b2_1 b2_1 (Derive E_of_z2_1 z2_1 * Derive z2_1_of_b2_1 b2_1).
Proof. exact (slope_call (f := z2_1_of_b2_1) (h := E_of_z2_1) (slope_exists slope_E_of_z2_1) (slope_exists slope_z2_1_of_b2_1)). Qed.

Lemma gradient_b2_1_value : Derive E_of_b2_1 b2_1 = a2_1 * (a2_1 - y_hat_1) * (1 - a2_1).
Proof.
  rewrite (is_derive_unique _ _ _ slope_E_of_b2_1).
  rewrite value_E_of_z2_1.
  rewrite (is_derive_unique _ _ _ slope_z2_1_of_b2_1).
  ring.
Qed.
Lemma gradient_b2_1_here : is_derive E_of_b2_1 b2_1 (a2_1 * (a2_1 - y_hat_1) * (1 - a2_1)).
Proof. rewrite <- gradient_b2_1_value. exact (slope_exists slope_E_of_b2_1). Qed.

Definition z2_2_of_b2_2 (t : R) : R := w2_12 * a1_1 + w2_22 * a1_2 + t.
Lemma slope_z2_2_of_b2_2 : is_derive z2_2_of_b2_2 b2_2 1.
Proof. exact (slope_sum_right _ (slope_identity b2_2)). Qed.

Definition E_of_b2_2 (t : R) : R := E_of_z2_2 (z2_2_of_b2_2 t).
Lemma slope_E_of_b2_2 : is_derive E_of_b2_2 b2_2 (Derive E_of_z2_2 z2_2 * Derive z2_2_of_b2_2 b2_2).
Proof. exact (slope_call (f := z2_2_of_b2_2) (h := E_of_z2_2) (slope_exists slope_E_of_z2_2) (slope_exists slope_z2_2_of_b2_2)). Qed.

Lemma gradient_b2_2_value : Derive E_of_b2_2 b2_2 = a2_2 * (a2_2 - y_hat_2) * (1 - a2_2).
Proof.
  rewrite (is_derive_unique _ _ _ slope_E_of_b2_2).
  rewrite value_E_of_z2_2.
  rewrite (is_derive_unique _ _ _ slope_z2_2_of_b2_2).
  ring.
Qed.
Lemma gradient_b2_2_here : is_derive E_of_b2_2 b2_2 (a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)).
Proof. rewrite <- gradient_b2_2_value. exact (slope_exists slope_E_of_b2_2). Qed.

End Document.

(* The gradient of E by w^2_{11}, from the forward pass up. *)
Theorem gradient_w2_11 (w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2 x : R) :
  is_derive (fun w2_11 : R => E w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2) w2_11
   (let a1_1 := a1_1 w1_11 x_1 w1_21 x_2 b1_1 in
    let a2_1 := a2_1 w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 in
    a1_1 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1)).
Proof. exact (gradient_w2_11_here w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2 x). Qed.

(* The gradient of E by w^2_{12}, from the forward pass up. *)
Theorem gradient_w2_12 (w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2 x : R) :
  is_derive (fun w2_12 : R => E w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2) w2_12
   (let a1_1 := a1_1 w1_11 x_1 w1_21 x_2 b1_1 in
    let a2_2 := a2_2 w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_12 w2_22 b2_2 in
    a1_1 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)).
Proof. exact (gradient_w2_12_here w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2 x). Qed.

(* The gradient of E by w^2_{21}, from the forward pass up. *)
Theorem gradient_w2_21 (w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2 x : R) :
  is_derive (fun w2_21 : R => E w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2) w2_21
   (let a1_2 := a1_2 x_1 x_2 w1_12 w1_22 b1_2 in
    let a2_1 := a2_1 w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 in
    a1_2 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1)).
Proof. exact (gradient_w2_21_here w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2 x). Qed.

(* The gradient of E by w^2_{22}, from the forward pass up. *)
Theorem gradient_w2_22 (w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2 x : R) :
  is_derive (fun w2_22 : R => E w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2) w2_22
   (let a1_2 := a1_2 x_1 x_2 w1_12 w1_22 b1_2 in
    let a2_2 := a2_2 w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_12 w2_22 b2_2 in
    a1_2 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)).
Proof. exact (gradient_w2_22_here w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2 x). Qed.

(* The gradient of E by w^1_{11}, from the forward pass up. *)
Theorem gradient_w1_11 (w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2 x : R) :
  is_derive (fun w1_11 : R => E w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2) w1_11
   (let a1_1 := a1_1 w1_11 x_1 w1_21 x_2 b1_1 in
    let a2_1 := a2_1 w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 in
    let a2_2 := a2_2 w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_12 w2_22 b2_2 in
    x_1 * a1_1 * (1 - a1_1) * (w2_11 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_12 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2))).
Proof. exact (gradient_w1_11_here w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2 x). Qed.

(* The gradient of E by w^1_{12}, from the forward pass up. *)
Theorem gradient_w1_12 (w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2 x : R) :
  is_derive (fun w1_12 : R => E w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2) w1_12
   (let a1_2 := a1_2 x_1 x_2 w1_12 w1_22 b1_2 in
    let a2_1 := a2_1 w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 in
    let a2_2 := a2_2 w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_12 w2_22 b2_2 in
    x_1 * a1_2 * (1 - a1_2) * (w2_21 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_22 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2))).
Proof. exact (gradient_w1_12_here w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2 x). Qed.

(* The gradient of E by w^1_{21}, from the forward pass up. *)
Theorem gradient_w1_21 (w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2 x : R) :
  is_derive (fun w1_21 : R => E w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2) w1_21
   (let a1_1 := a1_1 w1_11 x_1 w1_21 x_2 b1_1 in
    let a2_1 := a2_1 w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 in
    let a2_2 := a2_2 w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_12 w2_22 b2_2 in
    x_2 * a1_1 * (1 - a1_1) * (w2_11 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_12 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2))).
Proof. exact (gradient_w1_21_here w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2 x). Qed.

(* The gradient of E by w^1_{22}, from the forward pass up. *)
Theorem gradient_w1_22 (w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2 x : R) :
  is_derive (fun w1_22 : R => E w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2) w1_22
   (let a1_2 := a1_2 x_1 x_2 w1_12 w1_22 b1_2 in
    let a2_1 := a2_1 w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 in
    let a2_2 := a2_2 w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_12 w2_22 b2_2 in
    x_2 * a1_2 * (1 - a1_2) * (w2_21 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_22 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2))).
Proof. exact (gradient_w1_22_here w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2 x). Qed.

(* The gradient of E by b^1_1, from the forward pass up. *)
Theorem gradient_b1_1 (w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2 x : R) :
  is_derive (fun b1_1 : R => E w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2) b1_1
   (let a1_1 := a1_1 w1_11 x_1 w1_21 x_2 b1_1 in
    let a2_1 := a2_1 w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 in
    let a2_2 := a2_2 w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_12 w2_22 b2_2 in
    a1_1 * (1 - a1_1) * (w2_11 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_12 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2))).
Proof. exact (gradient_b1_1_here w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2 x). Qed.

(* The gradient of E by b^1_2, from the forward pass up. *)
Theorem gradient_b1_2 (w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2 x : R) :
  is_derive (fun b1_2 : R => E w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2) b1_2
   (let a1_2 := a1_2 x_1 x_2 w1_12 w1_22 b1_2 in
    let a2_1 := a2_1 w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 in
    let a2_2 := a2_2 w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_12 w2_22 b2_2 in
    a1_2 * (1 - a1_2) * (w2_21 * a2_1 * (a2_1 - y_hat_1) * (1 - a2_1) + w2_22 * a2_2 * (a2_2 - y_hat_2) * (1 - a2_2))).
Proof. exact (gradient_b1_2_here w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2 x). Qed.

(* The gradient of E by b^2_1, from the forward pass up. *)
Theorem gradient_b2_1 (w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2 x : R) :
  is_derive (fun b2_1 : R => E w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2) b2_1
   (let a2_1 := a2_1 w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 in
    a2_1 * (a2_1 - y_hat_1) * (1 - a2_1)).
Proof. exact (gradient_b2_1_here w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2 x). Qed.

(* The gradient of E by b^2_2, from the forward pass up. *)
Theorem gradient_b2_2 (w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2 x : R) :
  is_derive (fun b2_2 : R => E w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2) b2_2
   (let a2_2 := a2_2 w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_12 w2_22 b2_2 in
    a2_2 * (a2_2 - y_hat_2) * (1 - a2_2)).
Proof. exact (gradient_b2_2_here w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 y_hat_1 y_hat_2 x). Qed.

(* Everything that these theorems rest on. *)
Definition everything_proved : True :=
  let _ := step_2 in let _ := step_3 in let _ := step_4 in let _ := step_18 in
  let _ := step_19 in let _ := step_20 in let _ := step_21 in let _ := step_22 in
  let _ := step_23 in let _ := step_24 in let _ := step_25 in let _ := step_26 in
  let _ := step_27 in let _ := step_28 in let _ := step_29 in let _ := step_30 in
  let _ := step_31 in let _ := step_32 in let _ := step_33 in let _ := step_34 in
  let _ := step_35 in let _ := step_36 in let _ := step_37 in let _ := step_38 in
  let _ := step_39 in let _ := step_40 in let _ := step_41 in let _ := step_42 in
  let _ := step_43 in let _ := step_44 in let _ := step_45 in let _ := step_46 in
  let _ := step_47 in let _ := step_48 in let _ := step_49 in let _ := step_50 in
  let _ := step_51 in let _ := step_52 in let _ := step_53 in let _ := step_54 in
  let _ := step_55 in let _ := step_56 in let _ := step_57 in let _ := step_58 in
  let _ := step_59 in let _ := step_60 in let _ := step_61 in let _ := step_62 in
  let _ := step_63 in let _ := step_64 in let _ := step_65 in let _ := step_66 in
  let _ := step_67 in let _ := step_68 in let _ := step_69 in let _ := step_70 in
  let _ := step_71 in let _ := step_72 in let _ := step_73 in let _ := step_74 in
  let _ := step_75 in let _ := gradient_w2_11 in let _ := gradient_w2_12 in let _ := gradient_w2_21 in
  let _ := gradient_w2_22 in let _ := gradient_w1_11 in let _ := gradient_w1_12 in let _ := gradient_w1_21 in
  let _ := gradient_w1_22 in let _ := gradient_b1_1 in let _ := gradient_b1_2 in let _ := gradient_b2_1 in
  let _ := gradient_b2_2 in
  I.
Print Assumptions everything_proved.

(* Refutations: the two sides differ at these values of the leaves. *)

From Interval Require Import Tactic.

Module Refuted_1_line_149.
Section Refutation.
Set Default Proof Using "All".
Variables w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_12 w2_22 b2_2 b2_1 : R.

Definition f (x : R) : R := sigmoid x.

Lemma slope_f (u : R) : is_derive f u (f u * (1 - f u)).
Proof.
  replace (f u * (1 - f u)) with (sigmoid u * (1 - sigmoid u)) by (unfold f; unfold sigmoid; field; nonzero).
  exact (slope_sigmoid u).
Qed.

Definition z1_1 : R := w1_11 * x_1 + w1_21 * x_2 + b1_1.

Definition a1_1 : R := f z1_1.

Definition z1_2 : R := w1_12 * x_1 + w1_22 * x_2 + b1_2.

Definition a1_2 : R := f z1_2.

Definition z2_2 : R := w2_12 * a1_1 + w2_22 * a1_2 + b2_2.

(* line 149, refuted: as written: z^2_2 = w^2_{12}\cdot a^1_1+w^2_{22}\cdot a^1_2+b^2_1 *)
Theorem refuted_1_line_149 :
  w1_11 = 13 / 16 ->
  x_1 = 13 / 16 ->
  w1_21 = 1 / 4 ->
  x_2 = - 7 / 8 ->
  b1_1 = 17 / 16 ->
  w1_12 = 13 / 16 ->
  w1_22 = 19 / 16 ->
  b1_2 = - 3 / 4 ->
  w2_12 = 7 / 16 ->
  w2_22 = 9 / 16 ->
  b2_2 = 3 / 16 ->
  b2_1 = - 3 / 8 ->
  z2_2 <> w2_12 * a1_1 + w2_22 * a1_2 + b2_1.
Proof.
  intros.
  assert (bound_w1_11 : 13 / 16 <= w1_11 <= 13 / 16) by lra.
  assert (bound_x_1 : 13 / 16 <= x_1 <= 13 / 16) by lra.
  assert (bound_w1_21 : 1 / 4 <= w1_21 <= 1 / 4) by lra.
  assert (bound_x_2 : - 7 / 8 <= x_2 <= - 7 / 8) by lra.
  assert (bound_b1_1 : 17 / 16 <= b1_1 <= 17 / 16) by lra.
  assert (bound_w1_12 : 13 / 16 <= w1_12 <= 13 / 16) by lra.
  assert (bound_w1_22 : 19 / 16 <= w1_22 <= 19 / 16) by lra.
  assert (bound_b1_2 : - 3 / 4 <= b1_2 <= - 3 / 4) by lra.
  assert (bound_w2_12 : 7 / 16 <= w2_12 <= 7 / 16) by lra.
  assert (bound_w2_22 : 9 / 16 <= w2_22 <= 9 / 16) by lra.
  assert (bound_b2_2 : 3 / 16 <= b2_2 <= 3 / 16) by lra.
  assert (bound_b2_1 : - 3 / 8 <= b2_1 <= - 3 / 8) by lra.
  assert (bound_z1_1 : 1503906249999999 / 1000000000000000 <= z1_1 <= 751953125000001 / 500000000000000)
    by (unfold z1_1; interval with (i_prec 80)).
  assert (bound_a1_1 : 818156356944351 / 1000000000000000 <= a1_1 <= 409078178472177 / 500000000000000)
    by (unfold a1_1, f, sigmoid; interval with (i_prec 80)).
  assert (bound_z1_2 : - 1128906250000001 / 1000000000000000 <= z1_2 <= - 564453124999999 / 500000000000000)
    by (unfold z1_2; interval with (i_prec 80)).
  assert (bound_a1_2 : 3818171954231 / 15625000000000 <= a1_2 <= 244363005070787 / 1000000000000000)
    by (unfold a1_2, f, sigmoid; interval with (i_prec 80)).
  assert (bound_z2_2 : 170724399128867 / 250000000000000 <= z2_2 <= 341448798257737 / 500000000000000)
    by (unfold z2_2; interval with (i_prec 80)).
  apply Rgt_not_eq.
  apply Rlt_gt, Rminus_lt; interval with (i_prec 80).
Qed.

End Refutation.
End Refuted_1_line_149.

Module Refuted_2_line_105.
Section Refutation.
Set Default Proof Using "All".
Variables w1_11 x_1 w1_21 x_2 b1_1 w1_12 w1_22 b1_2 w2_11 w2_21 b2_1 w2_12 w2_22 b2_2 : R.

Definition f (x : R) : R := sigmoid x.

Lemma slope_f (u : R) : is_derive f u (f u * (1 - f u)).
Proof.
  replace (f u * (1 - f u)) with (sigmoid u * (1 - sigmoid u)) by (unfold f; unfold sigmoid; field; nonzero).
  exact (slope_sigmoid u).
Qed.

Definition z1_1 : R := w1_11 * x_1 + w1_21 * x_2 + b1_1.

Definition a1_1 : R := f z1_1.

Definition z1_2 : R := w1_12 * x_1 + w1_22 * x_2 + b1_2.

Definition a1_2 : R := f z1_2.

Definition z2_1 : R := w2_11 * a1_1 + w2_21 * a1_2 + b2_1.

Definition a2_2 : R := f z2_1.

Definition z2_2 : R := w2_12 * a1_1 + w2_22 * a1_2 + b2_2.

Definition a2_2_of_z2_2 (t : R) : R := a2_2.
Lemma slope_a2_2_of_z2_2 : is_derive a2_2_of_z2_2 z2_2 0.
Proof. exact (slope_constant _ _). Qed.

(* line 105, refuted: under line 63 as written: \frac{\partial a^2_2}{\partial z^2_2} = a^2_2\cdot(1-a^2_2) *)
Theorem refuted_2_line_105 :
  w1_11 = 13 / 16 ->
  x_1 = 13 / 16 ->
  w1_21 = 1 / 4 ->
  x_2 = - 7 / 8 ->
  b1_1 = 17 / 16 ->
  w1_12 = 13 / 16 ->
  w1_22 = 19 / 16 ->
  b1_2 = - 3 / 4 ->
  w2_11 = 1 ->
  w2_21 = 9 / 16 ->
  b2_1 = - 3 / 8 ->
  w2_12 = 7 / 16 ->
  w2_22 = 9 / 16 ->
  b2_2 = 3 / 16 ->
  Derive a2_2_of_z2_2 z2_2 <> a2_2 * (1 - a2_2).
Proof.
  intros.
  rewrite (is_derive_unique _ _ _ slope_a2_2_of_z2_2).
  assert (bound_w1_11 : 13 / 16 <= w1_11 <= 13 / 16) by lra.
  assert (bound_x_1 : 13 / 16 <= x_1 <= 13 / 16) by lra.
  assert (bound_w1_21 : 1 / 4 <= w1_21 <= 1 / 4) by lra.
  assert (bound_x_2 : - 7 / 8 <= x_2 <= - 7 / 8) by lra.
  assert (bound_b1_1 : 17 / 16 <= b1_1 <= 17 / 16) by lra.
  assert (bound_w1_12 : 13 / 16 <= w1_12 <= 13 / 16) by lra.
  assert (bound_w1_22 : 19 / 16 <= w1_22 <= 19 / 16) by lra.
  assert (bound_b1_2 : - 3 / 4 <= b1_2 <= - 3 / 4) by lra.
  assert (bound_w2_11 : 1 <= w2_11 <= 1) by lra.
  assert (bound_w2_21 : 9 / 16 <= w2_21 <= 9 / 16) by lra.
  assert (bound_b2_1 : - 3 / 8 <= b2_1 <= - 3 / 8) by lra.
  assert (bound_w2_12 : 7 / 16 <= w2_12 <= 7 / 16) by lra.
  assert (bound_w2_22 : 9 / 16 <= w2_22 <= 9 / 16) by lra.
  assert (bound_b2_2 : 3 / 16 <= b2_2 <= 3 / 16) by lra.
  assert (bound_z1_1 : 1503906249999999 / 1000000000000000 <= z1_1 <= 751953125000001 / 500000000000000)
    by (unfold z1_1; interval with (i_prec 80)).
  assert (bound_a1_1 : 818156356944351 / 1000000000000000 <= a1_1 <= 409078178472177 / 500000000000000)
    by (unfold a1_1, f, sigmoid; interval with (i_prec 80)).
  assert (bound_z1_2 : - 1128906250000001 / 1000000000000000 <= z1_2 <= - 564453124999999 / 500000000000000)
    by (unfold z1_2; interval with (i_prec 80)).
  assert (bound_a1_2 : 3818171954231 / 15625000000000 <= a1_2 <= 244363005070787 / 1000000000000000)
    by (unfold a1_2, f, sigmoid; interval with (i_prec 80)).
  assert (bound_z2_1 : 116122109459333 / 200000000000000 <= z2_1 <= 580610547296673 / 1000000000000000)
    by (unfold z2_1; interval with (i_prec 80)).
  assert (bound_a2_2 : 641207881156537 / 1000000000000000 <= a2_2 <= 320603940578271 / 500000000000000)
    by (unfold a2_2, f, sigmoid; interval with (i_prec 80)).
  apply Rlt_not_eq.
  apply Rminus_lt; interval with (i_prec 80).
Qed.

End Refutation.
End Refuted_2_line_105.

(* Everything that these theorems rest on. *)
Definition everything_refuted : True :=
  let _ := Refuted_1_line_149.refuted_1_line_149 in let _ := Refuted_2_line_105.refuted_2_line_105 in
  I.
Print Assumptions everything_refuted.
