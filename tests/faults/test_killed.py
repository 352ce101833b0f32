"""Killed at every system call of apply, revert and recovery: the tree is all old or all new."""

from collections.abc import Callable
from pathlib import Path

import pytest

from .world import CASES, KILLED, Case, CountingDisk, MortalDisk, Tree, World, in_child

Operation = Callable[[World, MortalDisk | CountingDisk], object]
each_case = pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)


def apply(case: Case) -> Operation:
    return lambda world, disk: world.apply(case.patch, disk)


def revert(_case: Case) -> Operation:
    return lambda world, disk: world.journal(disk).revert()


def prepared_for_apply(case: Case, folder: Path) -> World:
    return case.world(folder)


def prepared_for_revert(case: Case, folder: Path) -> World:
    world = case.world(folder)
    world.apply(case.patch)
    return world


OPERATIONS = {"apply": (prepared_for_apply, apply), "revert": (prepared_for_revert, revert)}
each_operation = pytest.mark.parametrize("operation", OPERATIONS)


def steps_and_ends(case: Case, operation: str, folder: Path) -> tuple[int, Tree, Tree]:
    """(system calls, tree before, tree after) of an undisturbed run."""
    prepare, act = OPERATIONS[operation]
    world = prepare(case, folder)
    before, disk = world.tree(), CountingDisk()
    act(case)(world, disk)
    assert world.tree() != before
    return disk.steps, before, world.tree()


@each_operation
@each_case
def test_a_kill_at_any_system_call_leaves_all_old_or_all_new(
    case: Case, operation: str, tmp_path: Path
) -> None:
    prepare, act = OPERATIONS[operation]
    steps, old, new = steps_and_ends(case, operation, tmp_path / "whole")
    ends = set()
    for dies_at in range(steps):
        world = prepare(case, tmp_path / str(dies_at))
        done = {entry.id for entry in world.journal().entries()}
        assert in_child(act(case), world, MortalDisk(dies_at)) == KILLED

        recovery = world.journal().recover()

        committed = {entry.id for entry in world.journal().entries()} != done
        assert world.tree() == (new if committed else old), f"killed at {dies_at}"
        assert recovery.conflicts == ()
        assert not world.journal().interrupted
        assert list((world.state / "new").iterdir()) == []
        ends.add(committed)
    assert ends == {False, True}  # some kills come before the commit, some behind it


@each_operation
@each_case
def test_after_a_kill_and_recovery_the_same_operation_works(
    case: Case, operation: str, tmp_path: Path
) -> None:
    prepare, act = OPERATIONS[operation]
    steps, _, new = steps_and_ends(case, operation, tmp_path / "whole")
    for dies_at in range(0, steps, 5):
        world = prepare(case, tmp_path / str(dies_at))
        done = len(world.journal().entries())
        assert in_child(act(case), world, MortalDisk(dies_at)) == KILLED
        world.journal().recover()
        if len(world.journal().entries()) == done:
            act(case)(world, CountingDisk())
        assert world.tree() == new


@each_operation
def test_a_kill_during_recovery_is_recovered_too(operation: str, tmp_path: Path) -> None:
    case = CASES[-1]
    prepare, act = OPERATIONS[operation]
    steps, old, _ = steps_and_ends(case, operation, tmp_path / "whole")
    tried = 0
    for dies_at in range(0, steps, 6):
        for dies_again_at in range(60):
            world = prepare(case, tmp_path / f"{dies_at}-{dies_again_at}")
            assert in_child(act(case), world, MortalDisk(dies_at)) == KILLED
            if not world.journal().interrupted:
                break  # nothing to undo: killed before the intent or behind the commit
            second = in_child(world.journal(MortalDisk(dies_again_at)).recover)
            recovery = world.journal().recover()
            assert recovery.conflicts == ()
            assert world.tree() == old, f"killed at {dies_at}, again at {dies_again_at}"
            tried += 1
            if second == 0:
                break  # this recovery has fewer system calls
    assert tried > 40
