"""``vmf.resultant`` by enclosures: 1 - I_{(m+1)/2}/I_{(m-1)/2} <= m/(2 lam) on [m/2, 100].

The development proves it for every m >= 2 in symbols; here boxes confirm it for m = 3..12, and show
that m = 1 is no case of it.  The margin is m(m-2)/(8 lam**2) for large lam: far too thin for a
quotient of two enclosures, which loses a factor exp(b - a) on a box [a, b].
"""

import json
from fractions import Fraction

import pytest

from ua_symbolic.cli.claims import problems
from ua_symbolic.enclosure.certificates import read
from ua_symbolic.enclosure.prove import Proved, Refuted, prove
from ua_symbolic.enclosure.verify import verify
from ua_symbolic.enclosure.verify_mpfr import verify_mpfr


def resultant(m, factor="1"):
    """The claim for one m, with m/(2 lam) times a factor."""
    above, below = Fraction(m + 1, 2), Fraction(m - 1, 2)
    claim = f"1 - besseli({above}, lam)/besseli({below}, lam) <= ({factor})*{m}/(2*lam)"
    return problems(claim, (f"lam in [{Fraction(m, 2)}, 100]",), ())[0]


@pytest.mark.parametrize("m", range(3, 13))
def test_resultant(m):
    outcome = prove(resultant(m), timeout=60)
    assert isinstance(outcome, Proved)
    certificate = read(json.dumps(outcome.certificate))
    assert verify(certificate).status == "valid"
    assert verify_mpfr(certificate).status == "unsupported"  # MPFR has no function I


def test_three_per_mille_less_is_false():
    assert isinstance(prove(resultant(3, "997/1000"), timeout=20), Refuted)
    assert isinstance(prove(resultant(1), timeout=20), Refuted)
