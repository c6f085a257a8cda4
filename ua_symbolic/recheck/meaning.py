"""What the functions of the language are: arity, domain, continuity, monotone ranges, derivative.

Written from the textbooks (DLMF 4, 5, 7, 10), not from the kernel's tables.  A condition is a
small tuple: ``(op, left, right)`` where a side is a literal, a name such as
``"pi"``, or ``("arg", i)``.
"""

from __future__ import annotations

from typing import Any

MANY = 10**6
SORT_OF_BINDER = {"Sum": "integer", "Integral": "real"}

_ONE = [
    "neg",
    "sqrt",
    "exp",
    "log",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "sinh",
    "cosh",
    "tanh",
    "asinh",
    "acosh",
    "atanh",
    "Abs",
    "floor",
    "ceiling",
    "gamma",
    "loggamma",
    "digamma",
    "erf",
    "erfc",
    "LambertW",
    "factorial",
]
ARITY: dict[str, tuple[int, int]] = {
    **dict.fromkeys(_ONE, (1, 1)),
    **dict.fromkeys(["div", "pow", "beta", "besseli", "besselj", "besselk", "binomial"], (2, 2)),
    "add": (2, MANY),
    "mul": (2, MANY),
    "Min": (1, MANY),
    "Max": (1, MANY),
    "betainc_regularized": (4, 4),
}

Side = Any
Condition = tuple[str, Side, Side]

X, Y = ("arg", 0), ("arg", 1)
HALF_PI, MINUS_HALF_PI = "pi/2", "-pi/2"

TOTAL = frozenset(
    [
        "add",
        "mul",
        "neg",
        "exp",
        "sin",
        "cos",
        "atan",
        "sinh",
        "cosh",
        "tanh",
        "asinh",
        "Abs",
        "Min",
        "Max",
        "floor",
        "ceiling",
        "erf",
        "erfc",
    ]
)
DOMAIN: dict[str, tuple[tuple[Condition, ...], ...]] = {
    "div": ((("!=", Y, 0),), (("<", 0, Y),), (("<", Y, 0),)),
    "sqrt": ((("<=", 0, X),),),
    "log": ((("<", 0, X),),),
    "tan": ((("!=", "cos", 0),),),
    "asin": ((("<=", -1, X), ("<=", X, 1)),),
    "acos": ((("<=", -1, X), ("<=", X, 1)),),
    "acosh": ((("<=", 1, X),),),
    "atanh": ((("<", -1, X), ("<", X, 1)),),
    "gamma": ((("<", 0, X),),),
    "loggamma": ((("<", 0, X),),),
    "digamma": ((("<", 0, X),),),
    "beta": ((("<", 0, X), ("<", 0, Y)),),
    "LambertW": ((("<=", "-1/E", X),),),
    "factorial": ((("<=", 0, X),),),
    "besselk": ((("<", 0, Y),),),
    "besseli": ((("<", 0, Y),), (("<=", 0, Y), ("<=", 0, X))),
    "besselj": ((("<", 0, Y),), (("<=", 0, Y), ("<=", 0, X))),
    "binomial": ((("<", -1, X), ("<", -1, Y), ("<", Y, "x+1")),),
    "pow": ((("<", 0, X),), (("<=", 0, X), ("<", 0, Y))),
    "betainc_regularized": (
        (
            ("<", 0, X),
            ("<", 0, Y),
            *((("<=", 0, ("arg", i))) for i in (2, 3)),
            *((("<=", ("arg", i), 1)) for i in (2, 3)),
        ),
    ),
}
"""Alternatives of which any one suffices."""

WITH_INTEGERS: dict[str, tuple[tuple[Condition, ...], ...]] = {
    "pow": ((("<=", 0, Y),), (("!=", X, 0),)),  # exponent of integer sort
    "besseli": ((),),  # order of integer sort
    "besselj": ((),),
    "binomial": ((("<=", 0, Y), ("<=", Y, X)),),  # both of integer sort
}
"""More alternatives when the arguments named in the comment are integers by their form."""

CONTINUOUS = (TOTAL | frozenset(DOMAIN)) - frozenset(
    ["floor", "ceiling", "pow", "besseli", "besselj", "besselk", "binomial", "factorial"]
)
"""Heads that are jointly continuous wherever they are defined (pow is treated apart)."""

LOW, HIGH = "low", "high"
UP, DOWN = 1, -1
Range = tuple[int, tuple[Condition, ...]]

