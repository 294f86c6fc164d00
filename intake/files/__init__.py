"""Where sealed files lie: a folder by default, an S3 bucket by settings.

Nothing here can read a file: what comes in is sealed already (`intake.vault.streams`). A file comes
in two steps around the transaction that names it, so that a process killed at any moment leaves
neither a row without its file nor, once swept, a file without its row.
"""

from intake.files.store import Incoming, NoSuchFile, Store, open_store

__all__ = ["Incoming", "NoSuchFile", "Store", "open_store"]
