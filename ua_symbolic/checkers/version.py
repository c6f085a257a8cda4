"""The version of the checkers: part of every fingerprint."""

VERSION = "3"
"""Raise when a change of the checkers should make every recorded proof stale."""
