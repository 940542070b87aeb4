(* Written by derive from n.md: 4 theorems on steps, 0 on gradients, 0 refutations; 2 more theorems hold by definition alone. 1 steps have no theorem; each says why at its place. *)
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
Variables w x_1 b_1 x_2 b_2 y_1 y_2 : R.
Variable sigma : R -> R.
Hypothesis smooth_sigma : forall x : R, ex_derive sigma x.

(* line 5: z = w x + b *)
Definition z_1 : R := w * x_1 + b_1.

(* line 5: z = w x + b *)
Definition z_2 : R := w * x_2 + b_2.

(* line 5: a = \sigma(z) *)
Definition a_1 : R := sigma z_1.

(* line 5: a = \sigma(z) *)
Definition a_2 : R := sigma z_2.

(* line 13: L = \|a - y\|^2 *)
Definition L : R := (a_1 - y_1) ^ 2 + (a_2 - y_2) ^ 2.

Definition z_1_of_x_1 (t : R) : R := w * t + b_1.
Lemma slope_z_1_of_x_1 : is_derive z_1_of_x_1 x_1 (w * 1).
Proof. exact (slope_sum_left _ (slope_product_right _ (slope_identity x_1))). Qed.

Definition a_1_of_z_1 (t : R) : R := sigma t.
Lemma slope_a_1_of_z_1 : is_derive a_1_of_z_1 z_1 (Derive sigma z_1).
Proof. exact (Derive_correct sigma z_1 (smooth_sigma z_1)). Qed.

Definition L_of_a_1 (t : R) : R := (t - y_1) ^ 2 + (a_2 - y_2) ^ 2.
Lemma slope_L_of_a_1 : is_derive L_of_a_1 a_1 (2 * (a_1 - y_1) ^ 1 * 1).
Proof. exact (slope_sum_left _ (slope_power 1 (slope_difference_left _ (slope_identity a_1)))). Qed.

Definition L_of_z_1 (t : R) : R := L_of_a_1 (a_1_of_z_1 t).
Lemma slope_L_of_z_1 : is_derive L_of_z_1 z_1 (Derive L_of_a_1 a_1 * Derive a_1_of_z_1 z_1).
Proof. exact (slope_call (f := a_1_of_z_1) (h := L_of_a_1) (slope_exists slope_L_of_a_1) (slope_exists slope_a_1_of_z_1)). Qed.

Definition L_of_x_1 (t : R) : R := L_of_z_1 (z_1_of_x_1 t).
Lemma slope_L_of_x_1 : is_derive L_of_x_1 x_1 (Derive L_of_z_1 z_1 * Derive z_1_of_x_1 x_1).
Proof. exact (slope_call (f := z_1_of_x_1) (h := L_of_z_1) (slope_exists slope_L_of_z_1) (slope_exists slope_z_1_of_x_1)). Qed.

Definition L_of_a_2 (t : R) : R := (a_1 - y_1) ^ 2 + (t - y_2) ^ 2.
Lemma slope_L_of_a_2 : is_derive L_of_a_2 a_2 (2 * (a_2 - y_2) ^ 1 * 1).
Proof. exact (slope_sum_right _ (slope_power 1 (slope_difference_left _ (slope_identity a_2)))). Qed.

Definition a_2_of_z_1 (t : R) : R := a_2.
Lemma slope_a_2_of_z_1 : is_derive a_2_of_z_1 z_1 0.
Proof. exact (slope_constant _ _). Qed.

Definition a_1_of_z_2 (t : R) : R := a_1.
Lemma slope_a_1_of_z_2 : is_derive a_1_of_z_2 z_2 0.
Proof. exact (slope_constant _ _). Qed.

Definition a_2_of_z_2 (t : R) : R := sigma t.
Lemma slope_a_2_of_z_2 : is_derive a_2_of_z_2 z_2 (Derive sigma z_2).
Proof. exact (Derive_correct sigma z_2 (smooth_sigma z_2)). Qed.

Definition z_2_of_x_1 (t : R) : R := z_2.
Lemma slope_z_2_of_x_1 : is_derive z_2_of_x_1 x_1 0.
Proof. exact (slope_constant _ _). Qed.

(* line 9, entry 1: \frac{\partial L}{\partial x} = \frac{\partial L}{\partial a} \frac{\partial a}{\partial z} \frac{\partial z}{\partial x} *)
Theorem step_4_1 :
  Derive L_of_x_1 x_1 =
  (Derive L_of_a_1 a_1 * Derive a_1_of_z_1 z_1 + Derive L_of_a_2 a_2 * Derive a_2_of_z_1 z_1) * Derive z_1_of_x_1 x_1 + (Derive L_of_a_1 a_1 * Derive a_1_of_z_2 z_2 + Derive L_of_a_2 a_2 * Derive a_2_of_z_2 z_2) * Derive z_2_of_x_1 x_1.
