"""What every exported file begins with: the libraries, a few lemmas, and the tactics of leaves.

Nothing here is trusted: Coq checks it.
"""

from __future__ import annotations

PRELUDE = r"""From Coq Require Import Reals ZArith Psatz.
From Flocq Require Import Core.Raux.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Tactic.
Open Scope R_scope.

(** * Lemmas used by the nodes *)

Lemma ua_rise : forall (f g : R -> R) a b, a <= b ->
  (forall t, a <= t <= b -> derivable_pt_lim f t (g t)) ->
  (forall t, a < t < b -> 0 <= g t) -> f a <= f b.
Proof.
  intros f g a b [H | ->] D S; [| apply Rle_refl].
  destruct (MVT_cor2 f g a b H D) as [c [E C]].
  pose proof (Rmult_le_pos _ (b - a) (S c C)). lra.
Qed.

Lemma ua_rise_strict : forall (f g : R -> R) a b, a < b ->
  (forall t, a <= t <= b -> derivable_pt_lim f t (g t)) ->
  (forall t, a < t < b -> 0 < g t) -> f a < f b.
Proof.
  intros f g a b H D S.
  destruct (MVT_cor2 f g a b H D) as [c [E C]].
  pose proof (Rmult_lt_0_compat _ (b - a) (S c C)). lra.
Qed.

Lemma ua_convex : forall (f g h : R -> R) a b c x, a <= c <= b -> a <= x <= b ->
  (forall t, a <= t <= b -> derivable_pt_lim f t (g t)) ->
  (forall t, a <= t <= b -> derivable_pt_lim g t (h t)) ->
  (forall t, a < t < b -> 0 <= h t) ->
  (x < c -> g c <= 0) -> (c < x -> 0 <= g c) -> f c <= f x.
Proof.
  intros f g h a b c x [C1 C2] [X1 X2] D E S L U.
  destruct (Rtotal_order x c) as [H | [-> | H]]; [| apply Rle_refl |].
  - assert (0 <= (- f c) - (- f x)); [| lra].
    apply Rge_le, Rge_minus, Rle_ge.
    apply (ua_rise (fun t => - f t) (fun t => - g t) x c); [lra | |].
    + intros t T. apply derivable_pt_lim_opp, D. lra.
    + intros t T. assert (g t <= g c); [| specialize (L H); lra].
      apply (ua_rise g h t c); [lra | |]; intros s I; [apply E | apply S]; lra.
  - apply (ua_rise f g c x); [lra | |].
    + intros t T. apply D. lra.
    + intros t T. assert (g c <= g t); [| specialize (U H); lra].
      apply (ua_rise g h c t); [lra | |]; intros s I; [apply E | apply S]; lra.
Qed.

Lemma ua_quotient : forall m t, 0 < m -> 0 <= m * t -> 0 <= t.
Proof. intros m t M H. apply (Rmult_le_reg_l m); lra. Qed.

Lemma ua_quotient_strict : forall m t, 0 < m -> 0 < m * t -> 0 < t.
Proof. intros m t M H. apply (Rmult_lt_reg_l m); lra. Qed.

Lemma ua_inverse : forall d, 0 <= d -> 0 <= / d.
Proof. intros d [H | <-]; [apply Rlt_le, Rinv_0_lt_compat, H | rewrite Rinv_0; apply Rle_refl]. Qed.

Lemma ua_squares : forall l s, 0 <= l -> 0 <= l ^ 2 - s ^ 2 -> 0 <= l - s.
Proof. intros. destruct (Rle_lt_dec s l); [lra | nra]. Qed.

Lemma ua_squares_strict : forall l s, 0 <= l -> 0 < l ^ 2 - s ^ 2 -> 0 < l - s.
Proof. intros. destruct (Rlt_le_dec s l); [lra | nra]. Qed.

Lemma ua_logarithm : forall l s, 0 < l -> 0 < s -> 0 <= ln l - ln s -> 0 <= l - s.
Proof.
  intros l s L S H. destruct (Rle_lt_dec s l) as [K | K]; [lra |].
  pose proof (ln_increasing l s L K). lra.
Qed.

Lemma ua_logarithm_strict : forall l s, 0 < l -> 0 < s -> 0 < ln l - ln s -> 0 < l - s.
Proof.
  intros l s L S H. destruct (Rlt_le_dec s l) as [K | K]; [lra |].
  pose proof (ln_le l s L K). lra.
Qed.

Lemma ua_exponential : forall l s, 0 < s -> 0 <= l - s -> 0 <= ln l - ln s.
Proof. intros l s S H. pose proof (ln_le s l S ltac:(lra)). lra. Qed.

Lemma ua_exponential_strict : forall l s, 0 < s -> 0 < l - s -> 0 < ln l - ln s.
Proof. intros l s S H. pose proof (ln_increasing s l S ltac:(lra)). lra. Qed.

Lemma ua_ln_div : forall a b, 0 < a -> 0 < b -> ln (a / b) = ln a - ln b.
Proof.
  intros a b A B. unfold Rdiv. rewrite ln_mult, ln_Rinv; [ring | | |]; auto.
  apply Rinv_0_lt_compat, B.
Qed.

Lemma ua_ln_pow : forall a n, 0 < a -> ln (a ^ n) = INR n * ln a.
Proof.
  intros a n A. induction n as [| n IH]; [simpl; rewrite ln_1; ring |].
  simpl pow. rewrite ln_mult, IH, S_INR; [ring | exact A | apply pow_lt, A].
Qed.

Lemma ua_ln_sqrt : forall a, 0 < a -> ln (sqrt a) = / 2 * ln a.
Proof.
  intros a A. pose proof (sqrt_lt_R0 a A) as P.
  rewrite <- (sqrt_sqrt a) at 2 by (apply Rlt_le, A). rewrite ln_mult by exact P. field.
Qed.

Lemma ua_exp_minus : exp (-1) = / exp 1.
Proof. replace (-1) with (- (1)) by ring. apply exp_Ropp. Qed.

Lemma ua_root_half : 1 / sqrt 2 = sqrt 2 / 2.
Proof.
  pose proof (sqrt_lt_R0 2 ltac:(lra)) as P. apply (Rmult_eq_reg_r (sqrt 2)); [| lra].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra.
  replace (sqrt 2 * / 2 * sqrt 2) with (sqrt 2 * sqrt 2 * / 2) by ring.
  rewrite sqrt_sqrt by lra. field.
Qed.

Lemma ua_twice : PI + PI = 2 * PI.
Proof. ring. Qed.

Lemma ua_max : forall a b, Rmax a b = (a + b + Rabs (a - b)) / 2.
Proof. intros. unfold Rmax, Rabs. destruct (Rle_dec a b), (Rcase_abs (a - b)); lra. Qed.

Lemma ua_min : forall a b, Rmin a b = (a + b - Rabs (a - b)) / 2.
Proof. intros. unfold Rmin, Rabs. destruct (Rle_dec a b), (Rcase_abs (a - b)); lra. Qed.

Lemma ua_sinh : forall x, sinh x = (exp x - exp (- x)) / 2.
Proof. reflexivity. Qed.

Lemma ua_cosh : forall x, cosh x = (exp x + exp (- x)) / 2.
Proof. reflexivity. Qed.

Lemma ua_tanh : forall x, tanh x = 1 - 2 / (exp (2 * x) + 1).
Proof.
  intros x. unfold tanh, sinh, cosh.
  replace (2 * x) with (x + x) by ring. rewrite exp_plus, exp_Ropp.
  pose proof (exp_pos x). field. repeat split; nra.
Qed.

Lemma ua_arcsinh : forall x, arcsinh x = ln (x + sqrt (x ^ 2 + 1)).
Proof. reflexivity. Qed.

Lemma ua_integer : forall (n k : Z) (c : R), IZR k - 1 < c -> c <= IZR n -> IZR k <= IZR n.
Proof.
  intros n k c H1 H2. apply IZR_le. apply Z.lt_pred_le, lt_IZR.
  unfold Z.pred. rewrite plus_IZR. simpl. lra.
Qed.

Lemma ua_integer_above : forall (n k : Z) (c : R), c < IZR k + 1 -> IZR n <= c -> IZR n <= IZR k.
Proof.
  intros n k c H1 H2. apply IZR_le. apply Z.lt_succ_r, lt_IZR.
  unfold Z.succ. rewrite plus_IZR. simpl. lra.
Qed.

(** * Tactics *)

Ltac ua_interval := interval with (i_prec 70).

Ltac ua_plain := rewrite ?ua_max, ?ua_min, ?ua_tanh, ?ua_sinh, ?ua_cosh, ?ua_arcsinh.

Lemma ua_part : forall k, 1 / k * PI = PI / k.
Proof. intros. unfold Rdiv. ring. Qed.

Ltac ua_values := rewrite ?ua_part, ?ua_twice; repeat first
  [ rewrite Rplus_0_l | rewrite Rplus_0_r | rewrite Rmult_0_l | rewrite Rmult_0_r
  | rewrite Rmult_1_l | rewrite Rmult_1_r | rewrite Ropp_0 | rewrite Ropp_involutive
  | rewrite sin_0 | rewrite cos_0 | rewrite exp_0 | rewrite ln_1 | rewrite ln_exp
  | rewrite sqrt_0 | rewrite sqrt_1
  | rewrite atan_0 | rewrite tan_0 | rewrite sin_PI | rewrite cos_PI | rewrite sin_PI2
  | rewrite sin_PI3 | rewrite cos_PI3 | rewrite sin_PI4 | rewrite cos_PI4 | rewrite sin_PI6
  | rewrite cos_PI6 | rewrite ua_root_half
  | rewrite cos_PI2 | rewrite sin_2PI | rewrite cos_2PI | rewrite Rabs_R0
  | rewrite pow_i by apply Nat.lt_0_succ | rewrite pow1 ].

Ltac ua_close equation shown := first [ exact shown | rewrite equation; exact shown ].

Ltac ua_small := first [ assumption | apply Rlt_le; assumption | lra | ua_interval ].

Ltac ua_positive := repeat first
  [ assumption | apply exp_pos | apply PI_RGT_0 | apply sqrt_lt_R0 | apply pow_lt
  | apply Rdiv_lt_0_compat | apply Rmult_lt_0_compat | apply Rinv_0_lt_compat | ua_small ].

Ltac ua_ln := repeat first
  [ rewrite ln_exp | rewrite ln_1
  | rewrite ln_mult by ua_positive | rewrite ua_ln_div by ua_positive
  | rewrite ln_Rinv by ua_positive | rewrite ua_ln_pow by ua_positive
  | rewrite ua_ln_sqrt by ua_positive ];
  rewrite ?INR_IZR_INZ; cbn [Z.of_nat Pos.of_succ_nat Pos.succ].

Ltac ua_premise := first
  [ ua_small
  | eapply ua_integer; [| eassumption]; lra
  | eapply ua_integer_above; [| eassumption]; lra
  | eapply ua_integer; [| apply Rlt_le; eassumption]; lra
  | eapply ua_integer_above; [| apply Rlt_le; eassumption]; lra
  | timeout 10 nra ].

Ltac ua_nonzero := first
  [ assumption | apply Rgt_not_eq, exp_pos | apply Rgt_not_eq; ua_small
  | apply Rlt_not_eq; ua_small | timeout 5 nra
  | apply Rgt_not_eq; timeout 5 nra ].

Ltac ua_field := first [ reflexivity | ring | field; repeat split; ua_nonzero ].

Ltac ua_align f := repeat match goal with |- context [f ?a] =>
  match goal with |- context [f ?b] =>
    tryif constr_eq a b then fail
    else replace (f a) with (f b) by (apply f_equal; first [ring | field; repeat split; ua_nonzero])
  end end.

Ltac ua_aligned := ua_align ln; ua_align exp; ua_align sqrt; ua_align sin; ua_align cos;
  ua_align atan; ua_align Rabs; ua_field.

Ltac ua_exps := ua_values; rewrite <- ?exp_plus; rewrite ?exp_Ropp, ?ua_exp_minus;
  repeat match goal with |- context [exp ?a] => replace a with 0 by ua_field; rewrite exp_0 end.

Ltac ua_equal := first
  [ ua_field
  | ua_aligned
  | ua_values; ua_field
  | rewrite ?exp_Ropp, ?ua_exp_minus; ua_field
  | ua_exps; ua_field
  | ua_values; unfold Rdiv; ring_simplify; rewrite ?pow2_sqrt by ua_premise; ua_field
  | rewrite ?pow2_sqrt by ua_premise; ua_field
  | rewrite ?sqrt_sqrt by ua_premise; ua_field ].

Ltac ua_sides := repeat split; first
  [ exact I | ua_small | ua_nonzero | apply Rgt_not_eq; ua_small | timeout 5 nra ].

Ltac ua_derive := intros point [from until]; apply is_derive_Reals; auto_derive;
  [ua_sides | ua_equal].

Ltac ua_zero := apply Req_le; symmetry; ua_equal.

Ltac ua_exact := first [ ua_zero | ua_interval | ua_plain; ua_interval | lra | ua_values; lra
  | timeout 10 nra ].

Ltac ua_ln_equal := ua_ln; ua_equal.

Ltac ua_summand := repeat first
  [ assumption | apply pow2_ge_0 | apply Rlt_le, exp_pos | ua_small | apply Rplus_le_le_0_compat
  | apply Rmult_le_pos ].

Ltac ua_strict_summand := repeat first
  [ assumption | apply exp_pos | ua_small | apply Rmult_lt_0_compat ].

Ltac ua_multiplier := first [ lra | apply Rplus_lt_le_0_compat; [lra | ua_summand] | timeout 10 nra
  | ua_interval ].

Ltac ua_slope := first [ ua_interval | ua_values; lra | ua_zero | ua_values; ua_interval
  | apply Req_le; ua_equal ].


Ltac ua_leaf0 := ua_plain; first
  [ ua_small | timeout 20 (interval with (i_prec 70)) | timeout 20 nra ].

Ltac ua_leaf1 x := ua_plain; first
  [ ua_small
  | timeout 20 (interval with (i_prec 70))
  | timeout 20 (interval with (i_prec 70, i_bisect x, i_autodiff x, i_depth 15))
  | timeout 20 (interval with (i_prec 70, i_bisect x, i_taylor x, i_depth 15))
  | timeout 20 nra ].

Ltac ua_leaf2 x y := ua_plain; first
  [ ua_small
  | timeout 20 (interval with (i_prec 70))
  | timeout 20 (interval with (i_prec 70, i_bisect x, i_bisect y, i_autodiff x, i_depth 15))
  | timeout 20 (interval with (i_prec 70, i_bisect x, i_bisect y, i_autodiff y, i_depth 15))
  | timeout 20 (interval with (i_prec 70, i_bisect x, i_bisect y, i_depth 20))
  | timeout 20 nra ].

Ltac ua_leaf3 x y z := ua_plain; first
  [ ua_small
  | timeout 20 (interval with (i_prec 70))
  | timeout 20 (interval with (i_prec 70, i_bisect x, i_bisect y, i_bisect z, i_depth 20))
  | timeout 20 nra ].

Ltac ua_leaf4 x y z t := ua_plain; first
  [ ua_small
  | timeout 20 (interval with (i_prec 70))
  | timeout 20 (interval with
      (i_prec 70, i_bisect x, i_bisect y, i_bisect z, i_bisect t, i_depth 20))
  | timeout 20 nra ].
"""
