"""A backup of an installation in one command, and what it takes to bring one back."""
