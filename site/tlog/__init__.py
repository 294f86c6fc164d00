"""The transparency log: RFC 6962 hashing, C2SP tiles, checkpoints, proofs. Imports nothing of ours.

A log is a folder of static files. `growing` works out what new entries make of one, for its keeper
to write; `verification` checks one, and any client of https://c2sp.org/tlog-tiles can do the same
without this code.
"""
