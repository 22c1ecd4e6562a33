"""The distil room."""
