"""The root of every error that Kimdir raises on purpose."""


class KimdirError(Exception):
    """Something the owner can act on; its text is one sentence written for the owner."""
