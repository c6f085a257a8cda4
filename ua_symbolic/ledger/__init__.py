"""The ledger of a development: what was discharged, by what, under which fingerprint."""
