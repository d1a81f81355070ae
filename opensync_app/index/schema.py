"""The fields of the text index, and the version that triggers a rebuild.

One document stands for a message, one for each session (its title and project path, in the same
text fields), and one for each commit (how far the journal is indexed). Text is not stored:
snippets are made from the record.
"""

import tantivy

from opensync_app.index.analysers import LISTED, RAW, STEM, WORD

SCHEMA_VERSION = 3
"""Raise it with every change of fields, analysers or of what `documents` writes."""

OLDEST_READABLE = 2
"""The first version with the fields and analysers of this one. An index of it serves, and is kept
up to date, until the new one is built beside it; one that is older is dropped at once."""

FACETS = ("source", "project", "model", "role", "tool")
"""Filters whose values are counted; they stand in fast columns too."""

FILTERS = (*FACETS, "branch", "kind", "flag")


def build_schema() -> tantivy.Schema:
    """Return the fields.

    message_id, session_id, session_key (set on session documents only): record ids, delete keys.
    text: stemmed words; exact: the same unstemmed with positions, for phrases and prefixes.
    tool_input, tool_output: unstemmed. code: identifiers and their camel parts. pairs:
    characters and pairs of unspaced scripts. path: file paths. flag: `error` on a message with a
    failed tool, `subagent` on those of sub-agents. sequence, highest: see `writer`.
    """
    builder = tantivy.SchemaBuilder()
    for name in ("message_id", "session_id"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    for name in ("session_key", "user_id"):
        builder.add_unsigned_field(name, indexed=True)
    for name in ("sequence", "highest"):
        builder.add_unsigned_field(name, fast=True)
    builder.add_integer_field("created_at", fast=True)
    for name in FILTERS:
        builder.add_text_field(name, fast=name in FACETS, tokenizer_name=RAW, index_option="basic")
    builder.add_text_field("text", tokenizer_name=STEM, index_option="freq")
    for name in ("exact", "tool_input", "tool_output", "path"):
        builder.add_text_field(name, tokenizer_name=WORD)
    builder.add_text_field("code", tokenizer_name=LISTED, index_option="basic")
    builder.add_text_field("pairs", tokenizer_name=LISTED, index_option="freq")
    builder.add_text_field("mark", stored=True, tokenizer_name=RAW, index_option="basic")
    return builder.build()


SCHEMA = build_schema()
