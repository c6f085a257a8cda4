"""The typed terms of the language, as text, as data and as plain trees.

Three doors are imported by their own names, since they bring a library with them:
``expressions.parser`` (lark), ``expressions.sympy_bridge`` (SymPy), ``expressions.latex``.
"""

from ua_symbolic.expressions.serial import canonical, fingerprint, from_data, to_data
from ua_symbolic.expressions.terms import (
    Apply,
    Bind,
    Bound,
    Call,
    Constant,
    ForAll,
    Formula,
    Lambda,
    Number,
    Piecewise,
    Relation,
    Sort,
    Term,
    Variable,
    add,
    div,
    function,
    mul,
    neg,
    number,
    power,
    sub,
)
from ua_symbolic.expressions.text import to_text

__all__ = [
    "Apply",
    "Bind",
    "Bound",
    "Call",
    "Constant",
    "ForAll",
    "Formula",
    "Lambda",
    "Number",
    "Piecewise",
    "Relation",
    "Sort",
    "Term",
    "Variable",
    "add",
    "canonical",
    "div",
    "fingerprint",
    "from_data",
    "function",
    "mul",
    "neg",
    "number",
    "power",
    "sub",
    "to_data",
    "to_text",
]
