"""The one way in which opening something fails."""


class CannotOpen(Exception):
    """The key, the passphrase or the content is not the right one, or was tampered with."""
