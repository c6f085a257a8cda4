"""Terms in the languages of the peers: SMT-LIB 2, Sollya, and Python expressions for LeanCert."""

from fractions import Fraction
from itertools import count

from ua_symbolic.expressions.terms import (
    Apply,
    Constant,
    Number,
    Relation,
    Sort,
    Term,
    Variable,
    free_variables,
)


class NotExpressibleError(Exception):
    """The tool's language lacks something, with its name."""


# --- SMT-LIB 2 --------------------------------------------------------------------------------

_TRANSCENDENTAL = {
    "exp": "exp", "sin": "sin", "cos": "cos", "tan": "tan",
    "atan": "arctan", "asin": "arcsin", "acos": "arccos",
}  # fmt: skip


class SmtPrinter:
    """Terms as s-expressions; roots and logarithms become new variables with their equation."""

    def __init__(self, transcendental):
        self.transcendental = transcendental
        self.extra = []
        self._numbers = count()

    def relation(self, r):
        left, right = self.term(r.left), self.term(r.right)
        if r.op == "!=":
            return f"(not (= {left} {right}))"
        return f"({r.op} {left} {right})"

    def term(self, term):
        match term:
            case Number(value):
                return _smt_number(value)
            case Constant(name):
                if not self.transcendental:
                    raise NotExpressibleError(name)
                return "real.pi" if name == "pi" else "(exp 1.0)"
            case Variable(name, sort):
                return f"(to_real {name})" if sort is Sort.INTEGER else name
            case Apply("pow", (base, exponent)):
                return self._power(base, exponent)
            case Apply(head, args):
                return self._apply(head, [self.term(a) for a in args])
        raise NotExpressibleError(type(term).__name__)

    def _fresh(self, definition):
        name = f"aux{next(self._numbers)}"
        self.extra.append(f"(declare-const {name} Real)")
        self.extra.append(f"(assert {definition.format(name)})")
        return name

    def _apply(self, head, args):
        if head in ("add", "mul"):
            return f"({'+' if head == 'add' else '*'} {' '.join(args)})"
        if head == "neg":
            return f"(- {args[0]})"
        if head == "div":
            return f"(/ {args[0]} {args[1]})"
        if head == "sqrt":
            return self._fresh(f"(and (>= {{0}} 0.0) (= (* {{0}} {{0}}) {args[0]}))")
        if head == "Abs":
            return f"(ite (>= {args[0]} 0.0) {args[0]} (- {args[0]}))"
        if head in ("Min", "Max"):
            return self._extremum("<=" if head == "Min" else ">=", args)
        if head == "floor":
            return f"(to_real (to_int {args[0]}))"
        if head == "ceiling":
            return f"(- (to_real (to_int (- {args[0]}))))"
        if not self.transcendental:
            raise NotExpressibleError(head)
        return self._transcendental(head, args)

    def _extremum(self, op, args):
        text = args[-1]
        for a in reversed(args[:-1]):
            text = f"(ite ({op} {a} {text}) {a} {text})"
        return text

    def _transcendental(self, head, args):
        if head in _TRANSCENDENTAL:
            return f"({_TRANSCENDENTAL[head]} {args[0]})"
        up, down = f"(exp {args[0]})", f"(exp (- {args[0]}))"
        match head:
            case "log":
                return self._fresh(f"(= (exp {{0}}) {args[0]})")
            case "sinh":
                return f"(/ (- {up} {down}) 2.0)"
            case "cosh":
                return f"(/ (+ {up} {down}) 2.0)"
            case "tanh":
                return f"(/ (- {up} {down}) (+ {up} {down}))"
        raise NotExpressibleError(head)

    def _power(self, base, exponent):
        if isinstance(exponent, Number):
            value, text = exponent.value, self.term(base)
            top, bottom = abs(value.numerator), value.denominator
            if bottom > 1:
                product = " ".join(["{0}"] * bottom)
                text = self._fresh(f"(and (>= {{0}} 0.0) (= (* {product}) {text}))")
            power = "1.0" if top == 0 else text if top == 1 else f"(* {' '.join([text] * top)})"
            return power if value >= 0 else f"(/ 1.0 {power})"
        if not self.transcendental:
            raise NotExpressibleError("a symbolic exponent")
        if base == Constant("E"):
            return f"(exp {self.term(exponent)})"
        return f"(exp (* {self.term(exponent)} {self._apply('log', [self.term(base)])}))"


def _smt_number(value):
    top = f"{abs(value.numerator)}.0"
    text = top if value.denominator == 1 else f"(/ {top} {value.denominator}.0)"
    return text if value >= 0 else f"(- {text})"


def smt_script(problems, transcendental):
    """A script that asserts the negation of a claim: unsat means that the claim holds."""
    printer = SmtPrinter(transcendental)
    variables, hypotheses = problems[0].variables, problems[0].hypotheses
    given = [printer.relation(h) for h in hypotheses if not _infinite(h)]
    goals = " ".join(printer.relation(p.conclusion) for p in problems)
    mixed = transcendental or any("to_" in text for text in (*given, goals, *printer.extra))
    return "\n".join([
        "(set-logic ALL)" if mixed else "(set-logic QF_NRA)",
        *(f"(declare-const {v.name} {v.sort.value.capitalize().replace('Integer', 'Int')})"
          for v in variables),
        *printer.extra,
        *(f"(assert {g})" for g in given),
        f"(assert (not (and {goals})))" if len(problems) > 1 else f"(assert (not {goals}))",
        "(check-sat)",
        "",
    ])  # fmt: skip


