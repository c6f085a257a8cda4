"""The forms that rest on a lemma: found, accepted by both verifiers, and not when tampered with."""

import copy
import time

import pytest
from enclosure_claims import claim

from ua_symbolic.enclosure.certificates import digest, seal
from ua_symbolic.enclosure.prove import Proved, find_certificate, prove
from ua_symbolic.enclosure.verify import verify
from ua_symbolic.enclosure.verify_mpfr import verify_mpfr
from ua_symbolic.errors import CertificateError

CONCAVE = (
    "x*(1 - x)*(y + 1) >= x*(1 - x)/2",
    ("x in [0, 1]", "y in [0, 1]"),
    {
        "form": "concave",
        "variable": "x",
        "strict": "faces",
        "bend": {"form": "natural"},
        "low": {"form": "exact"},
        "high": {"form": "exact"},
    },
)


def data(text, *on):
    from ua_symbolic.expressions.serial import to_data

    problem = claim(f"{text} >= 0", *on)
    return to_data(problem.conclusion.left)


def sealed(text, on, tree, definedness=()):
    main = {"way": 0, "trees": [tree]}
    return seal(claim(text, *on), 64, list(definedness), main)


def statuses(certificate):
    """What both verifiers say; ``refused`` if the nodes are no certificate at all."""
    found = []
    for check in (verify, verify_mpfr):
        try:
            found.append(check(certificate).status)
        except CertificateError:
            found.append("refused")
    return tuple(found)


X = ("x real",)
NATURAL = {"form": "natural"}
EXACT = {"form": "exact"}


@pytest.mark.parametrize(
    ("text", "on", "tree", "good"),
    [
        (*CONCAVE, True),
        # convex: the ends say nothing
        ("x**2 >= x", ("x in [0, 1]",), {**CONCAVE[2], "low": EXACT}, False),
        # a kink is no concavity
        (
            "Abs(x - 1/2) >= 1/2",
            ("x in [0, 1]",),
            CONCAVE[2],
            False,
        ),
        (
            "sqrt((x - 1/2)**2) >= 1/2",
            ("x in [0, 1]",),
            {**CONCAVE[2], "bend": EXACT},
            False,
        ),
        # branches
        (
            "Abs(x) <= 2",
            ("x in [-1, 1]",),
            {"form": "branches", "which": 0, "first": NATURAL, "second": NATURAL},
            True,
        ),
        (
            "Abs(x) <= 1/2",
            ("x in [0, 1]",),
            {"form": "branches", "which": 0, "first": NATURAL, "second": NATURAL},
            False,
        ),
        (
            "Abs(x) <= 2",
            ("x in [-1, 1]",),
            {"form": "branches", "which": 1, "first": NATURAL, "second": NATURAL},
            False,
        ),
        # fraction
        ("floor(x) > x - 1", X, {"form": "fraction", "which": 0, "tree": NATURAL}, False),
        (
            "x - floor(x) >= 0",
            X,
            {
                "form": "fraction",
                "which": 0,
                "tree": {
                    "form": "rewrite",
                    "term": ["v", "f"],
                    "tree": NATURAL,
                },
            },
            None,
        ),
        # limits
        (
            "exp(-x) > 0",
            ("x in [0, oo)",),
            {
                "form": "limit",
                "variable": "x",
                "end": "high",
                "strict": "slope",
                "slope": NATURAL,
                "limit": EXACT,
            },
            None,
        ),
        (
            "exp(-x) >= 1/1000000000",
            ("x in [0, oo)",),
            {
                "form": "limit",
                "variable": "x",
                "end": "high",
                "strict": "slope",
                "slope": NATURAL,
                "limit": EXACT,
            },
            False,
        ),
        (
            "x >= 1",
            ("x in [0, oo)",),
            {
                "form": "limit",
                "variable": "x",
                "end": "high",
                "strict": "slope",
                "slope": NATURAL,
                "limit": None,
            },
            False,
        ),
        # the limit at a closed end is not asked for
        (
            "x >= 0",
            ("x in [0, 1]",),
            {
                "form": "limit",
                "variable": "x",
                "end": "low",
                "strict": "slope",
                "slope": NATURAL,
                "limit": EXACT,
            },
            False,
        ),
    ],
)
def test_hand_made_nodes(text, on, tree, good):
    first, second = statuses(sealed(text, on, tree))
    assert (first == "valid") == (second == "valid")
    if good is not None:
        assert (first == "valid") is good


