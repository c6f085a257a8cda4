"""``ua bound NAME --optimize K``: text, data, the curve, and complaints."""

import json

import pytest
from click.testing import CliRunner

from ua_symbolic.cli.bound_command import command
from ua_symbolic.cli.main import run

LENGTH = ["upper.prefix_length", "--set", "m=4", "--set", "L=1", "--set", "eps=1/100"]


def printed(*arguments):
    return CliRunner().invoke(command, list(arguments), catch_exceptions=False).output


def test_data_has_certified_ends_and_a_split():
    data = json.loads(
        printed(*LENGTH, "--optimize", "tau", "--subject", "upper.temperature <= 1e7", "--json")
    )
    low, high = map(int, data["least"])
    assert low <= high < low * 1.000001
    assert float(data["split"]["limits"][0][1]) <= 1e7
    assert int(data["split"]["value"][0]) >= low
    assert data["limits"] == ["upper.temperature <= 10000000"]
    assert "tau" not in data["at"]


def test_a_swept_cap_gives_a_curve_with_the_infeasible_end_said():
    lines = printed(
        *LENGTH, "--optimize", "tau", "--subject", "upper.temperature <= 1e6..1e8:log:3"
    ).splitlines()
    assert lines[0] == "upper.temperature <=,tau from,tau to,upper.prefix_length from,to,error"
    assert "no point satisfies" in lines[1]
    assert len(lines) == 4
    lengths = [int(line.split(",")[4]) for line in lines[2:]]
    assert lengths == sorted(lengths, reverse=True)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--subject", "upper.temperature <= 1e7"], "--subject needs --optimize"),
        (["--optimize", "tau", "--subject", "upper.temperature >= 1"], 'write "FORM <= VALUE"'),
        (["--optimize", "tau", "--subject", "foo <= 1"], "no closed form is named 'foo'"),
        (["--optimize", "tua"], "has no parameter tua"),
    ],
)
def test_complaints(capsys, arguments, complaint):
    assert run(["bound", *LENGTH, *arguments]) == 2
    message = capsys.readouterr().err
    assert complaint in message
    assert len(message.splitlines()) <= 2
