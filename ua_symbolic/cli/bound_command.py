"""``ua bound``: a named closed form, its formula, or its value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from ua_symbolic.cli.opening import developments_in_sight
from ua_symbolic.cli.options import directory_argument, json_option
from ua_symbolic.cli.output import say, say_json
from ua_symbolic.errors import ExpressionError, UserError

if TYPE_CHECKING:
    from ua_symbolic.bounds import ClosedForm
    from ua_symbolic.development import Development
    from ua_symbolic.expressions.terms import Term


@click.command("bound")
@click.argument("name", required=False)
@directory_argument
@click.option("--set", "settings", multiple=True, metavar="K=V", help="Give a parameter a value.")
@click.option("--digits", default=30, show_default=True, help="Significant digits of a decimal.")
@click.option("--symbolic", is_flag=True, help="Print the formula instead of a value.")
@click.option("--latex", "as_latex", is_flag=True, help="Print the formula as LaTeX.")
@click.option(
    "--sweep",
    "sweep_texts",
    multiple=True,
    metavar="K=A..B:log:N",
    help="Values along a parameter, as CSV (also A..B:lin:N; A..B for integers).",
)
@click.option("--order", metavar="K", help="Its order in a parameter, a theorem with constants.")
@click.option("--versus", metavar="NAME", help="Compare with another closed form along a sweep.")
@click.option("--plot", metavar="FILE", help="Draw the sweep: .svg, .png or .pdf, log axes.")
@click.option("--optimize", "chosen", multiple=True, metavar="K", help="Least over K, certified.")
@click.option(
    "--subject", "subjects", multiple=True, metavar="LIMIT", help='As "upper.temperature <= 1e9".'
)
@json_option
def command(
    name: str | None,
    directory: str | None,
    settings: tuple[str, ...],
    digits: int,
    symbolic: bool,
    as_latex: bool,
    sweep_texts: tuple[str, ...],
    order: str | None,
    versus: str | None,
    plot: str | None,
    chosen: tuple[str, ...],
    subjects: tuple[str, ...],
    as_json: bool,
) -> None:
    """A named closed form: its value at given parameters, every digit certain, or its formula.

    Values are exact: 1/10, 0.1, pi/2, 1e-9. Without a NAME, lists all closed forms; without a DIR,
    all developments in ./proofs and in the package are searched.
    """
    if name is None:
        _list(directory, as_json)
        return
    if symbolic and as_latex:
        raise click.UsageError("--symbolic and --latex exclude each other")
    development, form = _find(name, directory)
    if symbolic or as_latex:
        _print_formula(development, form, as_latex, as_json)
        return
    if order is not None:
        from ua_symbolic.cli.bound_order import print_order

        print_order(development, form, order, as_json)
        return
    values = assignments(settings)
    if chosen:
        from ua_symbolic.cli.bound_optimise import print_optimum

        whole, forms = _whole(development)
        print_optimum(whole, form, forms, values, chosen, subjects, as_json=as_json)
        return
    if subjects:
        raise click.UsageError("--subject needs --optimize, such as --optimize tau")
    if versus is None and not sweep_texts:
        if plot is not None:
            raise click.UsageError("--plot needs --sweep")
        _print_value(development, form, values, digits, as_json)
        return
    from ua_symbolic.cli.bound_curves import print_sweep, print_versus, read_sweeps

    sweeps = read_sweeps(sweep_texts, values)
    if versus is None:
        print_sweep(development, form, values, sweeps, digits, plot, as_json)
    else:
        other = _find(versus, directory)[1]
        print_versus(development, (form, other), values, sweeps, plot, as_json)


# --- finding ----------------------------------------------------------------------------------


def _forms(development: Development) -> Iterator[ClosedForm]:
    from ua_symbolic.bounds import ClosedForm

    for name, source in development.form_sources.items():
        definition = development.theory.definitions[name]
        yield ClosedForm(definition, source.defaults, source.title, source.source)


def _find(name: str, directory: str | None) -> tuple[Development, ClosedForm]:
    known: list[str] = []
    for development in developments_in_sight(directory, definitions_only=True):
        for form in _forms(development):
            if form.definition.name == name:
                return development, form
            known.append(form.definition.name)
    close = get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]}?" if close else "ua bound lists all of them"
    raise UserError(f"no closed form is named {name!r:.80}\n{hint}")


def _whole(development: Development) -> tuple[Development, dict[str, ClosedForm]]:
    """The development with its statements, and its closed forms by name."""
    from ua_symbolic.development import load

    whole = load(development.path)
    return whole, {form.definition.name: form for form in _forms(whole)}


def _list(directory: str | None, as_json: bool) -> None:
    forms = [
        form
        for development in developments_in_sight(directory, definitions_only=True)
        for form in _forms(development)
    ]
    if as_json:
        say_json({"bounds": [_described(form) for form in forms]})
        return
    for form in forms:
        say(_call(form))
        if form.title:
            say(f"    {form.title}")


def _described(form: ClosedForm) -> dict[str, object]:
    from ua_symbolic.expressions.text import to_text

    return {
        "name": form.definition.name,
        "parameters": [p.name for p in form.definition.parameters],
        "defaults": {k: to_text(v) for k, v in form.defaults.items()},
        "title": form.title,
    }


def _call(form: ClosedForm) -> str:
    from ua_symbolic.expressions.text import to_text

    parts = [
        f"{p.name}={to_text(form.defaults[p.name])}" if p.name in form.defaults else p.name
        for p in form.definition.parameters
    ]
    return f"{form.definition.name}({', '.join(parts)})"


# --- values and formulas ----------------------------------------------------------------------


def assignments(settings: tuple[str, ...]) -> dict[str, Term]:
    """The values of ``--set NAME=VALUE``; UserError or ExpressionError for anything else."""
    from ua_symbolic.expressions.parser import parse_value

    values: dict[str, Term] = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        name = name.strip()
        if not equals or not name:
            raise UserError(f"--set {setting!r:.60}: write --set NAME=VALUE, such as --set m=2")
        if name in values:
            raise UserError(f"--set {name}: given twice")
        try:
            values[name] = parse_value(text)
        except ExpressionError as problem:
            raise ExpressionError(f"--set {name}: {problem}") from problem
    return values


def _print_formula(
    development: Development, form: ClosedForm, as_latex: bool, as_json: bool
) -> None:
    from ua_symbolic.bounds import latex, symbolic

    show, key = (latex, "latex") if as_latex else (symbolic, "symbolic")
    text = show(form, development.theory.definitions)
    if as_json:
        say_json({"name": form.definition.name, key: text})
    else:
        say(text)


def _print_value(
    development: Development,
    form: ClosedForm,
    values: Mapping[str, Term],
    digits: int,
    as_json: bool,
) -> None:
    from ua_symbolic.bounds import IntegerValue, bound_value
    from ua_symbolic.expressions.text import to_text

    value = bound_value(form, values, development.theory.definitions, digits)
    at = {name: to_text(term) for name, term in {**form.defaults, **values}.items()}
    printed: dict[str, object] = {"name": form.definition.name, "at": at}
    if isinstance(value, IntegerValue):
        text = value.text
        printed["integer"] = text
    else:
        text = value.decimal
        printed |= {"decimal": text, "enclosure": [value.lower, value.upper]}
    if as_json:
        say_json(printed)
    else:
        say(text)
