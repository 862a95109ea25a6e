"""Pages about people: coming in, the desk, cards, accounts."""
