"""``ua budget``: closed forms from error terms, their shares, and what each is solved for."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ua_symbolic.cli.options import json_option, timeout_option
from ua_symbolic.cli.output import say, say_json
from ua_symbolic.errors import UserError

if TYPE_CHECKING:
    from ua_symbolic.checkers.budget_source import BudgetText
    from ua_symbolic.development import Development

PROVED, UNMET, UNKNOWN = 0, 1, 3


@click.command("budget")
@click.argument("what", required=False)
@click.option("--term", "terms", multiple=True, metavar="TERM", help="A term of the error.")
@click.option("--share", "shares", multiple=True, metavar="S", help="Its share of the total.")
@click.option("--solve", "solve", multiple=True, metavar="X", help="What to solve it for.")
@click.option(
    "--require", "claims", multiple=True, metavar="CLAIM", help="An inequality beside the sum."
)
@click.option("--on", "domains", multiple=True, metavar="DOMAIN", help='As "L in (0, oo)".')
@click.option("--given", "hypotheses", multiple=True, metavar="CLAIM", help='As "eps <= L".')
@click.option("--let", "letters", multiple=True, metavar="X=TERM", help='As "delta = rho/2".')
@click.option("--in", "where", metavar="DIR", help="The development whose functions may occur.")
@timeout_option(60.0, "Seconds for the whole budget.")
@json_option
@click.pass_context
def command(
    context: click.Context,
    what: str | None,
    terms: tuple[str, ...],
    shares: tuple[str, ...],
    solve: tuple[str, ...],
    claims: tuple[str, ...],
    domains: tuple[str, ...],
    hypotheses: tuple[str, ...],
    letters: tuple[str, ...],
    where: str | None,
    seconds: float,
    as_json: bool,
) -> None:
    """Split an error among its terms, solve each for a parameter, and prove that it adds up.

    WHAT is the total, such as eps, with a --term and a --solve for each term (equal shares unless
    each has its --share; --solve of the --require come after those of the terms). Or it is the name
    of a budget of a development, or FILE.toml:NAME; a file with one budget needs no name. Without
    WHAT, lists the budgets of the developments in sight.

    Exit status: 0 proved, 1 not met (the term in the way is named), 2 bad input, 3 out of time.
    """
    if terms or claims:
        total = what if what is not None else ""
        text = _from_options(total, terms, shares, solve, claims, domains, hypotheses, letters)
        development = _development(where)
    elif what is None:
        _list(where, as_json)
        return
    else:
        if shares or solve or domains or hypotheses or letters:
            raise click.UsageError("these options describe a budget; give it a --term")
        text, development = _named(what, where)
    context.exit(_answer(text, development, seconds, as_json))


def _answer(text: BudgetText, development: Development, seconds: float, as_json: bool) -> int:
    from ua_symbolic.checkers.budget_source import context_of, read_budget
    from ua_symbolic.checkers.budgets import UnmetError, derive
    from ua_symbolic.checkers.context import OutOfTimeError
    from ua_symbolic.report.budget import budget_data, budget_text

    budget = read_budget(text, development)
    try:
        derivation = derive(context_of(development, budget, seconds), budget)
    except UnmetError as problem:
        return _refused("unmet", "not met", str(problem), as_json)
    except OutOfTimeError as problem:
        return _refused("unknown", "unknown", f"{problem}; give it more with --timeout", as_json)
    if as_json:
        say_json(budget_data(derivation))
    else:
        say("\n".join([*([text.title, ""] if text.title else []), budget_text(derivation)]))
    return PROVED


def _refused(status: str, words: str, reason: str, as_json: bool) -> int:
    if as_json:
        say_json({"status": status, "reason": " ".join(reason.split())})
    else:
        say(f"{words}: {reason}")
    return UNMET if status == "unmet" else UNKNOWN


# --- what is asked ------------------------------------------------------------------------------


def _from_options(
    total: str,
    terms: tuple[str, ...],
    shares: tuple[str, ...],
    solve: tuple[str, ...],
    claims: tuple[str, ...],
    domains: tuple[str, ...],
    hypotheses: tuple[str, ...],
    letters: tuple[str, ...],
) -> BudgetText:
    from ua_symbolic.checkers.budget_source import BudgetText, Entry

    if terms and not total:
        raise click.UsageError("give the total that the terms must not exceed, such as: eps")
    if len(solve) != len(terms) + len(claims):
        raise click.UsageError(
            f"each --term and --require needs one --solve: {len(terms) + len(claims)} of them, "
            f"not {len(solve)}"
        )
    if shares and len(shares) != len(terms):
        raise click.UsageError(
            f"give each of the {len(terms)} terms its --share, or none: not {len(shares)}"
        )
    given = shares or ("",) * len(terms)
    entries = [Entry(t, x, s) for t, x, s in zip(terms, solve, given, strict=False)]
    entries += [Entry(c, x) for c, x in zip(claims, solve[len(terms) :], strict=True)]
    return BudgetText(total, tuple(entries), domains, hypotheses, _letters(letters))


def _letters(texts: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise UserError(f"--let {text!r:.60}: write --let NAME=TERM, such as delta=rho/2")
        found[name.strip()] = value.strip()
    return found


def _development(where: str | None) -> Development:
    from ua_symbolic.cli.locate import find
    from ua_symbolic.development import load
    from ua_symbolic.development.loader import bare

    return bare() if where is None else load(find(where)[0])


def _named(what: str, where: str | None) -> tuple[BudgetText, Development]:
    from ua_symbolic.checkers.budget_source import FILE, read_budgets
    from ua_symbolic.cli.locate import find, searched
    from ua_symbolic.development import load

    file, _, name = what.partition(":")
    if file.endswith(".toml"):
        found = read_budgets(Path(file))
        return _chosen(found, name, f"{file}:"), _development(where)
    known: list[str] = []
    for path in searched() if where is None else find(where):
        if (path / FILE).is_file():
            budgets = read_budgets(path / FILE)
            if what in budgets:
                return budgets[what], load(path)
            known.extend(budgets)
    raise _unknown(what, known)


def _chosen(budgets: dict[str, BudgetText], name: str, where: str) -> BudgetText:
    if name in budgets:
        return budgets[name]
    if not name and len(budgets) == 1:
        return next(iter(budgets.values()))
    if not name:
        raise UserError(f"{where} say which budget: {', '.join(budgets) or 'it has none'}")
    raise _unknown(name, list(budgets))


def _unknown(name: str, known: list[str]) -> UserError:
    close = get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(known) or 'none'}"
    return UserError(
        f"no budget is named {name!r:.80}\n{hint} (a total goes with --term and --solve)"
    )


def _list(where: str | None, as_json: bool) -> None:
    from ua_symbolic.checkers.budget_source import FILE, read_budgets
    from ua_symbolic.cli.locate import find, searched

    found: dict[str, BudgetText] = {}
    for path in searched() if where is None else find(where):
        if (path / FILE).is_file():
            found |= read_budgets(path / FILE)
    if as_json:
        say_json({"budgets": [{"name": n, "title": b.title} for n, b in found.items()]})
        return
    for name, budget in found.items():
        say(f"{name}\n    {budget.title}")
