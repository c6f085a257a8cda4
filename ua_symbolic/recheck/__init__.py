"""An independent program that checks proof objects again, from their data alone.

It shares no code with the kernel: its own terms, rules, tables and algebra.  Only where its own
algebra is at a loss does it ask the package's second engine, and says so.
"""

from ua_symbolic.recheck.check import Result, recheck_proof, recheck_statement

__all__ = ["Result", "recheck_proof", "recheck_statement"]
