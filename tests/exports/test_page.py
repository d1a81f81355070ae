"""An exported page runs nothing and fetches nothing, whatever stands in the session."""

import base64
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opensync_app.core.records import StoredMessage, StoredSession
from opensync_app.core.session import Kind, Part, Role
from opensync_app.exports.base import ExportOptions
from opensync_app.exports.page import render_page
from opensync_app.exports.safe_markdown import safe_html

PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"0" * 32).decode()

PAYLOADS = (
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</pre></article><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)><animate onbegin=alert(1)>',
    "<svg><a xlink:href='javascript:alert(1)'><text y=9>x</text></a></svg>",
    "[click](javascript:alert(1)) [x](JaVaScRiPt:alert(1)) [y](java\tscript:alert(1))",
    "[d](data:text/html;base64,PHNjcmlwdD4=) [v](vbscript:x) [f](file:///etc/passwd)",
    "![i](https://evil.example/x.png) ![j](javascript:alert(1)) ![k](data:image/svg+xml,<svg/>)",
    "[r]\n\n[r]: javascript:alert(1)\n\n<javascript:alert(1)> <https://evil.example>",
    "[&#x6a;avascript](&#x6a;avascript&colon;alert(1)) [b](\x01javascript:alert(1))",
    '[t](https://x.example "onmouseover=alert(1)") <a href="javascript:alert(1)">a</a>',
    "```mermaid\ngraph TD; A-->B; click A call alert(1)\n```",
    '```html"><script>alert(1)</script>\n</code></pre><script>alert(1)</script>\n```',
    "\x1b]8;;javascript:alert(1)\x07link\x1b]8;;\x07 \x1b[31mred\x1b[0m \x9b31m \x00 \x07",
    "{{constructor.constructor('alert(1)')()}} ${alert(1)} <%= 7*7 %> #{7*7}",
    "<style>@import 'https://evil.example/x.css'</style><link rel=stylesheet href=//evil.example>",
    "<iframe src=javascript:alert(1)></iframe><object data=x></object><embed src=x><base href=//x>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'><form action=//x><input>",
    "\u202egnp.exe \ud800 \u2028 \ufeff",
)

ELEMENTS = set(
    re.findall(
        r"\w+",
        "html head meta title style body main h1 h2 h3 h4 h5 h6 dl dt dd article header b p pre code "
        "details summary div img a ul ol li blockquote table thead tbody tr th td em strong s hr br "
        "footer",
    )
)
ALIGNED = ("text-align:left", "text-align:center", "text-align:right")
ATTRIBUTES = {
    "html": {"lang"},
    "meta": {"charset", "http-equiv", "content", "name"},
    "article": {"class"},
    "details": {"class"},
    "div": {"class"},
    "img": {"alt", "src"},
    "a": {"href", "rel"},
    "code": {"class"},
    "ol": {"start"},
    "th": {"style"},
    "td": {"style"},
}


