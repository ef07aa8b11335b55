"""The features: each folder is one, with the same rooms in each."""
