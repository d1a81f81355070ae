"""The columns, indexes and tables of the migration that made lists quick and deletion lasting.

`sessions.noise` says why a session is hidden from lists unless it is asked for: 1 empty, 2
automated, 3 both (the rules stand in `core/automation.py`). It is a column of its own, kept by
triggers, because SQLite reads no computed column out of an index.
"""

_EMPTY = "({0}.message_count = 0 AND NOT {0}.is_pushed)"
_AUTOMATED = (
    "(coalesce({0}.start_type IN ('exec', 'mcp', 'claude-code-github-action') "
    "OR substr({0}.start_type, 1, 3) = 'sdk', 0) "
    "OR ({0}.parent_external_id IS NOT NULL AND {0}.source <> 'pi') "
    "OR ({0}.is_imported AND {0}.message_count > 0 AND {0}.user_prompt_count = 0 "
    "AND {0}.command_count = 0))"
)
_NOISE = f"({_EMPTY} + 2 * {_AUTOMATED})"
_TELLING = (
    "source, start_type, parent_external_id, is_imported, is_pushed, message_count, "
    "user_prompt_count, command_count"
)

LIST_SCHEMA: tuple[str, ...] = (
    "ALTER TABLE sessions ADD COLUMN command_count INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE sessions ADD COLUMN noise INTEGER NOT NULL DEFAULT 0",
    """UPDATE sessions SET command_count = (SELECT count(*) FROM messages m
       WHERE m.session_id = sessions.id AND m.kind = 'command' AND NOT m.is_sidechain)""",
    f"UPDATE sessions SET noise = {_NOISE.format('sessions')}",  # noqa: S608 - own words
    f"""CREATE TRIGGER sessions_noise_new AFTER INSERT ON sessions
        WHEN new.noise <> {_NOISE.format("new")} BEGIN
        UPDATE sessions SET noise = {_NOISE.format("new")} WHERE id = new.id; END""",  # noqa: S608
    f"""CREATE TRIGGER sessions_noise AFTER UPDATE OF {_TELLING} ON sessions
        WHEN new.noise <> {_NOISE.format("new")} BEGIN
        UPDATE sessions SET noise = {_NOISE.format("new")} WHERE id = new.id; END""",  # noqa: S608
    "DROP INDEX sessions_updated",
    "DROP INDEX sessions_created",
    "DROP INDEX sessions_tokens",
    # lists in their usual order; holds all that filters and sorts look at
    """CREATE INDEX sessions_listed ON sessions (
      user_id, deleted_at, updated_at, id, noise, source, project_name, model, provider, git_branch,
      starred, eval_ready, created_at, known_cost, total_tokens, message_count, known_duration_ms,
      user_title, title)""",
    # how many sessions there are of what
    """CREATE INDEX sessions_counted ON sessions (
      user_id, deleted_at, noise, source, project_name, model, provider, git_branch)""",
    # the few replies that no message stands for, among the many of the ledger
    "CREATE INDEX usage_extra ON usage (session_id) WHERE is_extra = 1",
    "CREATE INDEX session_tags_tag ON session_tags (tag, session_id)",
    # usage of a trashed session that another one pays for meanwhile, in the order it was handed over
    """CREATE TABLE handed_over (
      id INTEGER PRIMARY KEY, key BLOB NOT NULL,
      session_id INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE)""",
    "CREATE INDEX handed_over_key ON handed_over (key)",
    "CREATE INDEX handed_over_session ON handed_over (session_id)",
    # sessions deleted for good; barred while a file that is kept for others still tells of them
    """CREATE TABLE purged_sessions (
      user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE, external_id TEXT NOT NULL,
      active_at INTEGER NOT NULL, is_barred INTEGER NOT NULL, purged_at INTEGER NOT NULL,
      PRIMARY KEY (user_id, external_id)) WITHOUT ROWID""",
    # all that a purged file told was deleted with its sessions; it is read again when it changes
    "ALTER TABLE files ADD COLUMN is_purged INTEGER NOT NULL DEFAULT 0",
)
