"""Curves of closed forms on logarithmic axes, also where the values exceed any float."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def save(curves: Mapping[str, Sequence[Row]], parameter: str, file: Path) -> None:
    """Draw each curve against the parameter; the suffix of the file decides the format.

    Raises UserError for another suffix, a curve without points, or a folder that cannot be written.
    """
    if file.suffix not in SUFFIXES:
        raise UserError(f"--plot {file}: the name ends in one of {', '.join(SUFFIXES)}")
    points = {name: _points(name, found, parameter) for name, found in curves.items()}
    # Imported here: half a second that no other command should pay.
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot
    from matplotlib.ticker import MaxNLocator

    figure, axes = pyplot.subplots(figsize=(7.2, 4.6), layout="constrained")
    for name, xy in points.items():
        axes.plot([x for x, _ in xy], [y for _, y in xy], marker="o", markersize=3, label=name)
    axes.set_xlabel(parameter)
    axes.set_ylabel("value")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda v, _pos: _power_of_ten(v))
        axis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(visible=True, linewidth=0.4)
    axes.legend()
    try:
        figure.savefig(file, dpi=150)
    except OSError as problem:
        raise UserError(f"--plot {file}: cannot be written ({problem.strerror})") from problem
    finally:
        pyplot.close(figure)


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
    rounded = round(exponent)
    if abs(exponent - rounded) > 1e-9:
        return f"$10^{{{exponent:g}}}$"
    return f"$10^{{{rounded}}}$" if abs(rounded) > 3 else f"{10.0**rounded:g}"
