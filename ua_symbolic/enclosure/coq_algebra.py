"""The proofs in Coq of the algebraic forms: identities, products, squares, logarithms."""

from __future__ import annotations

from ua_symbolic.enclosure import goals, positivity, recast_goals
from ua_symbolic.enclosure.coq_parts import (
    Lines,
    by_child,
    leaf_tactic,
    moved,
    plain_leaf,
    read,
    use,
)
from ua_symbolic.enclosure.coq_steps import Step
from ua_symbolic.enclosure.derivative import raised, times
from ua_symbolic.enclosure.problem import Goal, difference
from ua_symbolic.expressions.coq import (
    coq_name,
    coq_term,
)
from ua_symbolic.expressions.terms import (
    ONE,
    ZERO,
    Apply,
    Sort,
    Term,
    number,
)


def rewrite_proof(step: Step) -> Lines:
    (child,) = step.children
    text = f"{coq_term(step.goal.term)} = {coq_term(child.goal.term)}"
    return [f"assert (same : {text}) by ua_equal.", "try rewrite same.", use(child, step.goal)]


def product_proof(step: Step) -> Lines:
    goal, lines, product, shown = step.goal, [], [], ""
    lemma_name, op = ("Rmult_lt_0_compat", "<") if goal.strict else ("Rmult_le_pos", "<=")
    for k, ((_, divisor), child) in enumerate(
        zip(recast_goals.factors(goal.term), step.children, strict=True)
    ):
        text, factor = coq_term(child.goal.term), f"factor{k}"
        lines.append(by_child(factor, child, goal))
        if child.goal.strict and not goal.strict:
            lines.append(f"apply Rlt_le in {factor}.")
        if divisor:
            inverse = "Rinv_0_lt_compat" if goal.strict else "ua_inverse"
            lines.append(f"apply {inverse} in {factor}.")
        product.append(f"/ {text}" if divisor else text)
        shown = f"({lemma_name} _ _ {shown} {factor})" if shown else factor
    both = " * ".join(product)
    same = f"{coq_term(goal.term)} = {both}"
    return [
        *lines,
        f"assert (all : 0 {op} {both}) by exact {shown}.",
        f"assert (same : {same}) by first [ua_equal | unfold Rdiv; ring].",
        "ua_close same all.",
    ]


def multiplier_proof(step: Step) -> Lines:
    first, second = step.children
    goal = step.goal
    gap = coq_term(difference(goal.constraints[step.node["constraint"]]))
    factor, rest = coq_term(first.goal.term), coq_term(second.goal.term)
    return [
        by_child("factor", first, goal),
        by_child("rest", second, goal),
        f"assert (gap : 0 <= {gap}) by ua_premise.",
        "pose proof (Rmult_le_pos _ _ factor gap) as part.",
        f"assert (same : {coq_term(goal.term)} = {rest} + {factor} * {gap}) by ua_equal.",
        "first [lra | rewrite same; lra].",
    ]


def corners_proof(step: Step) -> Lines:
    (child,) = step.children
    goal, lines, rewrites = step.goal, [], []
    signs = step.node["signs"]
    for k, (corner, side) in enumerate(zip(recast_goals.corners(goal.term), signs, strict=True)):
        if side == 0:
            continue
        a, b = coq_term(corner.args[0]), coq_term(corner.args[1] if corner.args[1:] else ZERO)
        lines.append(
            f"assert (side{k} : {f'{b} <= {a}' if side > 0 else f'{a} <= {b}'}).\n"
            f"  {{ {moved(leaf_tactic(goal))} }}"
        )
        rewrites.append(_corner_rule(corner, side, f"side{k}"))
    turned = " ".join(f"rewrite {r}." for r in rewrites).rstrip(".").replace(". ", "; ")
    equation = f"{coq_term(goal.term)} = {coq_term(child.goal.term)}"
    return [
        *lines,
        f"assert (same : {equation}) by ({turned + '; ' if turned else ''}ua_field).",
        "try rewrite same.",
        use(child, goal),
    ]


def _corner_rule(corner: Apply, side: int, name: str) -> str:
    if corner.head == "Abs":
        rule = "Rabs_pos_eq" if side > 0 else "Rabs_left1"
        return f"({rule} _ {name})"
    first = "left" if (side > 0) == (corner.head == "Max") else "right"
    return f"(R{corner.head.lower()}_{first} _ _ {name})"


def squares_proof(step: Step) -> Lines:
    *_, large, gap = step.children
    goal, strict = step.goal, "_strict" if step.goal.strict else ""
    s = coq_term(read(step.node["smaller"]))
    b, g = coq_term(large.goal.term), coq_term(gap.goal.term)
    op = "<" if goal.strict else "<="
    return [
        by_child("large", large, goal),
        by_child("gap", gap, goal),
        f"assert (even : 0 {op} {b} ^ 2 - {s} ^ 2).",
        f"{{ assert (equal : {b} ^ 2 - {s} ^ 2 = {g}) by ua_equal. ua_close equal gap. }}",
        f"assert (same : {coq_term(goal.term)} = {b} - {s}) by ua_field.",
        f"ua_close same (ua_squares{strict} _ _ large even).",
    ]


