"""CONSISTENCY_CHECK after a plan."""

from rusta_server.engine.consistency import Check, consistency_check


def test_claims_that_hold():
    decided = consistency_check([Check("a", True), Check("b", True)])
    assert (decided.what, decided.because) == ("consistent", "CONSISTENCY_CHECK: 2 hold")
    assert decided.data == {"failed": []}


def test_one_claim_that_fails_calls_for_another_plan():
    decided = consistency_check(iter([Check("a", True), Check("b", False), Check("c", False)]))
    assert decided.what == "replan"
    assert decided.because == "CONSISTENCY_CHECK: 2 of 3 claims fail"
    assert decided.data == {"failed": ["b", "c"]}


def test_no_claims_are_consistent():
    assert consistency_check([]).what == "consistent"
