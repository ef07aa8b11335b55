"""Onboarding: nobody is lost in the first week, and the way from observing to leading is visible to who wants to see it."""
