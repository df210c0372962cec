import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepgraph.errors import EmbeddingError
from stepgraph.store.vectors import similarities, unit_vector

components = st.floats(-1e6, 1e6).filter(lambda x: x == 0 or abs(x) > 1e-6)
vectors = st.lists(components, min_size=3, max_size=3)


@given(vectors, vectors)
def test_nearness_is_the_cosine_of_the_angle(a, b):
    lengths = math.hypot(*a) * math.hypot(*b)
    cosine = math.sumprod(a, b) / lengths if lengths else 0.0
    [found] = similarities(unit_vector(a, 3), [unit_vector(b, 3)])
    assert found == pytest.approx(cosine, abs=1e-9)


@given(vectors.filter(any), st.floats(0.001, 1000))
def test_length_does_not_matter(a, factor):
    unit = unit_vector(a, None)
    scaled = unit_vector([x * factor for x in a], None)
    assert similarities(unit, [scaled, unit_vector([-x for x in a], None)]) == pytest.approx(
        [1, -1]
    )


def test_a_vector_of_zeros_is_near_to_nothing():
    zero = unit_vector([0, 0], 2)
    assert similarities(zero, [zero, unit_vector([1, 1], 2)]) == [0, 0]


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        ([1.0], "1 numbers, where the index has 2"),
        ([1.0, 2.0, 3.0], "3 numbers, where the index has 2"),
        ([1.0, math.nan], "not finite"),
        ([math.inf, 1.0], "not finite"),
        (None, "a NoneType that is no list"),
        (0.5, "a float that is no list"),
        (["x", "y"], "a list that is no list of numbers"),
    ],
)
def test_what_is_no_vector_of_the_index_is_refused(numbers, reason):
    with pytest.raises(EmbeddingError, match=reason) as refused:
        unit_vector(numbers, 2)
    assert refused.value.code == "STORE_EMBEDDING"
