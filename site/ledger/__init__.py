"""The register's transparency log: which entries a book makes, and what of it is published.

`register` says what is true and `tlog` how a log is kept; neither knows the other. This is where
they meet, without any secret but the signer a caller brings along.
"""