def logarithm_proof(step: Step) -> Lines:
    """By the logarithms of the two sides, written out by Coq too."""
    goal, last = step.goal, step.children[-1]
    larger, smaller = (coq_term(read(step.node[k])) for k in ("larger", "smaller"))
    strict, op = ("_strict", "<") if goal.strict else ("", "<=")
    return [
        *(by_child(f"pos{k}", c, goal) for k, c in enumerate(step.children[:-1])),
        by_child("logs", last, goal),
        f"assert (large : 0 < {larger}) by ua_positive.",
        f"assert (small : 0 < {smaller}) by ua_positive.",
        f"assert (gap : 0 {op} ln {larger} - ln {smaller}).",
        f"{{ assert (equal : ln {larger} - ln {smaller} = {coq_term(last.goal.term)})",
        "    by ua_ln_equal.",
        "  ua_close equal logs. }",
        f"assert (same : {coq_term(goal.term)} = {larger} - {smaller}) by ua_field.",
        f"ua_close same (ua_logarithm{strict} _ _ large small gap).",
    ]


def exponential_proof(step: Step) -> Lines:
    """A difference of logarithms by what is under them."""
    goal, last = step.goal, step.children[-1]
    larger, smaller = (coq_term(read(step.node[k])) for k in ("larger", "smaller"))
    strict, op = ("_strict", "<") if goal.strict else ("", "<=")
    return [
        *(by_child(f"pos{k}", c, goal) for k, c in enumerate(step.children[:-1])),
        by_child("plain", last, goal),
        f"assert (small : 0 < {smaller}) by ua_positive.",
        f"assert (gap : 0 {op} {larger} - {smaller}).",
        f"{{ assert (equal : {larger} - {smaller} = {coq_term(last.goal.term)}) by ua_equal.",
        "  ua_close equal plain. }",
        f"assert (same : {coq_term(goal.term)} = ln {larger} - ln {smaller}) by ua_ln_equal.",
        f"ua_close same (ua_exponential{strict} _ _ small gap).",
    ]


def weighted_squares_proof(step: Step) -> Lines:
    """``m * term = sum``, where each summand is nonnegative by its form."""
    goal, node = step.goal, step.node
    origin = positivity.vanishes_at_origin(node["multiplier"], node["power"])
    if origin or (node["extra"] and node["multiplier"] != "one"):
        return plain_leaf(step)
    identity = positivity.squares_identity(goal, node)
    factor = positivity.multiplier(goal, node["multiplier"], node["power"])
    if node["extra"]:
        without = Goal(goal.variables, goal.box, goal.constraints, ONE, goal.strict)
        factor = positivity.squares_identity(without, node).left
    total, m = identity.right, coq_term(factor)
    parts = total.args if isinstance(total, Apply) and total.head == "add" else (total,)
    strict = "_strict" if goal.strict else ""
    lines = [f"assert (factor : 0 < {m}) by ua_multiplier."]
    for k, part in enumerate(parts):
        text = coq_term(part)
        least = f"assert (part{k} : 0 <= {text}) by ua_summand."
        if goal.strict:
            least = f"first [assert (part{k} : 0 < {text}) by ua_strict_summand | {least[:-1]}]."
        lines.append(least)
    return [
        *lines,
        f"assert (same : {m} * {coq_term(goal.term)} = {coq_term(total)}) by ua_equal.",
        f"apply (ua_quotient{strict} {m}); [exact factor | first [lra | rewrite same; lra]].",
    ]


def means_proof(step: Step) -> Lines:
    """Arithmetic and geometric means: squares of differences of roots of the monomials."""
    goal = step.goal
    roots: dict[Term, None] = {}
    for summand in step.node["summands"]:
        for exponents in summand["monomials"]:
            if all(e % 2 == 0 for e in exponents):
                parts = zip(goal.variables, exponents, strict=True)
                roots.setdefault(times(*[raised(v, number(e // 2)) for v, e in parts if e]))
    hints = [
        f"pose proof (pow2_ge_0 ({coq_term(a)} {op} {coq_term(b)})) as square{i}_{j}_{n}."
        for i, a in enumerate(roots)
        for j, b in enumerate(roots)
        for n, op in enumerate("-+")
        if i < j
    ]
    return [*hints, "first [lra | timeout 20 nra | clear; timeout 20 nra]."]


def solve_proof(step: Step) -> Lines:
    (child,) = step.children
    goal = step.goal
    x = goal.variables[goals.position(goal, step.node["variable"])]
    value = coq_term(read(step.node["value"]))
    lines = [f"assert (is : {coq_term(x)} = {value}) by first [lra | nra]."]
    if x.sort is Sort.REAL:
        return [*lines, f"subst {coq_name(x)}.", use(child, goal)]
    return [*lines, "rewrite is in *.", use(child, goal)]