def _infinite(relation):
    return any("oo" in str(side) for side in (relation.left, relation.right))


# --- one real variable or several, in an interval ------------------------------------------------


def gaps(problem):
    """``(term, strict)`` with the conclusion being ``term >= 0`` (or > 0)."""
    r = problem.conclusion.oriented()
    if r.op not in ("<=", "<"):
        raise NotExpressibleError(f"the relation {r.op}")
    return Apply("add", (r.right, Apply("neg", (r.left,)))), r.op == "<"


def ends(problem):
    """The closed ends of all variables; refuses unbounded ranges and further hypotheses."""
    found = {v: [None, None] for v in problem.variables}
    for h in problem.hypotheses:
        r = h.oriented()
        if r.op not in ("<=", "<"):
            raise NotExpressibleError("a hypothesis")
        for inner, outer, side in ((r.left, r.right, 1), (r.right, r.left, 0)):
            if isinstance(inner, Variable) and not free_variables(outer):
                if found[inner][side] is not None:
                    raise NotExpressibleError("a hypothesis")
                found[inner][side] = outer
                break
        else:
            raise NotExpressibleError("a hypothesis")
    for v, pair in found.items():
        if v.sort is Sort.INTEGER:
            raise NotExpressibleError("integer variables")
        if None in pair or any("oo" in str(end) for end in pair):
            raise NotExpressibleError("an unbounded domain")
    return found


# --- Sollya -----------------------------------------------------------------------------------

_SOLLYA = {
    "sqrt": "sqrt", "exp": "exp", "log": "log", "sin": "sin", "cos": "cos", "tan": "tan",
    "asin": "asin", "acos": "acos", "atan": "atan", "sinh": "sinh", "cosh": "cosh",
    "tanh": "tanh", "asinh": "asinh", "acosh": "acosh", "atanh": "atanh", "Abs": "abs",
    "floor": "floor", "ceiling": "ceil", "erf": "erf", "erfc": "erfc",
}  # fmt: skip


def sollya_term(term: Term) -> str:
    """The term, in the free variable of Sollya."""
    match term:
        case Number(value):
            return f"({value})"
        case Constant(name):
            return "pi" if name == "pi" else "exp(1)"
        case Variable():
            return "_x_"
        case Apply("add", args):
            return "(" + " + ".join(map(sollya_term, args)) + ")"
        case Apply("mul", args):
            return "(" + " * ".join(map(sollya_term, args)) + ")"
        case Apply("neg", (arg,)):
            return f"(-{sollya_term(arg)})"
        case Apply("div", (a, b)):
            return f"({sollya_term(a)} / {sollya_term(b)})"
        case Apply("pow", (a, b)):
            return f"({sollya_term(a)} ^ {sollya_term(b)})"
        case Apply("Min" | "Max" as head, (a, b)):
            first, second, sign = sollya_term(a), sollya_term(b), "-" if head == "Min" else "+"
            return f"(({first} + {second} {sign} abs({first} - {second})) / 2)"
        case Apply(head, (arg,)) if head in _SOLLYA:
            return f"{_SOLLYA[head]}({sollya_term(arg)})"
    raise NotExpressibleError(getattr(term, "head", type(term).__name__))


# --- LeanCert ---------------------------------------------------------------------------------

_LEAN = {
    "sqrt": "sqrt", "exp": "exp", "log": "log", "sin": "sin", "cos": "cos", "tan": "tan",
    "atan": "atan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "asinh": "arsinh",
    "atanh": "atanh", "Abs": "abs", "erf": "erf",
}  # fmt: skip


def lean_term(term: Term) -> str:
    """The term as a Python expression over ``leancert`` (as ``L``) and ``Fraction``."""
    match term:
        case Number(value):
            return f"L.const({lean_number(value)})"
        case Constant("E"):
            return "L.exp(L.const(1))"
        case Variable(name):
            return f"L.var({name!r})"
        case Apply("add", args):
            return "(" + " + ".join(map(lean_term, args)) + ")"
        case Apply("mul", args):
            return "(" + " * ".join(map(lean_term, args)) + ")"
        case Apply("neg", (arg,)):
            return f"(-{lean_term(arg)})"
        case Apply("div", (a, b)):
            return f"({lean_term(a)} / {lean_term(b)})"
        case Apply("pow", (a, Number(value))) if value.denominator == 1 and value >= 0:
            return f"({lean_term(a)} ** {value})"
        case Apply("pow", (a, b)):
            return f"L.exp({lean_term(b)} * L.log({lean_term(a)}))"
        case Apply("Min" | "Max" as head, (a, b)):
            return f"L.{head}({lean_term(a)}, {lean_term(b)})"
        case Apply(head, (arg,)) if head in _LEAN:
            return f"L.{_LEAN[head]}({lean_term(arg)})"
    raise NotExpressibleError(getattr(term, "head", getattr(term, "name", "")))


def lean_number(value: Fraction) -> str:
    """A rational number in Python."""
    return f"Fraction({value.numerator}, {value.denominator})"


def strictly(relation: Relation) -> bool:
    """Whether an order is strict."""
    return relation.op in ("<", ">")
