"""The public register: acts, book, rules, lists, enterprise histories. Imports no framework."""
