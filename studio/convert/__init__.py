"""The convert room."""
