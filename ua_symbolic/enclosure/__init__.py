"""Rigorous enclosures: balls, box search, certificates, two verifiers, the falsifier.

Trusted are ``compare``, ``ranges``, ``elementary``, ``special``, ``balls``, ``integrals``,
``intervals``, ``derivative``, ``problem``, ``goals``, ``positivity``, ``leaves``, ``matrices``,
``exact`` and ``verify``; the second opinion is ``mpfr_intervals`` with ``verify_mpfr``.  Not
trusted are ``search``, ``strategies``, ``recasts``, ``steps``, ``guesses``, and the searches for
identities (``means``, ``squares``, ``gram``, ``polynomials``): whatever they find is a certificate
that the verifiers check.  A refutation rests on ``exact_points``; ``candidates`` and ``falsifier``
only propose.
"""
