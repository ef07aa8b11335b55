"""Campsite: a Discord bot that runs community study groups."""

__version__ = "0.1.0"
