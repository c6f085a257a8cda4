"""The certificate of an inequality over a box: plain JSON, checked by programs that do not search.

A certificate is an object with exactly these fields::

    format       "ua-symbolic enclosure certificate"
    version      1
    precision    bits with which the verifier computes
    variables    the variables of the claim, as data of ``expressions.serial``
    hypotheses   its hypotheses (relations), in order
    conclusion   the relation shown
    relaxed      names of integer variables for which the claim is shown for all real values
    definedness  for each condition that ``problem.conditions`` lists for the conclusion, in order:
                 {"alternative": index, "whole": bool, "parts": [{"way": index, "trees": [...]}]}
    main         {"way": index, "trees": [tree, ...]}
    digest       SHA-256 of the canonical JSON of all the other fields

A *way* is one of ``problem.relation_goals``; each of its goals ``term >= 0`` (or ``> 0``) has one
tree.  ``whole`` says that a condition was shown on the whole box, without the constraints.
Terms are data of ``expressions.serial``, hence exact.  The nodes of a tree show the goal that they
stand for (variables, box, constraints, term, strictness); the verifier derives the goals of the
children by itself, so a tree cannot leave a part of the domain out::

    {"form": "natural"}      the range of the term over the box has the right sign
    {"form": "exact"}        exact algebra: the term is identically zero, or its exact sign is right
    {"form": "empty", "constraint": j}                the constraint fails on all of the box
    {"form": "split", "variable": x, "at": term, "below": tree, "above": tree}
        the range of x is cut at a point (of an integer variable: up to it, and from the next one)
    {"form": "mean", "centre": [terms]}
        term(c) + sum of (range of slope)(x - c) has the right sign
    {"form": "taylor", "centre": [terms]}             the same to second order
    {"form": "monotone", "variable": x, "end": "low" | "high", "strict": "face" | "slope",
     "slope": tree, "face": tree}
        the slope in x has one sign (slope), so the least value is at that end of x (face)
    {"form": "edge", "variable": x, "constraint": j, "coefficient": tree, "slope": tree,
     "curve": tree, "face": tree}
        the same, where constraint j bounds x by a term in the others: the least value is on that
        curve, or at the end of x where the curve lies beyond it; the slope is needed where the
        constraint holds
    {"form": "convex", "at": [terms]}
        the Hessian is positive semidefinite on the box, and at the given point of it the term has
        the right sign and no slope points downwards into the box
    {"form": "rewrite", "term": term, "tree": tree}   the term is equal, by exact algebra
    {"form": "product", "factors": [{"sign": 1 | -1, "tree": tree}, ...]}
        the term is a product (quotient) and the signs of its factors multiply to plus
    {"form": "corners", "signs": [1 | -1 | 0, ...], "tree": tree}
        each Abs, and each Min and Max of two, is on one known side on all of the box (0: unknown)
    {"form": "invert", "variable": x, "tree": tree}
        the same claim for 1/x, where all values of x are positive
    {"form": "logarithm", "larger": term, "smaller": term, "trees": [...]}
        the term is larger - smaller: everything under a logarithm is positive (the first trees),
        and the difference of the logarithms, written out, has the right sign (the last)
    {"form": "squares", "larger": term, "smaller": term, "trees": [tree, tree, tree]}
        the term is larger - smaller: smaller and larger are at least 0, and so is the difference
        of squares; or, with two trees, larger and the difference of squares are (then larger is
        at least the absolute value of smaller)
    {"form": "multiplier", "constraint": j, "factor": term, "nonnegative": tree, "tree": tree}
        the term minus factor times constraint is shown (factor >= 0), so the term is too
    {"form": "unroll", "tree": tree}                  short sums between literals are written out
    {"form": "cases", "term": term, "above": tree, "below": tree}
        the goal with the further constraint 0 <= term, and with term <= 0
    {"form": "solve", "variable": x, "constraint": j, "value": term, "tree": tree}
        the constraint is an equation linear in x; the goal with that value in place of x, and with
        constraints that say that the value lies in the range of x
    {"form": "exponential", "larger": term, "smaller": term, "trees": [...]}
        the term is log(larger) - log(smaller); what is under a logarithm and not so in the term
        is positive (the first trees), and larger - smaller has the right sign (the last)

Some forms rest on a lemma (``lemma_goals``); "strict" says which part shows strictness::

    {"form": "concave", "variable": x, "strict": "faces" | "bend", "bend": tree, "low": tree,
     "high": tree}
        the second derivative in x is at most 0, and defined, on all of the box: so the term is
        above its chord, and at least 0 if it is so at both ends of x
    {"form": "limit", "variable": x, "end": "low" | "high", "strict": "limit" | "slope",
     "slope": tree, "limit": tree | null}
        the term does not rise towards an open end of x (or infinity), so it is at least its limit
        there, which ``limits`` gives in closed form (null: plus infinity)
    {"form": "fall", "variable": x, "strict": "limit" | "step", "step": tree, "limit": tree | null}
        the term at x is at least that at x + 1 for all x of a range without high end, so at least
        the limit along x + 1, x + 2, ...; sums are split at their old ends
    {"form": "rise", "variable": x, "base": tree, "step": tree}
        the goal on the first stretch of length 1 of a range without high end, and the term at
        x + 1 is at least that at x
    {"form": "scale", "variable": x, "degree": d, "tree": tree}
        x is positive, the ranges of the others are cones, and the term is homogeneous of degree d
        (the gaps of the constraints of degree 1): the goal with 1 in place of x
    {"form": "visible"}
        the term is at least 0 (positive) by its form and the literal ends of the ranges
    {"form": "induction", "variable": n, "factor": term, "base": tree, "nonnegative": tree,
     "step": tree}
        n is an integer from a literal number on; the term is at least 0 there, and at n + 1 it is
        at least the factor (at least 0, positive if strict) times the term at n
    {"form": "part", "part": term, "low": term | null, "high": term | null, "below": tree | null,
     "above": tree | null, "tree": tree}
        the part, a subterm, lies between the closed ends; the goal holds with any number between
        them, a new variable, in its place
    {"form": "fraction", "which": j, "tree": tree}
        the j-th floor(u) is u - f, ceiling(u) is u + f, for all f of [0, 1), a new variable
    {"form": "branches", "which": j, "first": tree, "second": tree}
        the goal with either value of the j-th Abs (u or -u), Min or Max of two
    {"form": "inverse", "part": f(u), "other": v, "weight": w, "above": bool, "trees": [...]}
        the term is w (f(u) - v), or w (v - f(u)) unless "above": v lies where f takes its values
        (the first trees), and u compares with the inverse function of v (the last)

Two forms are identities that exact algebra checks, with a right-hand side that is at least 0 by
its form (positive for a strict goal); weights are positive rationals in text form::

    {"form": "weighted squares", "multiplier": kind, "power": k,
     "extra": [summand, ...], "summands": [summand, ...]}
        (multiplier**k + extra) * term = sum of the summands, where a summand
        {"weight": w, "factors": [i, ...], "square": s} is w * known[i] * ... * s**2, and the
        multiplier is 1 ("one"), 1 plus the squares of the variables of the term ("squares and
        one"), their squares ("squares") or their sum ("sum"; all at least 0).  For the last two
        the sign of the term where all its variables are 0 is checked, too.  known: for each
        variable x with ends a, b in turn x - a, b - x, and x if a > 0 is literal; then for each
        order constraint its gap, for each equation the gap and minus the gap
    {"form": "means", "summands": [summand, ...]}
        term = sum of the summands, where a summand {"weight": w, "shares": [q, ...],
        "monomials": [exponents, ...], "mean": exponents, "sign": 1 | -1} is w times (the weighted
        arithmetic mean of monomials that are at least 0, minus the sign times their weighted
        geometric mean); without "mean" and "sign" it is the arithmetic mean alone
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from ua_symbolic.enclosure.problem import Problem
from ua_symbolic.errors import CertificateError
from ua_symbolic.expressions.serial import from_data, to_data
from ua_symbolic.expressions.terms import Relation, Variable

FORMAT = "ua-symbolic enclosure certificate"
VERSION = 1
FIELDS = (
    "format",
    "version",
    "precision",
    "variables",
    "hypotheses",
    "conclusion",
    "relaxed",
    "definedness",
    "main",
    "digest",
)
Tree = dict[str, Any]
Certificate = dict[str, Any]
MOST_BITS = 4096


@dataclass(frozen=True)
class Verdict:
    """What a verifier says: ``valid``, ``invalid`` or ``unsupported``, with the reason."""

    status: str
    reason: str = ""

    def __bool__(self) -> NoReturn:
        raise TypeError("a Verdict is not a boolean; look at its status")


class RejectedError(Exception):
    """The certificate does not show the claim, with the reason."""


class OutOfReachError(Exception):
    """The verifier lacks something that the certificate uses, with what it is."""


def digest(certificate: Mapping[str, Any]) -> str:
    """Digest of all fields but the digest itself."""
    body = {k: v for k, v in certificate.items() if k != "digest"}
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def seal(
    problem: Problem,
    precision: int,
    definedness: list[Tree],
    main: Tree,
    relaxed: tuple[str, ...] = (),
) -> Certificate:
    """The certificate with these parts."""
    certificate: Certificate = {
        "format": FORMAT,
        "version": VERSION,
        "precision": precision,
        "variables": [to_data(v) for v in problem.variables],
        "hypotheses": [to_data(h) for h in problem.hypotheses],
        "conclusion": to_data(problem.conclusion),
        "relaxed": list(relaxed),
        "definedness": definedness,
        "main": main,
    }
    certificate["digest"] = digest(certificate)
    return certificate


def read(text: str) -> Certificate:
    """The certificate in a JSON text.

    Raises CertificateError if the text is no JSON object with the fields of a certificate.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CertificateError(f"not a readable certificate: {error}") from None
    return check_shape(data)


