"""The one way in which the kernel says no."""


class KernelError(Exception):
    """An inference that the kernel refuses; the message says which demand failed."""


def require(condition: bool, message: str) -> None:
    """Raise KernelError unless ``condition``; never an assert, so ``python -O`` changes nothing."""
    if not condition:
        raise KernelError(message)