class Checker(HTMLParser):
    """Goes through a page and collects what must not be there."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES.get(tag, set()):
                self.faults.append(f"<{tag} {name}>")
            if name == "href" and not (value or "").startswith(("https://", "http://", "mailto:")):
                self.faults.append(f"href {value}")
            if name == "src" and not (value or "").startswith("data:image/png;base64,"):
                self.faults.append(f"src {value}")
            if name == "style" and value not in ALIGNED:
                self.faults.append(f"style {value}")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def checked(page: str) -> Checker:
    checker = Checker()
    checker.feed(page)
    checker.close()
    return checker


def session(words: str = "a title") -> StoredSession:
    fields: dict[str, Any] = {
        **dict.fromkeys(("title", "project_path", "project_name", "git_branch", "model"), words),
        **dict.fromkeys(("parent_external_id", "agent_name", "machine"), words),
        **dict.fromkeys(("started_at", "ended_at", "cost_micro_usd")),
        **dict.fromkeys(("message_count", "user_prompt_count", "tool_call_count"), 1),
        **dict.fromkeys(("assistant_message_count", "prompt_tokens", "completion_tokens"), 1),
        **dict.fromkeys(("is_public", "is_stub"), False),
    }
    return StoredSession(
        id=1,
        user_id=1,
        external_id=words,
        source=words,
        provider=words,
        models=(words,),
        duration_ms=1,
        created_at=1_795_000_000_000,
        updated_at=1_795_000_000_000,
        **fields,
    )


def message(role: Role, kind: Kind, *parts: Part, text: str | None = None) -> StoredMessage:
    return StoredMessage(
        id=1,
        session_id=1,
        external_id="x",
        role=role,
        kind=kind,
        parts=parts,
        text_content=text,
        model="<b>model</b>",
        usage=None,
        duration_ms=None,
        created_at=1_795_000_000_000,
        position=0,
        is_sidechain=False,
    )


def everywhere(words: str) -> Iterator[StoredMessage]:
    """A text in every place that a message has."""
    yield message("user", "prompt", text=words)
    yield message("system", "notice", Part("text", words))
    yield message(
        "assistant",
        "reply",
        Part("text", words),
        Part("thinking", words),
        Part("tool-call", {"toolName": words, "args": {words: [words, {"deep": words}]}}),
        Part("tool-call", words, tool_name=words),
        Part("image", {"mediaType": words, "data": words}),
        Part("image", {"mediaType": "image/png", "data": words}),
        Part("image", {"mediaType": "image/svg+xml", "data": PIXEL}),
        Part("image", {"mediaType": "image/png", "url": words}),
        Part("file", {"path": words, "mediaType": words}),
        Part(words, words),
        Part("odd", {words: words}),
    )
    yield message("tool", "tool-result", Part("tool-result", words, tool_name=words, is_error=True))


def page_of(words: str) -> str:
    return "".join(render_page(session(words), everywhere(words), ExportOptions()))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_runs_in_any_place(payload: str):
    page = page_of(payload)
    assert checked(page).faults == []
    assert "\x1b" not in page
    assert "\x00" not in page
    page.encode()


@settings(max_examples=60)
@given(
    words=st.lists(
        st.sampled_from(
            [*PAYLOADS, "\n\n", "> ", "| a | b |\n|---|:-:|\n| ", "* ", "```\n", "<", "&"]
        )
        | st.text(max_size=8),
        max_size=6,
    )
)
def test_no_mixture_of_payloads_and_markdown_runs(words: list[str]):
    assert checked(page_of("".join(words))).faults == []


def test_words_are_shown_as_they_are():
    words = checked(page_of("<script>alert('x')</script> & \"more\"")).words
    assert sum("<script>alert('x')</script>" in each for each in words) > 5


def test_a_page_says_what_it_allows():
    page = page_of("x")
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in page
    assert "<script" not in page
    assert "http://" not in page.replace("http-equiv", "")
    assert "https://" not in page


def test_a_picture_stands_in_the_page_and_only_as_what_it_is():
    good = Part("image", {"mediaType": "image/png", "data": PIXEL})
    page = "".join(render_page(session(), [message("user", "prompt", good)], ExportOptions()))
    assert f'src="data:image/png;base64,{PIXEL}"' in page
    assert checked(page).faults == []


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**b** `c`", "<p><strong>b</strong> <code>c</code></p>\n"),
        (
            "[a](https://x.example/?a=1&b=2)",
            '<p><a href="https://x.example/?a=1&amp;b=2" rel="noopener noreferrer nofollow">a</a></p>\n',
        ),
        ("[m](mailto:a@x.example)", None),
        ("~~s~~", "<p><s>s</s></p>\n"),
        ("<b>", "<p>&lt;b&gt;</p>\n"),
    ],
)
def test_markdown_is_rendered(text: str, html: str | None):
    found = safe_html(text)
    assert found == html if html else 'href="mailto:a@x.example"' in found


def test_a_very_long_text_is_shown_as_it_is():
    assert safe_html("*" * 100_001) == f"<pre>{'*' * 100_001}</pre>"


def test_what_is_not_wanted_stays_out():
    bare = ExportOptions(tools=False, thinking=False, notices=False)
    page = "".join(render_page(session(), everywhere("words"), bare))
    assert "<details" not in page.replace("<details><summary>odd", "").replace(
        "<details><summary>words", ""
    )
    assert page.count("<article") == 2
    whole = "".join(render_page(session(), everywhere("words"), ExportOptions()))
    assert whole.count("<article") == 4


def test_an_empty_session_is_a_page():
    empty = msgspec.structs.replace(session(), title=None)
    page = "".join(render_page(empty, [], ExportOptions()))
    assert "<h1>Untitled</h1>" in page
    assert checked(page).faults == []
