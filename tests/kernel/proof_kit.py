"""One right use (at least) of every rule of the kernel, as a table, and short ways to write it.

A premise is a relation that the use takes for granted: it stands among the hypotheses, so that
each use shows what its rule looks at, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from ua_symbolic.expressions.elaborate import FunctionSignature, Scope
from ua_symbolic.expressions.parser import parse_relation, parse_term
from ua_symbolic.expressions.terms import (
    Bind,
    Formula,
    Lambda,
    Relation,
    Sort,
    Term,
    Variable,
    close,
    for_all,
    instantiate,
)
from ua_symbolic.kernel.sequents import sequent
from ua_symbolic.kernel.theorems import Theorem, derive
from ua_symbolic.kernel.theory import Definition, Opaque, Statement, Theory

REAL, INTEGER = Sort.REAL, Sort.INTEGER
x, y, z, t, a, b, c = (Variable(name) for name in ("x", "y", "z", "t", "a", "b", "c"))
k, n, m, i, j = (Variable(name, INTEGER) for name in ("k", "n", "m", "i", "j"))
_FUNCTIONS = {
    "half": FunctionSignature((REAL,), REAL),
    "inverse": FunctionSignature((REAL,), REAL),
    "whole": FunctionSignature((INTEGER,), INTEGER),
    "mystery": FunctionSignature((INTEGER,), REAL),
    "f": FunctionSignature((INTEGER,), REAL),
    "g": FunctionSignature((REAL,), REAL),
}
SCOPE = Scope({v.name: v for v in (x, y, z, t, a, b, c, k, n, m, i, j)}, _FUNCTIONS)


def term(text: str) -> Term:
    """A term; k n m i j are integers, x y z t a b c reals."""
    return parse_term(text, SCOPE)


def rel(text: str | Relation) -> Relation:
    """A relation, oriented."""
    return (parse_relation(text, SCOPE) if isinstance(text, str) else text).oriented()


def same(text: str) -> Relation:
    """``t = t``."""
    return Relation("=", term(text), term(text))


def function(variable: Variable, body: str) -> Lambda:
    """The function of one variable with that body."""
    return Lambda((variable.sort,), close(term(body), variable))


def template(hole: Variable, relation: str) -> Lambda:
    """The relation with a hole in place of the variable."""
    return Lambda((hole.sort,), close(rel(relation), hole))


def inside(text: str, variable: Variable) -> Term:
    """The body of a Sum or Integral at a variable."""
    node = term(text)
    if not isinstance(node, Bind):
        raise TypeError("a Sum or Integral was expected")
    body: Term = instantiate(node.body, variable)
    return body


BOUNDED = for_all((i,), (rel("1 <= i"), rel("i <= n")), rel("f(i) <= c"))
EVERYWHERE = for_all((x, k), (rel("0 < x"), rel("x < k")), rel("g(x) <= k*x"))
INSTANCE = for_all((i,), (rel("1 <= i"), rel("i <= k + 1")), rel("x*i <= y"))


def some_theory() -> Theory:
    """A few definitions, an opaque function, and statements to use."""
    f = Opaque("f", (INTEGER,), REAL)
    total = rel("Sum(f(i), (i, 1, n)) <= n*c")
    return Theory(
        definitions={
            "half": Definition("half", (x,), (), term("x/2"), REAL),
            "inverse": Definition("inverse", (x,), (rel("0 < x"),), term("1/x"), REAL),
            "whole": Definition("whole", (k,), (rel("1 <= k"),), term("2*k"), INTEGER),
        },
        opaques={"mystery": Opaque("mystery", (INTEGER,), REAL)},
        statements={
            "square": Statement("square", "lemma", (), (rel("0 <= x"),), (rel("0 <= x*x"),)),
            "bounded": Statement("bounded", "argued", (f,), (rel("1 <= n"), BOUNDED), (total,)),
            "guess": Statement("guess", "conjecture", (), (), (rel("x < x + 1"),)),
        },
    )


THEORY = some_theory()


@dataclass(frozen=True)
class Local:
    """A premise about fresh variables within guards."""

    variables: tuple[Variable, ...]
    guards: tuple[Relation, ...]
    relation: Relation

    @property
    def formula(self) -> Formula:
        """The quantified hypothesis from which the premise is derived."""
        return for_all(self.variables, self.guards, self.relation)


Premise = Relation | Local


def local(relation: str, variable: Variable, *guards: str) -> Local:
    """A premise about one fresh variable."""
    return Local((variable,), tuple(map(rel, guards)), rel(relation))


@dataclass(frozen=True)
class Use:
    """One application of a rule; the premises are assumed, ``local`` ones derived otherwise."""

    rule: str
    conclusion: Relation
    premises: tuple[Premise, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    more: tuple[Formula, ...] = ()  # hypotheses besides the premises
    free_order: bool = False  # premises that may stand in another order
    spare: tuple[int, ...] = ()  # premises that may be left out (facts for an engine)

    def hypotheses(self) -> tuple[Formula, ...]:
        """What the conclusion rests on."""
        assumed = [p.formula if isinstance(p, Local) else p for p in self.premises]
        return tuple(dict.fromkeys((*self.more, *assumed)))

    def premise(self, premise: Premise, *foreign: Formula) -> Theorem:
        """An assumed premise, perhaps under a foreign hypothesis."""
        if isinstance(premise, Local):
            return self._local(premise, *foreign)
        assumed = tuple(dict.fromkeys((*self.hypotheses(), premise, *foreign)))
        return derive(THEORY, "hypothesis", sequent(assumed, premise))

    def _local(self, premise: Local, *foreign: Formula) -> Theorem:
        assumed = (*self.hypotheses(), premise.formula, *premise.guards, *foreign)
        assumed = tuple(dict.fromkeys(assumed))
        guards = [derive(THEORY, "hypothesis", sequent(assumed, g)) for g in premise.guards]
        data = {"formula": premise.formula, "values": premise.variables}
        return derive(THEORY, "specialise", sequent(assumed, premise.relation), guards, data)

    def derive(self, *premises: Theorem) -> Theorem:
        """The theorem from the given premises (or from its own)."""
        given = premises or tuple(map(self.premise, self.premises))
        return self.derive_from(given)

    def derive_from(self, premises: tuple[Theorem, ...]) -> Theorem:
        """The theorem from exactly these premises."""
        goal = sequent(self.hypotheses(), self.conclusion)
        return derive(THEORY, self.rule, goal, premises, self.data)

    def but(self, **changes: Any) -> Use:
        """The same with something changed; the hypotheses stay as they were."""
        return replace(self, more=self.hypotheses(), **changes)

    def saying(self, conclusion: Relation) -> Use:
        """The same with another conclusion."""
        return self.but(conclusion=conclusion)


def use(
    rule: str,
    conclusion: str | Relation,
    *premises: str | Premise,
    more: tuple[Formula | str, ...] = (),
    free_order: bool = False,
    spare: tuple[int, ...] = (),
    **data: Any,
) -> Use:
    """A row of the table."""
    extra = tuple(rel(h) if isinstance(h, str) else h for h in more)
    assumed = tuple(p if isinstance(p, Local) else rel(p) for p in premises)
    return Use(rule, rel(conclusion), assumed, data, extra, free_order, spare)


_S = "Sum(f(i), (i, 1, n))"
_I = "Integral(g(t), (t, a, b))"
_HALVES = Fraction(1, 2)

USES: tuple[Use, ...] = (
    use("hypothesis", "x <= y", more=("x <= y",)),
    use("cut", "x < z", "x < y", "x < z"),
    use("cases", "x < z", "x < z", "x < z", left=x, right=y, free_order=True),
    use("cases", "x < z", same("1/y"), "x < z", "x < z", left=x, right=term("1/y")),
    use("contradiction", "0 = 1", "x < y", "y <= x"),
    use("contradiction", "0 = 1", "x != x"),
    use(
        "specialise",
        "g(1/z) <= n*(1/z)",
        same("1/z"),
        "0 < 1/z",
        "1/z < n",
        more=(EVERYWHERE,),
        formula=EVERYWHERE,
        values=(term("1/z"), n),
    ),
    use(
        "lemma",
        "0 <= (y/2)*(y/2)",
        same("y/2"),
        "0 <= y/2",
        statement="square",
        claim=0,
        values={x: term("y/2")},
        functions={},
    ),
    use(
        "lemma",
        "Sum(x*i, (i, 1, k + 1)) <= (k + 1)*y",
        same("k + 1"),
        "1 <= k + 1",
        local("x*j <= y", j, "1 <= j", "j <= k + 1"),
        same("Sum(x*i, (i, 1, k + 1))"),
        same("(k + 1)*y"),
        statement="bounded",
        claim=0,
        values={n: term("k + 1"), c: y},
        functions={"f": function(i, "x*i")},
        fresh=((INSTANCE, (j,)),),
    ),
    use("unfold", "inverse(y) = 1/y", same("inverse(y)")),
    use("defined", same("log(x/y)"), same("x/y"), "0 < x/y"),
    use("defined", same("x**k"), "0 < x", alternative=1),
    use("defined", same("x**y"), "0 <= x", "0 < y", alternative=1),
    use("defined", same("inverse(y)"), "0 < y"),
    use("defined", same("whole(k)"), "1 <= k"),
    use("defined", same("mystery(k)")),
    use("defined", same("g(1/y)"), same("1/y")),
    use(
        "defined",
        same("Sum(1/i, (i, 1, n))"),
        "1 <= n + 1",
        local("1/j = 1/j", j, "1 <= j", "j <= n"),
        fresh=(j,),
    ),
    use(
        "defined",
        same("Integral(1/t, (t, a, b))"),
        "a <= b",
        local("1/x = 1/x", x, "a <= x", "x <= b"),
        fresh=(x,),
    ),
    use("defined", same("Piecewise((1/x, 0 < x), (y/2, True))"), same("1/x"), same("y/2")),
    use("defined_by", same("1/x"), "y <= log(1/x)"),
    use(
        "piecewise_value",
        "Piecewise((x, x < y), (1/y, y <= z), (z, True)) = 1/y",
        "y <= x",
        "y <= z",
        same("1/y"),
        branch=1,
    ),
    use("piecewise_value", "Piecewise((x, x < y), (z, True)) = z", "y <= x", branch=1),
    use("reflexive", "1/x <= 1/x", same("1/x")),
    use("reflexive", "x = x"),
    use("symmetric", "x = y", "y = x"),
    use("symmetric", "x != y", "y != x"),
    use("weaken", "x <= y", "x < y"),
    use("weaken", "x <= y", "y = x"),
    use("weaken", "x != y", "y < x"),
    use("antisymmetric", "x = y", "x <= y", "y <= x"),
    use("antisymmetric", "x < y", "x <= y", "x != y"),
    use("transitive", "x < c", "x <= y", "y < z", "z = c"),
    use("rewrite", "x/2 < z + x", "y = x", "y/2 < z + y", template=template(t, "t/2 < z + t")),
    use("sign", "0 < x + y + z", "0 <= x", "0 < y", "0 <= z"),
    use("sign", "0 <= x*y", "0 <= x", "0 <= y"),
    use("sign", "0 < x/y", "0 < x", "0 < y"),
    use("sign", "0 < x**y", "0 < x"),
    use("sign", "0 <= x**y", "0 <= x", same("x**y")),
    use("sign", "0 <= x**(-2)", same("x**(-2)"), even=True),
    use("monotone", "exp(x) < exp(y)", "x < y", place=0, row=0),
    use("monotone", "cos(y) <= cos(x)", "0 <= x", "y <= pi", "x <= y", place=0, row=0),
    use("monotone", "x**z < y**z", "0 <= x", "0 < z", "x < y", place=0, row=1),
    use("monotone", "z**y <= z**x", "0 <= z", "z <= 1", "0 <= x", "x <= y", place=1, row=2),
    use("monotone", "1/y + x <= 1/y + z", same("1/y"), "x <= z", place=1, row=0),
    use("monotone", "z/y <= z/x", "0 <= z", "0 < x", "x <= y", place=1, row=0),
    use("algebra", "(x + 1)*(x - 1) = x**2 - 1", same("(x + 1)*(x - 1)"), same("x**2 - 1")),
    use(
        "algebra",
        "sqrt(x**2) + 1/y = x + 1/y",
        same("sqrt(x**2) + 1/y"),
        same("x + 1/y"),
        "0 <= x",
    ),
    use(
        "combination",
        "x < y/2 + 3",
        "2*x <= y",
        same("y/2 + 3"),
        entries=((_HALVES, (), 0), (3, (), None)),
        premises=1,
    ),
    use(
        "combination",
        "x*z <= y*z",
        "x <= y",
        "0 <= z",
        same("x*z"),
        same("y*z"),
        entries=((1, (z,), 0),),
        premises=1,
    ),
    use("combination", "x = 2*y", "x/2 = y", same("2*y"), entries=((2, (), 0),), premises=1),
    use(
        "integral_monotone",
        f"Integral(t, (t, a, b)) < {_I}",
        same("Integral(t, (t, a, b))"),
        same(_I),
        "a < b",
        local("x < g(x)", x, "a < x", "x < b"),
        fresh=(x,),
    ),
    use(
        "integral_monotone",
        f"Integral(t, (t, a, b)) <= {_I}",
        same("Integral(t, (t, a, b))"),
        same(_I),
        local("x <= g(x)", x, "a <= x", "x <= b"),
        fresh=(x,),
    ),
    use(
        "sum_monotone",
        f"{_S} < Sum(i, (i, 1, n))",
        same(_S),
        same("Sum(i, (i, 1, n))"),
        "1 <= n",
        local("f(k) < k", k, "1 <= k", "k <= n"),
        fresh=(k,),
    ),
    use(
        "linearity",
        "Integral(y*t + 3*g(t), (t, a, b))"
        " = y*Integral(t, (t, a, b)) + 3*Integral(g(t), (t, a, b))",
        same("Integral(y*t + 3*g(t), (t, a, b))"),
        same("Integral(t, (t, a, b))"),
        same(_I),
        local("y*x + 3*g(x) = y*x + 3*g(x)", x, "a <= x", "x <= b"),
        fresh=(x,),
        parts=((y, close(t, t)), (term("3"), close(term("g(t)"), t))),
    ),
    use(
        "integral_split",
        f"{_I} = Integral(g(t), (t, a, c)) + Integral(g(t), (t, c, b))",
        same("Integral(g(t), (t, a, c))"),
        same("Integral(g(t), (t, c, b))"),
        middle=c,
    ),
    use(
        "antiderivative",
        "Integral(cos(t), (t, a, b)) = sin(b) - sin(a)",
        same("Integral(cos(t), (t, a, b))"),
        local("sin(x) = sin(x)", x, "a <= x", "x <= b"),
        local("cos(x) = cos(x)", x, "a < x", "x < b"),
        primitive=close(term("sin(t)"), t),
        fresh=(x,),
    ),
    use(
        "sum_split",
        f"{_S} = Sum(f(i), (i, 1, m)) + Sum(f(i), (i, m + 1, n))",
        same("Sum(f(i), (i, 1, m))"),
        same("Sum(f(i), (i, m + 1, n))"),
        middle=m,
    ),
    use("sum_single", "Sum(f(i), (i, n, n)) = f(n)", same("Sum(f(i), (i, n, n))")),
    use("sum_empty", "Sum(f(i), (i, m, n)) = 0", same("Sum(f(i), (i, m, n))"), "m = n + 1"),
    use(
        "sum_constant",
        "Sum(1/x, (i, 1, n)) = 1/x*(n - 1 + 1)",
        same("Sum(1/x, (i, 1, n))"),
        same("1/x"),
    ),
    use(
        "sum_swap",
        "Sum(Sum(i*j, (j, 1, n)), (i, 1, m)) = Sum(Sum(i*j, (i, 1, m)), (j, 1, n))",
        same("Sum(Sum(i*j, (j, 1, n)), (i, 1, m))"),
        same("Sum(Sum(i*j, (i, 1, m)), (j, 1, n))"),
        fresh=(k, Variable("l", INTEGER)),
    ),
)


def induction() -> Theorem:
    """``0 <= f(k)`` for all k >= 1, from ``0 <= f(1)`` and ``f(i) <= f(i + 1)`` everywhere."""
    grows = for_all((i,), (rel("1 <= i"),), rel("f(i) <= f(i + 1)"))
    fixed: tuple[Formula, ...] = (grows, rel("0 <= f(1)"))
    base = derive(THEORY, "hypothesis", sequent(fixed, rel("0 <= f(1)")))
    assumed = (*fixed, rel("1 <= k"), rel("0 <= f(k)"))
    start = derive(THEORY, "hypothesis", sequent(assumed, rel("1 <= k")))
    known = derive(THEORY, "hypothesis", sequent(assumed, rel("0 <= f(k)")))
    up = derive(
        THEORY,
        "specialise",
        sequent(assumed, rel("f(k) <= f(k + 1)")),
        (start,),
        {"formula": grows, "values": (k,)},
    )
    grown = derive(THEORY, "transitive", sequent(assumed, rel("0 <= f(k + 1)")), (known, up))
    there = derive(THEORY, "hypothesis", sequent((*fixed, rel("1 <= k")), rel("1 <= k")))
    goal = sequent((*fixed, rel("1 <= k")), rel("0 <= f(k)"))
    data = {"variable": k, "start": term("1"), "step": 1}
    return derive(THEORY, "induction", goal, (there, base, grown), data)
