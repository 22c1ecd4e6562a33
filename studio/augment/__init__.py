"""The augment room."""
