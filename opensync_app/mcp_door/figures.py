"""The tools list_projects and usage_summary: what there is, and what it cost."""

from collections.abc import Iterable

from opensync_app.core.activity import Activity
from opensync_app.core.analytics import Figures
from opensync_app.core.context import one_line
from opensync_app.mcp_door.answers import Answer
from opensync_app.mcp_door.arguments import ListProjects, UsageSummary
from opensync_app.mcp_door.recall import Recall, only, sources_of
from opensync_app.mcp_door.transcript import counted
from opensync_app.services.analysing import Asked

_MICRO = 1_000_000


def list_projects(recall: Recall, user_id: int, asked: ListProjects) -> str:
    """Return the projects with what was done in each, most tokens first."""
    items = recall.analysing.everything_by(user_id, "project")
    if not items:
        return "There are no sessions yet. `opensync import` reads the tools' files once."
    wanted = items[asked.offset :]
    lines = (_line(item.name or "(no project)", item.activity, item.figures) for item in wanted)
    answer = Answer(recall.context.counter, asked.budget)
    following = asked.offset + _fill(answer, lines)
    more = len(items) - following
    tail = f"{more:,} more did not fit: offset={following}." if more > 0 else ""
    return answer.text(f"{counted(len(items), 'project')}, most tokens first.", tail)


def usage_summary(recall: Recall, user_id: int, asked: UsageSummary) -> str:
    """Return tokens and costs of some days, in all and split by something.

    Raises:
        InvalidInputError: the days or the time zone are none.
    """
    question = Asked(
        user_id=user_id,
        first=asked.first,
        last=asked.last,
        zone=asked.timezone,
        sources=sources_of(asked.source),
        projects=only(asked.project),
    )
    overview = recall.analysing.overview(question)
    total = _line("All", overview.activity, overview.figures)
    days = f"{overview.span.first.isoformat()} to {overview.span.last.isoformat()}"
    if asked.by == "day":
        lines = [f"{day.first.isoformat()}: {_figures(day.figures)}" for day in overview.days]
    else:
        items = recall.analysing.by(question, asked.by)
        lines = [_line(item.name or "(unknown)", item.activity, item.figures) for item in items]
    answer = Answer(recall.context.counter, asked.budget)
    missing = len(lines) + 1 - _fill(answer, [total, *lines])
    tail = f"{missing:,} lines did not fit into the budget." if missing else ""
    unpriced = len(overview.unpriced_models)
    note = (
        f" Without a known price, so without cost: {counted(unpriced, 'model')}."
        if unpriced
        else ""
    )
    return answer.text(f"{days} ({asked.timezone}), by {asked.by}.{note}", tail)


def _fill(answer: Answer, lines: Iterable[str]) -> int:
    """Take lines as long as there is room; return how many."""
    taken = 0
    for line in lines:
        if not answer.add_or_cut(f"- {line}"):
            break
        taken += 1
    return taken


def _line(name: str, activity: Activity, figures: Figures) -> str:
    done = f"{counted(activity.sessions, 'session')}, {counted(activity.messages, 'message')}"
    return f"{one_line(name)}: {done}, {_figures(figures)}"


def _figures(figures: Figures) -> str:
    missing = " and more without a price" if figures.unpriced else ""
    cost = f"${figures.cost_micro_usd / _MICRO:,.2f}{missing}"
    tokens = figures.tokens
    return f"{tokens.prompt:,} tokens in, {tokens.completion:,} out, {cost}"
