"""Help: what this person can do here and now, by what they are here, with buttons that do it."""
