"""Photos, attached files and videos, and the safety of what is uploaded."""
