"""The steps from each released schema to the next; Alembic runs them."""

HEAD = "0044"
"""The schema this code works with: the newest file in `versions`. Kept here so that a start need not import Alembic."""
