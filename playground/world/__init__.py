"""What is the case on this Discord: plain state, one file per resource, and the acts that change and announce it."""
