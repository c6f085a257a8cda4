"""The proof in Coq of each step of a certificate, from the lemmas of its children.

Untrusted text: whatever is written here, Coq checks it.  A form without a script of its own is
left to Coq's tactics (``interval``, ``lra``, ``nra``), which may fail.
"""

from __future__ import annotations

from collections.abc import Callable

from ua_symbolic.enclosure import goals
from ua_symbolic.enclosure.coq_algebra import (
    corners_proof,
    exponential_proof,
    logarithm_proof,
    means_proof,
    multiplier_proof,
    product_proof,
    rewrite_proof,
    solve_proof,
    squares_proof,
    weighted_squares_proof,
)
from ua_symbolic.enclosure.coq_calculus import (
    convex_proof,
    edge_proof,
    invert_proof,
    monotone_proof,
)
from ua_symbolic.enclosure.coq_parts import (
    Lines,
    leaf_tactic,
    moved,
    plain_leaf,
    premises,
    read,
    sign,
    use,
)
from ua_symbolic.enclosure.coq_steps import Step
from ua_symbolic.expressions.coq import (
    coq_binders,
    coq_name,
    coq_relation,
    coq_term,
)
from ua_symbolic.expressions.terms import (
    Relation,
    Sort,
)


def _exact(step: Step) -> Lines:
    lines = []
    for v, r in zip(step.goal.variables, step.goal.box, strict=True):
        if r.low is not None and r.point():
            at = coq_relation(Relation("=", v, r.low))
            lines += [f"assert (pin_{coq_name(v)} : {at}) by (apply Rle_antisym; assumption).",
                      f"rewrite pin_{coq_name(v)}."]  # fmt: skip
    return [*lines, "ua_exact."]


def _empty(step: Step) -> Lines:
    c = step.goal.constraints[step.node["constraint"]].oriented()
    left, right = coq_term(c.left), coq_term(c.right)
    tactic = leaf_tactic(step.goal)
    if c.op in ("<=", "<"):
        op = "<" if c.op == "<=" else "<="
        return ["exfalso.", f"assert (no : {right} {op} {left}).", "{ " + moved(tactic) + " }",
                "lra."]  # fmt: skip
    return ["exfalso.", f"assert (no : {left} <> {right}).",
            "{ first [apply Rlt_not_eq; " + tactic[:-1] + " | apply Rgt_not_eq; " + tactic[:-1]
            + "]. }", "lra."]  # fmt: skip


def _split(step: Step) -> Lines:
    below, above = step.children
    i = goals.position(step.goal, step.node["variable"])
    v = step.goal.variables[i]
    at = read(step.node["at"])
    if v.sort is Sort.REAL:
        cut = f"destruct (Rle_lt_dec {coq_term(v)} {coq_term(at)}) as [side | side]."
        return [cut, "- " + use(below, step.goal), "- " + use(above, step.goal)]
    n, k = coq_name(v), f"({coq_term(at).strip('()')})%Z"
    return [
        f"destruct (Z_le_gt_dec {n} {k}) as [whole | whole].",
        "- apply IZR_le in whole. " + use(below, step.goal),
        "- apply Z.gt_lt, Zlt_le_succ, IZR_le in whole. " + use(above, step.goal),
    ]


def _cases(step: Step) -> Lines:
    above, below = step.children
    term = coq_term(read(step.node["term"]))
    return [
        f"destruct (Rle_lt_dec 0 {term}) as [side | side].",
        "- " + use(above, step.goal),
        "- " + use(below, step.goal),
    ]


def _same(step: Step) -> Lines:
    return [use(step.children[0], step.goal)]


_FORMS: dict[str, Callable[[Step], Lines]] = {
    "natural": plain_leaf,
    "mean": plain_leaf,
    "taylor": plain_leaf,
    "exact": _exact,
    "empty": _empty,
    "split": _split,
    "monotone": monotone_proof,
    "convex": convex_proof,
    "rewrite": rewrite_proof,
    "product": product_proof,
    "multiplier": multiplier_proof,
    "invert": invert_proof,
    "corners": corners_proof,
    "cases": _cases,
    "squares": squares_proof,
    "logarithm": logarithm_proof,
    "exponential": exponential_proof,
    "edge": edge_proof,
    "weighted squares": weighted_squares_proof,
    "means": means_proof,
    "solve": solve_proof,
    "unroll": _same,
}


def proof(step: Step) -> Lines:
    """The proof of a step; the tactics of leaves for a form that has none of its own."""
    return _FORMS.get(step.form, plain_leaf)(step)


def lemma(step: Step) -> str:
    """The lemma of a step with its proof."""
    goal = step.goal
    given = premises(step)
    names = [coq_name(v) for v in goal.variables] + [f"given{k}" for k in range(len(given))]
    binders = coq_binders(goal.variables).rstrip()
    statement = " -> ".join([*given, sign(goal)])
    intros = f"  intros {' '.join(names)}." if names else "  intros."
    body = "\n".join("  " + line for line in proof(step))
    return f"Lemma {step.name} : {binders}\n  {statement}.\nProof.\n{intros}\n{body}\nQed.\n"
