"""Text to moments and durations: pure functions, no Discord, no SQL, no clock of their own."""
