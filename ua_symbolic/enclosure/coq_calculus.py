"""The proofs in Coq of the forms that rest on derivatives and on a change of variable."""

from __future__ import annotations

from ua_symbolic.enclosure import goals
from ua_symbolic.enclosure.coq_parts import (
    Lines,
    applied,
    by_child,
    leaf_tactic,
    plain_leaf,
    read,
)
from ua_symbolic.enclosure.coq_steps import Step
from ua_symbolic.enclosure.derivative import derivative, minus, over
from ua_symbolic.enclosure.problem import Goal
from ua_symbolic.expressions.coq import (
    coq_name,
    coq_term,
)
from ua_symbolic.expressions.terms import (
    ONE,
    Sort,
    Variable,
    div,
    substitute,
)


def monotone_proof(step: Step) -> Lines:
    goal, node = step.goal, step.node
    slope, face = step.children
    i = goals.position(goal, node["variable"])
    x, r, up = goal.variables[i], goal.box[i], node["end"] == "low"
    end = r.low if up else r.high
    if end is None:
        return plain_leaf(step)
    y = Variable(x.name)
    term = substitute(goal.term, {x: y})
    here, there = coq_term(x), coq_term(end)
    strict = slope.goal.strict
    path = (there, here) if up else (here, there)
    minus = "" if up else "- "
    function = f"(fun {coq_name(y)} : R => {minus}{coq_term(term)})"
    slopes = f"(fun {coq_name(y)} : R => {coq_term(slope.goal.term)})"
    lemma, op = ("ua_rise_strict", "<") if strict else ("ua_rise", "<=")
    at_end = coq_term(substitute(goal.term, {x: end}))
    join = "Rle_lt_trans" if strict else "Rlt_le_trans" if goal.strict else "Rle_trans"
    turn = "" if up else f"apply Ropp_{'lt' if strict else 'le'}_cancel. "
    return [
        by_child("face", face, goal),
        f"assert (rise : {at_end} {op} {coq_term(goal.term)}).",
        f"{{ {turn}apply ({lemma} {function} {slopes} {path[0]} {path[1]}).",
        "  - ua_premise.",
        "  - ua_derive.",
        "  - intros point [from until].",
        f"    apply ({applied(slope, goal, {x.name: 'point'})}); ua_premise. }}",
        f"exact ({join} _ _ _ face rise).",
    ]


def convex_proof(step: Step) -> Lines:
    """In one real variable: the second derivative, and value and slope at the point."""
    goal = step.goal
    if len(goal.variables) > 1:
        return _by_squares(step)
    if len(goal.variables) != 1 or goal.variables[0].sort is not Sort.REAL or goal.constraints:
        return plain_leaf(step)
    (x,), (r,) = goal.variables, goal.box
    if r.low is None or r.high is None:
        return plain_leaf(step)
    at = read(step.node["at"][0])
    first = derivative(goal.term, x)
    bend = Goal(goal.variables, goal.box, (), derivative(first, x))
    value = coq_term(substitute(goal.term, {x: at}))
    low, high, point, n = coq_term(r.low), coq_term(r.high), coq_term(at), coq_name(x)
    functions = " ".join(f"(fun {n} : R => {coq_term(t)})" for t in (goal.term, first, bend.term))
    join = "Rlt_le_trans" if goal.strict else "Rle_trans"
    op = "<" if goal.strict else "<="
    return [
        f"assert (value : 0 {op} {value}) by ua_exact.",
        f"assert (least : {value} <= {coq_term(goal.term)}).",
        f"{{ apply (ua_convex {functions} {low} {high} {point} {n}).",
        "  - split; ua_premise.",
        "  - split; ua_premise.",
        "  - ua_derive.",
        "  - ua_derive.",
        f"  - clear; intros {n} [from until]. {leaf_tactic(bend)}",
        "  - intros _; first [exfalso; lra | ua_slope].",
        "  - intros _; first [exfalso; lra | ua_slope]. }",
        f"exact ({join} _ _ _ value least).",
    ]


def _by_squares(step: Step) -> Lines:
    """In several variables: with the squares of sums and differences of the offsets for ``nra``."""
    goal = step.goal
    offsets = [
        f"({coq_term(v)} - {coq_term(read(at))})"
        for v, at in zip(goal.variables, step.node["at"], strict=True)
    ]
    pairs = [(a, b) for i, a in enumerate(offsets) for b in offsets[:i]]
    squares = [*offsets, *(f"({a} {op} {b})" for a, b in pairs for op in "+-")]
    hints = [f"pose proof (pow2_ge_0 {s}) as square_{k}." for k, s in enumerate(squares)]
    leaf = leaf_tactic(goal).rstrip(".")
    return [*hints, f"first [timeout 20 nra | clear; timeout 20 nra | {leaf}]."]


