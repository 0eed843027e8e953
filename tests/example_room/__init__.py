"""A room as somebody would add it: one listed page type and one register that is no page.

Its folder and one line of settings are all that the house is told; see `tests/house/test_example_room.py`.
"""
