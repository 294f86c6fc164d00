"""Fictional books: the demo of each place, and samples of any size."""

from samples.sampling import FolderInUse, write_sample

__all__ = ["FolderInUse", "write_sample"]
