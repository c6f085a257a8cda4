"""Named closed forms: exact integers and decimals of which every digit is certain."""

from ua_symbolic.bounds.digits import text_of_integer
from ua_symbolic.bounds.form import ClosedForm, latex, symbolic
from ua_symbolic.bounds.value import DecimalValue, IntegerValue, Value, bound_value

__all__ = [
    "ClosedForm",
    "DecimalValue",
    "IntegerValue",
    "Value",
    "bound_value",
    "latex",
    "symbolic",
    "text_of_integer",
]
