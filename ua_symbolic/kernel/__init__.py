"""The rules that make theorems; ``theorems.derive`` is the only door."""
