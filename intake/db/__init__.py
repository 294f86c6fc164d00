"""Tables, queries, transactions, migrations."""
