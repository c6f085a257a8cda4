"""Rigorous enclosures: balls, box search, certificates, two verifiers, the falsifier.

Trusted are ``compare``, ``ranges``, ``special``, ``balls``, ``integrals``, ``intervals``,
``derivative``, ``problem``, ``goals``, ``leaves``, ``matrices``, ``exact`` and ``verify``; the
second opinion is ``mpfr_intervals`` with ``verify_mpfr``.  ``search``, ``strategies`` and
``guesses`` are not trusted: whatever they find is a certificate that the verifiers check.
"""
