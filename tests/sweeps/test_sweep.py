"""Sweeps: restartable, one failure or killed worker costs no other task, the order is the tasks'."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from optimizer.errors import InputError
from optimizer.sweeps import Done, Failed, Task, carry_out, digest_of
from tests.sweeps.work import double

ROOT = Path(__file__).resolve().parents[2]


def tasks(folder: Path, count: int, **wrong: str) -> list[Task]:
    """Tasks 0 … count - 1; `t3="bug"` says what goes wrong in the fourth."""
    payloads = [
        {"number": number, "calls": str(folder / "calls"), "on": wrong.get(f"t{number}")}
        for number in range(count)
    ]
    return [Task(f"task {each['number']}", digest_of(each["number"]), each) for each in payloads]


def calls(folder: Path) -> dict[int, int]:
    """How often each number was worked on."""
    numbers = [int(path.name.split("-")[0]) for path in (folder / "calls").glob("*")]
    return {number: numbers.count(number) for number in sorted(set(numbers))}


def doubles(ended: tuple[Done | Failed, ...]) -> list[object]:
    """Results in order, None for what failed."""
    return [each.result["double"] if isinstance(each, Done) else None for each in ended]


@pytest.mark.parametrize("workers", [1, 2])
def test_each_task_is_done_once_and_kept(tmp_path: Path, workers: int):
    """Five tasks are done in order; the second call runs none of them and gives the same results."""
    first = carry_out(tasks(tmp_path, 5), double, tmp_path / "store", workers=workers)
    second = carry_out(tasks(tmp_path, 5), double, tmp_path / "store", workers=workers)
    assert doubles(first) == doubles(second) == [0, 2, 4, 6, 8]
    assert [each.task.name for each in first] == [f"task {number}" for number in range(5)]
    assert [each.kept for each in first if isinstance(each, Done)] == [False] * 5
    assert [each.kept for each in second if isinstance(each, Done)] == [True] * 5
    assert calls(tmp_path) == {0: 1, 1: 1, 2: 1, 3: 1, 4: 1}


def test_two_workers_are_two_processes(tmp_path: Path):
    """With two workers nothing runs in this process, and two processes share the tasks."""
    ended = carry_out(tasks(tmp_path, 6), double, tmp_path / "store", workers=2)
    pids = {each.result["pid"] for each in ended if isinstance(each, Done)}
    assert len(pids) <= 2
    assert os.getpid() not in pids


@pytest.mark.parametrize("workers", [1, 2])
def test_one_failure_stops_no_other(tmp_path: Path, workers: int):
    """Bad input, a bug and a result that is no JSON fail in words; the two others are done."""
    five = tasks(tmp_path, 5, t0="bad_input", t1="bug", t3="not_json")
    ended = carry_out(five, double, tmp_path / "store", workers=workers)
    assert doubles(ended) == [None, None, 4, None, 8]
    why = [each.why for each in ended if isinstance(each, Failed)]
    assert "desa.csv" in why[0]
    assert "sekolah.csv" in why[0]
    assert "ZeroDivisionError: oops" in why[1]
    assert "TypeError" in why[2]


def test_a_failure_is_tried_again_by_the_next_call(tmp_path: Path):
    """What failed is not kept: once its cause is mended, only it runs."""
    carry_out(tasks(tmp_path, 3, t1="bug"), double, tmp_path / "store")
    assert doubles(carry_out(tasks(tmp_path, 3), double, tmp_path / "store")) == [0, 2, 4]
    assert calls(tmp_path) == {0: 1, 1: 2, 2: 1}


def test_a_killed_worker_costs_its_own_task_one_attempt(tmp_path: Path):
    """The task whose worker is killed is tried again and done; the four others are worked on once."""
    ended = carry_out(tasks(tmp_path, 5, t1="dies_once"), double, tmp_path / "store", workers=2)
    assert doubles(ended) == [0, 2, 4, 6, 8]
    assert calls(tmp_path) == {0: 1, 1: 2, 2: 1, 3: 1, 4: 1}


def test_a_task_that_kills_its_worker_twice_fails_alone(tmp_path: Path):
    """After two dead workers a task fails, in words; nobody else pays for it."""
    ended = carry_out(tasks(tmp_path, 5, t2="dies"), double, tmp_path / "store", workers=2)
    assert doubles(ended) == [0, 2, None, 6, 8]
    assert calls(tmp_path) == {0: 1, 1: 1, 2: 2, 3: 1, 4: 1}
    (failed,) = [each for each in ended if isinstance(each, Failed)]
    assert "dua kali" in failed.why


@pytest.mark.parametrize("damage", ["", "{", '{"digest": "other", "result": {"double": 99}}', "[]"])
def test_a_damaged_result_is_made_again(tmp_path: Path, damage: str):
    """A file that is empty, broken or of another digest counts as no result."""
    one = tasks(tmp_path, 1)
    path = tmp_path / "store" / f"{one[0].digest}.json"
    carry_out(one, double, tmp_path / "store")
    path.write_text(damage, encoding="utf-8")
    (ended,) = carry_out(one, double, tmp_path / "store")
    assert isinstance(ended, Done)
    assert not ended.kept
    assert json.loads(path.read_text(encoding="utf-8"))["result"]["double"] == 0


def test_tasks_of_one_digest_are_done_once(tmp_path: Path):
    """Two names for the same work: one call, both names in the answer."""
    task = tasks(tmp_path, 1)[0]
    twin = Task("twin", task.digest, task.payload)
    ended = carry_out([task, twin], double, tmp_path / "store")
    assert [each.task.name for each in ended] == ["task 0", "twin"]
    assert calls(tmp_path) == {0: 1}


@pytest.mark.parametrize("workers", [1, 2])
def test_watch_hears_of_everything_and_may_end_it(tmp_path: Path, workers: int):
    """Asked to end after the second, the sweep keeps two; the next call does the others only."""
    heard = []

    def watch(each: Done | Failed, ended: int, total: int) -> bool:
        heard.append((ended, total))
        return ended < 2

    # The slow ones would hold the test for a minute if they were waited for.
    five = tasks(tmp_path, 5, t2="slow", t3="slow", t4="slow")
    assert doubles(carry_out(five, double, tmp_path / "store", workers=workers, watch=watch)) == [0, 2]
    assert heard == [(1, 5), (2, 5)]
    assert doubles(carry_out(tasks(tmp_path, 5), double, tmp_path / "store")) == [0, 2, 4, 6, 8]
    assert calls(tmp_path)[0] == calls(tmp_path)[1] == 1


def test_ctrl_c_keeps_what_is_done(tmp_path: Path):
    """Ctrl-C in the third task leaves the first two, on disk and in the answer."""
    ended = carry_out(tasks(tmp_path, 4, t2="ctrl_c"), double, tmp_path / "store")
    assert doubles(ended) == [0, 2]
    assert len(list((tmp_path / "store").glob("*.json"))) == 2


def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path):
    """SIGKILL to the sweep takes its workers along, and leaves what is done and no half-written file."""
    script = (
        "import sys; from pathlib import Path; from tests.sweeps.test_sweep import *; "
        "folder = Path(sys.argv[1]); "
        "carry_out(tasks(folder, 4, t2='slow', t3='slow'), double, folder / 'store', workers=2)"
    )
    sweep = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT)
    wait_for(lambda: calls(tmp_path).keys() == {0, 1, 2, 3} and len(stored(tmp_path)) == 2)
    pids = [json.loads(path.read_text(encoding="utf-8"))["result"]["pid"] for path in stored(tmp_path)]
    assert any(alive(pid) for pid in pids)
    sweep.kill()
    sweep.wait()
    wait_for(lambda: not any(alive(pid) for pid in pids))
    assert [path.suffix for path in (tmp_path / "store").iterdir()] == [".json"] * 2
    assert doubles(carry_out(tasks(tmp_path, 4), double, tmp_path / "store")) == [0, 2, 4, 6]
    assert calls(tmp_path) == {0: 1, 1: 1, 2: 2, 3: 2}


def stored(folder: Path) -> list[Path]:
    """Results on disk."""
    return list((folder / "store").glob("*.json"))


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and is not yet collected does not."""
    try:
        os.kill(pid, 0)
        stat = Path(f"/proc/{pid}/stat")
        return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_for(true: object, seconds: float = 60) -> None:
    """Wait until a condition holds; fail where it does not come to hold."""
    until = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < until, "it did not come to that"
        time.sleep(0.05)


