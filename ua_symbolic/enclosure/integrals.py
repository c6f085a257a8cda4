"""Rigorous integrals: Arb's adaptive Gauss-Legendre integration in complex balls.

The integrand must be built of functions that are analytic in pieces.  Arb's algorithm knows nothing
of real domains, so definedness of the integrand on the whole real range is checked separately by
intervals before the integral is believed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import acb, arb, ctx

from ua_symbolic.enclosure import ranges
from ua_symbolic.enclosure.compare import Truth, less_equal
from ua_symbolic.enclosure.program import Definitions, UnsupportedError, compile_program
from ua_symbolic.expressions.terms import (
    Apply,
    Bind,
    Number,
    Piecewise,
    Variable,
    fresh_variable,
    instantiate,
    subterms,
)

_ENTIRE: dict[str, Callable[[acb], acb]] = {
    "exp": lambda x: x.exp(),
    "sin": lambda x: x.sin(),
    "cos": lambda x: x.cos(),
    "tan": lambda x: x.tan(),
    "sinh": lambda x: x.sinh(),
    "cosh": lambda x: x.cosh(),
    "tanh": lambda x: x.tanh(),
    "gamma": lambda x: x.gamma(),
    "digamma": lambda x: x.digamma(),
    "erf": lambda x: x.erf(),
    "erfc": lambda x: x.erfc(),
}
_PIECES = 4096
WIDE_BITS, WIDE_EVALUATIONS = 12, 300  # where the parameters are not known to so many bits
MOST_EVALUATIONS = 2000  # of an integrand, besides some for each bit


@dataclass
class ComplexArithmetic:
    """Complex balls, with the flag that asks an operation to be analytic on its argument."""

    definitions: Definitions | None = None
    analytic: bool = False

    def number(self, value: Fraction) -> acb:
        """A rational number."""
        return acb(ranges.rational_ball(value))

    def constant(self, name: str) -> acb:
        """A named constant."""
        from ua_symbolic.enclosure.balls import constant_ball

        return acb(constant_ball(name))

    def operation(self, node: Apply) -> Callable[..., acb]:
        """The complex function of a head that is analytic in pieces."""
        if node.head in _ENTIRE:
            return _ENTIRE[node.head]
        table: dict[str, Callable[..., acb]] = {
            "add": _sum,
            "mul": _product,
            "neg": lambda a: -a,
            "div": lambda a, b: a / b,
            "sqrt": lambda a: a.real_sqrt(analytic=self.analytic),
            "log": lambda a: a.log(analytic=self.analytic),
            "Abs": lambda a: a.real_abs(analytic=self.analytic),
            "atan": self._arctangent,
            "Min": lambda *a: self._extreme(acb.real_min, a),
            "Max": lambda *a: self._extreme(acb.real_max, a),
        }
        if node.head == "pow":
            return self._power(node)
        if node.head not in table:
            raise UnsupportedError(f"no rigorous integration of {node.head}")
        return table[node.head]

    def _arctangent(self, a: acb) -> acb:
        safe = not self.analytic or a.imag.abs_upper() < 1
        return a.atan() if safe else acb(arb.nan(), arb.nan())

    def _extreme(self, function: Callable[..., acb], args: Sequence[acb]) -> acb:
        result = args[0]
        for a in args[1:]:
            result = function(result, a, analytic=self.analytic)
        return result

    def _power(self, node: Apply) -> Callable[..., acb]:
        exponent = node.args[1]
        if isinstance(exponent, Number) and exponent.value.denominator == 1:
            n = int(exponent.value)
            return lambda a, e: _whole_power(a, n)

        def general(a: acb, e: acb) -> acb:
            real = e.real
            if e.imag.is_zero() and real.is_exact() and real.is_integer():
                return _whole_power(a, int(real.fmpz()))
            return a.pow(e, analytic=self.analytic)

        return general

    def binder(self, node: Bind, variables: tuple[Variable, ...]) -> Callable[..., acb]:
        """Nested Sums and Integrals are not integrated."""
        raise UnsupportedError(f"no rigorous integration of a nested {node.head}")

    def join(self, values: Sequence[acb]) -> acb:
        """Piecewise integrands are refused."""
        raise UnsupportedError("no rigorous integration of a Piecewise")

    def decide(self, op: str, left: acb, right: acb) -> Truth:
        """Conditions are not decided on complex balls."""
        return Truth.UNKNOWN


def _sum(*args: acb) -> acb:
    total = args[0]
    for a in args[1:]:
        total = total + a
    return total


def _product(*args: acb) -> acb:
    total = args[0]
    for a in args[1:]:
        total = total * a
    return total


def _whole_power(a: acb, n: int) -> acb:
    """By repeated squaring: Arb's own power gives NaN on balls around zero."""
    if n < 0:
        return 1 / _whole_power(a, -n)
    result, square = acb(1), a
    while n:
        if n & 1:
            result = result * square
        n >>= 1
        if n:
            square = square * square
    return result


