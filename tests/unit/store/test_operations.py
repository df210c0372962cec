from stepgraph.store.operations import GetOp, PutOp, last_puts


def test_of_several_puts_to_one_item_the_last_counts():
    first, other = PutOp(("a",), "k", {"n": 1}), PutOp(("a",), "other", {})
    last = PutOp(("a",), "k", None)
    assert last_puts([first, GetOp(("a",), "k"), other, last]) == [last, other]
