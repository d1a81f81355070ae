"""The tables of the record as the first migration makes them.

Times are epoch milliseconds, money is micro-dollars, `*_id` columns are record ids. Tables named
*echo* in their comment can be rebuilt from the others.
"""

_USAGE = """
  input INTEGER NOT NULL DEFAULT 0,
  output INTEGER NOT NULL DEFAULT 0,
  cache_write_5m INTEGER NOT NULL DEFAULT 0,
  cache_write_1h INTEGER NOT NULL DEFAULT 0,
  cache_read INTEGER NOT NULL DEFAULT 0,
  reasoning INTEGER NOT NULL DEFAULT 0
"""

_ACCOUNTS = (
    """CREATE TABLE users (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT UNIQUE,
      role TEXT NOT NULL CHECK (role IN ('owner', 'member')), password_hash TEXT,
      created_at INTEGER NOT NULL)""",
    """INSERT INTO users (id, name, role, created_at)
       VALUES (1, 'owner', 'owner', CAST(strftime('%s', 'now') AS INTEGER) * 1000)""",
    """CREATE TABLE api_keys (
      id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
      name TEXT NOT NULL, prefix TEXT NOT NULL, hash BLOB NOT NULL UNIQUE, scopes TEXT NOT NULL,
      created_at INTEGER NOT NULL, last_used_at INTEGER, expires_at INTEGER,
      revoked_at INTEGER)""",
    """CREATE TABLE browser_sessions (
      hash BLOB PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
      created_at INTEGER NOT NULL, last_seen_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL) WITHOUT ROWID""",
)

_SESSIONS = (
    f"""CREATE TABLE sessions (
      id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users,
      external_id TEXT NOT NULL, source TEXT NOT NULL, source_is_default INTEGER NOT NULL,
      user_title TEXT, title TEXT, title_rank INTEGER NOT NULL DEFAULT 0,
      title_position INTEGER NOT NULL DEFAULT 0,
      project_path TEXT, project_name TEXT, git_branch TEXT, git_commit TEXT, git_remote TEXT,
      model TEXT, models TEXT NOT NULL DEFAULT '[]', provider TEXT, agent_name TEXT,
      parent_external_id TEXT, machine TEXT, summary TEXT, detected_language TEXT,
      start_type TEXT, end_reason TEXT,
      reported_prompt_tokens INTEGER, reported_completion_tokens INTEGER,
      reported_cost_micro_usd INTEGER, reported_duration_ms INTEGER, {_USAGE},
      has_usage INTEGER NOT NULL DEFAULT 0,
      cost_micro_usd INTEGER NOT NULL DEFAULT 0, unpriced INTEGER NOT NULL DEFAULT 0,
      estimated_cost_micro_usd INTEGER,
      message_count INTEGER NOT NULL DEFAULT 0, user_prompt_count INTEGER NOT NULL DEFAULT 0,
      assistant_message_count INTEGER NOT NULL DEFAULT 0,
      tool_call_count INTEGER NOT NULL DEFAULT 0,
      created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
      started_at INTEGER, ended_at INTEGER,
      is_stub INTEGER NOT NULL, is_pushed INTEGER NOT NULL, is_imported INTEGER NOT NULL,
      is_public INTEGER NOT NULL DEFAULT 0, public_slug TEXT UNIQUE,
      eval_ready INTEGER NOT NULL DEFAULT 0, reviewed_at INTEGER, eval_notes TEXT,
      eval_status TEXT CHECK (eval_status IN ('golden', 'correct', 'incorrect', 'needs_review')),
      expected_output TEXT, deleted_at INTEGER,
      total_tokens INTEGER GENERATED ALWAYS AS (
        CASE WHEN has_usage THEN input + output + cache_write_5m + cache_write_1h + cache_read
        ELSE coalesce(reported_prompt_tokens, 0) + coalesce(reported_completion_tokens, 0) END
      ) STORED,
      known_cost INTEGER GENERATED ALWAYS AS (
        CASE WHEN NOT has_usage THEN coalesce(reported_cost_micro_usd, estimated_cost_micro_usd)
        WHEN unpriced = 0 THEN cost_micro_usd END
      ) STORED,
      known_duration_ms INTEGER GENERATED ALWAYS AS (
        CASE WHEN is_imported THEN coalesce(ended_at - started_at, reported_duration_ms, 0)
        ELSE coalesce(reported_duration_ms, ended_at - started_at, 0) END
      ) STORED,
      UNIQUE (user_id, external_id))""",
    "CREATE INDEX sessions_updated ON sessions (user_id, updated_at, id)",
    "CREATE INDEX sessions_created ON sessions (user_id, created_at, id)",
    "CREATE INDEX sessions_tokens ON sessions (user_id, total_tokens, id)",
    """CREATE INDEX sessions_parent ON sessions (user_id, parent_external_id)
       WHERE parent_external_id IS NOT NULL""",
    """CREATE TABLE agent_names (
      user_id INTEGER NOT NULL REFERENCES users, external_id TEXT NOT NULL, name TEXT NOT NULL,
      PRIMARY KEY (user_id, external_id)) WITHOUT ROWID""",
    """CREATE TABLE session_tags (
      session_id INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE, tag TEXT NOT NULL,
      PRIMARY KEY (session_id, tag)) WITHOUT ROWID""",
    f"""CREATE TABLE messages (
      id INTEGER PRIMARY KEY,
      session_id INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
      external_id TEXT NOT NULL, role TEXT NOT NULL, kind TEXT NOT NULL,
      origin TEXT NOT NULL CHECK (origin IN ('push', 'import')), position INTEGER NOT NULL,
      model TEXT, has_usage INTEGER NOT NULL DEFAULT 0, {_USAGE},
      is_fast INTEGER NOT NULL DEFAULT 0, cost_micro_usd INTEGER, duration_ms INTEGER,
      created_at INTEGER NOT NULL, is_sidechain INTEGER NOT NULL DEFAULT 0,
      file_id INTEGER, tool_call_count INTEGER NOT NULL DEFAULT 0, tools TEXT, usage_key BLOB,
      body BLOB NOT NULL,
      UNIQUE (session_id, external_id))""",
    "CREATE INDEX messages_order ON messages (session_id, position, id)",
    """CREATE INDEX messages_usage ON messages (usage_key) WHERE usage_key IS NOT NULL""",
    """CREATE INDEX messages_file ON messages (file_id) WHERE file_id IS NOT NULL""",
    """CREATE TABLE message_aliases (
      session_id INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
      alias INTEGER NOT NULL, message_id INTEGER NOT NULL,
      PRIMARY KEY (session_id, alias, message_id)) WITHOUT ROWID""",
)

