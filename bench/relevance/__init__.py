"""How well search finds sessions: questions with known answers, asked over HTTP, scored and printed.

`queries/` holds questions written by one person against the development sessions before anybody
tuned the search. A question belongs to the half `tuning` when the first byte of its SHA-256 is
even, else to `held_out`; each half has a folder of its own, so that nobody reads the other by
accident. Whoever tunes the search looks at `tuning` alone. The figures of `held_out` are the ones
to quote; only who wrote the questions and who judges the whole looks at them one by one, and its
misses are never listed.

An answer is expected when the session is *about* what is asked, not when it mentions it in
passing; several are named where each of them would satisfy the person who asks. On the first day,
after a look at what an untuned search answered, 53 harder questions were added. The expected
sessions of 13 ambiguous questions, which had several right answers or none that one could defend,
were corrected after a second look at misses, in both halves alike; so no half is untouched by
what the search then answered. Since then no question and no answer was changed.
"""
