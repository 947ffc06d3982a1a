"""Submissions are graded several at a time, in processes of their own, and what comes is kept."""

import contextlib
import functools
import itertools
import multiprocessing
import sys
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from aigc_course.grading import submissions
from aigc_course.grading.states import in_chinese


def grade_open(handed_in, factors, task, done, options):
    """Grade what is not graded yet, several at a time."""
    keys = {done.path(s, factors.get(s.name, 1.0)): s for s in handed_in}  # equal ones once
    still_open = [s for s in keys.values() if _is_open(done.read(s, factors.get(s.name, 1.0)))]
    work = functools.partial(_grade_several, options.exercise, factors, task, done)
    late = work(still_open, options.jobs)
    if late:  # a neighbour may have taken the time of those that timed out
        print(f"{len(late)} timed out: once more, one at a time", file=sys.stderr)
        work(late, jobs=1)


def _is_open(result):
    """Whether a submission is to be graded: it is not yet, or the grader itself had failed."""
    return result is None or result.get("again", False)


def _grade_several(exercise, factors, task, done, still_open, jobs):
    """Grade and keep; returns what timed out beside others, which is not kept."""
    from aigc_course.grading import judge

    total = len(still_open)
    late = []  # submissions
    ended = {}  # a submission's name -> how often a judge ended with it
    while still_open:
        context = multiprocessing.get_context("spawn")
        workers = min(jobs, len(still_open))
        try:
            with _pool(workers, context, judge.start_worker, (task,)) as pool:
                begin = functools.partial(_begin, pool, exercise, factors)
                for submission, result in _finished(begin, [*still_open], workers + 1):
                    if result.get("slow", result["state"] == "timed out") and jobs > 1:
                        late.append(submission)
                    else:
                        done.write(submission, factors.get(submission.name, 1.0), result)
                    still_open.remove(submission)
                    _progress(total - len(still_open), total)
        except BrokenProcessPool:
            # A judge ended, which no submission should bring about. One at a time from here on.
            jobs, first = 1, still_open[0]
            ended[first.name] = ended.get(first.name, 0) + 1
            if ended[first.name] > 2:
                done.write(first, factors.get(first.name, 1.0), _broken("its process ended"))
                still_open.remove(first)
    return late


def _begin(pool, exercise, factors, submission):
    """Read a submission, now that it is its turn, and hand it to a grader: a `Future`."""
    from aigc_course.grading import judge

    try:
        whole = submissions.read_again(submission, exercise)
    except submissions.Unreadable as error:
        changed = Future()
        changed.set_exception(error)
        return changed
    return pool.submit(judge.grade_in_worker, whole, factors.get(submission.name, 1.0))


def _finished(begin, waiting, at_a_time):
    """Begin no more than so many at a time, as each is held in memory; yields what ends.

    Args:
        begin: Function of a submission that returns a `Future`.
        waiting: List of `Submission`.
        at_a_time: Int; one more than there are graders keeps all of them busy.

    Yields:
        Pairs of a submission and its result.
    """
    waiting, running = iter(waiting), {}
    while True:
        for submission in itertools.islice(waiting, at_a_time - len(running)):
            running[begin(submission)] = submission
        if not running:
            return
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            yield running.pop(future), _result_of(future)


@contextlib.contextmanager
def _pool(*arguments):
    """A pool of processes; where the run is stopped, or fails, no further submission begins."""
    with ProcessPoolExecutor(*arguments) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(cancel_futures=True)  # waits for what has begun: else it may hang
            raise


def _result_of(future):
    try:
        return future.result()
    except BrokenProcessPool:
        raise
    except submissions.Unreadable as error:
        return _again(error.english, error.chinese)
    except Exception as error:  # a fault of the grader: the others are graded all the same
        return _broken(f"{type(error).__name__}: {error}")


def _broken(why):
    return _again(f"the grader itself failed: {why}", f"评分程序自身出错：{in_chinese(why)}")


def _again(*note):
    """The result where nothing was graded: it is told, and the next run grades again."""
    return {"state": "test error", "rows": [], "notes": [[*note]], "seed": 0, "again": True}


def _progress(count, total):
    end = "\n" if count == total else ""
    print(f"\rgraded {count} of {total}", end=end, file=sys.stderr, flush=True)
