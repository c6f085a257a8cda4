"""Terms as text of Coq's real numbers (``Reals``, with ``Zfloor`` and ``Zceil`` of Flocq).

Coq's functions are total: ``x / 0``, ``sqrt (-1)`` and ``ln 0`` are some numbers there.  What is
printed here means the same as the term only where the term is defined; whoever states a theorem
shows the definedness beside it (``coq_definedness``).
"""

from __future__ import annotations

import re
from fractions import Fraction

from ua_symbolic.expressions.signature import definedness
from ua_symbolic.expressions.terms import (
    EULER,
    Apply,
    Bind,
    Constant,
    Number,
    Piecewise,
    Relation,
    Sort,
    Syntax,
    Term,
    Variable,
    add,
    instantiate,
    map_children,
    subterms,
)

LONGEST_SUM = 200
_PLAIN = re.compile(r"[a-z][0-9]*\Z")
_FUNCTIONS = {
    "sqrt": "sqrt",
    "exp": "exp",
    "log": "ln",
    "sin": "sin",
    "cos": "cos",
    "tan": "tan",
    "atan": "atan",
    "sinh": "sinh",
    "cosh": "cosh",
    "tanh": "tanh",
    "asinh": "arcsinh",
    "Abs": "Rabs",
    "sign": "sign",  # of Coquelicot: it occurs in derivatives only
}
_ROUNDING = {"floor": "Zfloor", "ceiling": "Zceil"}
_MISSING = {
    "asin": "asin in its Interval library",
    "acos": "acos in its Interval library",
    "acosh": "acosh",
    "atanh": "atanh",
}


class NotInCoqError(Exception):
    """The term uses something that Coq's libraries lack, with its name."""


def coq_name(variable: Variable) -> str:
    """The name of a variable: itself if it is a letter with digits, else with ``v_`` before it.

    >>> coq_name(Variable("x1")), coq_name(Variable("exp"))
    ('x1', 'v_exp')
    """
    name = variable.name
    if _PLAIN.match(name):
        return name
    return "v_" + re.sub(r"[^A-Za-z0-9_]", "_", name)


def coq_term(term: Term) -> str:
    """The term in ``R_scope``, with brackets around all but atoms.

    An integer variable ``n`` is printed as ``IZR n``.  Raises NotInCoqError.

    >>> from ua_symbolic.expressions.terms import add, function, number, power
    >>> x = Variable("x")
    >>> coq_term(add(power(x, number(2)), function("log", x), number("1/2")))
    '((x ^ 2) + (ln x) + (1 / 2))'
    """
    match term:
        case Number(value):
            return _number(value)
        case Constant("pi"):
            return "PI"
        case Constant("E"):
            return "(exp 1)"
        case Variable(_, sort):
            return coq_name(term) if sort is Sort.REAL else f"(IZR {coq_name(term)})"
        case Apply(head, args):
            return _apply(term, head, args)
        case Bind("Sum"):
            return coq_term(_written_out(term))
        case Piecewise():
            raise NotInCoqError("a Piecewise")
        case Bind():
            raise NotInCoqError("an integral")
    raise NotInCoqError(getattr(term, "name", type(term).__name__))


def coq_relation(relation: Relation) -> str:
    """The relation in ``R_scope``."""
    op = {"!=": "<>"}.get(relation.op, relation.op)
    return f"{coq_term(relation.left)} {op} {coq_term(relation.right)}"


def coq_binders(variables: tuple[Variable, ...]) -> str:
    """The binders of variables, integers as ``Z``; empty if there are none.

    >>> coq_binders((Variable("x"), Variable("n", Sort.INTEGER), Variable("y")))
    'forall (x : R) (n : Z) (y : R), '
    """
    typed = [f"({coq_name(v)} : {'R' if v.sort is Sort.REAL else 'Z'})" for v in variables]
    return f"forall {' '.join(typed)}, " if typed else ""


