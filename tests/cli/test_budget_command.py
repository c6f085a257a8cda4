"""``ua budget``: what it prints, its exit statuses, and its complaints."""

import json

import pytest
from click.testing import CliRunner

from ua_symbolic.cli.budget_command import command
from ua_symbolic.cli.main import run

ON = ["--on", "L in (0, oo)", "--on", "eps in (0, oo)"]
ONE = [*ON, "--term", "L*rho", "--solve", "rho"]


def printed(*arguments):
    return CliRunner().invoke(command, list(arguments), catch_exceptions=False)


def test_text_and_data_of_a_small_budget():
    text = printed("eps", *ONE)
    assert text.exit_code == 0
    assert text.output.splitlines()[0] == "rho = eps/L, or less"
    assert "proved (" in text.output
    data = json.loads(printed("eps", *ONE, "--json").output)
    assert data["status"] == "proved"
    assert data["closed_forms"][0] | {"in_the_data": ""} == {
        "parameter": "rho",
        "value": "eps/L",
        "in_the_data": "",
        "beyond": "<=",
        "closed_form": None,
    }
    assert data["theorem"]["conclusion"] == "L*rho <= eps"
    assert data["parts"][0]["derivation"][0]["because"] == "dividing by L > 0"


def test_an_unmet_budget_has_status_1_and_names_the_term():
    arguments = ["eps", *ON, "--term", "L*rho + L", "--solve", "rho"]
    text = printed(*arguments)
    assert text.exit_code == 1
    assert text.output.startswith("not met: term 1, L*rho + L, is in the way\n")
    assert len(text.output.splitlines()) == 2
    data = json.loads(printed(*arguments, "--json").output)
    assert data["status"] == "unmet"


def test_a_file(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(
        '[mine]\ntotal = "eps"\non = ["eps in (0, oo)", "L in (0, oo)"]\n'
        '[[mine.term]]\nvalue = "L*rho"\nsolve = "rho"\n'
    )
    assert printed(str(file)).output == printed(f"{file}:mine").output
    assert "rho = eps/L, or less" in printed(str(file)).output


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["eps", "--term", "L*rho"], "each --term and --require needs one --solve: 1 of them"),
        (["--term", "L*rho", "--solve", "rho"], "give the total"),
        (["eps", *ONE, "--share", "1/2", "--share", "1/2"], "give each of the 1 terms its --share"),
        (["eps", "--term", "L*rho", "--solve", "rho"], "unknown name 'eps'"),
        (["nothing_like_it"], "no budget is named"),
        (["cubee"], "did you mean cube?"),
        (["missing.toml"], "cannot be read"),
        (["eps", *ONE, "--let", "delta"], "write --let NAME=TERM"),
        (["cube", "--on", "x in (0, 1)"], "give it a --term"),
    ],
)
def test_complaints_have_two_lines_and_status_2(capsys, arguments, complaint):
    assert run(["budget", *arguments]) == 2
    message = capsys.readouterr().err
    assert complaint in message
    assert len(message.splitlines()) <= 2


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("[a\n", "not TOML"),
        ("a = 1\n", "write a table [a]"),
        ('[a]\ntotl = "eps"\n', "did you mean total?"),
        ('[a]\ntotal = "eps"\n[[a.term]]\nvalue = "x"\n', "solve is missing"),
        ('[a]\ntotal = "eps"\non = "x"\n', "on must be a list"),
        ("", "say which budget: it has none"),
    ],
)
def test_files_that_are_not_well_formed(tmp_path, capsys, content, complaint):
    file = tmp_path / "wrong.toml"
    file.write_text(content)
    assert run(["budget", str(file)]) == 2
    message = capsys.readouterr().err
    assert complaint in message
    assert len(message.splitlines()) <= 2