def edge_proof(step: Step) -> Lines:
    """The term rises from the curve, or from the end of the range, to the point."""
    goal, node = step.goal, step.node
    coefficient, slope, curve, face = step.children
    i = goals.position(goal, node["variable"])
    x, r = goal.variables[i], goal.box[i]
    a, b = goals.solve_linear(goal.constraints[node["constraint"]], x)
    up = goals.coefficient_sign(a)
    end, y = (r.low if up else r.high), Variable(x.name)
    here, at = coq_term(x), coq_term(minus(over(b, a)))
    term = substitute(goal.term, {x: y})
    lemma_name = "ua_rise"
    function = f"(fun {coq_name(y)} : R => {'' if up else '- '}{coq_term(term)})"
    slopes = f"(fun {coq_name(y)} : R => {coq_term(slope.goal.term)})"

    coef, gap_a, gap_b = coq_term(coefficient.goal.term), coq_term(a), coq_term(b)

    def difference_at(point: str) -> str:
        return f"{point} - {at}" if up else f"{at} - {point}"

    def value_at(point: str) -> str:
        return f"{gap_a} * {point} + {gap_b}"

    def way(name: str, start: str, value: str, child: Step) -> Lines:
        path = f"{start} {here}" if up else f"{here} {start}"
        join = "Rlt_le_trans" if goal.strict else "Rle_trans"
        return [
            f"- {by_child(name, child, goal)}",
            f"  assert (rise : {value} <= {coq_term(goal.term)}).",
            f"  {{ {'' if up else 'apply Ropp_le_cancel. '}"
            f"apply ({lemma_name} {function} {slopes} {path}).",
            "    + ua_premise.",
            "    + ua_derive.",
            "    + intros point [from until].",
            f"      pose proof (Rmult_le_pos {coef} ({difference_at('point')}) "
            "ltac:(apply Rlt_le, coef) ltac:(lra)) as cross.",
            f"      replace ({coef} * ({difference_at('point')})) "
            f"with ({value_at('point')}) in cross by (field; ua_nonzero).",
            f"      apply ({applied(slope, goal, {x.name: 'point'})}); ua_premise. }}",
            f"  exact ({join} _ _ _ {name} rise).",
        ]

    on_curve = coq_term(substitute(goal.term, {x: minus(over(b, a))}))
    sign_line = by_child("coef", coefficient, goal)
    bound = f"{at} <= {here}" if up else f"{here} <= {at}"
    lines = [
        sign_line,
        f"assert (on : 0 <= {value_at(here)}) by ua_premise.",
        f"assert (edge : {bound}).",
        f"{{ apply (Rmult_le_reg_l {coef}); [exact coef |]. apply Rminus_le.",
        f"  replace ({coef} * {bound.replace(' <= ', f' - {coef} * ')}) "
        f"with (- ({value_at(here)})) by (field; ua_nonzero).",
        "  lra. }",
    ]
    if end is None:
        return [*lines, *way("curve", at, on_curve, curve)]
    order = f"{coq_term(end)} {at}" if up else f"{at} {coq_term(end)}"
    value = coq_term(substitute(goal.term, {x: end}))
    return [
        *lines,
        f"destruct (Rle_lt_dec {order}) as [side | side].",
        *way("curve", at, on_curve, curve),
        *way("face", coq_term(end), value, face),
    ]


def invert_proof(step: Step) -> Lines:
    (child,) = step.children
    goal = step.goal
    i = goals.position(goal, step.node["variable"])
    x, y = goal.variables[i], child.goal.variables[i]
    here = coq_term(x)
    inner = coq_term(substitute(child.goal.term, {y: div(ONE, x)}))
    op = "<" if goal.strict else "<="
    return [
        f"assert (pos : 0 < {here}) by ua_premise.",
        f"assert (unit : 1 / {here} * {here} = 1) by (field; apply Rgt_not_eq; exact pos).",
        f"assert (over : 0 < 1 / {here}) by (apply Rdiv_lt_0_compat; lra).",
        f"assert (turn : 1 / (1 / {here}) = {here}) by (field; apply Rgt_not_eq; exact pos).",
        f"assert (other : 0 {op} {inner}).",
        f"{{ apply ({applied(child, goal, {x.name: f'(1 / {here})'})});",
        "    first [ua_premise | rewrite turn; ua_premise]. }",
        f"first [exact other | rewrite ?turn in other; exact other "
        f"| replace ({coq_term(goal.term)}) with ({inner}) by (rewrite ?turn; ua_equal); "
        "exact other].",
    ]