def _number(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator) if value >= 0 else f"(- {-value.numerator})"
    top = str(value.numerator) if value >= 0 else f"- {-value.numerator}"
    return f"({top} / {value.denominator})"


def _apply(term: Apply, head: str, args: tuple[Term, ...]) -> str:
    if head in ("add", "mul"):
        return "(" + {"add": " + ", "mul": " * "}[head].join(map(coq_term, args)) + ")"
    if head == "neg":
        return f"(- {coq_term(args[0])})"
    if head == "div":
        return f"({coq_term(args[0])} / {coq_term(args[1])})"
    if head == "pow":
        return _power(*args)
    if head in _FUNCTIONS:
        return f"({_FUNCTIONS[head]} {coq_term(args[0])})"
    if head in _ROUNDING:
        return f"(IZR ({_ROUNDING[head]} {coq_term(args[0])}))"
    if head in ("Min", "Max"):
        return _nested("R" + head.lower(), [coq_term(a) for a in args])
    raise NotInCoqError(_MISSING.get(head, head))


def _nested(name: str, args: list[str]) -> str:
    text = args[-1]
    for arg in reversed(args[:-1]):
        text = f"({name} {arg} {text})"
    return text


def _power(base: Term, exponent: Term) -> str:
    """Whole powers as such, halves by roots, others by exp and ln (of a positive base)."""
    if base == EULER:
        return f"(exp {coq_term(exponent)})"
    text = coq_term(base)
    if isinstance(exponent, Number):
        value = exponent.value
        if value.denominator == 1 and abs(value) <= 1000:
            whole = f"({text} ^ {abs(value.numerator)})"
            return whole if value >= 0 else f"(/ {whole})"
        if value == Fraction(1, 2):
            return f"(sqrt {text})"
        if value == Fraction(-1, 2):
            return f"(/ sqrt {text})"
    return f"(exp ({coq_term(exponent)} * ln {text}))"


def _written_out(term: Bind) -> Term:
    """A short sum between literal integers as its summands."""
    low, high = term.lower, term.upper
    if not isinstance(low, Number) or not isinstance(high, Number):
        raise NotInCoqError("a sum with symbolic ends")
    whole = low.value.denominator == high.value.denominator == 1
    if not whole or not -1 <= high.value - low.value < LONGEST_SUM:
        raise NotInCoqError("a long sum")
    count = int(high.value - low.value) + 1
    return add(*[instantiate(term.body, Number(low.value + k)) for k in range(count)])


def without_sums(node: Syntax) -> Syntax:
    """The node with every short sum between literal integers written out; NotInCoqError."""
    if isinstance(node, Bind) and node.head == "Sum":
        return without_sums(_written_out(node))
    return map_children(node, lambda child, _: without_sums(child))


def coq_definedness(node: Syntax) -> tuple[Relation, ...]:
    """Relations under which what Coq's total functions mean is what the node means.

    They are the conditions of the printed form: a power that is printed by ``ln`` needs a positive
    base even where the language defines it for zero too.  Raises NotInCoqError.
    """
    found: dict[Relation, None] = {}
    for part in subterms(without_sums(node)):
        if isinstance(part, Apply):
            for relation in _conditions(part):
                found.setdefault(relation)
    return tuple(found)


def _conditions(term: Apply) -> tuple[Relation, ...]:
    zero = Number(Fraction(0))
    if term.head == "pow":
        base, exponent = term.args
        if base == EULER:
            return ()
        value = exponent.value if isinstance(exponent, Number) else None
        if value is not None and value.denominator == 1 and abs(value) <= 1000:
            return () if value >= 0 else (Relation("!=", base, zero),)
        if value == Fraction(1, 2):
            return (Relation("<=", zero, base),)
        return (Relation("<", zero, base),)
    alternatives = definedness(term)
    if () in alternatives:
        return ()
    relations: tuple[Relation, ...] = alternatives[0]
    return relations
