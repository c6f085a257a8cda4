"""Rigorous evaluation of terms in Arb balls.

The result is finite only if the term is certain to be defined at *every* point of the balls given
for its variables, and then it contains all its values there; otherwise it is NaN.

Thin balls go to Arb's functions directly; wide ones through the ranges of ``ranges`` and
``special``, which are exact at the ends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from flint import arb, ctx

from ua_symbolic.enclosure import bessel_quotients, elementary, ranges, special
from ua_symbolic.enclosure.compare import Truth, relation
from ua_symbolic.enclosure.program import Definitions, UnsupportedError, compile_program
from ua_symbolic.enclosure.ranges import MaybeInterval
from ua_symbolic.expressions.signature import HEADS
from ua_symbolic.expressions.terms import (
    Apply,
    Bind,
    Term,
    Variable,
    fresh_variable,
    instantiate,
    is_integer,
    number,
)

INTERNAL = (  # heads of derivatives, and of refinements (``program``), only
    "sign",
    "polygamma",
    "strict_log",
    bessel_quotients.RISING,
    bessel_quotients.FALLING,
)
LONGEST_SUM = 200_000
THIN_BITS = 24

_RANGES: dict[str, Callable[..., MaybeInterval]] = {
    "add": ranges.add,
    "mul": ranges.multiply,
    "neg": ranges.negate,
    "exp": elementary.exponential,
    "sin": elementary.sine,
    "cos": elementary.cosine,
    "tan": elementary.tangent,
    "atan": elementary.arctangent,
    "sinh": elementary.hyperbolic_sine,
    "cosh": elementary.hyperbolic_cosine,
    "tanh": elementary.hyperbolic_tangent,
    "asinh": elementary.inverse_hyperbolic_sine,
    "Abs": ranges.absolute,
    "Min": ranges.minimum,
    "Max": ranges.maximum,
    "floor": ranges.floor,
    "ceiling": ranges.ceiling,
    "erf": special.error_function,
    "erfc": special.complementary_error_function,
    "sign": ranges.sign,
    "strict_log": elementary.logarithm,
}
_CLAMPABLE: dict[str, Callable[..., MaybeInterval]] = {
    "div": ranges.divide,
    "sqrt": elementary.square_root,
    "log": elementary.logarithm,
    "asin": elementary.arcsine,
    "acos": elementary.arccosine,
    "acosh": elementary.inverse_hyperbolic_cosine,
    "atanh": elementary.inverse_hyperbolic_tangent,
    "gamma": special.gamma,
    "loggamma": special.loggamma,
    "digamma": special.digamma,
    "polygamma": special.polygamma,
    "factorial": special.factorial,
    "beta": special.beta,
    "betainc_regularized": special.incomplete_beta,
    "besseli": special.bessel_i,
    "besselj": special.bessel_j,
    "besselk": special.bessel_k,
    "LambertW": special.lambert_w,
}


def range_operation(node: Apply, clamped: bool) -> Callable[..., MaybeInterval]:
    """The interval function of ``node.head``.

    ``sign`` (the derivative of Abs) and ``polygamma`` occur in derivatives only.
    """
    head = node.head
    if head == "pow":
        integral = is_integer(node.args[1])
        return lambda b, e: elementary.power(b, e, integral, clamped)
    if head == "binomial":
        integral = all(is_integer(a) for a in node.args)
        return lambda n, k: special.binomial(n, k, integral, clamped)
    if head in (bessel_quotients.RISING, bessel_quotients.FALLING):
        return partial(bessel_quotients.refined, head)
    if head in _RANGES:
        return _RANGES[head]
    if head in _CLAMPABLE:
        function = _CLAMPABLE[head]
        return lambda *args: function(*args, clamped=clamped)
    raise UnsupportedError(f"{head} has no enclosure")


def _through_range(function: Callable[..., MaybeInterval], args: Sequence[arb]) -> arb:
    return ranges.to_ball(function(*[ranges.from_ball(a) for a in args]))


def _thin(args: Sequence[arb]) -> bool:
    for a in args:  # noqa: SIM110 - a loop is faster, and each step of each evaluation asks
        if not (a.is_exact() or a.rel_accuracy_bits() >= THIN_BITS):
            return False
    return True


_DIRECT: dict[str, Callable[[arb], arb]] = {
    "exp": lambda x: x.exp(),
    "sin": lambda x: x.sin(),
    "cos": lambda x: x.cos(),
    "tan": lambda x: x.tan(),
    "atan": lambda x: x.atan(),
    "sinh": lambda x: x.sinh(),
    "cosh": lambda x: x.cosh(),
    "tanh": lambda x: x.tanh(),
    "asinh": lambda x: x.asinh(),
    "erf": lambda x: x.erf(),
    "erfc": lambda x: x.erfc(),
}
_DIRECT_ON_POSITIVE: dict[str, Callable[[arb], arb]] = {
    "sqrt": lambda x: x.sqrt(),
    "log": lambda x: x.log(),
    "gamma": lambda x: x.gamma(),
    "loggamma": lambda x: x.lgamma(),
    "digamma": lambda x: x.digamma(),
    "factorial": lambda x: (x + 1).gamma(),
}


def _add(*args: arb) -> arb:
    total = args[0]
    for a in args[1:]:
        total = total + a
    return total


def _divide(a: arb, b: arb) -> arb:
    return a / b if b.is_finite() and not b.contains(0) else arb.nan()


def _operation(node: Apply) -> Callable[..., arb]:
    head = node.head
    wide = range_operation(node, clamped=False)
    if head == "add":
        return _add
    if head == "neg":
        return lambda a: -a
    if head == "div":
        return _divide
    if head in _DIRECT:
        direct = _DIRECT[head]
        return lambda a: direct(a) if _thin((a,)) else _through_range(wide, (a,))
    if head in _DIRECT_ON_POSITIVE:
        positive = _DIRECT_ON_POSITIVE[head]
        return lambda a: positive(a) if a > 0 and _thin((a,)) else _through_range(wide, (a,))
    if head == "mul":
        return _multiply
    if head == "pow":
        return _power(wide)
    return lambda *args: _through_range(wide, args)


def _multiply(*args: arb) -> arb:
    if not _thin(args):
        return _through_range(ranges.multiply, args)
    total = args[0]
    for a in args[1:]:
        total = total * a
    return total


def _power(wide: Callable[..., MaybeInterval]) -> Callable[[arb, arb], arb]:
    def evaluate_power(base: arb, exponent: arb) -> arb:
        natural = exponent.is_integer() and exponent > 0
        if (natural or base > 0) and _thin((base, exponent)):
            return base**exponent
        return _through_range(wide, (base, exponent))

    return evaluate_power


@dataclass(frozen=True)
class BallArithmetic:
    """The balls of Arb at the precision current in ``flint.ctx``."""

    definitions: Definitions | None = None

    def number(self, value: Fraction) -> arb:
        """A ball around a rational number."""
        return ranges.rational_ball(value)

    def constant(self, name: str) -> arb:
        """A ball around ``pi`` or ``E``."""
        return constant_ball(name)

    def operation(self, node: Apply) -> Callable[..., arb]:
        """The ball function of a head."""
        if node.head not in HEADS and node.head not in INTERNAL:
            raise UnsupportedError(f"{node.head} is not a known function")
        return _operation(node)

    def binder(self, node: Bind, variables: tuple[Variable, ...]) -> Callable[..., arb]:
        """A finite Sum, term by term, or an Integral by Arb's rigorous integration."""
        if node.head == "Integral":
            from ua_symbolic.enclosure.integrals import integral_function

            return integral_function(node, variables, self.definitions)
        return sum_function(node, variables, self)

    def join(self, values: Sequence[arb]) -> arb:
        """A ball around all the values."""
        total = values[0]
        for v in values[1:]:
            total = total.union(v) if total.is_finite() and v.is_finite() else arb.nan()
        return total

    def decide(self, op: str, left: arb, right: arb) -> Truth:
        """Truth of a relation between two balls."""
        return relation(op, left, right)


