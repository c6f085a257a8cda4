"""Rules of equality and order: chains, rewriting, signs, monotone functions, algebra, boxes."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ua_symbolic.algebra import decide_equal
from ua_symbolic.expressions.terms import (
    ONE,
    ZERO,
    Apply,
    Number,
    Relation,
    Term,
    add,
    instantiate,
    mul,
    number,
    sub,
)
from ua_symbolic.kernel.forms import RELATION, require_function, require_relation, require_term
from ua_symbolic.kernel.inference import Inference, require
from ua_symbolic.kernel.monotonicity import DOWN, monotone_rows
from ua_symbolic.kernel.rules_logic import Rule

CHAIN = {
    ("=", "="): "=",
    ("=", "<="): "<=",
    ("<=", "="): "<=",
    ("<=", "<="): "<=",
    ("=", "<"): "<",
    ("<", "="): "<",
    ("<=", "<"): "<",
    ("<", "<="): "<",
    ("<", "<"): "<",
}


def reflexive(step: Inference) -> None:
    """t <= t for a defined t (t = t is definedness itself)."""
    require(step.conclusion.left == step.conclusion.right, "the sides differ")
    require(step.conclusion.op in ("=", "<="), "not reflexive")
    step.need_defined(step.conclusion.left)
    if step.conclusion.op == "=":
        require(not step.premises, "use the rule `defined`")


def symmetric(step: Inference) -> None:
    """a = b gives b = a; a != b gives b != a."""
    require(step.conclusion.op in ("=", "!="), "not symmetric")
    c = step.conclusion
    step.need(Relation(c.op, c.right, c.left))


def weaken(step: Inference) -> None:
    """a < b or a = b gives a <= b; a < b or b < a gives a != b."""
    found, c = step.known(), step.conclusion
    same = (found.left, found.right) == (c.left, c.right)
    turned = (found.left, found.right) == (c.right, c.left)
    weaker = c.op == "<=" and ((found.op in ("<", "=") and same) or (found.op == "=" and turned))
    apart = c.op == "!=" and found.op == "<" and (same or turned)
    require(weaker or apart, "the premise is not stronger than the conclusion")


def antisymmetric(step: Inference) -> None:
    """a <= b and b <= a give a = b; a <= b and a != b give a < b."""
    c = step.conclusion
    step.need(Relation("<=", c.left, c.right))
    if c.op == "=":
        step.need(Relation("<=", c.right, c.left))
    else:
        require(c.op == "<", "antisymmetry concludes = or <")
        step.need(Relation("!=", c.left, c.right))


def transitive(step: Inference) -> None:
    """A chain a R b R' c ... of =, <=, <."""
    links = step.rest()
    require(len(links) >= 1 and links[0].op in ("=", "<=", "<"), "an empty chain")
    op, end = links[0].op, links[0].right
    for link in links[1:]:
        require(link.left == end and (op, link.op) in CHAIN, "the links do not meet")
        op, end = CHAIN[op, link.op], link.right
    require(step.conclusion == Relation(op, links[0].left, end), "not what the chain says")


def rewrite(step: Inference) -> None:
    """From a = b and T[a], the relation T[b]; T is given with a hole."""
    template = step.data["template"]
    require_function(template, RELATION)
    require(len(template.sorts) == 1, "a template has one hole")
    equation = step.known()
    require(equation.op == "=", "rewriting needs an equation")
    step.need(instantiate(template.body, equation.left))
    require(step.conclusion == instantiate(template.body, equation.right), "not that rewriting")


# --- signs ------------------------------------------------------------------------------------


def sign(step: Inference) -> None:
    """0 <= t or 0 < t from the signs of the parts of t (add, mul, div, pow)."""
    c = step.conclusion
    require(c.left == ZERO and c.op in ("<", "<="), "a sign is stated as 0 < t or 0 <= t")
    require(isinstance(c.right, Apply), "no parts")
    if isinstance(c.right, Apply):
        head, args = c.right.head, c.right.args
        require(head in SIGN_RULES, f"no sign rule for {head}")
        SIGN_RULES[head](step, c.op, args)


def _sign_add(step: Inference, op: str, args: tuple[Term, ...]) -> None:
    strict = False
    for arg in args:
        found = step.known()
        require(found.left == ZERO and found.right == arg and found.op in ("<", "<="), "a sign")
        strict = strict or found.op == "<"
    require(strict or op == "<=", "no summand is strictly positive")


def _sign_mul(step: Inference, op: str, args: tuple[Term, ...]) -> None:
    for arg in args:
        step.need(Relation(op, ZERO, arg))


def _sign_div(step: Inference, op: str, args: tuple[Term, ...]) -> None:
    step.need(Relation(op, ZERO, args[0]))
    step.need(Relation("<", ZERO, args[1]))


def _sign_pow(step: Inference, op: str, args: tuple[Term, ...]) -> None:
    """A positive base; or a defined power of a nonnegative base, or to an even exponent."""
    base, exponent = args
    even = isinstance(exponent, Number) and exponent.value % 2 == 0
    if step.data.get("even"):
        require(even and op == "<=", "not an even power")
    else:
        step.need(Relation(op, ZERO, base))
        if op == "<":
            step.need_defined(exponent)
            return
    step.need_defined(step.conclusion.right)