def integral_function(
    node: Bind, variables: tuple[Variable, ...], definitions: Definitions | None
) -> Callable[..., arb]:
    """A definite integral as a ball function of ``variables``.

    NaN unless the ends are certain to be in order and the integrand to be defined in between.
    """
    from ua_symbolic.enclosure.balls import BallArithmetic
    from ua_symbolic.enclosure.intervals import IntervalArithmetic

    for part in subterms(node.body):
        if isinstance(part, Apply) and part.head in ("floor", "ceiling"):
            raise UnsupportedError(f"no rigorous integration of {part.head}")
        if isinstance(part, Piecewise):
            raise UnsupportedError("no rigorous integration of a Piecewise")
    t = fresh_variable(node.hint, node.sort, node, *variables)
    inner = instantiate(node.body, t)
    ends = compile_program((node.lower, node.upper), variables, BallArithmetic(definitions))
    complexes = ComplexArithmetic(definitions)
    body = compile_program((inner,), (*variables, t), complexes)
    checked = compile_program((inner,), (*variables, t), IntervalArithmetic(definitions))

    def evaluate_integral(*values: arb) -> arb:
        low, high = ends.run(values)
        same = low.is_exact() and high.is_exact() and low == high
        if less_equal(low, high) is not Truth.TRUE:
            return arb.nan()
        boxes = [ranges.from_ball(v) for v in values]
        if not _defined(checked, boxes, low.lower(), high.upper()):
            return arb.nan()
        return arb(0) if same else _integrate(body, complexes, values, low, high)

    return evaluate_integral


def _defined(program: Any, boxes: list[Any], low: arb, high: arb) -> bool:
    """Whether intervals show the integrand defined on all of ``[low, high]``."""
    work, used = [(low, high)], 0
    while work:
        a, b = work.pop()
        used += 1
        if program([*boxes, (a, b)]) is not None:
            continue
        middle = ((a + b) / 2).mid()
        if used > _PIECES or not a < middle < b:
            return False
        work += [(a, middle), (middle, b)]
    return True


def _integrate(
    body: Any, arithmetic: ComplexArithmetic, values: Sequence[arb], low: arb, high: arb
) -> arb:
    parameters = [acb(v) for v in values]
    wide = any(v.rel_accuracy_bits() < WIDE_BITS and not v.is_exact() for v in values)

    def integrand(t: acb, analytic: bool) -> acb:
        arithmetic.analytic = bool(analytic)
        value: acb = body([*parameters, t])
        return value

    result: arb = acb.integral(
        integrand,
        acb(low),
        acb(high),
        abs_tol=arb(2) ** -(4 * ctx.prec),
        rel_tol=arb(2) ** -(12 if wide else ctx.prec),
        eval_limit=WIDE_EVALUATIONS if wide else MOST_EVALUATIONS + 50 * ctx.prec,
    ).real
    return result if result.is_finite() else arb.nan()
