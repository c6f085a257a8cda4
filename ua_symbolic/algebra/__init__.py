"""Exact equality by two independent engines, and linear arithmetic with exact certificates.

Trusted is what ``decide_equal`` runs through: ``normal`` (with ``powers``, ``roots``, ``factors``,
``trigonometry``, ``gammas``), ``signs``, ``ring``, ``polynomial``, ``order``.  The second engine
(``sympy_engine``) and the numbers (``numeric``) can only confirm or take back.  The search for
certificates (``linear``, ``linearise``, ``simplex``, ``basis``) and ``suggest`` claim nothing that
is not checked again.
"""

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
