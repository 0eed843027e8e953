"""Template filters for Vietnamese text."""
