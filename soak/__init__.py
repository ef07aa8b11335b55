"""Campsite's promises under violence: processes killed at random moments, disks that fill up, clocks that go on alone."""
