"""Claims for the tests of the enclosures, written as text."""

from ua_symbolic.enclosure.problem import Problem
from ua_symbolic.expressions.parser import Scope, parse_claim, parse_domain


def claim(text, *on, given=()):
    """The problem ``text`` on the domains ``on`` under the hypotheses ``given``."""
    variables, hypotheses = {}, []
    for domain in on:
        variable, bounds = parse_domain(domain, Scope(variables))
        variables[variable.name] = variable
        hypotheses += bounds
    scope = Scope(variables)
    for hypothesis in given:
        hypotheses += parse_claim(hypothesis, scope)
    (conclusion,) = parse_claim(text, scope)
    return Problem(tuple(variables.values()), tuple(hypotheses), conclusion)
