"""Onboarding: whoever arrives is welcomed once and finds a group, and the way from observing to leading is there for who wants it."""
