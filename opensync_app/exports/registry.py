"""The tuple of all formats of one session, and look-up by name."""

from opensync_app.exports.base import Export
from opensync_app.exports.json_messages import render_json, render_lines
from opensync_app.exports.markdown import render_markdown
from opensync_app.exports.page import render_page

EXPORTS = (
    Export("json", "json", "application/json; charset=utf-8", render_json),
    Export("jsonl", "jsonl", "application/x-ndjson; charset=utf-8", render_lines),
    Export("markdown", "md", "text/markdown", render_markdown),
    Export("html", "html", "text/html", render_page),
)


def export_named(name: str) -> Export:
    """Return the format of a name; one that is unknown is JSON, as the hosted product has it."""
    return next((export for export in EXPORTS if export.name == name), EXPORTS[0])