Proof.
  rewrite (is_derive_unique _ _ _ slope_L_of_x_1).
  rewrite (is_derive_unique _ _ _ slope_L_of_z_1).
  rewrite (is_derive_unique _ _ _ slope_L_of_a_1).
  rewrite (is_derive_unique _ _ _ slope_a_1_of_z_1).
  rewrite (is_derive_unique _ _ _ slope_z_1_of_x_1).
  rewrite (is_derive_unique _ _ _ slope_L_of_a_2).
  rewrite (is_derive_unique _ _ _ slope_a_2_of_z_2).
  rewrite (is_derive_unique _ _ _ slope_a_2_of_z_1).
  rewrite (is_derive_unique _ _ _ slope_a_1_of_z_2).
  rewrite (is_derive_unique _ _ _ slope_z_2_of_x_1).
  ring.
Qed.

Definition z_2_of_x_2 (t : R) : R := w * t + b_2.
Lemma slope_z_2_of_x_2 : is_derive z_2_of_x_2 x_2 (w * 1).
Proof. exact (slope_sum_left _ (slope_product_right _ (slope_identity x_2))). Qed.

Definition L_of_z_2 (t : R) : R := L_of_a_2 (a_2_of_z_2 t).
Lemma slope_L_of_z_2 : is_derive L_of_z_2 z_2 (Derive L_of_a_2 a_2 * Derive a_2_of_z_2 z_2).
Proof. exact (slope_call (f := a_2_of_z_2) (h := L_of_a_2) (slope_exists slope_L_of_a_2) (slope_exists slope_a_2_of_z_2)). Qed.

Definition L_of_x_2 (t : R) : R := L_of_z_2 (z_2_of_x_2 t).
Lemma slope_L_of_x_2 : is_derive L_of_x_2 x_2 (Derive L_of_z_2 z_2 * Derive z_2_of_x_2 x_2).
Proof. exact (slope_call (f := z_2_of_x_2) (h := L_of_z_2) (slope_exists slope_L_of_z_2) (slope_exists slope_z_2_of_x_2)). Qed.

Definition z_1_of_x_2 (t : R) : R := z_1.
Lemma slope_z_1_of_x_2 : is_derive z_1_of_x_2 x_2 0.
Proof. exact (slope_constant _ _). Qed.

(* line 9, entry 2: \frac{\partial L}{\partial x} = \frac{\partial L}{\partial a} \frac{\partial a}{\partial z} \frac{\partial z}{\partial x} *)
Theorem step_4_2 :
  Derive L_of_x_2 x_2 =
  (Derive L_of_a_1 a_1 * Derive a_1_of_z_1 z_1 + Derive L_of_a_2 a_2 * Derive a_2_of_z_1 z_1) * Derive z_1_of_x_2 x_2 + (Derive L_of_a_1 a_1 * Derive a_1_of_z_2 z_2 + Derive L_of_a_2 a_2 * Derive a_2_of_z_2 z_2) * Derive z_2_of_x_2 x_2.
Proof.
  rewrite (is_derive_unique _ _ _ slope_L_of_x_2).
  rewrite (is_derive_unique _ _ _ slope_L_of_z_2).
  rewrite (is_derive_unique _ _ _ slope_L_of_a_2).
  rewrite (is_derive_unique _ _ _ slope_a_2_of_z_2).
  rewrite (is_derive_unique _ _ _ slope_z_2_of_x_2).
  rewrite (is_derive_unique _ _ _ slope_L_of_a_1).
  rewrite (is_derive_unique _ _ _ slope_a_1_of_z_1).
  rewrite (is_derive_unique _ _ _ slope_a_2_of_z_1).
  rewrite (is_derive_unique _ _ _ slope_z_1_of_x_2).
  rewrite (is_derive_unique _ _ _ slope_a_1_of_z_2).
  ring.
Qed.

