"""The REST API, version 10: one file per resource, each with its routes at its end."""
