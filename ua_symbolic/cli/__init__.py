"""The command ``ua``: each command is thin and lives in a module of its own."""
