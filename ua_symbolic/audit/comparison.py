"""The table of a development at given parameters: numbers, exponents and standings, none typed in.

Numbers are values of closed forms; exponents are read off the theorems tagged ``[order ...]``, or,
for a published figure, off the leaf that reports it; standings come from the audit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ua_symbolic.audit.comparison_source import (
    PUBLISHED,
    AlsoSource,
    ParameterSource,
    RowSource,
    TableSource,
    hint,
)
from ua_symbolic.audit.model import (
    ASSURANCES,
    MODULO,
    PROVED,
    STATUSES,
    Audit,
    StatementAudit,
    worse,
)
from ua_symbolic.bounds import ClosedForm, IntegerValue, Value, bound_value
from ua_symbolic.bounds.orders_at import fails, order_at
from ua_symbolic.bounds.plot import log10_of
from ua_symbolic.development import Development
from ua_symbolic.errors import DevelopmentError, DomainError, ExpressionError, UserError
from ua_symbolic.expressions.elaborate import FunctionSignature, Scope
from ua_symbolic.expressions.parser import parse_term, parse_value
from ua_symbolic.expressions.terms import (
    ONE,
    Apply,
    Call,
    Number,
    Sort,
    Syntax,
    Term,
    Variable,
    add,
    free_variables,
    neg,
    power,
    subterms,
)
from ua_symbolic.expressions.text import to_text
from ua_symbolic.kernel.theory import Definition

MOST_GROWTH = 1_000_000
"""A published growth of more digits than this is told by its exponent alone."""


@dataclass(frozen=True)
class Quantity:
    """A formula with its value, or the reason why it has none at these parameters."""

    formula: str
    value: Value | None
    error: str = ""


@dataclass(frozen=True)
class Exponent:
    """The power of the small parameter, and of its logarithm, as ``statement`` has it."""

    formula: str
    log_formula: str
    value: str  # at the parameters of the table
    statement: str


@dataclass(frozen=True)
class Also:
    """A further quantity of a row, and the statement that speaks of it."""

    name: str
    quantity: Quantity
    statement: str


@dataclass(frozen=True)
class Row:
    """A route, a published figure or a lower bound."""

    kind: str
    name: str
    statements: tuple[str, ...]
    status: str
    assurance: str
    leaves: tuple[str, ...]
    cells: Mapping[str, tuple[Quantity, ...]]
    reported: Mapping[str, tuple[str, ...]]
    exponent: Exponent | None
    growth: Quantity | None  # of a published figure, up to a constant that is not known
    outside: str  # the condition of a published figure that fails here
    remark: str
    says: str
    source: str
    also: tuple[Also, ...]


@dataclass(frozen=True)
class Section:
    """Rows that belong together."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Comparison:
    """The whole table."""

    development: str
    title: str
    order: str
    parameters: Mapping[str, Term]
    meanings: Mapping[str, str]
    sections: tuple[Section, ...]

    def rows(self) -> Iterator[Row]:
        """All rows, from top to bottom."""
        for section in self.sections:
            yield from section.rows


def build_comparison(
    development: Development,
    audit: Audit,
    table: TableSource,
    settings: Mapping[str, Term],
    digits: int = 30,
) -> Comparison:
    """The table with the given parameters, those of the file for the others.

    Raises UserError for a parameter that the table has not or of the wrong sort, DevelopmentError
    for a name in the file that means nothing.
    """
    given = _parameters(table, settings)
    builder = _Builder(development, audit, table, given, digits)
    sections = tuple(
        Section(s.title, tuple(builder.row(r) for r in s.rows)) for s in table.sections
    )
    _require_a_value(sections)
    meanings = {p.name: p.meaning for p in table.parameters}
    return Comparison(development.name, table.title, table.order, given, meanings, sections)


def _require_a_value(sections: Iterable[Section]) -> None:
    """DomainError where no row has a prefix length at these parameters."""
    found = [q for s in sections for row in s.rows for q in row.cells.get("prefix_length", ())]
    if found and all(q.error for q in found):
        raise DomainError(f"no row has a value: {found[0].error}")


def _parameters(table: TableSource, settings: Mapping[str, Term]) -> dict[str, Term]:
    known = [p.name for p in table.parameters]
    for name in settings:
        if name not in known:
            raise UserError(f"the table has no parameter {name:.40} (it has {', '.join(known)})")
    return {p.name: settings.get(p.name) or _default(table, p) for p in _checked(table, settings)}


