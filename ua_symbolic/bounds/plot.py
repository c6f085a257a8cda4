"""Curves of closed forms on logarithmic axes, also where the values exceed any float."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from ua_symbolic.bounds.sweep import Row
from ua_symbolic.errors import UserError

SUFFIXES = (".svg", ".png", ".pdf")


def log10_of(text: str) -> float:
    """The decimal logarithm of a positive number written out, of any size.

    >>> log10_of("1e-2500"), round(log10_of("2" + "0" * 400), 3)
    (-2500.0, 400.301)
    """
    from math import log10

    mantissa, _, exponent = text.partition("e")
    whole, _, decimals = mantissa.partition(".")
    digits = (whole + decimals).lstrip("0")
    if mantissa.startswith("-") or not digits.strip("0"):
        raise UserError(f"a logarithmic plot needs positive values, not {text[:40]}")
    shift = int(exponent or 0) - len(decimals)
    leading = digits[:17]
    return log10(int(leading)) + len(digits) - len(leading) + shift


def log10_of_parameter(text: str) -> float:
    """The same for a parameter, a positive rational number such as ``1/1000``."""
    value = Fraction(text)
    if value <= 0:
        raise UserError(f"a logarithmic plot needs positive parameters, not {text}")
    return log10_of(str(value.numerator)) - log10_of(str(value.denominator))


MOST_CURVES = 12
"""More curves than these are no picture."""

PLAIN = 3
"""Powers of ten up to this are written out."""

DECADES = 2
"""On an axis of fewer decades, whole powers of ten are too few labels."""


def require_suffix(file: Path) -> None:
    """UserError for a file whose name does not say one of the formats."""
    if file.suffix.lower() not in SUFFIXES:
        raise UserError(f"--plot {file}: the name ends in one of {', '.join(SUFFIXES)}")


def save(curves: Mapping[str, Sequence[Row]], parameters: Sequence[str], file: Path) -> None:
    """Draw each curve against the first parameter; the suffix of the file decides the format.

    Each value of the other parameters makes a curve of its own.  Raises UserError for another
    suffix, a curve without points, too many curves, or a folder that cannot be written.
    """
    require_suffix(file)
    along, *others = parameters
    parted = {k: v for name, found in curves.items() for k, v in _parted(name, found, others)}
    if len(parted) > MOST_CURVES:
        raise UserError(f"--plot: {len(parted)} curves are no picture; {MOST_CURVES} at most")
    points = {name: _points(name, found, along) for name, found in parted.items()}
    # Imported here: half a second that no other command should pay.
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot
    from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

    figure, axes = pyplot.subplots(figsize=(7.2, 4.6), layout="constrained")
    for name, xy in points.items():
        axes.plot([x for x, _ in xy], [y for _, y in xy], marker="o", markersize=3, label=name)
    axes.set_xlabel(along)
    axes.set_ylabel(next(iter(curves)) if len(curves) == 1 else "value")
    for axis, values in (
        (axes.xaxis, [x for xy in points.values() for x, _ in xy]),
        (axes.yaxis, [y for xy in points.values() for _, y in xy]),
    ):
        low, high = min(values), max(values)
        whole = high - low >= DECADES
        axis.set_major_locator(
            MaxNLocator(integer=True) if whole else FixedLocator(ticks_between(low, high))
        )
        axis.set_major_formatter(FuncFormatter(lambda v, _pos: _power_of_ten(v)))
    axes.grid(visible=True, linewidth=0.4)
    if len(points) > 1:
        axes.legend()
    try:
        figure.savefig(file, dpi=150)
    except OSError as problem:
        raise UserError(f"--plot {file}: cannot be written ({problem.strerror})") from problem
    finally:
        pyplot.close(figure)


def ticks_between(low: float, high: float) -> list[float]:
    """Decimal logarithms of round numbers between ``10**low`` and ``10**high``, and beyond.

    >>> [round(10**t, 9) for t in ticks_between(0, 1)]
    [0.5, 1.0, 2.0, 5.0, 10.0]
    """
    from math import floor, log10

    base = floor(low)
    if high - low >= 1 / DECADES:
        round_numbers = [
            k + log10(d) for k in range(base - 1, base + DECADES + 2) for d in (1, 2, 5)
        ]
        return [t for t in round_numbers if low - 0.31 <= t <= high + 0.01]
    first, last = 10 ** (low - base), 10 ** (high - base)
    step = 10.0 ** floor(log10(max(last - first, 1e-6)))
    step = step if last - first >= 3 * step else step / 4
    count = range(floor(first / step), floor(last / step) + 2)
    return [base + log10(i * step) for i in count if i > 0]


def _parted(
    name: str, found: Sequence[Row], parameters: Sequence[str]
) -> Iterator[tuple[str, list[Row]]]:
    """One curve for each combination of values of the parameters, with a label."""
    curves: dict[tuple[str, ...], list[Row]] = {}
    for row in found:
        at = dict(row.at)
        curves.setdefault(tuple(at[p] for p in parameters), []).append(row)
    for key, rows in curves.items():
        values = ", ".join(f"{p} = {v}" for p, v in zip(parameters, key, strict=True))
        yield (values or name), rows


def _points(name: str, found: Sequence[Row], parameter: str) -> list[tuple[float, float]]:
    xy = [
        (log10_of_parameter(dict(row.at)[parameter]), log10_of(row.text))
        for row in found
        if not row.error
    ]
    if not xy:
        reason = found[0].error if found else "no points"
        raise UserError(f"{name}: nothing to plot ({reason})")
    return sorted(xy)


def _power_of_ten(exponent: float) -> str:
    """
    >>> _power_of_ten(-2), _power_of_ten(378), _power_of_ten(2.30103)
    ('0.01', '$10^{378}$', '200')
    """
    from math import floor

    whole = floor(exponent + 1e-9)
    mantissa = f"{10 ** (exponent - whole):.4g}"
    if abs(whole) <= PLAIN:
        return f"{10**exponent:.5g}"
    return f"$10^{{{whole}}}$" if mantissa == "1" else f"${mantissa}\\cdot 10^{{{whole}}}$"
