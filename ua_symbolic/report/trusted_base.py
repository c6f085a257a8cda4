"""The trusted base: everything that would have to be wrong for the statements to be wrong."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version

import ua_symbolic
from ua_symbolic.audit.model import StatementAudit
from ua_symbolic.report.tables import paragraph

PACKAGES = {
    "flint": "python-flint",
    "arb": "python-flint",
    "sympy": "sympy",
    "mpfr": "gmpy2",
}
"""The package that an engine, as records name it, belongs to."""


def package_version(package: str) -> str:
    """The installed version of a package, ``?`` if it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "?"


def engine_text(engine: str) -> str:
    """An engine with the version of its package."""
    package = PACKAGES.get(engine)
    return f"{engine} ({package} {package_version(package)})" if package else engine


def trusted_base_lines(statements: Iterable[StatementAudit]) -> Iterator[str]:
    """Leaves, checkers, engines and facts of the statements, as lines of text."""
    chosen = list(statements)
    obligations = [o for s in chosen for o in s.obligations if o.discharged]
    checkers = Counter(o.checker for o in obligations if o.checker)
    engines = sorted({engine for o in obligations for engine in o.engines})
    facts = sorted({fact for s in chosen for fact in s.facts})
    leaves = sorted({leaf for s in chosen for leaf in s.leaves})
    yield "trusted base"
    yield paragraph("  leaves    ", ", ".join(leaves) or "none")
    yield paragraph("  facts     ", ", ".join(facts) or "none")
    counted = ", ".join(f"{name} {count}" for name, count in sorted(checkers.items()))
    yield paragraph("  checkers  ", counted or "none")
    python = f"Python {platform.python_version()}"
    shown = ", ".join(["kernel", *map(engine_text, engines)])
    yield paragraph("  engines   ", f"{shown}; ua {ua_symbolic.__version__}, {python}")