def _checked(table: TableSource, settings: Mapping[str, Term]) -> Iterator[ParameterSource]:
    for p in table.parameters:
        value = settings.get(p.name)
        is_whole = isinstance(value, Number) and value.value.denominator == 1
        if p.integer and value is not None and not is_whole:
            raise UserError(f"--set {p.name}: an integer ({p.meaning}), not {to_text(value):.40}")
        yield p


def _default(table: TableSource, parameter: ParameterSource) -> Term:
    try:
        return parse_value(parameter.value)
    except ExpressionError as problem:
        place = f"{table.file}: parameters, {parameter.name}"
        raise DevelopmentError(f"{place}: {problem}") from problem


@dataclass(frozen=True)
class _Builder:
    """One development with the parameters of the table."""

    development: Development
    audit: Audit
    table: TableSource
    given: Mapping[str, Term]
    digits: int

    def error(self, place: str, message: str) -> DevelopmentError:
        return DevelopmentError(f"{self.table.file}: {place}: {message}")

    def row(self, source: RowSource) -> Row:
        """One row, every name in it looked up."""
        named = (*source.statements, *(a.statement for a in source.also))
        standings = [self._standing(source.place, name) for name in named]
        status, assurance = PROVED, ""
        for standing in standings:
            status = worse(status, standing.status, STATUSES)
            assurance = worse(assurance, standing.assurance, ASSURANCES)
        published = source.kind == PUBLISHED
        terms = {} if published else self._terms(source)
        if published and any(not s.is_leaf for s in standings):
            raise self.error(source.place, f"{source.statements[0]} is no leaf; nothing reports it")
        return Row(
            source.kind,
            source.name,
            source.statements,
            status,
            assurance,
            tuple(sorted({leaf for s in standings for leaf in s.leaves})),
            {column: tuple(map(self._quantity, found)) for column, found in terms.items()},
            source.cells if published else {},
            self._reported_order(source) if published else self._order(terms),
            self._growth(source) if published else None,
            self._outside(source) if published else "",
            source.remark,
            source.says,
            source.source,
            tuple(self._also(source.place, a) for a in source.also),
        )

    def _standing(self, place: str, name: str) -> StatementAudit:
        if name not in self.development.theory.statements or name not in self.audit.statements:
            known = [item.name for item in self.development.statements()]
            raise self.error(place, f"no statement is named {name}{hint(name, known)}")
        return self.audit.statements[name]

    # --- cells --------------------------------------------------------------------------------

    def _terms(self, source: RowSource) -> dict[str, tuple[Term, ...]]:
        terms = {
            column: tuple(self._term(f"{source.place}, {column}", t) for t in texts)
            for column, texts in source.cells.items()
        }
        spoken = {name for s in source.statements for name in self._calls_of(s)}
        for column, found in terms.items():
            for name in _calls(found):
                if name not in spoken:
                    message = f"none of its statements speaks of {name}"
                    raise self.error(f"{source.place}, {column}", message)
        return terms

    def _calls_of(self, statement: str) -> Iterable[str]:
        found = self.development.theory.statements[statement]
        return _calls((*found.hypotheses, *found.claims))

    def _term(self, place: str, text: str) -> Term:
        """The term of a cell: a closed form at the parameters of its names, or an expression."""
        definitions = self.development.theory.definitions
        if text in self.development.form_sources:
            definition = definitions[text]
            missing = [p.name for p in definition.parameters if p.name not in self.given]
            if missing:
                message = f"{text} needs a parameter {missing[0]}, which the table has not"
                raise self.error(place, message)
            return Call(text, definition.parameters, definition.sort)
        integers = {p.name for p in self.table.parameters if p.integer}
        scope = Scope(
            {n: Variable(n, Sort.INTEGER if n in integers else Sort.REAL) for n in self.given},
            {
                name: FunctionSignature(tuple(p.sort for p in d.parameters), d.sort)
                for name, d in definitions.items()
            },
        )
        try:
            return parse_term(text.strip(), scope)
        except ExpressionError as problem:
            raise self.error(place, str(problem)) from problem

    def _quantity(self, term: Term) -> Quantity:
        parameters = tuple(sorted(free_variables(term), key=lambda v: v.name))
        form = ClosedForm(self._form(term, parameters))
        names = [p.name for p in form.definition.parameters]
        given = {name: self.given[name] for name in names if name in self.given}
        definitions = self.development.theory.definitions
        try:
            return Quantity(to_text(term), bound_value(form, given, definitions, self.digits))
        except DomainError as problem:
            return Quantity(to_text(term), None, str(problem).splitlines()[0])

    def _form(self, term: Term, parameters: tuple[Variable, ...]) -> Definition:
        if isinstance(term, Call) and all(isinstance(a, Variable) for a in term.args):
            return self.development.theory.definitions[term.name]
        return Definition("the expression", parameters, (), term, Sort.REAL)

    def _also(self, place: str, source: AlsoSource) -> Also:
        inside = f"{place}, {source.name}"
        term = self._term(inside, source.value)
        for name in sorted(_calls((term,)) - set(self._calls_of(source.statement))):
            raise self.error(inside, f"{source.statement} does not speak of {name}")
        return Also(source.name, self._quantity(term), source.statement)

    # --- exponents ----------------------------------------------------------------------------

    def _order(self, terms: Mapping[str, tuple[Term, ...]]) -> Exponent | None:
        """The order of the prefix length, where a theorem that is established tells it."""
        lengths = terms.get("prefix_length", ())
        if len(lengths) != 1 or not isinstance(lengths[0], Call) or not self.table.order:
            return None
        name = lengths[0].name
        source = self.development.form_sources[name]
        form = ClosedForm(self.development.theory.definitions[name], source.defaults)
        order = order_at(self.development, form, self.table.order, self.given)
        if order is None or not all(self._established(name) for name in order.statements):
            return None
        return Exponent(
            to_text(order.exponent),
            to_text(order.log_exponent),
            self._text(order.exponent),
            ", ".join(order.statements),
        )

    def _established(self, statement: str) -> bool:
        return self.audit.statements[statement].status in (PROVED, MODULO)

    def _reported_power(self, source: RowSource) -> tuple[Term, str] | None:
        """The exponent in the leaf that reports a published figure, and the leaf."""
        for name in source.statements:
            for claim in self.development.theory.statements[name].claims:
                for side in (claim.left, claim.right):
                    exponent = _power_of(Variable(self.table.order), side)
                    if exponent is not None:
                        return exponent, name
        return None

    def _reported_order(self, source: RowSource) -> Exponent | None:
        found = self._reported_power(source)
        if found is None:
            return None
        at = "" if self._outside(source) else self._text(found[0])
        return Exponent(to_text(found[0]), "0", at, found[1])

    def _growth(self, source: RowSource) -> Quantity | None:
        found = self._reported_power(source)
        if found is None or self._outside(source):
            return None
        x = Variable(self.table.order)
        at, exponent = self._text(x), self._text(found[0])
        if not at or not exponent or abs(float(exponent) * log10_of(at)) > MOST_GROWTH:
            return None
        return self._quantity(power(x, found[0]))

    def _outside(self, source: RowSource) -> str:
        """The first condition of the leaves that fails at the parameters."""
        for name in source.statements:
            for condition in self.development.theory.statements[name].hypotheses:
                if fails(condition, self.given, self.development):
                    return to_text(condition)
        return ""

    def _text(self, term: Term) -> str:
        """The value of a term at the parameters; empty where it has none."""
        value = self._quantity(term).value
        return "" if value is None else value_text(value)


def value_text(value: Value) -> str:
    """All digits of a value."""
    return value.text if isinstance(value, IntegerValue) else value.decimal


def _calls(nodes: Iterable[Syntax]) -> set[str]:
    return {t.name for node in nodes for t in subterms(node) if isinstance(t, Call)}


def _power_of(x: Variable, term: Term) -> Term | None:
    """The exponent of ``x`` in a product of powers of it and constants; None without any."""
    exponents: list[Term] = []
    for factor in term.args if isinstance(term, Apply) and term.head == "mul" else (term,):
        if not (isinstance(factor, Apply) and factor.head == "pow"):
            continue
        base, exponent = factor.args
        if base == x:
            exponents.append(exponent)
        elif base == Apply("div", (ONE, x)):
            exponents.append(neg(exponent))
    return add(*exponents) if exponents else None
