"""Discord furniture that every feature shares."""
