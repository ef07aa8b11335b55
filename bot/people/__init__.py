"""What every part must know of a person."""
