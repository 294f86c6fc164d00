"""Keys, sealing, receipts: the only code that imports the crypto library.

- `receipts`: the reporter's only key, thirty digits that can be read aloud.
- `keys`: X25519 key pairs, and handing a secret to whoever holds one.
- `sealing`: authenticated encryption of padded content, bound to what it belongs to.
- `streams`: the same for what is too large for memory, piece by piece.
- `form_tokens`: what makes a second click on a form harmless.
- `passphrases`: a key pair locked by what a person remembers (Argon2id).
- `recovery`: the offline key made at installation, the only way in without a member.
- `sessions`: an unlocked key split between cookie and database, so that neither opens it alone.

Nothing here touches a database, a file or a clock. Whoever fails to open something gets
`CannotOpen`, whatever the reason, so that errors tell an attacker nothing.
"""

from intake.vault.errors import CannotOpen

__all__ = ["CannotOpen"]
