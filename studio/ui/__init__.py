"""The window: the only room with Qt. Panes are thin; what they say is decided in presenters."""
