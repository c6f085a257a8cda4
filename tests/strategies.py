"""Hypothesis strategies for terms and formulas, for the tests of every floor."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import strategies as st

from ua_symbolic.expressions import terms
from ua_symbolic.expressions.names import FUNCTIONS
from ua_symbolic.expressions.signature import HEADS
from ua_symbolic.expressions.terms import (
    Bind,
    Call,
    ForAll,
    Number,
    Piecewise,
    Relation,
    Sort,
    Term,
    Variable,
)

REALS = tuple(Variable(name) for name in ("x", "y", "eps", "t"))
INTEGERS = tuple(Variable(name, Sort.INTEGER) for name in ("m", "n", "k"))
HINTS = st.sampled_from(["k", "t", "x", "m", "k_1", "pi", "oo", "True", "beta"])
ELEMENTARY = ("sqrt", "exp", "log", "sin", "cos", "atan", "Abs", "Min", "Max", "tanh")


def opaque(strategy: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    """The same strategy under a short name: nested ones are too long to be shown."""

    @st.composite
    def term(draw: st.DrawFn) -> Term:
        return draw(strategy)

    return term()


def fractions(size: int = 20) -> st.SearchStrategy[Fraction]:
    """Small rationals of both signs."""
    return st.builds(Fraction, st.integers(-size, size), st.integers(1, size))


def numbers(size: int = 20) -> st.SearchStrategy[Term]:
    """Literal numbers, half of them integers."""
    whole = st.builds(lambda n: Number(Fraction(n)), st.integers(-size, size))
    return st.one_of(whole, st.builds(Number, fractions(size)))


def variables() -> st.SearchStrategy[Term]:
    """A few real and a few integer variables."""
    return st.sampled_from(REALS + INTEGERS)


def leaves() -> st.SearchStrategy[Term]:
    """Numbers, variables, pi and E."""
    return st.one_of(numbers(), variables(), st.sampled_from([terms.PI, terms.EULER]))


def arithmetic(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    """One arithmetic operation on smaller terms, by the smart constructors."""
    several = st.lists(inner, min_size=2, max_size=4)
    return st.one_of(
        several.map(lambda args: terms.add(*args)),
        several.map(lambda args: terms.mul(*args)),
        st.builds(terms.sub, inner, inner),
        st.builds(terms.div, inner, inner),
        st.builds(terms.power, inner, inner),
        st.builds(terms.neg, inner),
    )


@st.composite
def applications(draw: st.DrawFn, inner: st.SearchStrategy[Term], heads: tuple[str, ...]) -> Term:
    """An interpreted function of smaller terms, with a right number of them."""
    head = draw(st.sampled_from(sorted(heads)))
    least, most = HEADS[head].least, HEADS[head].most
    size = {"min_size": least, "max_size": least + 2 if most is None else most}
    return terms.function(head, *draw(st.lists(inner, **size)))


@st.composite
def binders(draw: st.DrawFn, inner: st.SearchStrategy[Term]) -> Term:
    """A sum or an integral; the hint may clash with names in use."""
    head, variable = draw(st.sampled_from([("Sum", INTEGERS[2]), ("Integral", REALS[3])]))
    upper = draw(st.one_of(inner, st.just(terms.INFINITY)))
    bound: Bind = terms.bind(head, variable, draw(inner), upper, draw(inner))
    return replace(bound, hint=draw(HINTS))


def calls(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    """Uninterpreted functions: a real one of one argument, an integer one of none or two."""
    return st.one_of(
        st.builds(lambda a: Call("f", (a,)), inner),
        st.builds(lambda a, b: Call("net.size", (a, b), Sort.INTEGER), inner, inner),
        st.just(Call("c", (), Sort.INTEGER)),
    )


def relations_of(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Relation]:
    """Relations between given terms."""
    return st.builds(Relation, st.sampled_from(terms.RELATION_OPERATORS), inner, inner)


def piecewise(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    """A case distinction with one or two conditions."""
    branch = st.tuples(inner, relations_of(inner))
    return st.builds(
        lambda bs, o: Piecewise(tuple(bs), o), st.lists(branch, min_size=1, max_size=2), inner
    )


def real_terms(max_leaves: int = 12) -> st.SearchStrategy[Term]:
    """Any term of the language, as the parser and the smart constructors build it."""
    heads = tuple(FUNCTIONS)
    return st.recursive(
        leaves(),
        lambda inner: opaque(
            st.one_of(
                arithmetic(inner),
                arithmetic(inner),
                applications(inner, heads),
                binders(inner),
                calls(inner),
                piecewise(inner),
            )
        ),
        max_leaves=max_leaves,
    )


def elementary_terms(max_leaves: int = 8) -> st.SearchStrategy[Term]:
    """Arithmetic and elementary functions only: terms with a value at a point."""
    return st.recursive(
        leaves(),
        lambda inner: opaque(st.one_of(arithmetic(inner), applications(inner, ELEMENTARY))),
        max_leaves=max_leaves,
    )


def relations(max_leaves: int = 8) -> st.SearchStrategy[Relation]:
    """Relations between any terms."""
    return relations_of(real_terms(max_leaves))


_SMALL_RELATIONS = relations(4)


@st.composite
def quantified(draw: st.DrawFn) -> ForAll:
    """Quantified hypotheses over one or two variables."""
    chosen = draw(st.lists(st.sampled_from(REALS + INTEGERS), min_size=1, max_size=2, unique=True))
    guards = tuple(draw(st.lists(_SMALL_RELATIONS, max_size=2)))
    return terms.for_all(tuple(chosen), guards, draw(_SMALL_RELATIONS))


def formulas() -> st.SearchStrategy[terms.Formula]:
    """Relations and quantified hypotheses."""
    return st.one_of(relations(), quantified())
