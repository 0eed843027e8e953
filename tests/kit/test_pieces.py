"""Long lists in pieces."""

from hypothesis import given
from hypothesis import strategies as st

from hoaban.kit.pieces import in_pieces


@given(st.lists(st.integers(), max_size=30), st.integers(1, 9))
def test_nothing_is_lost_and_no_piece_is_too_long_or_empty(things, size):
    pieces = list(in_pieces(things, size))
    assert [thing for piece in pieces for thing in piece] == things
    assert all(1 <= len(piece) <= size for piece in pieces)
    assert all(len(piece) == size for piece in pieces[:-1])
