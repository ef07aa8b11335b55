"""Progress: what people learn is shared and answered, days add up without guilt, goals are reached together."""
