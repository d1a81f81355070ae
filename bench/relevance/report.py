"""Prints what was found: figures by kind and mode, times, and the misses of the tuning half."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from bench.relevance.asking import Mode
from bench.relevance.metrics import Scores, mean, percentile, rank_of
from bench.relevance.running import Asked

EVERY = "all"
_HEAD = (
    f"{'':20} {'mode':14} {'n':>4} {'hit@1':>6} {'hit@5':>6} {'fnd@50':>6} {'MRR':>6} {'nDCG10':>6}"
)
_TIMES = f" {'p50 ms':>7} {'p95 ms':>7}"


def table(asked: Sequence[Asked]) -> str:
    """Return the table: a block for each kind, a line for each mode, the block of all first."""
    lines = [_HEAD + _TIMES]
    for kind, rows in by_kind(asked).items():
        lines.extend(_line(kind, mode, some) for mode, some in _by_mode(rows).items())
    return "\n".join([*lines, *_notes(asked)])


def by_kind(asked: Sequence[Asked]) -> dict[str, list[Asked]]:
    """Return what was asked by kind of question; `all` first, then in order of appearance."""
    kinds: dict[str, list[Asked]] = {EVERY: list(asked)}
    for one in asked:
        kinds.setdefault(one.query.kind, []).append(one)
    if len(kinds) == 2:  # noqa: PLR2004  one kind alone is all of it
        del kinds[EVERY]
    return kinds


def misses(asked: Sequence[Asked]) -> str:
    """Return the questions whose first answer was wrong: rank of the right one, what came first."""
    lines: list[str] = []
    for one in asked:
        rank = rank_of(one.answer.ranked, one.query.find)
        if rank != 1:
            first = one.answer.ranked[0] if one.answer.ranked else "nothing"
            place = f"rank {rank}" if rank else "not found"
            where = f"{one.query.kind:20} {one.mode:9} {place:10}"
            lines.append(f"{where} {one.query.ask}\n{'':41} wanted {one.query.find}, first {first}")
    return "\n".join(lines)


def figures(asked: Sequence[Asked]) -> dict[str, dict[str, dict[str, float]]]:
    """Return the figures of `table` by kind and mode, for a file."""
    return {
        kind: {
            mode: asdict(_mean(some)) | {"n": len(some), "p50": _ms(some, 0.5)}
            for mode, some in _by_mode(rows).items()
        }
        for kind, rows in by_kind(asked).items()
    }


def _by_mode(rows: Sequence[Asked]) -> dict[Mode, list[Asked]]:
    modes: defaultdict[Mode, list[Asked]] = defaultdict(list)
    for one in rows:
        modes[one.mode].append(one)
    return modes


def _line(kind: str, mode: Mode, rows: Sequence[Asked]) -> str:
    scores = _mean(rows)
    figures = (scores.hit1, scores.hit5, scores.found50, scores.mrr, scores.ndcg10)
    cells = " ".join(f"{figure:6.3f}" for figure in figures)
    times = f" {_ms(rows, 0.5):7.1f} {_ms(rows, 0.95):7.1f}"
    return f"{kind:20} {mode:14} {len(rows):4} {cells}{times}"


def _mean(rows: Sequence[Asked]) -> Scores:
    return mean([one.scores for one in rows])


def _ms(rows: Sequence[Asked], share: float) -> float:
    return percentile([one.answer.ms for one in rows], share)


def _notes(asked: Sequence[Asked]) -> Iterator[str]:
    """Yield what the figures hide: answers in another mode, and answers that were errors."""
    other = Counter(
        (one.mode, one.answer.used) for one in asked if one.answer.used not in (None, one.mode)
    )
    for (mode, used), count in other.items():
        yield f"{count} of the {mode} answers were really {used}"
    refused = Counter((one.mode, one.answer.refused) for one in asked if one.answer.refused)
    for (mode, code), count in refused.items():
        yield f"{count} of the {mode} questions were answered with status {code}"
