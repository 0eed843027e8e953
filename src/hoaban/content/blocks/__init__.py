"""The blocks of the newsroom's stream fields, one field a file."""
