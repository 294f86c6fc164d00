"""What the book keeps of an act whose publicity ended: a tombstone line in the place of its own.

The book is append-only but for this: when publicity ends, the law wants the content gone, also
from the files. The act, all that was said about it and the act that ended it are each replaced
by a line that says only that there was one, when and why it ended. Their salts go with them, so
the commitments in the transparency log tell nothing any more; the tombstone has an entry of its
own, revision 1 of the same record.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from register.act_parts import ActId, EnterpriseId, Salt, Struct, Text
from register.acts import AnyAct


class Ending(StrEnum):
    """How an act's publicity ended."""

    WITHDRAWN = "withdrawn"
    PUBLICITY_ENDED = "publicity-ended"


class Owner(Struct, frozen=True):
    """The enterprise it was about, by nothing but the id that its page goes by."""

    id: EnterpriseId


class Erased(Struct, frozen=True, tag_field="kind", tag="tombstone", kw_only=True):
    """A tombstone: what stays of one act."""

    id: ActId
    date: dt.date
    """The act's own date."""
    enterprise: Owner
    ended_on: dt.date
    ended_by: ActId
    """The act that ended it; its own id where it did the ending."""
    ending: Ending
    ground: Text
    salt: Salt
    """Its own, not the act's."""


BookLine = AnyAct | Erased
"""What a line of the book may say."""
