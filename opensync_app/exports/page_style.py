"""The style sheet of an exported page, light or dark as the reader's system is."""

STYLE = """
:root{color-scheme:light dark;--ink:#1f1d1a;--soft:#6b655c;--line:#ddd6ca;--bg:#faf7f2;--card:#fff;
--user:#f1e9dc;--bad:#a5281b;--link:#7a4a12}
@media (prefers-color-scheme:dark){:root{--ink:#ece8e1;--soft:#a79f93;--line:#38342e;--bg:#16140f;
--card:#1f1c17;--user:#2a251d;--bad:#ff8f80;--link:#e3b46f}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:56rem;padding:2rem 1rem 4rem;background:var(--bg);color:var(--ink);
font:16px/1.6 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.3;margin:0 0 1rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:0 0 2rem;font-size:.9rem}
dt{color:var(--soft)}dd{margin:0}
article{background:var(--card);border:1px solid var(--line);border-radius:.5rem;margin:0 0 1rem;
padding:.75rem 1rem;unicode-bidi:isolate}
article.user{background:var(--user)}
article>header{color:var(--soft);font-size:.8rem;margin-bottom:.25rem}
article>header b{color:var(--ink)}
article :is(h1,h2,h3,h4,h5,h6){font-size:1.02rem;line-height:1.35;margin:1rem 0 .3rem}
article h1{font-size:1.2rem}article h2{font-size:1.1rem}
pre{background:var(--bg);border:1px solid var(--line);border-radius:.375rem;padding:.6rem .75rem;
overflow:auto;max-height:32rem;font:13px/1.5 ui-monospace,monospace;white-space:pre-wrap;
overflow-wrap:anywhere;tab-size:4}
code{font-family:ui-monospace,monospace;font-size:.9em}
details{margin:.5rem 0}summary{cursor:pointer;color:var(--soft);font-size:.85rem}
.error summary{color:var(--bad)}
.thinking{color:var(--soft);border-left:3px solid var(--line);padding-left:.75rem;white-space:pre-wrap}
img{max-width:100%;height:auto;border-radius:.375rem}
a{color:var(--link)}
table{border-collapse:collapse;display:block;overflow-x:auto}
td,th{border:1px solid var(--line);padding:.25rem .5rem;text-align:left}
blockquote{margin:.5rem 0;padding-left:.75rem;border-left:3px solid var(--line);color:var(--soft)}
footer{color:var(--soft);font-size:.8rem;margin-top:2rem}
@media print{pre{max-height:none}}
"""
