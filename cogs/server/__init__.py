"""The server: what its admins choose for all groups, who moderates it, and whether the bot has what it needs."""
