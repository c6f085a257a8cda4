"""Replay of a certificate in Coq: the exported file is compiled, and its assumptions are read back.

Coq's kernel checks the whole proof, with the axioms of its real numbers; what it says of the
theorem's assumptions is shown.  The verdict is ``unsupported`` where Coq's libraries lack a
function, or where its tactics do not find what a node of the certificate says: then it is *not
replayed*, which says nothing against the certificate.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ua_symbolic.enclosure.certificates import (
    OutOfReachError,
    RejectedError,
    Verdict,
    check_shape,
    digest,
)
from ua_symbolic.enclosure.coq_export import Exported, export
from ua_symbolic.enclosure.derivative import NotDifferentiableError
from ua_symbolic.enclosure.program import UnsupportedError
from ua_symbolic.errors import UserError
from ua_symbolic.expressions.coq import NotInCoqError

PATIENCE = 600
INSTALL = "install Coq with its Interval library (Debian: apt-get install coq libcoq-interval)"
ADMITTED = frozenset({
    "ClassicalDedekindReals.sig_not_dec",
    "ClassicalDedekindReals.sig_forall_dec",
    "FunctionalExtensionality.functional_extensionality_dep",
    "Classical_Prop.classic",
    "Eqdep.Eq_rect_eq.eq_rect_eq",
    "Uint63", "PrimInt63",
})  # fmt: skip
_ERROR = re.compile(r'File "[^"]*", line (\d+), characters [^\n]*\nError:(.*)', re.DOTALL)
_AXIOM = re.compile(r"^([A-Za-z_][\w.']*)(?=\s*:|\s*$)", re.MULTILINE)


@dataclass(frozen=True)
class Replay:
    """The verdict with the file, and the assumptions that Coq says the theorem has."""

    verdict: Verdict
    text: str = ""
    assumptions: tuple[str, ...] = ()


def find_coqc() -> str:
    """The compiler of Coq; UserError, with what to do, if it is not installed."""
    found = shutil.which("coqc")
    if found is None:
        raise UserError(f"Coq is not installed: {INSTALL}")
    return found


def replay(certificate: Any, seconds: float = PATIENCE) -> Replay:
    """Export a certificate and have Coq check it.

    Raises CertificateError if it is not a certificate at all, UserError if Coq or its library is
    not installed.
    """
    check_shape(certificate)
    coqc = find_coqc()
    if certificate["digest"] != digest(certificate):
        return Replay(Verdict("invalid", "the digest does not match: the certificate was changed"))
    try:
        exported = export(certificate)
    except RejectedError as error:
        return Replay(Verdict("invalid", str(error)))
    except RecursionError:
        return Replay(Verdict("invalid", "the certificate is nested too deeply"))
    except NotInCoqError as error:
        return Replay(_not_replayed(f"Coq has no {error}"))
    except (OutOfReachError, UnsupportedError, NotDifferentiableError) as error:
        return Replay(_not_replayed(str(error)))
    return _compiled(coqc, exported, seconds)


def _not_replayed(reason: str) -> Verdict:
    return Verdict("unsupported", reason)


def _compiled(coqc: str, exported: Exported, seconds: float) -> Replay:
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "claim.v"
        file.write_text(exported.text, encoding="utf-8")
        try:
            done = subprocess.run(
                [coqc, "-q", "-w", "none", file.name],
                cwd=name, capture_output=True, text=True, timeout=seconds, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            reason = f"Coq was not done within {seconds:.0f} s"
            return Replay(_not_replayed(reason), exported.text)
    if done.returncode != 0:
        return Replay(_not_replayed(_failure(done.stderr, exported)), exported.text)
    assumptions = _assumptions(done.stdout)
    strange = [a for a in assumptions if not _admitted(a)]
    if strange:
        reason = f"the theorem assumes {strange[0]}"
        return Replay(Verdict("invalid", reason), exported.text, assumptions)
    return Replay(Verdict("valid"), exported.text, assumptions)


def _failure(output: str, exported: Exported) -> str:
    """What Coq could not do, in terms of the certificate."""
    found = _ERROR.search(output)
    if found is None:
        return f"Coq stopped: {output.strip()[-200:]}"
    message = " ".join(found[2].split())
    if "Cannot find a physical path" in message or "Unable to locate library" in message:
        raise UserError(f"Coq lacks a library: {INSTALL}")
    return f"Coq did not find {exported.about(int(found[1]))}: {message[:120]}"


def _assumptions(output: str) -> tuple[str, ...]:
    """The names that ``Print Assumptions`` lists."""
    before, found, listed = output.partition("Axioms:")
    if not found and "Closed under the global context" not in before:
        raise UserError("Coq did not say what the theorem assumes: is coqc a wrapper?")
    return tuple(dict.fromkeys(_AXIOM.findall(listed)))


def told(assumptions: tuple[str, ...]) -> str:
    """The assumptions for people; those on Coq's machine integers in one word."""
    plain = [a for a in assumptions if not a.startswith(("Uint63.", "PrimInt63."))]
    if len(plain) < len(assumptions):
        plain.append("Coq's machine integers (PrimInt63, Uint63)")
    return ", ".join(plain) or "nothing"


def _admitted(name: str) -> bool:
    """Whether an assumption is an axiom of the real numbers or a primitive number of the kernel."""
    return name in ADMITTED or name.split(".")[0] in ADMITTED
