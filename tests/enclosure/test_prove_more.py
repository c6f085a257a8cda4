"""Familiar inequalities in one variable that need several lemmas, and their false neighbours."""

import time
from functools import lru_cache

import pytest
from enclosure_claims import claim

from ua_symbolic.enclosure.certificates import seal
from ua_symbolic.enclosure.prove import Proved, Refuted, find_certificate, prove
from ua_symbolic.enclosure.search import GaveUpError
from ua_symbolic.enclosure.verify import verify
from ua_symbolic.enclosure.verify_mpfr import verify_mpfr

POSITIVE, FROM_ONE, ABOVE_ONE = "x in (0, oo)", "x in [1, oo)", "x in (1, oo)"
STIRLING = "sqrt(2*pi*x)*(x/E)**x"

# a true claim, and one that is false by about one per cent
PAIRS = [
    ("digamma(x) < log(x) - 1/(2*x)", "digamma(x) < log(x) - 51/100/x", POSITIVE),
    ("digamma(x) > log(x) - 1/x", "digamma(x) > log(x) - 99/100/x", POSITIVE),
    (
        "digamma(x) > log(x) - 1/(2*x) - 1/(12*x**2)",
        "digamma(x) > log(x) - 1/(2*x) - 1/(13*x**2)",
        POSITIVE,
    ),
    (f"gamma(x + 1) >= {STIRLING}", f"gamma(x + 1) >= 101/100*{STIRLING}", FROM_ONE),
    (
        f"gamma(x + 1) <= {STIRLING}*exp(1/(12*x))",
        f"gamma(x + 1) <= {STIRLING}*exp(1/(13*x))",
        FROM_ONE,
    ),
    ("log(x)/(x - 1) <= 1/sqrt(x)", "log(x)/(x - 1) <= 99/100/sqrt(x)", ABOVE_ONE),
    ("sinh(x)/x <= cosh(x)", "sinh(x)/x <= 99/100*cosh(x)", POSITIVE),
    ("x**x >= exp(x - 1)", "x**x >= 101/100*exp(x - 1)", POSITIVE),
    ("x**2 + 1/x >= 3/2*2**(1/3)", "x**2 + 1/x >= 303/200*2**(1/3)", POSITIVE),
    ("x*log(x) + 1/E >= 0", "x*log(x) + 99/100/E >= 0", POSITIVE),
]


@lru_cache(maxsize=16)
def outcome_of(text, on):
    return prove(claim(text, on), timeout=60.0)


@pytest.mark.parametrize(("text", "false", "on"), PAIRS)
def test_a_true_claim_is_proved_and_its_neighbour_refuted(text, false, on):
    proved, refuted = outcome_of(text, on), prove(claim(false, on), timeout=2.0)
    assert isinstance(proved, Proved)
    assert verify(proved.certificate).status == "valid"
    assert verify_mpfr(proved.certificate).status in ("valid", "unsupported")
    assert isinstance(refuted, Refuted)


@pytest.mark.parametrize(("text", "false", "on"), PAIRS)
def test_the_certificate_is_refused_for_the_false_neighbour(text, false, on):
    good = outcome_of(text, on).certificate
    forged = seal(claim(false, on), good["precision"], good["definedness"], good["main"])
    for check in (verify, verify_mpfr):
        assert check(forged).status in ("invalid", "unsupported")


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("digamma(x) < log(x) - 51/100/x", POSITIVE),
        ("digamma(x) > log(x) - 1/(3*x)", POSITIVE),
        (f"gamma(x + 1) <= {STIRLING}*exp(1/(13*x))", FROM_ONE),
        ("x**x >= 101/100*exp(x - 1)", POSITIVE),
        ("(1 + 1/x)**(x + 49/100) > E", POSITIVE),
        ("Abs(x - 1/2) >= 1/100", "x in [0, 1]"),
    ],
)
def test_the_search_alone_finds_nothing_for_a_falsehood(text, on):
    """Without the falsifier, which would end it at once."""
    with pytest.raises(GaveUpError):
        find_certificate(claim(text, on), time.monotonic() + 0.7, 64)