MONOTONE: dict[str, tuple[Range, ...]] = {
    **dict.fromkeys(["exp", "atan", "sinh", "tanh", "asinh", "erf"], ((UP, ()),)),
    **dict.fromkeys(("neg", "erfc"), ((DOWN, ()),)),
    "log": ((UP, (("<", 0, LOW),)),),
    "sqrt": ((UP, (("<=", 0, LOW),)),),
    "sin": (
        (UP, (("<=", MINUS_HALF_PI, LOW), ("<=", HIGH, HALF_PI))),
        (DOWN, (("<=", HALF_PI, LOW), ("<=", HIGH, "pi"))),
    ),
    "cos": (
        (DOWN, (("<=", 0, LOW), ("<=", HIGH, "pi"))),
        (UP, (("<=", "-pi", LOW), ("<=", HIGH, 0))),
    ),
    "tan": ((UP, (("<", MINUS_HALF_PI, LOW), ("<", HIGH, HALF_PI))),),
    "asin": ((UP, (("<=", -1, LOW), ("<=", HIGH, 1))),),
    "acos": ((DOWN, (("<=", -1, LOW), ("<=", HIGH, 1))),),
    "atanh": ((UP, (("<", -1, LOW), ("<", HIGH, 1))),),
    "cosh": ((UP, (("<=", 0, LOW),)),),
    "acosh": ((UP, (("<=", 1, LOW),)),),
    "Abs": ((UP, (("<=", 0, LOW),)),),
    "gamma": ((UP, (("<=", 2, LOW),)),),
    "loggamma": ((UP, (("<=", 2, LOW),)),),
    "digamma": ((UP, (("<", 0, LOW),)),),
    "LambertW": ((UP, (("<=", "-1/E", LOW),)),),
    "floor": ((UP, ()),),
    "ceiling": ((UP, ()),),
}
"""Strictly monotone functions of one argument (floor and ceiling keep the weak order only)."""
WEAK_ONLY = frozenset({"floor", "ceiling", "Min", "Max"})

OTHER = "other"  # the argument of a power or quotient that stays
POWER: dict[tuple[int, bool], tuple[Range, ...]] = {
    (0, False): (  # the base moves, the exponent stays
        (UP, (("<=", 0, LOW), ("<=", 0, OTHER))),
        (DOWN, (("<", 0, LOW), ("<=", OTHER, 0))),
    ),
    (0, True): ((UP, (("<=", 0, LOW), ("<", 0, OTHER))),),
    (1, False): (  # the exponent moves
        (UP, (("<=", 1, OTHER),)),
        (DOWN, (("<", 0, OTHER), ("<=", OTHER, 1))),
        (DOWN, (("<=", 0, OTHER), ("<=", OTHER, 1), ("<=", 0, LOW))),
    ),
    (1, True): (),
}
QUOTIENT: dict[tuple[int, bool], tuple[Range, ...]] = {
    (0, False): ((UP, (("<", 0, OTHER),)),),
    (0, True): ((UP, (("<", 0, OTHER),)),),
    (1, False): (
        (DOWN, (("<=", 0, OTHER), ("<", 0, LOW))),
        (UP, (("<=", OTHER, 0), ("<", 0, LOW))),
    ),
    (1, True): ((DOWN, (("<", 0, OTHER), ("<", 0, LOW))),),
}
"""By place of the moving argument and whether the strict order is to be kept."""

Formula = Any  # nested tuples over "u": ("div", 1, "u"), ...

_SQUARE = ("pow", "u", 2)
_GAUSS = ("mul", ("div", 2, ("sqrt", "pi")), ("exp", ("neg", _SQUARE)))
_ROOT = ("sqrt", ("add", 1, ("neg", _SQUARE)))
DERIVATIVE: dict[str, Formula] = {
    "exp": ("exp", "u"),
    "log": ("div", 1, "u"),
    "sqrt": ("div", 1, ("mul", 2, ("sqrt", "u"))),
    "sin": ("cos", "u"),
    "cos": ("neg", ("sin", "u")),
    "tan": ("div", 1, ("pow", ("cos", "u"), 2)),
    "asin": ("div", 1, _ROOT),
    "acos": ("neg", ("div", 1, _ROOT)),
    "atan": ("div", 1, ("add", 1, _SQUARE)),
    "sinh": ("cosh", "u"),
    "cosh": ("sinh", "u"),
    "tanh": ("div", 1, ("pow", ("cosh", "u"), 2)),
    "asinh": ("div", 1, ("sqrt", ("add", 1, _SQUARE))),
    "acosh": ("div", 1, ("sqrt", ("add", _SQUARE, -1))),
    "atanh": ("div", 1, ("add", 1, ("neg", _SQUARE))),
    "gamma": ("mul", ("gamma", "u"), ("digamma", "u")),
    "loggamma": ("digamma", "u"),
    "erf": _GAUSS,
    "erfc": ("neg", _GAUSS),
    "LambertW": (
        "div",
        ("exp", ("neg", ("LambertW", "u"))),
        ("add", 1, ("LambertW", "u")),
    ),
}

NAMED: dict[str, Formula] = {
    "pi/2": ("div", "pi", 2),
    "-pi/2": ("neg", ("div", "pi", 2)),
    "-pi": ("neg", "pi"),
    "-1/E": ("div", -1, "E"),
}
"""How the named ends are written as terms in a proof."""
