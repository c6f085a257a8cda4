"""Terms as LaTeX: plain amsmath, nothing that needs a macro of ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from ua_symbolic.expressions.names import BinderNames
from ua_symbolic.expressions.numerals import integer_text
from ua_symbolic.expressions.terms import (
    Apply,
    Bind,
    Bound,
    Call,
    Constant,
    ForAll,
    Lambda,
    Number,
    Piecewise,
    Relation,
    Sort,
    Syntax,
    Variable,
)
from ua_symbolic.expressions.text import Level, Printed

_GREEK = {
    **{
        name: f"\\{name}"
        for name in (
            *("alpha", "beta", "gamma", "delta", "zeta", "eta", "theta", "kappa", "mu", "nu"),
            *("xi", "rho", "sigma", "tau", "chi", "psi", "omega", "iota", "upsilon", "lambda"),
            *("Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega"),
        )
    },
    "eps": "\\varepsilon",
    "epsilon": "\\varepsilon",
    "phi": "\\varphi",
    "lam": "\\lambda",
}
_CONSTANTS = {"pi": "\\pi", "E": "e", "oo": "\\infty"}
_RELATIONS = {"<=": "\\le", "<": "<", "=": "=", ">=": "\\ge", ">": ">", "!=": "\\ne"}
_SETS = {Sort.REAL: "\\mathbf{R}", Sort.INTEGER: "\\mathbf{Z}"}
_SPLIT = re.compile(r"([A-Za-z]+)_?(.*)\Z")

_NAMED = {
    **{name: f"\\{name}" for name in ("log", "sin", "cos", "tan", "sinh", "cosh", "tanh")},
    "asin": "\\arcsin",
    "acos": "\\arccos",
    "atan": "\\arctan",
    "asinh": "\\operatorname{arsinh}",
    "acosh": "\\operatorname{arcosh}",
    "atanh": "\\operatorname{artanh}",
    "Min": "\\min",
    "Max": "\\max",
    "gamma": "\\Gamma",
    "loggamma": "\\log\\Gamma",
    "digamma": "\\psi",
    "beta": "\\mathrm{B}",
    "erf": "\\operatorname{erf}",
    "erfc": "\\operatorname{erfc}",
    "LambertW": "W",
}
_INDEXED = {"besseli": "I", "besselj": "J", "besselk": "K"}
_POWERED = ("sin", "cos", "tan", "sinh", "cosh", "tanh")
_AROUND = {
    "sqrt": "\\sqrt{%s}",
    "Abs": "\\left|%s\\right|",
    "floor": "\\left\\lfloor %s\\right\\rfloor",
    "ceiling": "\\left\\lceil %s\\right\\rceil",
}


def to_latex(node: Syntax) -> str:
    r"""LaTeX for a term, relation, quantified hypothesis or lambda, for use in math mode.

    >>> from ua_symbolic.expressions.terms import Variable, div, number, power
    >>> print(to_latex(div(Variable("eps"), power(Variable("x1"), number(2)))))
    \frac{\varepsilon}{x_{1}^{2}}
    """
    return _Printer(node).formula(node)


def latex_name(name: str) -> str:
    r"""A variable or function name: Greek where it is, digits and ``_`` as a subscript.

    >>> print(latex_name("delta_max"), latex_name("upper.prefix_length"))
    \delta_{\mathrm{max}} \mathrm{upper.prefix\_length}
    """
    match = _SPLIT.match(name)
    if "." in name or match is None:
        return _upright(name)
    base, index = match.groups()
    head = _symbol(base)
    if not index:
        return head
    parts = (p if p.isdigit() else _symbol(p) if p.isalpha() else _upright(p)
             for p in index.split("_"))  # fmt: skip
    return f"{head}_{{{','.join(parts)}}}"


def _symbol(word: str) -> str:
    return _GREEK.get(word) or (word if len(word) == 1 else _upright(word))


def _upright(word: str) -> str:
    escaped = word.replace("_", "\\_").replace("#", "\\#")
    return f"\\mathrm{{{escaped}}}"


def _bracket(text: str) -> str:
    return f"\\left({text}\\right)"


class _Printer:
    def __init__(self, node: Syntax) -> None:
        self._names = BinderNames(node)

    def formula(self, node: Syntax) -> str:
        match node:
            case Relation(op, left, right):
                return f"{self.term(left)[0]} {_RELATIONS[op]} {self.term(right)[0]}"
            case ForAll(sorts, guards, body, hints):
                names = self._names.enter(hints or ("k",) * len(sorts))
                typed = [
                    f"{latex_name(n)} \\in {_SETS[s]}" for n, s in zip(names, sorts, strict=True)
                ]
                under = ",\\ ".join((*typed, *map(self.formula, guards)))
                text = f"\\forall {under}:\\ {self.formula(body)}"
                self._names.leave(len(sorts))
                return text
            case Lambda(sorts, body):
                names = self._names.enter(("x",) * len(sorts))
                arguments = ", ".join(map(latex_name, names))
                text = f"{_bracket(arguments)} \\mapsto {self.term(body)[0]}"
                self._names.leave(len(sorts))
                return text
        return self.term(node)[0]

    def term(self, node: Syntax) -> Printed:
        match node:
            case Number(value):
                return _number(value)
            case Constant(name):
                return _CONSTANTS[name], Level.ATOM
            case Variable(name, _):
                return latex_name(name), Level.ATOM
            case Bound(index, _):
                return latex_name(self._names.name(index)), Level.ATOM
            case Apply(head, args):
                return self._apply(head, args)
            case Call(name, args, _):
                return f"{latex_name(name)}{_bracket(self._list(args))}", Level.ATOM
            case Bind():
                return self._bind(node), Level.SUM
            case Piecewise(branches, otherwise):
                rows = [f"{self.term(v)[0]} & {self.formula(c)}" for v, c in branches]
                rows.append(f"{self.term(otherwise)[0]} & \\text{{otherwise}}")
                lines = " \\\\ ".join(rows)
                return f"\\begin{{cases}}{lines}\\end{{cases}}", Level.SUM
        raise TypeError(f"not a term: {type(node).__name__}")

    def operand(self, node: Syntax, level: Level, *, signed: bool = False) -> str:
        text, own = self.term(node)
        return _bracket(text) if own < level or (text[0] == "-" and not signed) else text

    def _list(self, args: tuple[Syntax, ...]) -> str:
        return ", ".join(self.term(a)[0] for a in args)

    def _bind(self, node: Bind) -> str:
        lower, upper = self.term(node.lower)[0], self.term(node.upper)[0]
        (hint,) = self._names.enter([node.hint])
        name, body = latex_name(hint), self.operand(node.body, Level.PRODUCT, signed=True)
        self._names.leave(1)
        if node.head == "Sum":
            return f"\\sum_{{{name} = {lower}}}^{{{upper}}} {body}"
        return f"\\int_{{{lower}}}^{{{upper}}} {body} \\,\\mathrm{{d}}{name}"

    def _apply(self, head: str, args: tuple[Syntax, ...]) -> Printed:
        if head in _OPERATORS:
            return _OPERATORS[head](self, args)
        if head in _AROUND:
            return _AROUND[head] % self.term(args[0])[0], Level.ATOM
        if head in _INDEXED:
            order, x = (self.term(a)[0] for a in args)
            return f"{_INDEXED[head]}_{{{order}}}{_bracket(x)}", Level.POWER
        return f"{_NAMED[head]}{_bracket(self._list(args))}", Level.POWER


def _number(value: Fraction) -> Printed:
    sign, size = ("-", -value) if value < 0 else ("", value)
    top, bottom = integer_text(size.numerator), integer_text(size.denominator)
    if bottom != "1":
        return f"{sign}\\frac{{{top}}}{{{bottom}}}", Level.PRODUCT
    return f"{sign}{top}", Level.MINUS if sign else Level.ATOM


def _sum(printer: _Printer, args: tuple[Syntax, ...]) -> Printed:
    parts = [printer.operand(args[0], Level.PRODUCT, signed=True)]
    for arg in args[1:]:
        match arg:
            case Apply("neg", (inner,)):
                parts.append(f"- {printer.operand(inner, Level.PRODUCT)}")
            case Number(value) if value < 0:
                parts.append(f"- {_number(-value)[0]}")
            case _:
                parts.append(f"+ {printer.operand(arg, Level.PRODUCT)}")
    return " ".join(parts), Level.SUM


def _product(printer: _Printer, args: tuple[Syntax, ...]) -> Printed:
    text = printer.operand(args[0], Level.PRODUCT, signed=True)
    for arg in args[1:]:
        factor = printer.operand(arg, Level.PRODUCT)
        text += f" \\cdot {factor}" if factor[0].isdigit() else f" {factor}"
    return text, Level.PRODUCT


def _minus(printer: _Printer, args: tuple[Syntax, ...]) -> Printed:
    return f"-{printer.operand(args[0], Level.PRODUCT)}", Level.MINUS


def _quotient(printer: _Printer, args: tuple[Syntax, ...]) -> Printed:
    top, bottom = (printer.term(a)[0] for a in args)
    return f"\\frac{{{top}}}{{{bottom}}}", Level.PRODUCT


def _power(printer: _Printer, args: tuple[Syntax, ...]) -> Printed:
    base, exponent = args[0], printer.term(args[1])[0]
    if isinstance(base, Apply) and base.head in _POWERED and exponent[0] != "-":
        argument = _bracket(printer.term(base.args[0])[0])
        return f"{_NAMED[base.head]}^{{{exponent}}}{argument}", Level.POWER
    return f"{printer.operand(base, Level.ATOM)}^{{{exponent}}}", Level.POWER


def _exponential(printer: _Printer, args: tuple[Syntax, ...]) -> Printed:
    return f"e^{{{printer.term(args[0])[0]}}}", Level.POWER


def _binomial(printer: _Printer, args: tuple[Syntax, ...]) -> Printed:
    above, below = (printer.term(a)[0] for a in args)
    return f"\\binom{{{above}}}{{{below}}}", Level.ATOM


def _factorial(printer: _Printer, args: tuple[Syntax, ...]) -> Printed:
    return f"{printer.operand(args[0], Level.ATOM)}!", Level.POWER


def _incomplete_beta(printer: _Printer, args: tuple[Syntax, ...]) -> Printed:
    a, b, low, high = (printer.term(arg)[0] for arg in args)
    range_ = high if low == "0" else f"{low}, {high}"
    return f"I_{{{range_}}}{_bracket(f'{a}, {b}')}", Level.POWER


_OPERATORS: dict[str, Callable[[_Printer, tuple[Syntax, ...]], Printed]] = {
    "add": _sum,
    "mul": _product,
    "neg": _minus,
    "div": _quotient,
    "pow": _power,
    "exp": _exponential,
    "binomial": _binomial,
    "factorial": _factorial,
    "betainc_regularized": _incomplete_beta,
}
