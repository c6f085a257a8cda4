"""The closed forms of the prompting development, parsed from their formulas, for tests."""

from __future__ import annotations

from ua_symbolic.bounds.form import ClosedForm
from ua_symbolic.expressions.parser import (
    FunctionSignature,
    Scope,
    parse_relation,
    parse_term,
    parse_value,
)
from ua_symbolic.expressions.terms import Sort, Variable, is_integer
from ua_symbolic.kernel.theory import Definition

HALVES = {"tau": "1/2", "eta": "1/2"}
SPHERE = ("1 <= m", "0 < L", "0 < eps", "eps <= pi*L")
SPLIT = (*SPHERE, "0 < tau", "tau < 1", "0 < eta", "eta < 1")
NEAR = ("1 <= m", "0 < L", "0 < eps", "2*eps < pi*L")
CUBE = ("1 <= n", "0 < L", "0 < eps")
SEQUENCE = ("1 <= T", *CUBE)

# name: (parameters, conditions, body, defaults); m, n, T, b, k are integers
FORMULAS = {
    "sphere.cap": (
        "m phi",
        ("1 <= m", "0 <= phi", "phi <= pi"),
        "Integral(sin(t)**(m-1), (t, 0, phi))/Integral(sin(t)**(m-1), (t, 0, pi))",
        {},
    ),
    "upper.rho": ("L eps eta", (), "(1 - eta)*eps/L", {}),
    "upper.delta": ("L eps tau eta", (), "tau*upper.rho(L, eps, eta)", {}),
    "upper.prefix_length": (
        "m L eps tau eta",
        SPLIT,
        "floor(sqrt(2*pi*(m+1))/sin(tau*(1-eta)*eps/(2*L))**m)",
        HALVES,
    ),
    "upper.prefix_length_cap": (
        "m L eps tau eta",
        SPLIT,
        "floor(1/sphere.cap(m, tau*(1-eta)*eps/(2*L)))",
        HALVES,
    ),
    "upper.temperature": (
        "m L eps tau eta",
        SPLIT,
        "log(pi*L*upper.prefix_length(m, L, eps, tau, eta)/(eta*eps))"
        "/(cos(upper.delta(L, eps, tau, eta)) - cos(upper.rho(L, eps, eta)))",
        HALVES,
    ),
    "upper.explicit_length": (
        "m L eps tau eta",
        SPLIT,
        "2*(m+1)*ceiling(sqrt(m)/(2*sin(upper.delta(L, eps, tau, eta)/2)))**m",
        HALVES,
    ),
    "lower.fixed_keys": ("m L eps", NEAR, "ceiling(1/sphere.cap(m, 2*eps/L))", {}),
    "lower.continuous_prefix": (
        "m L eps",
        NEAR,
        "ceiling(1/((m+2)*sphere.cap(m, 2*eps/L)))",
        {},
    ),
    "lower.finite_precision": (
        "m L eps b",
        (*NEAR, "1 <= b"),
        "ceiling(1/(b*(m+2)*sphere.cap(m, 2*eps/L)))",
        {},
    ),
    "lower.closed_form": (
        "m L eps",
        (*NEAR[:3], "4*eps < pi*L"),
        "ceiling(sqrt(2*pi*m)*cos(2*eps/L)/sin(2*eps/L)**m)",
        {},
    ),
    "vmf.temperature": ("m L eps", SPHERE, "pi**2*L**2*m/eps**2", {}),
    "vmf.delta_sup": (
        "m L F eps",
        SPHERE,
        "(eps/2)/(exp(1)*sqrt(2*pi*(m+1))*vmf.temperature(m, L, eps)**(m/2)"
        "*(vmf.temperature(m, L, eps)*F + L))",
        {},
    ),
    "vmf.delta_mean": (
        "m L F eps",
        SPHERE,
        "Min(1/vmf.temperature(m, L, eps), eps/(2*(2*vmf.temperature(m, L, eps)*F + L)))",
        {},
    ),
    "vmf.length_sup": (
        "m L F eps",
        (*SPHERE, "eps <= F"),
        "ceiling(sqrt(2*pi*(m+1))/sin(vmf.delta_sup(m, L, F, eps)/4)**m)",
        {},
    ),
    "vmf.length_mean": (
        "m L F eps",
        (*SPHERE, "eps <= F"),
        "ceiling(sqrt(2*pi*(m+1))/sin(vmf.delta_mean(m, L, F, eps)/4)**m)",
        {},
    ),
    "cube.prefix_length": ("n L eps", CUBE, "ceiling(2*sqrt(n)*L/eps)**n", {}),
    "cube.temperature": (
        "n L eps",
        (*CUBE, "eps < 2*L*sqrt(n)"),
        "(32*L**2/(3*eps**2))*log(2*L*sqrt(n)*cube.prefix_length(n, L, eps)/eps)",
        {},
    ),
    "cube.lower": ("n L eps", CUBE, "ceiling(L/(2*eps))**n", {}),
    "sequence.prefix_length": (
        "T n L eps",
        SEQUENCE,
        "T*ceiling(2*sqrt(n*T)*L/eps)**(n*T)",
        {},
    ),
    "sequence.temperature": (
        "T n L eps D",
        (*SEQUENCE, "eps < 2*D"),
        "(32*L**2/(3*eps**2))*log(2*D*sequence.prefix_length(T, n, L, eps)/eps)",
        {},
    ),
    "code.cells": ("T n L eps", SEQUENCE, "ceiling(sqrt(n*T)*L/eps)", {}),
    "code.encoder_temperature": (
        "T n L eps beta",
        SEQUENCE,
        "(code.cells(T,n,L,eps)**2/beta)*log(4*T**2*code.cells(T,n,L,eps)**(n*(T+1)))",
        {},
    ),
    "code.decoder_temperature": (
        "T n L eps D",
        SEQUENCE,
        "4*log(2*D*code.cells(T,n,L,eps)**(n*T)/eps)",
        {},
    ),
    "code.prefix_length": (
        "T n L eps",
        SEQUENCE,
        "T*code.cells(T,n,L,eps)**n + T*(code.cells(T,n,L,eps)**(n*T) + 1)",
        {},
    ),
}
INTEGERS = frozenset(["m", "n", "T", "b", "k"])


