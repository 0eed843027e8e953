"""The blocks of the stream fields of pages, one field a file."""
