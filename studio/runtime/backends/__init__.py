"""One way to run an artifact per file; heavy imports stay inside functions."""
