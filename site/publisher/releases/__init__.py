"""Releases: the open data of a day, told from the book as it was then, less what left since.

`views` tells a release's tables, `changes` what came between it and the next.
"""
