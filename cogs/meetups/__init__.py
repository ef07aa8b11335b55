"""Meetups: planned in one command, answered with one tap, never oversold, remembered in time."""