def _variable(name: str) -> Variable:
    return Variable(name, Sort.INTEGER if name in INTEGERS else Sort.REAL)


def make_form(
    name: str,
    parameters: str,
    conditions: tuple[str, ...],
    body: str,
    defaults: dict[str, str],
    signatures: dict[str, FunctionSignature],
    sort: Sort | None = None,
) -> ClosedForm:
    """One form, parsed; its sort is read off the body unless given."""
    variables = tuple(_variable(p) for p in parameters.split())
    scope = Scope({v.name: v for v in variables}, signatures)
    term = parse_term(body, scope)
    domain = tuple(parse_relation(c, scope) for c in conditions)
    sort = sort or (Sort.INTEGER if is_integer(term) else Sort.REAL)
    definition = Definition(name, variables, domain, term, sort)
    return ClosedForm(definition, {k: parse_value(v) for k, v in defaults.items()}, title=name)


def build() -> dict[str, ClosedForm]:
    """All forms, in order of dependence."""
    forms: dict[str, ClosedForm] = {}
    signatures: dict[str, FunctionSignature] = {}
    for name, (parameters, conditions, body, defaults) in FORMULAS.items():
        form = make_form(name, parameters, conditions, body, defaults, signatures)
        forms[name] = form
        sorts = tuple(v.sort for v in form.definition.parameters)
        signatures[name] = FunctionSignature(sorts, form.definition.sort)
    return forms


FORMS = build()
DEFINITIONS = {name: form.definition for name, form in FORMS.items()}
