"""From what people write to who answers for it, with the clause."""