def test_a_digest_is_of_the_content():
    """The order of keys makes no difference; a value, a type and the order of parts do."""
    assert digest_of({"a": 1, "b": [2]}, 3) == digest_of({"b": [2], "a": 1}, 3)
    others = [digest_of(x) for x in ({"a": 1}, {"a": 2}, {"a": "1"}, {"a": 1.5}, {"a": None}, [["a", 1]])]
    assert len(set(others)) == 6
    assert digest_of(1, 2) != digest_of(2, 1)


@pytest.mark.parametrize("strange", [{1, 2}, Path("x"), float("nan"), object()])
def test_a_digest_of_what_is_no_plain_data_is_refused(strange: object):
    """Text made of an object could leave out what the result depends on."""
    with pytest.raises((TypeError, ValueError)):
        digest_of({"x": strange})


def test_a_cluster_without_dask_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Where the extra is not installed, the sentence says what to install."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError) as caught:
        carry_out(tasks(tmp_path, 1), double, tmp_path / "store", cluster="tcp://127.0.0.1:1")
    assert [each.message.key for each in caught.value.defects] == ["sweeps.no_dask"]


def test_a_cluster_gives_the_same(tmp_path: Path):
    """On a Dask cluster the same is done, a failure and a restart included."""
    distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    store = tmp_path / "store"
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=":0", protocol="tcp"
    ) as cluster:
        address = cluster.scheduler_address
        ended = carry_out(tasks(tmp_path, 4, t1="bug"), double, store, cluster=address)
        assert doubles(ended) == [0, None, 4, 6]
        assert doubles(carry_out(tasks(tmp_path, 4), double, store, cluster=address)) == [0, 2, 4, 6]
    assert calls(tmp_path) == {0: 1, 1: 2, 2: 1, 3: 1}


def test_no_worker_waits_while_a_result_is_looked_at(tmp_path: Path):
    """While the first of two results is with the caller the second task is begun, and still just one."""
    distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    begun: list[int] = []

    def watch(*_: object) -> bool:
        until = time.monotonic() + 10
        while len(calls(tmp_path)) < min(3, len(begun) + 2) and time.monotonic() < until:
            time.sleep(0.02)
        begun.append(len(calls(tmp_path)))
        return True

    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=":0", protocol="tcp"
    ) as cluster:
        carry_out(
            tasks(tmp_path, 3), double, tmp_path / "store", cluster=cluster.scheduler_address, watch=watch
        )
    assert begun == [2, 3, 3]
