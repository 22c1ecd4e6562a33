"""Use cases: generators that walk through the rooms. A face sees only specs, fields and catalogue."""
