"""What ranks are told apart by: a letter below a name counts, a label doesn't."""

from derive.meaning.expressions import Label, Name
from derive.meaning.rank_signs import form


def test_a_label_is_no_index_though_it_is_spelled_like_one() -> None:
    assert form(Name("w", (), ("k",))) == ("w", 1)
    assert form(Name("w", (), (Label("k"),))) == ("w", 0)  # the two names are equal, as strings are
    assert form(Name("w", (), ("k",))) == ("w", 1)
