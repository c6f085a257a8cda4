"""A certificate that was changed anywhere is not accepted."""

import copy
import json
import random
import time

import pytest
from enclosure_claims import claim

from ua_symbolic.cli.main import run
from ua_symbolic.enclosure.certificates import digest, problem_of, read
from ua_symbolic.enclosure.falsifier import Counterexample, attack
from ua_symbolic.enclosure.prove import Proved, find_certificate, prove
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


# --- every field, everywhere ----------------------------------------------------------------------

CLAIMS = [
    ("exp(x) >= 1 + x", ("x in [-5, 4]",), ()),
    ("sin(x) + sin(10*x/3) >= -19/10", ("x in [2.7, 7.5]",), ()),
    ("x + y >= 2", ("x in [0, 10]", "y in [0, 10]"), ("x*y >= 1",)),
    ("x/(1 + x**2) <= 1/2", ("x in (-oo, oo)",), ()),
    ("log(m) <= m - 1", ("m integer in [1, oo)",), ()),
    ("x**4*y**2 + x**2*y**4 - 3*x**2*y**2 + 1 >= 0", ("x in (-oo, oo)", "y in (-oo, oo)"), ()),
    ("sqrt(x**2 + 1) - x > 0", ("x in (-oo, oo)",), ()),
    ("Abs(x - 1) + Abs(x + 1) >= 2", ("x in [-3, 3]",), ()),
    ("sin(m) <= 0.99992", ("m integer in [1, 60]",), ()),
    ("w**4 + x**2*y**2 + y**2*z**2 + z**2*x**2 >= 4*x*y*z*w",
     tuple(f"{v} in (-oo, oo)" for v in "xyzw"), ()),
    ("gamma(x) >= 0.8856", ("x in [1/10, 10]",), ()),
]  # fmt: skip


@pytest.fixture(scope="module", params=range(len(CLAIMS)), ids=[c[0][:20] for c in CLAIMS])
def proved(request):
    text, domains, given = CLAIMS[request.param]
    outcome = prove(claim(text, *domains, given=given), timeout=20)
    assert isinstance(outcome, Proved)
    return outcome.certificate


def places(data, path=()):
    """The paths to everything in a JSON value."""
    yield path
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from places(value, (*path, key))


def changed_at(data, path, change):
    """A copy with ``change(container, key)`` done at a path."""
    copied = copy.deepcopy(data)
    top = copied
    for key in path[:-1]:
        top = top[key]
    change(top, path[-1])
    return copied


def shifted(text):
    """A number in text form moved by one unit (of its last place, if it is a fraction)."""
    top, _, bottom = text.partition("/")
    return f"{int(top) + 1}" + (f"/{bottom}" if bottom else "")


def mutate(rng, value):
    """Another value of the same or of another kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + rng.choice((-1, 1, 7))
    if isinstance(value, str):
        plain = value.lstrip("-").replace("/", "", 1).isdigit()
        return shifted(value) if plain else rng.choice(["", "x", "<", "natural", value + "x"])
    if isinstance(value, list):
        return rng.choice([[], value[:-1], [*value, *value[-1:]], value[::-1]])
    return {} if rng.random() < 0.5 else {**value, "more": 1}


def damage(rng, container, key):
    """Drop, double, or change what is at a key."""
    kind = rng.random()
    if kind < 0.2:
        del container[key]
    elif kind < 0.35 and isinstance(container, list):
        container.insert(key, copy.deepcopy(container[key]))
    else:
        container[key] = mutate(rng, container[key])


def accepted(certificate, check):
    try:
        return check(certificate).status == "valid"
    except CertificateError:
        return False


def test_every_single_field_counts(proved):
    """Whatever is changed, the digest no longer fits: invalid, for every place there is."""
    rng = random.Random("fields")
    every = [p for p in places(proved) if p]
    for path in every if len(every) < 400 else rng.sample(every, 400):
        broken = changed_at(proved, path, lambda c, k: damage(rng, c, k))
        if broken != proved:
            assert not accepted(broken, verify), path
            assert not accepted(broken, verify_mpfr), path


def test_a_resealed_change_never_shows_what_is_false(proved):
    """With a new digest a change may leave a valid proof, of the same claim or of a true one."""
    rng, original, survivors = random.Random("resealed"), problem_of(proved), 0
    every = [p for p in places(proved) if p and p[0] != "digest"]
    for path in rng.sample(every, min(len(every), 150)):
        broken = resealed(changed_at(proved, path, lambda c, k: damage(rng, c, k)))
        if broken == proved or not accepted(broken, verify):
            continue
        survivors += 1
        problem = problem_of(broken)
        if problem != original:
            parts = problem.variables, problem.hypotheses, problem.conclusion
            assert not isinstance(attack(*parts, seed=1, budget=300, seconds=2), Counterexample)
    assert survivors < 75


def test_dropped_and_doubled_boxes(proved):
    """A tree without one of its parts, or with one too many, is never taken."""
    for path in places(proved):
        if not path or path[0] not in ("definedness", "main") or path[-1] not in (
            "trees", "parts", "factors", "below", "above", "slope", "face", "tree",
        ):  # fmt: skip
            continue
        for change in (_drop, _double):
            broken = changed_at(proved, path, change)
            if broken != proved:
                assert not accepted(resealed(broken), verify), path
                assert not accepted(resealed(broken), verify_mpfr), path


def _drop(container, key):
    if isinstance(container[key], list):
        container[key] = container[key][:-1]
    else:
        del container[key]


def _double(container, key):
    if isinstance(container[key], list):
        container[key] = [*container[key], *container[key][-1:]]
    else:
        container[key] = [container[key], container[key]]


def test_a_domain_larger_by_one_unit_is_another_claim(proved):
    """A moved end, with or without a new digest, is no proof of the old claim."""
    from ua_symbolic.enclosure.verify import verify_claim

    original = problem_of(proved)
    ends = [p for p in places(proved) if p and p[0] in ("hypotheses", "conclusion")]
    numbers = [p for p in ends if isinstance(at_path(proved, p), str)
               and at_path(proved, p).lstrip("-").replace("/", "", 1).isdigit()]  # fmt: skip
    for path in numbers:
        broken = changed_at(proved, path, lambda c, k: c.__setitem__(k, shifted(c[k])))
        assert not accepted(broken, verify)
        try:
            other = problem_of(resealed(broken))
        except CertificateError:  # a number in a form that is not canonical
            continue
        if other != original:
            said = verify_claim(resealed(broken), original.hypotheses, original.conclusion)
            assert said.status == "invalid"


def at_path(data, path):
    for key in path:
        data = data[key]
    return data


def test_the_command_says_invalid(proved, tmp_path):
    rng, file = random.Random("command"), tmp_path / "changed.json"
    file.write_text(json.dumps(proved), encoding="utf-8")
    assert run(["verify", str(file)]) == 0
    every = [p for p in places(proved) if p]
    for path in rng.sample(every, min(len(every), 12)):
        broken = changed_at(proved, path, lambda c, k: damage(rng, c, k))
        if broken != proved:
            file.write_text(json.dumps(broken), encoding="utf-8")
            assert run(["verify", str(file)]) in (1, 2)
