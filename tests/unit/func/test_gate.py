import threading

import pytest

from stepgraph.func.gate import Gate


@pytest.mark.parametrize("limit", [1, 3])
def test_jobs_begin_in_order_and_only_so_many_are_inside(limit):
    gate, begun, inside, most, lock = Gate(limit), [], [0], [0], threading.Lock()
    ended = threading.Semaphore(0)

    def job_of(number):
        def job():
            with lock:
                begun.append(number)
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            threading.Event().wait(0.002)
            with lock:
                inside[0] -= 1
            ended.release()

        return job

    for number in range(9):
        gate.submit(job_of(number))
    for _ in range(9):
        assert ended.acquire(timeout=5)
    assert most[0] == limit
    assert begun == sorted(begun) if limit == 1 else sorted(begun) == list(range(9))


def test_a_gate_that_has_been_full_lets_in_again():
    gate, ended = Gate(1), threading.Semaphore(0)
    for _ in range(3):
        gate.submit(ended.release)
        assert ended.acquire(timeout=5)