_FILES = (
    """CREATE TABLE files (
      id INTEGER PRIMARY KEY, source TEXT NOT NULL, path TEXT NOT NULL,
      size INTEGER NOT NULL DEFAULT 0, mtime_ns INTEGER NOT NULL DEFAULT 0,
      read_to INTEGER NOT NULL DEFAULT 0, fingerprint BLOB NOT NULL DEFAULT x'',
      state BLOB NOT NULL DEFAULT x'', parser_version INTEGER NOT NULL DEFAULT 0,
      generation INTEGER NOT NULL DEFAULT 0, skipped_reason TEXT,
      bad_lines INTEGER NOT NULL DEFAULT 0, first_bad_line TEXT,
      read_at INTEGER, gone_at INTEGER, UNIQUE (source, path))""",
    """CREATE TABLE session_files (
      session_id INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
      file_id INTEGER NOT NULL REFERENCES files,
      PRIMARY KEY (session_id, file_id)) WITHOUT ROWID""",
    "CREATE INDEX session_files_file ON session_files (file_id)",
    """CREATE TABLE archive (
      id INTEGER PRIMARY KEY, file_id INTEGER NOT NULL REFERENCES files,
      generation INTEGER NOT NULL, start INTEGER NOT NULL, length INTEGER NOT NULL,
      data BLOB NOT NULL, UNIQUE (file_id, generation, start))""",
    """CREATE TABLE dictionaries (
      rank INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, data BLOB NOT NULL)""",
)

_ECHOES = (
    # echo: what changed in which order; pruned once every index has passed it
    """CREATE TABLE journal (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT, op TEXT NOT NULL, session_id INTEGER NOT NULL,
      message_id INTEGER)""",
    # echo: every reply's usage once, whatever the number of files it stands in
    f"""CREATE TABLE usage (
      user_id INTEGER NOT NULL, key BLOB NOT NULL, session_id INTEGER NOT NULL,
      bucket INTEGER NOT NULL, model TEXT NOT NULL, is_extra INTEGER NOT NULL DEFAULT 0,
      is_total INTEGER NOT NULL DEFAULT 0, is_fast INTEGER NOT NULL DEFAULT 0,
      {_USAGE}, cost_micro_usd INTEGER, PRIMARY KEY (user_id, key)) WITHOUT ROWID""",
    "CREATE INDEX usage_session ON usage (session_id)",
    # echoes: sums per quarter of an hour (UTC), so that any zone's days can be added up; every
    # row stands again in the sum of its UTC day, whose span is 96 quarters; the hours of all usage
    # together have a span of 4
    f"""CREATE TABLE rollups (
      user_id INTEGER NOT NULL, span INTEGER NOT NULL, bucket INTEGER NOT NULL,
      source TEXT NOT NULL, model TEXT NOT NULL, project TEXT NOT NULL,
      replies INTEGER NOT NULL DEFAULT 0, {_USAGE},
      cost_micro_usd INTEGER NOT NULL DEFAULT 0, unpriced INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (user_id, span, bucket, source, model, project)) WITHOUT ROWID""",
    """CREATE TABLE activity_rollups (
      user_id INTEGER NOT NULL, span INTEGER NOT NULL, bucket INTEGER NOT NULL,
      source TEXT NOT NULL, model TEXT NOT NULL, project TEXT NOT NULL,
      sessions INTEGER NOT NULL DEFAULT 0, messages INTEGER NOT NULL DEFAULT 0,
      prompts INTEGER NOT NULL DEFAULT 0, tool_calls INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (user_id, span, bucket, source, model, project)) WITHOUT ROWID""",
    """CREATE TABLE tool_rollups (
      user_id INTEGER NOT NULL, span INTEGER NOT NULL, bucket INTEGER NOT NULL,
      source TEXT NOT NULL, model TEXT NOT NULL, project TEXT NOT NULL, tool TEXT NOT NULL,
      calls INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (user_id, span, bucket, source, model, project, tool)) WITHOUT ROWID""",
    # what the program remembers of its own work, the fingerprint of the price list for example
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)

FIRST_SCHEMA: tuple[str, ...] = (*_ACCOUNTS, *_SESSIONS, *_FILES, *_ECHOES)
