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


FROM_ONE = ("n integer in [1, oo)",)
FALL = {
    "form": "fall",
    "variable": "n",
    "strict": "limit",
    "step": {
        "form": "rewrite",
        "term": data("(1 - exp(-1))*exp(-n)", *FROM_ONE),
        "tree": NATURAL,
    },
    "limit": EXACT,
}
RISE = {
    **FALL["step"],
    "term": data("(exp(-1) - 1)*exp(-n)", *FROM_ONE),
}
ON_REALS = ("n in [1, oo)",)
REAL_STEP = {**FALL["step"], "term": data("(1 - exp(-1))*exp(-n)", *ON_REALS)}


@pytest.mark.parametrize(
    ("text", "on", "change", "good"),
    [
        ("exp(-n) >= 0", FROM_ONE, {}, True),
        ("exp(-n) >= 0", ON_REALS, {"step": REAL_STEP}, True),
        ("1 + exp(-n) > 0", FROM_ONE, {}, True),
        # the limit is below
        ("exp(-n) >= 1/10**9", FROM_ONE, {}, False),
        # neither the limit nor the step is strict
        ("exp(-n) > 0", FROM_ONE, {}, False),
        ("exp(-n) > 0", FROM_ONE, {"strict": "step"}, False),
        ("exp(-n) >= 0", FROM_ONE, {"limit": None}, False),
        # it rises: the limit is no bound
        ("2 - exp(-n) >= 19/10", FROM_ONE, {"step": RISE}, False),
        ("n >= 2", FROM_ONE, {"step": NATURAL, "limit": None}, False),
        ("n <= 5", FROM_ONE, {"step": NATURAL}, False),
        # the range ends
        ("exp(-n) >= 0", ("n integer in [1, 9]",), {}, False),
        # steps of one say nothing without a limit
        ("sin(2*pi*n) >= 0", ON_REALS, {"step": EXACT}, False),
        ("floor(n) >= n", ON_REALS, {"step": EXACT}, False),
        ("exp(-n) >= 0", FROM_ONE, {"variable": "m"}, False),
    ],
)
def test_a_term_that_falls_step_by_step(text, on, change, good):
    wanted = ("valid", "valid") if good else None
    found = statuses(sealed(text, on, {**FALL, **change}))
    assert found == wanted if good else "valid" not in found


def test_the_ends_of_a_part_are_defined():
    """sqrt(u)**2 with u < 0, hardly: at least 0 for balls cut back to the domain, u for algebra."""
    on = ("x in [0, 1]",)
    slightly_negative = "erf(1) - 2106751982374387/2500000000000000"  # -4e-14
    false = f"6 + 10**14*({slightly_negative})"  # about 2
    end = data(f"6 + 10**14*sqrt({slightly_negative})**2", *on)
    node = {
        "form": "part",
        "part": data("exp(1)", *on),
        "low": end,
        "high": end,
        "below": {"form": "rewrite", "term": data(f"exp(1) - ({false})", *on), "tree": EXACT},
        "above": NATURAL,
        "tree": EXACT,
    }
    main = {"way": 0, "trees": [node]}
    assert "valid" not in statuses(seal(claim(f"{false} >= exp(1)", *on), 24, [], main))


def cusp_slope(problem, x):
    """A node that the slope of the slope of ((x - 1)**2)**(1/3) is at most 0: -2/9 times a square.

    That is so, but the slope jumps from minus to plus infinity at 1.
    """
    from ua_symbolic.enclosure.derivative import derivative
    from ua_symbolic.enclosure.problem import difference
    from ua_symbolic.expressions.serial import to_data
    from ua_symbolic.expressions.terms import Apply, number, subterms

    bend = derivative(derivative(difference(problem.conclusion), x), x)
    powers = [t for t in subterms(bend) if isinstance(t, Apply) and t.head == "pow"]
    root = next(t for t in powers if t.args[1] == number("-2/3"))
    square = Apply("mul", (root, root, root.args[0]))
    summand = {"weight": "2/9", "factors": [], "square": to_data(square)}
    return {
        "form": "weighted squares",
        "multiplier": "one",
        "power": 0,
        "extra": [],
        "summands": [summand],
    }


@pytest.mark.parametrize(
    ("domain", "form", "end"),
    [("x in [0, oo)", "limit", EXACT), ("x in [0, 2]", "monotone", NATURAL)],
)
def test_a_slope_may_jump_at_a_pole(domain, form, end):
    problem = claim("((x - 1)**2)**(1/3) >= 1", domain)  # false: 0 at x = 1
    inner = {
        "form": form,
        "variable": "x",
        "end": "high",
        "strict": "limit" if form == "limit" else "face",
        "slope": cusp_slope(problem, problem.variables[0]),
        "limit" if form == "limit" else "face": end,
    }
    outer = {
        "form": "monotone",
        "variable": "x",
        "end": "low",
        "strict": "face",
        "slope": inner,
        "face": EXACT,
    }
    shown = {"way": 0, "trees": [NATURAL]}
    known = [{"alternative": 1, "whole": True, "parts": [shown, shown]}]
    certificate = seal(problem, 64, known, {"way": 0, "trees": [outer]})
    assert "valid" not in statuses(certificate)
