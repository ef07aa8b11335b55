"""How long things are kept. The table in docs/OPERATION.md says the same; a test holds it to these."""

from __future__ import annotations

from datetime import timedelta

SETTLED_NOTICES = timedelta(days=180)
"""What was said, skipped or taken back, and the deliveries it was sent in, counted from when it was settled."""

LEFT_SERVERS = timedelta(days=30)
"""Everything of a server that removed the bot, counted from then. Invited again before, it finds all as it was."""

WELCOMES = timedelta(days=30)
"""Welcomes that are for nobody any more, counted from when the last person came in."""

BUDDIES = timedelta(days=365)
"""Who was whose buddy, counted from when they no longer were: so long nobody is given the same one twice."""

BANS = timedelta(days=30)
"""Whom a group kept out, counted from the end of that."""

REQUESTS = timedelta(days=180)
"""Requests to found a group, counted from when they were activated, declined or taken back."""

ACTS = timedelta(days=7)
"""That somebody did what has a limit, known by a seal: as long as the longest of these limits looks back."""

BACKUPS = timedelta(days=30)
"""Copies of the database in the backups folder, counted from when they were made. The newest stays."""
