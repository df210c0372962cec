from stepgraph.channels import MISSING, AnyValue


def test_any_of_several_writes_will_do():
    assert not AnyValue(int).exclusive
    assert AnyValue(int).fold(1, [2, 2]) == 2


def test_a_superstep_without_a_write_clears_it():
    assert AnyValue(int).fleeting
    assert AnyValue(int).initial() is MISSING


def test_all_of_them_are_one_rule():
    assert AnyValue(int) == AnyValue(str)
