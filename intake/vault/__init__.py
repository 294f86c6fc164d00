"""Keys, sealing, receipts: the only code that imports the crypto library."""
