"""How many rounds the long proofs take: all of them, or a share, as with TEST_ROUNDS=0.2."""

import os

SHARE = float(os.environ.get("TEST_ROUNDS", "1"))


def rounds(n: int, least: int) -> int:
    """So many of `n`, and never fewer than `least`: what a proof needs to prove anything."""
    return max(least, round(n * SHARE))
