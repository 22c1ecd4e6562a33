"""What the window says and when, in plain Python: no Qt here, so it is tested without a screen."""
