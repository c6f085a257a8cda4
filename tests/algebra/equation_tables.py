"""Names that the tables of equations use, and how a line of them is read."""

from ua_symbolic.expressions.elaborate import FunctionSignature, Scope
from ua_symbolic.expressions.parser import parse_relation
from ua_symbolic.expressions.terms import Relation, Sort, Variable

REALS = (
    "x", "y", "z", "a", "b", "c", "t", "s", "u",
    "L", "eps", "lam", "r", "phi", "tau", "eta",
)  # fmt: skip
INTEGERS = ("k", "m", "n", "N", "j")
SCOPE = Scope(
    {name: Variable(name) for name in REALS}
    | {name: Variable(name, Sort.INTEGER) for name in INTEGERS},
    {
        "f": FunctionSignature((Sort.REAL,)),
        "W": FunctionSignature((Sort.INTEGER,)),
        "h": FunctionSignature((Sort.REAL, Sort.REAL)),
        "size": FunctionSignature((Sort.REAL,), Sort.INTEGER),
    },
)


def lines_of(*tables: str) -> list[str]:
    """The nonempty lines."""
    return [line for table in tables for line in table.split("\n") if line]


def parse(line: str) -> tuple[Relation, list[Relation]]:
    """The equation of a line, and its facts, which stand after a bar."""
    equation, _, facts = line.partition("|")
    return parse_relation(equation, SCOPE), [
        parse_relation(fact, SCOPE) for fact in facts.split(",") if fact.strip()
    ]
