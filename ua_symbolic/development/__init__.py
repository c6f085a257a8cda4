"""Developments: proof texts in files, read into statements, definitions and scripts."""

from ua_symbolic.development.loader import load
from ua_symbolic.development.model import Development, FormSource, Item

__all__ = ["Development", "FormSource", "Item", "load"]
