"""What is known of the least value of a term on a domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ua_symbolic.errors import UserError

End = Fraction | None
"""A rational number, or None for infinity (which one, the place says)."""
NO_POINT = "no point satisfies the hypotheses"


class OptimiseError(UserError):
    """A problem that has no answer: no variable, an empty domain, a term not defined on it."""


@dataclass(frozen=True)
class Optimum:
    """``lower <= infimum <= upper`` (None: no bound known on that side, or none exists).

    ``places`` are boxes (name -> ends) outside of which the infimum is not taken.  ``attained``:
    True or False where it is certain.  ``complete``: the wanted digits were reached.
    """

    lower: End
    upper: End
    places: tuple[Mapping[str, tuple[End, End]], ...]
    attained: bool | None
    complete: bool
    unbounded: bool = False
    reason: str = ""
    boxes: int = 0

    def negated(self) -> Optimum:
        """The supremum of minus the term."""
        low, high = self.lower, self.upper
        return Optimum(
            None if high is None else -high,
            None if low is None else -low,
            self.places,
            self.attained,
            self.complete,
            self.unbounded,
            self.reason,
            self.boxes,
        )
