"""UA-Symbolic: derive, check and audit quantitative proofs, symbolically and in ball arithmetic."""

__version__ = "0.1.0"
