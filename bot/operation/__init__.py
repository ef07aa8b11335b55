"""What keeps a bot running unattended, and what its operator can see of it."""
