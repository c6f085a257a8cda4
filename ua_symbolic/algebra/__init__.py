"""Exact equality by two independent engines, and linear arithmetic with exact certificates."""

from ua_symbolic.algebra.decision import Decision, decide_equal
from ua_symbolic.algebra.linear import FarkasCertificate, Summand, farkas, identity
from ua_symbolic.algebra.linearise import linearise, normal_form
from ua_symbolic.algebra.polynomial import Monomial, Rational, UnsupportedError, monomial_term
from ua_symbolic.algebra.suggest import suggest

__all__ = [
    "Decision",
    "FarkasCertificate",
    "Monomial",
    "Rational",
    "Summand",
    "UnsupportedError",
    "decide_equal",
    "farkas",
    "identity",
    "linearise",
    "monomial_term",
    "normal_form",
    "suggest",
]
