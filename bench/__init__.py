"""Campsite's speed, as ratios of one run: the machine may be slow or busy, both sides of a ratio suffer alike."""
