"""Entry point of ``ua``: finds the command, runs it, and turns every failure into an exit status.

0 yes, 1 no, 2 bad input, 3 unknown; 130 interrupted, 70 a fault of this program.  Commands are
imported only when they are run.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module

import click

from ua_symbolic import __version__
from ua_symbolic.errors import UserError

BAD_INPUT, INTERNAL_FAULT, INTERRUPTED = 2, 70, 130

COMMANDS = {
    "check": "Discharge what is new or stale in the developments of a folder.",
    "audit": "Statuses, leaves and the trusted base of every statement.",
    "why": "What a statement rests on.",
    "impact": "What falls with a statement.",
    "graph": "The proof graph as a picture or as data.",
    "bound": "A named closed form: its value with certain digits, or its formula.",
    "compare": "Routes, published figures and lower bounds of a development, as a table.",
    "budget": "Closed forms from error terms and their shares, derived and proved.",
    "prove": "Prove or refute an inequality over a box, bounded or not.",
    "maximize": "The largest value of an expression on a domain, enclosed, and where it is taken.",
    "minimize": "The least value of an expression on a domain, enclosed, and where it is taken.",
    "roots": "All zeros of an expression on an interval, each enclosed.",
    "verify": "Verify a certificate independently of how it was found.",
    "new": "Start a development of your own.",
}

MODULES = {"maximize": "optimize", "minimize": "optimize"}
"""Commands that share a module, in which each is an attribute of its name."""


class _Commands(click.Group):
    """Lists all commands without importing any."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        shared = MODULES.get(cmd_name)
        module = import_module(f"ua_symbolic.cli.{shared or cmd_name}_command")
        command: click.Command = getattr(module, cmd_name) if shared else module.command
        command.help = command.help or COMMANDS[cmd_name]
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="ua")
@click.pass_context
def cli(context: click.Context) -> None:
    """A companion for people who prove quantitative theorems.

    Exit status: 0 yes, 1 no, 2 bad input, 3 unknown.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``ua`` with the given arguments, those of the process by default, and exit."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal without some letter is no failure
            stream.reconfigure(errors="replace")
    status = run(sys.argv[1:] if arguments is None else arguments)
    if status == 0:
        status = _flush()
    sys.exit(status)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status; complaints go to standard error."""
    try:
        result = cli.main(list(arguments), prog_name="ua", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.UsageError as error:
        return _complain(_usage(error))
    except click.ClickException as error:
        return _complain(error.format_message())
    except UserError as error:
        return _complain(str(error))
    except (click.Abort, KeyboardInterrupt):
        click.echo("ua: interrupted", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        return _quiet()
    except RecursionError:
        return _complain("the input is nested too deeply")
    except Exception:  # noqa: BLE001 - a fault of ours must never look like an answer
        click.echo("ua: a fault in ua itself; please report it with these lines", err=True)
        traceback.print_exc()
        return INTERNAL_FAULT


def _usage(error: click.UsageError) -> str:
    message = error.format_message().replace("\n", " ").strip()
    command = error.ctx.command_path if error.ctx else "ua"
    return f"{message}\nsee: {command} --help"


def _complain(message: str) -> int:
    """At most two lines, whatever the message is made of."""
    lines = [line.strip() for line in message.splitlines() if line.strip()] or ["bad input"]
    click.echo("\n".join(["ua: " + _short(lines[0]), *map(_short, lines[1:2])]), err=True)
    return BAD_INPUT


def _short(line: str, most: int = 400) -> str:
    printable = "".join(c if c.isprintable() else "?" for c in line)
    return printable if len(printable) <= most else printable[: most - 3] + "..."


def _flush() -> int:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return _quiet()
    return 0


def _quiet() -> int:
    """The reader of our output has gone: say nothing more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    main()
