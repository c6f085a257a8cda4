"""Run with ``python -O``: the refusals of the kernel without a single assert statement."""

from __future__ import annotations

import sys

from tests.kernel.proof_kit import THEORY, USES, induction, rel
from ua_symbolic.kernel.inference import KernelError
from ua_symbolic.kernel.sequents import sequent
from ua_symbolic.kernel.theorems import Theorem, derive


def main() -> int:
    """Count the refusals; raise where one fails to come."""
    if __debug__:
        raise SystemExit("run this with python -O")
    count = 0
    for use in USES:
        use.derive()
        premises = tuple(map(use.premise, use.premises))
        for place in range(len(premises)):
            without = premises[:place] + premises[place + 1 :]
            count += must_refuse(lambda use=use, without=without: use.derive_from(without))
        if use.rule != "contradiction":
            wrong = use.saying(rel("1 < 0"))
            count += must_refuse(lambda wrong=wrong, p=premises: wrong.derive_from(p))
    induction()
    count += must_refuse(lambda: Theorem(None))
    count += must_refuse(lambda: setattr(induction(), "proof", None))
    count += must_refuse(lambda: bool(induction()))
    count += must_refuse(lambda: derive(THEORY, "hypothesis", sequent((), rel("0 = 1"))))
    sys.stdout.write(f"{count} refusals\n")
    return 0


def must_refuse(attempt: object) -> int:
    """1 if the attempt raises KernelError; RuntimeError if it does not."""
    try:
        attempt()  # type: ignore[operator]
    except KernelError:
        return 1
    raise RuntimeError("the kernel accepted what it must refuse")


if __name__ == "__main__":
    raise SystemExit(main())