(* line 9, entry 1: \frac{\partial L}{\partial a} \frac{\partial a}{\partial z} \frac{\partial z}{\partial x} = 2 (a - y) \sigma'(z) w *)
Theorem step_5_1 :
  (Derive L_of_a_1 a_1 * Derive a_1_of_z_1 z_1 + Derive L_of_a_2 a_2 * Derive a_2_of_z_1 z_1) * Derive z_1_of_x_1 x_1 + (Derive L_of_a_1 a_1 * Derive a_1_of_z_2 z_2 + Derive L_of_a_2 a_2 * Derive a_2_of_z_2 z_2) * Derive z_2_of_x_1 x_1 =
  w * (2 * ((a_1 - y_1) * Derive sigma z_1)).
Proof.
  rewrite (is_derive_unique _ _ _ slope_L_of_a_1).
  rewrite (is_derive_unique _ _ _ slope_a_1_of_z_1).
  rewrite (is_derive_unique _ _ _ slope_L_of_a_2).
  rewrite (is_derive_unique _ _ _ slope_z_1_of_x_1).
  rewrite (is_derive_unique _ _ _ slope_a_2_of_z_2).
  rewrite (is_derive_unique _ _ _ slope_a_2_of_z_1).
  rewrite (is_derive_unique _ _ _ slope_a_1_of_z_2).
  rewrite (is_derive_unique _ _ _ slope_z_2_of_x_1).
  ring.
Qed.

(* line 9, entry 2: \frac{\partial L}{\partial a} \frac{\partial a}{\partial z} \frac{\partial z}{\partial x} = 2 (a - y) \sigma'(z) w *)
Theorem step_5_2 :
  (Derive L_of_a_1 a_1 * Derive a_1_of_z_1 z_1 + Derive L_of_a_2 a_2 * Derive a_2_of_z_1 z_1) * Derive z_1_of_x_2 x_2 + (Derive L_of_a_1 a_1 * Derive a_1_of_z_2 z_2 + Derive L_of_a_2 a_2 * Derive a_2_of_z_2 z_2) * Derive z_2_of_x_2 x_2 =
  w * (2 * ((a_2 - y_2) * Derive sigma z_2)).
Proof.
  rewrite (is_derive_unique _ _ _ slope_L_of_a_1).
  rewrite (is_derive_unique _ _ _ slope_a_1_of_z_1).
  rewrite (is_derive_unique _ _ _ slope_L_of_a_2).
  rewrite (is_derive_unique _ _ _ slope_a_2_of_z_2).
  rewrite (is_derive_unique _ _ _ slope_z_2_of_x_2).
  rewrite (is_derive_unique _ _ _ slope_a_2_of_z_1).
  rewrite (is_derive_unique _ _ _ slope_z_1_of_x_2).
  rewrite (is_derive_unique _ _ _ slope_a_1_of_z_2).
  ring.
Qed.

(* line 13, entry 1 [by definition, not counted]: a = \sigma(z) *)
Theorem step_7_1 :
  a_1 =
  sigma z_1.
Proof.
  reflexivity.
Qed.

(* line 13, entry 2 [by definition, not counted]: a = \sigma(z) *)
Theorem step_7_2 :
  a_2 =
  sigma z_2.
Proof.
  reflexivity.
Qed.

(* line 15: no theorem: it is proved: with what z means in this section: \frac{\partial L}{\partial x} = W \left(2 (a - y) \odot \sigma'(z)\right) *)

(* no gradient by x_1: the formula holds a derivative whose value is not known *)

(* no gradient by x_2: the formula holds a derivative whose value is not known *)

Definition z_1_of_b_1 (t : R) : R := w * x_1 + t.
Lemma slope_z_1_of_b_1 : is_derive z_1_of_b_1 b_1 1.
Proof. exact (slope_sum_right _ (slope_identity b_1)). Qed.

Definition L_of_b_1 (t : R) : R := L_of_z_1 (z_1_of_b_1 t).
Lemma slope_L_of_b_1 : is_derive L_of_b_1 b_1 (Derive L_of_z_1 z_1 * Derive z_1_of_b_1 b_1).
Proof. exact (slope_call (f := z_1_of_b_1) (h := L_of_z_1) (slope_exists slope_L_of_z_1) (slope_exists slope_z_1_of_b_1)). Qed.

(* no gradient by b_1: the formula holds a derivative whose value is not known *)

Definition z_2_of_b_2 (t : R) : R := w * x_2 + t.
Lemma slope_z_2_of_b_2 : is_derive z_2_of_b_2 b_2 1.
Proof. exact (slope_sum_right _ (slope_identity b_2)). Qed.

Definition L_of_b_2 (t : R) : R := L_of_z_2 (z_2_of_b_2 t).
Lemma slope_L_of_b_2 : is_derive L_of_b_2 b_2 (Derive L_of_z_2 z_2 * Derive z_2_of_b_2 b_2).
Proof. exact (slope_call (f := z_2_of_b_2) (h := L_of_z_2) (slope_exists slope_L_of_z_2) (slope_exists slope_z_2_of_b_2)). Qed.

(* no gradient by b_2: the formula holds a derivative whose value is not known *)

End Document.

(* Everything that these theorems rest on. *)
Definition everything_proved : True :=
  let _ := step_4_1 in let _ := step_4_2 in let _ := step_5_1 in let _ := step_5_2 in
  let _ := step_7_1 in let _ := step_7_2 in
  I.
Print Assumptions everything_proved.
