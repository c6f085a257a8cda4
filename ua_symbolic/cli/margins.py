"""By how much a proved claim holds, and what stands in the way of an undecided one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ua_symbolic.cli.decimals import DOWN, UP, decimal

if TYPE_CHECKING:
    from ua_symbolic.enclosure.margin import Margin
    from ua_symbolic.enclosure.problem import Problem


MOST_SECONDS = 10.0
MOST_WIDE = Fraction(10**9)


@dataclass(frozen=True)
class Measured:
    """One relation of a claim with its margin (None: not known)."""

    claim: str
    margin: Margin | None


@dataclass(frozen=True)
class Margins:
    """What is said of the margins: lines of text, and fields of the JSON object."""

    lines: tuple[str, ...]
    data: list[dict[str, Any]]


def margins(problems: tuple[Problem, ...], seconds: float, *, proved: bool) -> Margins:
    """The margin of each relation of a claim; of an undecided claim, with a hint."""
    found = list(_measured(problems, time.monotonic() + min(seconds, MOST_SECONDS), proved=proved))
    data = [{"claim": one.claim, **_data(one.margin)} for one in found]
    return Margins(tuple(_lines(found, proved=proved)), data)


def _measured(
    problems: tuple[Problem, ...], deadline: float, *, proved: bool
) -> Iterator[Measured]:
    from ua_symbolic.enclosure.margin import margin
    from ua_symbolic.expressions.text import to_text

    for index, problem in enumerate(problems):
        left = max(0.05, deadline - time.monotonic()) / (len(problems) - index)
        yield Measured(to_text(problem.conclusion), margin(problem, left, proved=proved))


def _lines(found: list[Measured], *, proved: bool) -> Iterator[str]:
    for one in found:
        which = "" if len(found) == 1 else f" of {one.claim}"
        told = _proved(one.margin) if proved else _unknown(one.margin)
        yield f"  margin{which}: {told}"


def _data(margin: Margin | None) -> dict[str, Any]:
    from ua_symbolic.expressions.text import to_text

    if margin is None:
        return {"at_least": None, "at_most": None, "touches": [], "near": []}
    return {
        "at_least": None if margin.lower is None else decimal(margin.lower, 6, DOWN),
        "at_most": None if margin.upper is None else decimal(margin.upper, 6, UP),
        "touches": [{n: to_text(t) for n, t in c.items()} for c in margin.contacts],
        "near": [
            {n: [_text(a, DOWN), _text(b, UP)] for n, (a, b) in place.items()}
            for place in margin.optimum.places
        ],
    }


def _text(end: Fraction | None, way: int) -> str | None:
    return None if end is None else decimal(end, 8, way)


# --- text -------------------------------------------------------------------------------------


def _proved(margin: Margin | None) -> str:
    from ua_symbolic.expressions.text import to_text

    if margin is None or margin.lower is None:
        return "not found in the time; a longer --timeout may help"
    if margin.contacts:
        points = [", ".join(f"{n} = {to_text(t)}" for n, t in c.items()) for c in margin.contacts]
        return "0, it touches equality at " + "; ".join(points)
    if margin.lower > 0:
        return f"at least {decimal(margin.lower, 3, DOWN)}{_least(margin)}"
    if margin.upper is None:
        return "not found in the time; a longer --timeout may help"
    if margin.upper <= 0:
        how = "approached" if margin.optimum.attained is False else "touched or approached"
        return f"0, equality is {how}{_near(margin)}"
    return f"between 0 and {decimal(margin.upper, 3, UP)}{_least(margin)}"


def _unknown(margin: Margin | None) -> str:
    """How near an undecided claim is to being shown, and a hint."""
    if margin is None:
        return "hint: both sides are not shown to be defined; restrict the domain with --given"
    if margin.upper is not None and margin.upper < 0:
        return f"certainly false, right - left falls below {decimal(margin.upper, 3, UP)}" + (
            _least(margin)
        )
    if margin.contacts:
        from ua_symbolic.expressions.text import to_text

        point = ", ".join(f"{n} = {to_text(t)}" for n, t in margin.contacts[0].items())
        return f"contact: both sides are equal at {point}; split the domain there with --on"
    if margin.lower is None:
        return f"no lower bound of right - left is known yet; {_split_hint(margin)}"
    least = f"right - left is at least {decimal(margin.lower, 3, DOWN)}"
    if margin.lower > 0:
        return f"{least} by enclosures{_least(margin)}"
    narrow = [p for p in margin.optimum.places if _width(p) < Fraction(1, 100)]
    if narrow and len(narrow) == len(margin.optimum.places):
        return f"{least}; contact suspected{_near(margin)}"
    return f"{least} so far; {_split_hint(margin)}"


def _width(place: Any) -> Fraction:
    """The longest side; a long one if it has no end."""
    sides = [(high - low) if None not in (low, high) else MOST_WIDE for low, high in place.values()]
    return max(sides, default=Fraction(0))


def _split_hint(margin: Margin) -> str:
    """Where the domain may be cut: in the middle of the longest side of what is left."""
    for place in margin.optimum.places[:1]:
        name, (low, high) = max(place.items(), key=lambda side: _width(dict([side])))
        if low is not None and high is not None:
            middle = decimal((low + high) / 2, 3)
            return f"split the domain, say at {name} = {middle}, or add to --timeout"
        return f"bound {name} with --on, or add to --timeout"
    return "add to --timeout"


def _least(margin: Margin) -> str:
    where = _near(margin)
    return f", least{where}" if where else ""


def _near(margin: Margin) -> str:
    places = [_place(place) for place in margin.optimum.places[:3]]
    known = [p for p in places if p]
    return " near " + "; ".join(known) if known else ""


def _place(place: Any) -> str:
    parts = []
    for name, (low, high) in place.items():
        if low is not None and high is not None:
            wide = high - low > Fraction(1, 100)
            ends = f"in [{decimal(low, 4, DOWN)}, {decimal(high, 4, UP)}]"
            parts.append(f"{name} {ends}" if wide else f"{name} = {decimal((low + high) / 2, 4)}")
        elif low is not None or high is not None:
            parts.append(f"{name} = {'oo' if high is None else '-oo'}")
    return ", ".join(parts)
