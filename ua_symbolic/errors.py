"""Every error a user can meet, under one base class.

The message says what was wrong, where, and what to do, in one or two lines; commands print it
and exit with status 2.
"""


class UserError(Exception):
    """Something a person typed, wrote or pointed at cannot be used."""


class ExpressionError(UserError):
    """An expression outside the language; the message points at the column."""


class DomainError(UserError):
    """A parameter or an interval lies outside the domain where the quantity is defined."""


class DevelopmentError(UserError):
    """A development cannot be read; the message names file and line."""


class CertificateError(UserError):
    """A certificate cannot be read, or is not one."""
