"""Members: what each person has set for themselves, in every server at once: when and how they are told things."""
