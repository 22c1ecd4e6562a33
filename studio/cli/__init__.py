"""The command line: the same steps as the window, for terminals, tests and servers."""
