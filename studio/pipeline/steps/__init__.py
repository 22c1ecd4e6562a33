"""One file a step; the worker process imports them, the faces never do."""
