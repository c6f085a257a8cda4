"""The walk over a tree of a certificate: which goal each node has to show, and whether it does.

Trusted, and without search.  What an enclosure can show is asked of ``leaves``, of which there are
two (Arb, MPFR).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ua_symbolic.enclosure import goals, lemma_checks, positivity, recast_goals
from ua_symbolic.enclosure.certificates import RejectedError, Tree, node_field
from ua_symbolic.enclosure.derivative import minus, plus
from ua_symbolic.enclosure.exact import vanishes
from ua_symbolic.enclosure.lemma_checks import closed, closed_term, read_term
from ua_symbolic.enclosure.problem import AT_POINTS, Goal
from ua_symbolic.errors import CertificateError
from ua_symbolic.expressions.terms import Apply, Relation, Term, free_variables

DEEPEST = 600


class Checker:
    """The walk over a tree; what an enclosure can show is asked of ``leaves``."""

    def __init__(self, leaves: Any) -> None:
        self.leaves = leaves
        self.forms: dict[str, Callable[[Goal, Tree, int], None]] = {
            "natural": self._natural,
            "exact": self._exact,
            "empty": self._empty,
            "split": self._split,
            "mean": self._mean,
            "taylor": self._taylor,
            "monotone": self._monotone,
            "edge": self._edge,
            "convex": self._convex,
            "rewrite": self._rewrite,
            "product": self._product,
            "multiplier": self._multiplier,
            "invert": self._invert,
            "logarithm": self._logarithm,
            "corners": self._corners,
            "squares": self._squares,
            "weighted squares": self._weighted_squares,
            "means": self._means,
            "solve": self._solve,
            "exponential": self._exponential,
            "unroll": self._unroll,
            "cases": self._cases,
            **{form: self._lemma(check) for form, check in lemma_checks.FORMS.items()},
        }

    def _lemma(self, check: lemma_checks.Check) -> Callable[[Goal, Tree, int], None]:
        return lambda goal, node, depth: check(self, goal, node, depth)

    def check(self, goal: Goal, node: Tree, depth: int = 0) -> None:
        """Raises RejectedError unless the tree shows the goal."""
        form = node_field(node, "form", str)
        if depth > DEEPEST:
            raise RejectedError("the tree is too deep")
        if form not in self.forms:
            raise CertificateError(f"unknown form {form!r} in the certificate")
        if set(node) - {"form", *_FIELDS[form]}:
            raise CertificateError(f"a node of form {form!r} has unknown fields")
        self.forms[form](goal, node, depth + 1)

    def _natural(self, goal: Goal, node: Tree, depth: int) -> None:
        if not self.leaves.natural(goal):
            raise RejectedError("a natural enclosure does not show its goal")

    def _exact(self, goal: Goal, node: Tree, depth: int) -> None:
        term = goals.at_point_ranges(goal)
        zero_will_do = not goal.strict and self.leaves.is_defined(goal)
        if zero_will_do and vanishes(term, self.leaves.facts(goal)):
            return
        sign = None if free_variables(term) else self.leaves.exact_sign(term)
        if sign is None or sign < 0 or (goal.strict and sign == 0):
            raise RejectedError("an exact sign does not show its goal")

    def _empty(self, goal: Goal, node: Tree, depth: int) -> None:
        index = node_field(node, "constraint", int)
        if not 0 <= index < len(goal.constraints):
            raise RejectedError("there is no such constraint")
        if not self.leaves.fails(goal, goal.constraints[index]):
            raise RejectedError("a discarded box may satisfy the constraint")

    def _split(self, goal: Goal, node: Tree, depth: int) -> None:
        i = goals.position(goal, node_field(node, "variable", str))
        at = closed_term(node, "at")
        if not self.leaves.inside(goal, i, at):
            raise RejectedError("a cut does not lie inside the range")
        below, above = goals.cut(goal, i, at)
        self.check(below, node_field(node, "below", dict), depth)
        self.check(above, node_field(node, "above", dict), depth)

    def _centre(self, goal: Goal, node: Tree, name: str) -> list[Term]:
        data = node_field(node, name, list)
        if len(data) != len(goal.variables):
            raise RejectedError("a centre has the wrong number of coordinates")
        centre = [closed(d) for d in data]
        if node["form"] != "mean" and goals.uses_sign(goal):
            raise RejectedError("a second-order form of a term with corners")
        if goal.constraints and goal.defined == AT_POINTS:
            raise RejectedError("definedness is known only where the constraints hold")
        for i, c in enumerate(centre):
            r = goal.box[i]
            if c not in (r.low, r.high) and not self.leaves.inside(goal, i, c, weak=True):
                raise RejectedError("a centre does not lie in the box")
        return centre

    def _mean(self, goal: Goal, node: Tree, depth: int) -> None:
        if not self.leaves.mean(goal, self._centre(goal, node, "centre")):
            raise RejectedError("a mean value form does not show its goal")

    def _taylor(self, goal: Goal, node: Tree, depth: int) -> None:
        if not self.leaves.taylor(goal, self._centre(goal, node, "centre")):
            raise RejectedError("a Taylor form does not show its goal")

    def _convex(self, goal: Goal, node: Tree, depth: int) -> None:
        if not self.leaves.convex(goal, self._centre(goal, node, "at")):
            raise RejectedError("convexity does not show its goal")

    def _monotone(self, goal: Goal, node: Tree, depth: int) -> None:
        i = goals.position(goal, node_field(node, "variable", str))
        end, strict = node_field(node, "end", str), node_field(node, "strict", str)
        if end not in ("low", "high") or strict not in ("face", "slope"):
            raise CertificateError("a monotone node names an unknown end")
        is_open = goal.box[i].low_open if end == "low" else goal.box[i].high_open
        by_slope = goal.strict and strict == "slope"
        if by_slope and not is_open:
            raise RejectedError("strictness by slope needs an open end")
        slope = goals.slope_goal(goal, i, end == "low", strict=by_slope)
        face = goals.face_goal(goal, i, end, strict=goal.strict and not by_slope)
        self.check(slope, node_field(node, "slope", dict), depth)
        self.check(face, node_field(node, "face", dict), depth)

    def _edge(self, goal: Goal, node: Tree, depth: int) -> None:
        i = goals.position(goal, node_field(node, "variable", str))
        derived = goals.edge_goals(goal, i, node_field(node, "constraint", int))
        for name, child in zip(("coefficient", "slope", "curve", "face"), derived, strict=True):
            self.check(child, node_field(node, name, dict), depth)

    def _rewrite(self, goal: Goal, node: Tree, depth: int) -> None:
        term = read_term(node.get("term"))
        if not free_variables(term) <= set(goal.variables):
            raise RejectedError("a rewritten term has other variables")
        if term != goal.term and not self._equal(goal, term):
            raise RejectedError("a rewritten term is not shown equal")
        if not self.leaves.is_defined(goal):  # else x/|x|, a jump, would become a constant
            raise RejectedError("a term is rewritten that may be undefined")
        self.check(recast_goals.rewritten_goal(goal, term), node_field(node, "tree", dict), depth)

    def _equal(self, goal: Goal, term: Term) -> bool:
        """Equal on the box, where a variable whose range is one point has that value."""
        facts = self.leaves.facts(goal)
        return any(
            vanishes(plus(known, minus(term)), facts)
            for known in (goal.term, goals.at_point_ranges(goal))
        )

    def _product(self, goal: Goal, node: Tree, depth: int) -> None:
        children = node_field(node, "factors", list)
        parts = recast_goals.factors(goal.term)
        if len(children) != len(parts):
            raise RejectedError("a product has another number of factors")
        total = 1
        for part, child in zip(parts, children, strict=True):
            sign = node_field(child, "sign", int)
            if sign not in (1, -1):
                raise CertificateError("the sign of a factor is 1 or -1")
            total *= sign
            derived = recast_goals.factor_goal(goal, *part, sign)
            self.check(derived, node_field(child, "tree", dict), depth)
        if total != 1:
            raise RejectedError("the signs of the factors multiply to minus")

    def _multiplier(self, goal: Goal, node: Tree, depth: int) -> None:
        factor = read_term(node.get("factor"))
        if not free_variables(factor) <= set(goal.variables):
            raise RejectedError("a multiplier has other variables")
        first, second = goals.multiplier_goals(goal, node_field(node, "constraint", int), factor)
        self.check(first, node_field(node, "nonnegative", dict), depth)
        self.check(second, node_field(node, "tree", dict), depth)

    def _invert(self, goal: Goal, node: Tree, depth: int) -> None:
        i = goals.position(goal, node_field(node, "variable", str))
        if not self.leaves.positive_range(goal, i):
            raise RejectedError("only a positive variable is inverted")
        self.check(recast_goals.inverted_goal(goal, i), node_field(node, "tree", dict), depth)

    def _corners(self, goal: Goal, node: Tree, depth: int) -> None:
        signs, found = node_field(node, "signs", list), recast_goals.corners(goal.term)
        if len(signs) != len(found) or any(s not in (-1, 0, 1) for s in signs):
            raise RejectedError("the corners are not all accounted for")
        for corner, sign in zip(found, signs, strict=True):
            known = self._corner_sign(goal, recast_goals.corner_sign(corner)) if sign else 0
            if known != sign and not (known and sign == -known and self._zero(goal, corner)):
                raise RejectedError("the side of a corner is not certain")
        child = recast_goals.smoothed_goal(goal, tuple(signs))
        self.check(child, node_field(node, "tree", dict), depth)

    def _corner_sign(self, goal: Goal, term: Term) -> int:
        """The sign of the term over the box, or what a constraint says of it."""
        return self.leaves.sign_on_box(goal, term) or recast_goals.sign_by_constraint(goal, term)

    def _zero(self, goal: Goal, corner: Apply) -> bool:
        """On the corner itself either side will do."""
        return vanishes(recast_goals.corner_sign(corner), self.leaves.facts(goal))

    def _logarithm(self, goal: Goal, node: Tree, depth: int) -> None:
        larger, smaller = read_term(node.get("larger")), read_term(node.get("smaller"))
        derived = recast_goals.logarithm_goals(goal, larger, smaller)
        self._all(derived, node_field(node, "trees", list), depth)

    def _squares(self, goal: Goal, node: Tree, depth: int) -> None:
        larger, smaller = read_term(node.get("larger")), read_term(node.get("smaller"))
        derived = recast_goals.square_goals(goal, larger, smaller)
        trees = node_field(node, "trees", list)
        self._all(derived[1:] if len(trees) == 2 else derived, trees, depth)

    def _weighted_squares(self, goal: Goal, node: Tree, depth: int) -> None:
        identity = positivity.squares_identity(goal, node)
        if positivity.vanishes_at_origin(node["multiplier"], node["power"]):
            sign = self.leaves.exact_sign(positivity.at_origin(goal))
            if sign is None or sign < (1 if goal.strict else 0):
                raise RejectedError("the term may be negative where its variables vanish")
        self._identity(goal, identity)

    def _means(self, goal: Goal, node: Tree, depth: int) -> None:
        self._identity(goal, positivity.means_identity(goal, node))

    def _identity(self, goal: Goal, identity: Relation) -> None:
        if not self.leaves.is_defined(goal):
            raise RejectedError("the term is not known to be defined")
        if not vanishes(plus(identity.left, minus(identity.right))):
            raise RejectedError("an identity does not hold")

    def _unroll(self, goal: Goal, node: Tree, depth: int) -> None:
        self.check(recast_goals.unrolled_goal(goal), node_field(node, "tree", dict), depth)

    def _cases(self, goal: Goal, node: Tree, depth: int) -> None:
        above, below = goals.case_goals(goal, read_term(node.get("term")))
        self.check(above, node_field(node, "above", dict), depth)
        self.check(below, node_field(node, "below", dict), depth)

    def _exponential(self, goal: Goal, node: Tree, depth: int) -> None:
        larger, smaller = read_term(node.get("larger")), read_term(node.get("smaller"))
        derived, identity = recast_goals.exponential_goals(goal, larger, smaller)
        if not self.leaves.is_defined(goal) or not vanishes(identity):
            raise RejectedError("the logarithms of the two sides do not make the term")
        self._all(derived, node_field(node, "trees", list), depth)

    def _solve(self, goal: Goal, node: Tree, depth: int) -> None:
        i = goals.position(goal, node_field(node, "variable", str))
        value = read_term(node.get("value"))
        derived, identity = goals.solved_goal(goal, i, node_field(node, "constraint", int), value)
        if not vanishes(identity):
            raise RejectedError("the equation is not solved by the value")
        self.check(derived, node_field(node, "tree", dict), depth)

    def _all(self, derived: tuple[Goal, ...], trees: list[Tree], depth: int) -> None:
        if len(trees) != len(derived):
            raise RejectedError("a form is not shown completely")
        for child, tree in zip(derived, trees, strict=True):
            self.check(child, tree, depth)


_FIELDS: dict[str, tuple[str, ...]] = {
    "natural": (),
    "exact": (),
    "empty": ("constraint",),
    "split": ("variable", "at", "below", "above"),
    "mean": ("centre",),
    "taylor": ("centre",),
    "convex": ("at",),
    "monotone": ("variable", "end", "strict", "slope", "face"),
    "edge": ("variable", "constraint", "coefficient", "slope", "curve", "face"),
    "rewrite": ("term", "tree"),
    "product": ("factors",),
    "multiplier": ("constraint", "factor", "nonnegative", "tree"),
    "invert": ("variable", "tree"),
    "squares": ("larger", "smaller", "trees"),
    "corners": ("signs", "tree"),
    "logarithm": ("larger", "smaller", "trees"),
    "weighted squares": ("multiplier", "power", "extra", "summands"),
    "means": ("summands",),
    "solve": ("variable", "constraint", "value", "tree"),
    "exponential": ("larger", "smaller", "trees"),
    "unroll": ("tree",),
    "cases": ("term", "above", "below"),
    **lemma_checks.FIELDS,
}
