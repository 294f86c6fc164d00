"""Fictional books: the demo of each place, and samples of any size."""
