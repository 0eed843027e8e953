"""Small sharp tools that every room may use: Vietnamese text, clocks, errors, named stream fields."""