def test_induction_needs_a_base_and_a_step():
    on = ("n integer in [1, oo)",)
    one = {"form": "rewrite", "term": ["n", "1"], "tree": NATURAL}
    node = {
        "form": "induction",
        "variable": "n",
        "factor": ["n", "1"],
        "base": EXACT,
        "nonnegative": NATURAL,
        "step": one,
    }
    assert statuses(sealed("n >= 1", on, node)) == ("valid", "valid")
    assert "valid" not in statuses(sealed("n >= 2", on, node))
    assert "valid" not in statuses(sealed("3 - n >= 0", on, node))  # it falls
    for change in ({"factor": ["n", "-1"]}, {"step": NATURAL}, {"base": one}):
        assert "valid" not in statuses(sealed("n >= 1", on, {**node, **change}))
    real = sealed("x >= 1", ("x in [1, oo)",), {**node, "variable": "x"})
    assert "valid" not in statuses(real)


def test_a_part_needs_both_bounds_shown():
    on = ("x in [0, 1]",)
    part = data("exp(x)", *on)
    node = {
        "form": "part",
        "part": part,
        "low": ["n", "1"],
        "high": ["n", "3"],
        "below": NATURAL,
        "above": NATURAL,
        "tree": NATURAL,
    }
    assert statuses(sealed("exp(x) <= 3", on, node)) == ("valid", "valid")
    for change in (
        {"high": ["n", "2"]},
        {"low": ["n", "2"]},
        {"above": None},
        {"part": ["v", "x"]},
    ):
        assert "valid" not in statuses(sealed("exp(x) <= 3", on, {**node, **change}))
    assert "valid" not in statuses(sealed("exp(x) <= 2", on, node))


def test_an_inverse_function_keeps_to_its_range():
    on = ("x in [0, 1]",)
    node = {
        "form": "inverse",
        "part": data("atan(x)", *on),
        "other": ["n", "1"],
        "weight": "1",
        "above": False,
        "trees": [NATURAL, NATURAL, NATURAL],
    }
    assert statuses(sealed("atan(x) <= 1", on, node)) == ("valid", "valid")
    high = {**node, "other": ["n", "2"]}  # tan(2) < 0, outside of the range of atan
    assert "valid" not in statuses(sealed("atan(x) >= 2", on, {**high, "above": True}))
    assert "valid" not in statuses(sealed("atan(x) <= 1", on, {**node, "above": True}))
    assert "valid" not in statuses(sealed("atan(x) <= 1", on, {**node, "weight": "-1"}))


CLAIMS = [
    ("cos(x) <= (sin(x)/x)**3", ("x in (0, pi/2)",), ()),
    ("log(1 + 1/x) <= 1/sqrt(x**2 + x)", ("x in (0, oo)",), ()),
    ("atan(x) >= 3*x/(1 + 2*sqrt(1 + x**2))", ("x in [0, oo)",), ()),
    ("x*y <= x*log(x) - x + exp(y)", ("x in (0, oo)", "y in (-oo, oo)"), ()),
    ("2**n > n", ("n integer in [0, oo)",), ()),
    ("floor(x) + floor(x + 1/2) <= 2*x + 1/2", ("x in (-oo, oo)",), ()),
]


@pytest.mark.parametrize(("text", "on", "given"), CLAIMS)
def test_claims_that_need_a_lemma(text, on, given):
    found = prove(claim(text, *on, given=given), timeout=60)
    assert isinstance(found, Proved)
    assert verify_mpfr(found.certificate).status == "valid"


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("cos(x) <= (sin(x)/x)**3 - 1/1000000000", ("x in (0, pi/2)",)),
        ("log(1 + 1/x) <= 1/sqrt(x**2 + x) - 1/10**9", ("x in (0, oo)",)),
        ("floor(x) + floor(x + 1/2) <= 2*x - 1/2", ("x in (-oo, oo)",)),
        ("Abs(x) <= 999999999/10**9", ("x in [-1, 1]",)),
        ("2**n >= n**2", ("n integer in [1, oo)",)),
    ],
)
def test_near_misses_are_not_proved(text, on):
    assert not isinstance(prove(claim(text, *on), timeout=2), Proved)


def test_no_field_of_a_lemma_node_can_be_changed():
    found, _ = find_certificate(claim(*CLAIMS[1][:1], *CLAIMS[1][1]), time.monotonic() + 60, 64)
    nodes, work = [], [found["main"]]
    while work:
        top = work.pop()
        if isinstance(top, dict):
            nodes.append(top)
        work.extend(top.values() if isinstance(top, dict) else top if isinstance(top, list) else ())
    forms = {n.get("form") for n in nodes}
    assert "limit" in forms
    for index, node in enumerate(nodes):
        if node.get("form") != "limit":
            continue
        for name, value in {"end": "low", "limit": None, "slope": NATURAL, "variable": "y"}.items():
            changed = copy.deepcopy(found)
            same, work = [], [changed["main"]]
            while work:
                top = work.pop()
                if isinstance(top, dict):
                    same.append(top)
                work.extend(
                    top.values() if isinstance(top, dict) else top if isinstance(top, list) else ()
                )
            same[index][name] = value
            changed["digest"] = digest(changed)
            assert "valid" not in statuses(changed), name
