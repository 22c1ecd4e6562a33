"""The hallway: values, errors, events, registry, files, seeds. Knows no room, loads nothing heavy."""