def constant_ball(name: str) -> arb:
    """The ball of a named constant; ``UnsupportedError`` for ``oo``."""
    if name == "pi":
        return arb.pi()
    if name == "E":
        return arb.const_e()
    raise UnsupportedError(f"the constant {name} is not a real number")


def _index(ball: arb) -> int | None:
    value = ball.unique_fmpz() if ball.is_finite() else None
    return None if value is None else int(value)


def sum_function(
    node: Bind, variables: tuple[Variable, ...], arithmetic: BallArithmetic
) -> Callable[..., arb]:
    """A finite sum as a ball function of ``variables``.

    The ends must be integers by their form or by exact value; NaN where they are not known or in
    the wrong order, ``UnsupportedError`` for a sum that is infinite or too long.
    """
    k = fresh_variable(node.hint, node.sort, node, *variables)
    ends = compile_program((node.lower, node.upper), variables, arithmetic)
    body = compile_program((instantiate(node.body, k),), (*variables, k), arithmetic)
    whole = is_integer(node.lower), is_integer(node.upper)

    def evaluate_sum(*values: arb) -> arb:
        balls = ends.run(values)
        known = [
            _index(b) if w or b.is_exact() else None for b, w in zip(balls, whole, strict=True)
        ]
        low, high = known
        if low is None or high is None or low > high + 1:
            return arb.nan()
        if high - low > LONGEST_SUM:
            raise UnsupportedError(f"a sum of {high - low + 1} terms is too long to enclose")
        total = arb(0)
        for i in range(low, high + 1):
            total += body((*values, arb(i)))
        return total

    return evaluate_sum


class CompiledTerm:
    """A term as a function of balls at a fixed precision, for repeated use."""

    def __init__(
        self,
        term: Term,
        variables: Sequence[Variable],
        precision: int,
        definitions: Definitions | None = None,
    ) -> None:
        self.precision = precision
        with ctx.workprec(precision):
            arithmetic = BallArithmetic(definitions)
            self._program = compile_program((term,), variables, arithmetic)

    def __call__(self, values: Sequence[arb]) -> arb:
        """The enclosure of the term at balls for its variables, in their order."""
        with ctx.workprec(self.precision):
            value: arb = self._program(values)
            return value


def compile_term(
    term: Term,
    variables: Sequence[Variable],
    precision: int,
    definitions: Definitions | None = None,
) -> CompiledTerm:
    """The term as a reusable ball function of ``variables``.

    Raises ``UnsupportedError`` for a call without definition, an infinite sum, a free variable not
    among ``variables``.
    """
    return CompiledTerm(term, variables, precision, definitions)


def evaluate(
    term: Term,
    values: Mapping[Variable, arb],
    precision: int,
    definitions: Definitions | None = None,
) -> arb:
    """A ball that contains the value of ``term``; NaN if it may be undefined there.

    >>> from ua_symbolic.expressions.terms import function, number
    >>> evaluate(function("sqrt", number(2)), {}, 64).str(10)
    '[1.414213562 +/- 3.74e-10]'
    """
    variables = tuple(values)
    return compile_term(term, variables, precision, definitions)([values[v] for v in variables])


def ball_of(value: int | Fraction | str, precision: int) -> arb:
    """A ball around an exact number; floats are refused since 1.1 is not 11/10."""
    with ctx.workprec(precision):
        return ranges.rational_ball(number(value).value)
