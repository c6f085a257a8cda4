"""A certificate that was changed anywhere is not accepted."""

import copy
import json
import time

import pytest
from enclosure_claims import claim

from ua_symbolic.enclosure.certificates import digest, read
from ua_symbolic.enclosure.prove import find_certificate
from ua_symbolic.enclosure.verify import verify
from ua_symbolic.enclosure.verify_mpfr import verify_mpfr
from ua_symbolic.errors import CertificateError


@pytest.fixture(scope="module")
def certificate():
    problem = claim("exp(x) >= 1 + x + sqrt(x)/1000000", "x in [1/10, 2]")
    found, _ = find_certificate(problem, time.monotonic() + 5, 64)
    return found


@pytest.fixture(scope="module")
def split():
    problem = claim("sin(x) + sin(10*x/3) >= -19/10", "x in [2.7, 7.5]")
    found, _ = find_certificate(problem, time.monotonic() + 5, 64)
    return found


def resealed(certificate):
    changed = copy.deepcopy(certificate)
    changed["digest"] = digest(changed)
    return changed


def nodes(tree):
    """Every node of a tree with a way to replace it."""
    work = [tree]
    while work:
        top = work.pop()
        if isinstance(top, dict):
            yield top
            work.extend(v for v in top.values() if isinstance(v, dict | list))
        elif isinstance(top, list):
            work.extend(v for v in top if isinstance(v, dict | list))


def test_the_untouched_certificate_is_valid(certificate, split):
    for good in (certificate, split):
        assert verify(good).status == "valid"
        assert verify_mpfr(good).status == "valid"
        assert verify(read(json.dumps(good))).status == "valid"


@pytest.mark.parametrize("check", [verify, verify_mpfr])
def test_any_changed_field_is_noticed(split, check):
    for name, value in {
        "precision": split["precision"] + 1,
        "hypotheses": split["hypotheses"][:1],
        "main": {"way": 0, "trees": [{"form": "natural"}]},
        "relaxed": ["x"],
        "definedness": [{}],
    }.items():
        assert check({**split, name: value}).status == "invalid"


def test_resealed_changes_are_rejected(split):
    changed = copy.deepcopy(split)
    changed["hypotheses"] = []  # a larger domain
    assert verify(resealed(changed)).status == "invalid"
    changed = copy.deepcopy(split)
    changed["main"]["trees"].append(changed["main"]["trees"][0])
    assert verify(resealed(changed)).status == "invalid"
    changed["main"]["trees"] = []
    assert verify(resealed(changed)).status == "invalid"


def test_dropping_a_box_is_rejected(split):
    """One side of a cut does not stand for the whole (unless it happens to show the whole)."""
    rejected = 0
    for k in range(200):
        changed = copy.deepcopy(split)
        cuts = [n for n in nodes(changed["main"]) if n.get("form") == "split"]
        if k >= len(cuts):
            break
        side = copy.deepcopy(cuts[k]["below"])
        cuts[k].clear()
        cuts[k].update(side)
        rejected += verify(resealed(changed)).status == "invalid"
    assert rejected >= 2


def test_moved_cuts_are_rejected(split):
    for at in (["n", "27/10"], ["n", "100"], ["n", "-1"]):
        changed = copy.deepcopy(split)
        next(n for n in nodes(changed["main"]) if n.get("form") == "split")["at"] = at
        assert verify(resealed(changed)).status == "invalid"
        assert verify_mpfr(resealed(changed)).status == "invalid"


def test_leaves_that_claim_too_much_are_rejected(split):
    rejected = 0
    for k in range(50):
        changed = copy.deepcopy(split)
        leaves = [n for n in nodes(changed["main"]) if n.get("form") in ("mean", "monotone")]
        if k >= len(leaves):
            break
        leaves[k].clear()
        leaves[k]["form"] = "natural"
        rejected += verify(resealed(changed)).status == "invalid"
    assert rejected > 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"format": "ua-symbolic enclosure certificate"}',
        '{"format": "ua-symbolic enclosure certificate", "version": 2}',
        "[" * 100_000,
        "not json",
    ],
)
def test_what_is_no_certificate_raises(text):
    with pytest.raises(CertificateError):
        read(text)


@pytest.mark.parametrize(
    "node",
    [
        {"form": "magic"},
        {"form": "natural", "extra": 1},
        {"form": "split"},
        {"form": "split", "variable": "q", "at": ["n", "1"], "below": {}, "above": {}},
        {"form": "mean", "centre": []},
        {"form": "mean", "centre": [["v", "x", "real"]]},
        {
            "form": "monotone",
            "variable": "x",
            "end": "middle",
            "strict": "face",
            "slope": {},
            "face": {},
        },
        {"form": "empty", "constraint": 0},
        {"form": "exact"},
        {"form": "convex", "at": [["n", "3"]]},
        {"form": "product", "factors": []},
        {"form": "rewrite", "term": ["n", "1"], "tree": {"form": "natural"}},
        {
            "form": "multiplier",
            "constraint": 0,
            "factor": ["n", "1"],
            "nonnegative": {},
            "tree": {},
        },
        {"form": "invert", "variable": "x", "tree": {"form": "natural"}},
        {"form": "corners", "signs": [1], "tree": {"form": "natural"}},
        {"form": "logarithm", "larger": ["n", "1"], "smaller": ["n", "1"], "trees": []},
        {"form": "squares", "larger": ["n", "1"], "smaller": ["n", "1"], "trees": []},
        {
            "form": "edge",
            "variable": "x",
            "constraint": 0,
            "coefficient": {},
            "slope": {},
            "curve": {},
            "face": {},
        },
        [],
        None,
    ],
)
def test_foreign_nodes(split, node):
    changed = {**split, "main": {"way": 0, "trees": [node]}}
    for check in (verify, verify_mpfr):
        try:
            assert check(resealed(changed)).status == "invalid"
        except CertificateError:
            continue


def test_a_verdict_is_no_boolean(split):
    with pytest.raises(TypeError):
        bool(verify(split))