SIGN_RULES: dict[str, Callable[[Inference, str, tuple[Term, ...]], None]] = {
    "add": _sign_add,
    "mul": _sign_mul,
    "div": _sign_div,
    "pow": _sign_pow,
}


# --- monotone functions -----------------------------------------------------------------------


def monotone(step: Inference) -> None:
    """f(.., a, ..) R f(.., b, ..) from a R b (or b R a) where f is monotone in that place.

    The conditions of the table come first as premises, then the order of a and b.
    """
    c = step.conclusion
    require(isinstance(c.left, Apply) and isinstance(c.right, Apply), "no function to move in")
    if not (isinstance(c.left, Apply) and isinstance(c.right, Apply)):
        return
    place = step.integer("place")
    head, before, after = c.left.head, c.left.args, c.right.args
    require(head == c.right.head and len(before) == len(after), "different functions")
    require(0 <= place < len(before), "no such place")
    others = before[:place] + before[place + 1 :]
    require(others == after[:place] + after[place + 1 :], "another argument moves too")
    row = monotone_rows(head, place)[step.integer("row")]
    low, high = before[place], after[place]
    if row.direction == DOWN:
        low, high = high, low
    require(c.op == "<=" or (c.op == "<" and row.strict), "only the weak order is kept")
    for condition in row.conditions(others, low, high):
        step.need(condition)
    step.need(Relation(c.op, low, high))


# --- algebra and enclosures -------------------------------------------------------------------


def _algebra(step: Inference, left: Term, right: Term) -> None:
    """Both sides are defined; the remaining premises are the facts the engines may use."""
    step.need_defined(left, right)
    decision = decide_equal(left, right, step.rest())
    require(decision.equal, f"not equal by algebra: {decision.reason}")
    step.engines.append(frozenset(decision.engines))


def algebra(step: Inference) -> None:
    """Equality of two defined terms by exact normal forms."""
    require(step.conclusion.op == "=", "algebra shows equations")
    _algebra(step, step.conclusion.left, step.conclusion.right)


def combination(step: Inference) -> None:
    """a R b, since b - a is a sum of (right - left of a premise) x factors x rational, plus c0.

    The data lists entries (coefficient, factors, index of a premise or None for the constant);
    the identity itself is checked by algebra.  For each premise of order, coefficients and
    factors are nonnegative; premises that are equations take any.
    """
    c = step.conclusion
    require(c.op in ("=", "<=", "<"), "a combination shows =, <= or <")
    entries = [(Fraction(q), tuple(f), i) for q, f, i in step.data["entries"]]
    used = [step.known() for _ in range(step.integer("premises"))]
    parts, strict = [], False
    for coefficient, factors, index in entries:
        relation = Relation("<", ZERO, ONE) if index is None else used[index]
        strict = _check_entry(step, c.op, coefficient, factors, relation) or strict
        parts.append(mul(number(coefficient), *factors, sub(relation.right, relation.left)))
    require(strict or c.op != "<", "nothing makes the combination strict")
    step.need_defined(c.left, c.right)
    decision = decide_equal(sub(c.right, c.left), add(*parts), step.rest())
    require(decision.equal, f"the combination does not add up: {decision.reason}")
    step.engines.append(frozenset(decision.engines))


def _check_entry(
    step: Inference, op: str, coefficient: Fraction, factors: tuple[Term, ...], relation: Relation
) -> bool:
    """Whether the entry is strictly positive; KernelError if it may have the wrong sign."""
    for factor in factors:
        require_term(factor)
    if relation.op == "=":
        step.need_defined(*factors)
        return False
    require(relation.op in ("<=", "<") and op != "=", "an order premise in an equation")
    require(coefficient >= 0, "a negative multiplier of an inequality")
    strict = relation.op == "<" and coefficient > 0
    for factor in factors:
        found = step.known()
        require(
            found.op in ("<", "<=") and found.left == ZERO and found.right == factor,
            "a factor is not known to be nonnegative",
        )
        strict = strict and found.op == "<"
    return strict


def box(step: Inference) -> None:
    """An inequality on a box, by a certificate that ball arithmetic verifies without search."""
    from ua_symbolic.enclosure.verify import verify_claim

    hypotheses = tuple(h for h in step.sequent.hypotheses if isinstance(h, Relation))
    for relation in hypotheses:
        require_relation(relation)
    verdict = verify_claim(step.data["certificate"], hypotheses, step.conclusion)
    require(verdict.status == "valid", f"the certificate is {verdict.status}: {verdict.reason}")
    step.engines.append(frozenset({"arb"}))


RULES: dict[str, Rule] = {
    "reflexive": reflexive,
    "symmetric": symmetric,
    "weaken": weaken,
    "antisymmetric": antisymmetric,
    "transitive": transitive,
    "rewrite": rewrite,
    "sign": sign,
    "monotone": monotone,
    "algebra": algebra,
    "combination": combination,
    "box": box,
}
