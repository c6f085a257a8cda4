"""Verification of certificates in Arb, without search.

The verifier walks the trees of a certificate, derives the goal of every node (``goals``), and
checks at every leaf by interval evaluation that the form named there shows its goal.
"""

from __future__ import annotations

from flint import ctx

from ua_symbolic.enclosure.certificates import (
    Certificate,
    OutOfReachError,
    RejectedError,
    Tree,
    Verdict,
    check_shape,
    digest,
    node_field,
    problem_of,
    relaxed_names,
)
from ua_symbolic.enclosure.checker import Checker
from ua_symbolic.enclosure.derivative import NotDifferentiableError
from ua_symbolic.enclosure.leaves import ArbLeaves
from ua_symbolic.enclosure.problem import (
    AT_POINTS,
    NOWHERE,
    ON_BOX,
    Condition,
    Goal,
    Problem,
    conditions,
    domain,
    relation_goals,
    relaxed,
)
from ua_symbolic.enclosure.program import UnsupportedError
from ua_symbolic.expressions.terms import (
    Relation,
    Variable,
    free_variables,
)

DEEPEST = 600


def verify(certificate: Certificate) -> Verdict:
    """Check a certificate in Arb.

    Raises CertificateError if it is not a certificate at all; otherwise the verdict is ``valid``
    or ``invalid`` (or ``unsupported``), with the reason.
    """
    check_shape(certificate)
    if certificate["digest"] != digest(certificate):
        return Verdict("invalid", "the digest does not match: the certificate was changed")
    problem = problem_of(certificate)
    try:
        with ctx.workprec(certificate["precision"]):
            check_claim(problem, certificate, Checker(ArbLeaves(certificate["precision"])))
    except RejectedError as error:
        return Verdict("invalid", str(error))
    except RecursionError:
        return Verdict("invalid", "the certificate is nested too deeply")
    except (OutOfReachError, UnsupportedError, NotDifferentiableError) as error:
        return Verdict("unsupported", f"unsupported: {error}")
    return Verdict("valid")


def verify_claim(
    certificate: Certificate, hypotheses: tuple[Relation, ...], conclusion: Relation
) -> Verdict:
    """Check a certificate, and that it shows this conclusion from these hypotheses.

    The certificate may use fewer hypotheses; relations are compared up to being turned round.
    """
    problem = problem_of(check_shape(certificate))
    if problem.conclusion.oriented() != conclusion.oriented():
        return Verdict("invalid", "the certificate shows another conclusion")
    given = {h.oriented() for h in hypotheses if isinstance(h, Relation)}
    if not all(h.oriented() in given for h in problem.hypotheses):
        return Verdict("invalid", "the certificate uses a hypothesis that is not given")
    return verify(certificate)


def check_claim(problem: Problem, certificate: Certificate, checker: Checker) -> None:
    """Definedness first, then the conclusion; raises RejectedError."""
    problem = relaxed(problem, relaxed_names(certificate))
    parts = (problem.conclusion, *problem.hypotheses)
    strangers = {v for part in parts for v in free_variables(part)} - set(problem.variables)
    if strangers:
        raise RejectedError(f"{min(v.name for v in strangers)} is not among the variables")
    needed = conditions(problem.conclusion, problem.variables)
    given = certificate["definedness"]
    if len(given) != len(needed):
        raise RejectedError(f"{len(needed)} conditions must be shown, {len(given)} are")
    known = ON_BOX
    for condition, shown in zip(needed, given, strict=True):
        known = min(known, _check_condition(problem, condition, shown, known, checker))
    main = node_field(certificate, "main", dict)
    check_relation(problem.conclusion, problem.variables, problem.hypotheses, main, known, checker)


def _check_condition(
    problem: Problem, condition: Condition, shown: Tree, known: int, checker: Checker
) -> int:
    index = node_field(shown, "alternative", int)
    whole = node_field(shown, "whole", bool)
    parts = node_field(shown, "parts", list)
    if not 0 <= index < len(condition.alternatives):
        raise RejectedError("a condition has no such alternative")
    relations = condition.alternatives[index]
    if len(parts) != len(relations):
        raise RejectedError("a condition is not shown completely")
    hypotheses = problem.hypotheses
    if whole:
        hypotheses = bounds_only(problem)
    known = condition_knowledge(known, whole=whole, guarded=bool(condition.guards))
    allowed = (*hypotheses, *condition.guards)
    for relation, part in zip(relations, parts, strict=True):
        check_relation(relation, condition.variables, allowed, part, known, checker)
    return ON_BOX if whole else AT_POINTS


def condition_knowledge(known: int, *, whole: bool, guarded: bool) -> int:
    """Where the sides of a condition are defined, given what the earlier conditions have shown."""
    if whole and known != ON_BOX:
        return NOWHERE
    return min(known, AT_POINTS) if guarded or not whole else known


def bounds_only(problem: Problem) -> tuple[Relation, ...]:
    """The hypotheses that make the box, without the constraints."""
    _, rest = domain(problem.variables, problem.hypotheses)
    return tuple(h for h in problem.hypotheses if h not in rest)


def check_relation(
    relation: Relation,
    variables: tuple[Variable, ...],
    hypotheses: tuple[Relation, ...],
    shown: Tree,
    known: int,
    checker: Checker,
) -> None:
    """Check one way of showing a relation; raises RejectedError."""
    box, constraints = domain(variables, hypotheses)
    ways = relation_goals(relation)
    index, trees = node_field(shown, "way", int), node_field(shown, "trees", list)
    if not 0 <= index < len(ways) or len(trees) != len(ways[index]):
        raise RejectedError("the relation is not shown completely")
    for (term, strict), tree in zip(ways[index], trees, strict=True):
        checker.check(Goal(variables, box, constraints, term, strict, known), tree)