def check_shape(data: Any) -> Certificate:
    """``data`` if it has the outer shape of a certificate; CertificateError otherwise."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise CertificateError("not a certificate: the field 'format' is missing or foreign")
    if data.get("version") != VERSION:
        raise CertificateError(f"certificate version {data.get('version')!r} is not {VERSION}")
    if set(data) != set(FIELDS):
        odd = ", ".join(sorted(str(k) for k in set(data) ^ set(FIELDS)))
        raise CertificateError(f"a certificate has other fields; missing or unknown: {odd}")
    precision = data["precision"]
    if not isinstance(precision, int) or isinstance(precision, bool):
        raise CertificateError("the field 'precision' must be an integer")
    if not 24 <= precision <= MOST_BITS:
        raise CertificateError(f"the field 'precision' must lie between 24 and {MOST_BITS}")
    for name in ("variables", "hypotheses", "relaxed", "definedness"):
        if not isinstance(data[name], list):
            raise CertificateError(f"the field {name!r} must be a list")
    return data


def problem_of(certificate: Certificate) -> Problem:
    """The claim that the certificate is about; CertificateError if it is malformed."""
    variables = tuple(from_data(v) for v in certificate["variables"])
    hypotheses = tuple(from_data(h) for h in certificate["hypotheses"])
    conclusion = from_data(certificate["conclusion"])
    names = {v.name for v in variables if isinstance(v, Variable)}
    if len(names) < len(variables):  # also: not one name for an integer and a real, see ``relaxed``
        raise CertificateError("the field 'variables' must hold variables of different names")
    if not all(isinstance(h, Relation) for h in (*hypotheses, conclusion)):
        raise CertificateError("hypotheses and conclusion must be relations")
    return Problem(variables, hypotheses, conclusion)


def relaxed_names(certificate: Certificate) -> tuple[str, ...]:
    """The integer variables that are shown for all real values."""
    names = certificate["relaxed"]
    if not all(isinstance(name, str) for name in names):
        raise CertificateError("the field 'relaxed' must hold names")
    return tuple(names)


def node_field(node: Tree, name: str, kind: type) -> Any:
    """A field of a node, of the right type; CertificateError otherwise."""
    if not isinstance(node, dict) or not isinstance(node.get(name), kind):
        raise CertificateError(f"a node of the certificate lacks the field {name!r}")
    return node[name]


def count_leaves(trees: Any) -> int:
    """Number of leaves of all trees in a piece of a certificate."""
    total, work = 0, [trees]
    while work:
        top = work.pop()
        if isinstance(top, dict):
            inner = [v for v in top.values() if isinstance(v, dict | list)]
            if "form" in top and not any(_has_tree(v) for v in inner):
                total += 1
            else:
                work.extend(inner)
        elif isinstance(top, list):
            work.extend(v for v in top if isinstance(v, dict | list))
    return total


def _has_tree(value: Any) -> bool:
    if isinstance(value, dict):
        return "form" in value or any(_has_tree(v) for v in value.values())
    return isinstance(value, list) and any(isinstance(v, dict) for v in value)
