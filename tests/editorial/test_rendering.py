"""The renderer: every allowed tag, our own marks, and a set of attacks."""

import re

import pytest

from editorial.rendering import MAX_CHARACTERS, fill_numbers, plain_text, preview, render

pytestmark = pytest.mark.once

ALLOWED = [
    ("one\n\ntwo", "<p>one</p>"),
    ("## Part", '<h2 id="s-part">Part</h2>'),
    ("### Part", '<h3 id="s-part">Part</h3>'),
    ("#### Part", '<h4 id="s-part">Part</h4>'),
    ("##### Part", '<h5 id="s-part">Part</h5>'),
    ("###### Part", '<h6 id="s-part">Part</h6>'),
    ("- one", "<ul>\n<li>one</li>\n</ul>"),
    ("1. one", "<ol>\n<li>one</li>\n</ol>"),
    ("3. three", '<ol start="3">'),
    ("**bold**", "<strong>bold</strong>"),
    ("*soft*", "<em>soft</em>"),
    ("~~gone~~", "<s>gone</s>"),
    ("`code`", "<code>code</code>"),
    ("```\ncode\n```", "<pre><code>code\n</code></pre>"),
    ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
    ("---", "<hr>"),
    ("one  \ntwo", "one<br>\ntwo"),
    ("[a](/faq/)", '<a href="/faq/">a</a>'),
    ('[a](/faq/ "t")', '<a href="/faq/" title="t">a</a>'),
    ("[a](https://x.example/)", '<a href="https://x.example/">a</a>'),
    ("[a](mailto:a@x.example)", '<a href="mailto:a@x.example">a</a>'),
    ("[a](tel:+44)", '<a href="tel:+44">a</a>'),
    ("|a|\n|-|\n|b|", "<th>a</th>"),
    ("|a|\n|-|\n|b|", '<td data-label="a">b</td>'),
    ("![fog](pictures/f.svg)", '<img src="/media/library/f.svg" alt="fog" loading="lazy" '),
    ("![fog](/media/pictures/f.jpg)", '<img src="/media/pictures/f.jpg" alt="fog" loading="lazy" '),
]

ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//x.example></ScRiPt>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<style>@import '//x.example'</style>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](file:///etc/passwd)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    "![x](https://tracker.example/x.png)",
    "![x](//tracker.example/x.png)",
    "![x](pictures/../../secret.svg)",
    '![x" onerror="alert(1)](pictures/a.svg)',
    '![x](/media/a.jpg" srcset="//tracker.example/x.png)',
    "![x](/media/a.jpg, //tracker.example/x.png 1w)",
    "![x](/media/pictures/2026/0123456789abcdef-9x9.jpg, //tracker.example/x.png)",
    "<picture><source srcset=//tracker.example/x.png><img srcset=//y.example></picture>",
    '[x](/a/ "t\\" onmouseover=\\"alert(1)")',
    "[x]: javascript:alert(1)\n\n[x]",
    "```<script>\nalert(1)\n```",
    '!!! emergency "<img src=x onerror=alert(1)>"\n    text',
    '!!! "><script>alert(1)</script>\n    text',
    "[@<script>alert(1)</script>]",
    "[@a; @<img src=x onerror=alert(1)>]",
    "{emergency}<script>",
    "<div class=card-emergency style=position:fixed>x</div>",
    "<!-- <script>alert(1)</script> -->",
    "<form action=//x.example><input></form>",
    "<base href=//x.example>",
    "<meta http-equiv=refresh content=0>",
    "<link rel=stylesheet href=//x.example>",
    "\x00<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "## <img src=x onerror=alert(1)>",
    "|<img src=x onerror=alert(1)>|\n|-|\n|<script>|",
    '|a" onclick="alert(1)|\n|-|\n|b|',
]
TAG = re.compile(r"<\s*([a-zA-Z!/][^\s>/]*)([^>]*)>")
SAFE_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "s", "a"),
    *("blockquote", "code", "pre", "table", "thead", "tbody", "tr", "th", "td", "img", "sup"),
    *("div", "span"),
}


@pytest.mark.parametrize(("markdown", "html"), ALLOWED)
def test_allowed_markdown_becomes_its_html(markdown, html):
    result = render(markdown)
    assert html in result.html
    assert result.problems == []


@pytest.mark.parametrize("markdown", ATTACKS)
def test_attack_leaves_no_foreign_tag_attribute_or_address(markdown):
    html = render(markdown).html
    for name, attributes in TAG.findall(html):
        assert name.strip("/").lower() in SAFE_TAGS
        bare = re.sub(r'"[^"]*"', '""', attributes)
        assert not re.search(r"\bon\w+\s*=|style\s*=|srcset\s*=", bare), html
        for address in re.findall(r'(?:href|src)="([^"]*)"', attributes):
            assert re.match(r"(https?:|mailto:|tel:|/|#)", address), html
    assert "tracker.example" not in re.sub(r">[^<]*<", "><", html)


def test_title_is_the_only_first_heading():
    assert "<h1" not in render("# One\n\n## Two").html
    assert "<h2" in render("# One").html


def test_headings_of_the_same_name_have_ids_of_their_own():
    html = render("## A\n\n## A").html
    assert 'id="s-a"' in html
    assert 'id="s-a--2"' in html


def test_citations_are_numbered_in_the_order_of_the_text():
    result = render("One [@B]. Two [@a; @B].", {"a", "b"})
    assert result.cited == ["b", "a"]
    assert result.html.count('href="#source-1"') == 2
    assert 'aria-label="Source 2">2</a>' in result.html


def test_unknown_source_is_said_and_not_numbered():
    result = render("One [@NOPE]. Two [@A].", {"a"})
    assert result.unknown == ["NOPE"]
    assert result.cited == ["a"]
    assert "“NOPE” is not in the list of sources" in result.html


@pytest.mark.parametrize("text", ["[@]", "[@ ]", "[@a b]", "[@a;]", "[@a", "[ @a]", "`[@a]`"])
def test_what_only_looks_like_a_citation_stays_text(text):
    assert render(text).cited == []


@pytest.mark.parametrize(
    "name",
    ["emergency", "same-day", "self-care", "evidence-strong", "evidence-limited", "evidence-none"],
)
def test_card_has_its_class_its_label_in_words_and_its_title(name):
    html = render(f'!!! {name} "Call if:"\n    - pain\n').html
    assert f'<div class="card card-{name}">' in html
    assert '<p class="card-label">' in html
    assert '<p class="card-title">Call if:</p>' in html
    assert "<li>pain</li>" in html


def test_card_without_a_title_has_only_its_label():
    assert "card-title" not in render("!!! emergency\n    Call.\n").html


def test_empty_card_is_a_problem_with_its_line():
    problems = render('One.\n\n!!! emergency "Call"\n\nTwo.').problems
    assert [str(problem) for problem in problems] == [
        "Line 3: This card is empty. Indent its text by four spaces."
    ]


def test_unknown_card_is_a_problem_that_names_the_known_ones():
    (problem,) = render("!!! warning\n    text").problems
    assert "!!! warning" in problem.message
    assert "same-day" in problem.message


def test_picture_without_a_description_is_a_problem():
    (problem,) = render("![](pictures/a.svg)").problems
    assert "has no description" in problem.message


def test_picture_from_elsewhere_is_a_problem():
    (problem,) = render("![x](https://x.example/a.png)").problems
    assert "not one of this site's own" in problem.message


def test_numbers_are_marked_when_stored_and_filled_when_read():
    html = render("Call {emergency} or [call {crisis}](tel:1). `{emergency}`").html
    assert "999" not in html
    filled = fill_numbers(html, lambda name: f"<b>{name}</b>")
    assert "Call <b>emergency</b> or" in filled
    assert "call <b>crisis plain</b></a>" in filled
    assert "<code>{emergency}</code>" in filled


def test_unknown_number_stays_text():
    assert "{fax}" in render("{fax}").html


def test_too_long_a_text_is_refused():
    with pytest.raises(ValueError, match="60000 characters"):
        render("a" * (MAX_CHARACTERS + 1))


def test_plain_text_has_words_only():
    html = render("## Rash & sun\n\nOne **two** [@a]. {emergency}\n\n- three").html
    assert plain_text(html).split() == ["Rash", "&", "sun", "One", "two.", "three"]


def test_plain_text_parts_the_words_of_a_card():
    html = render('!!! evidence-strong "How sure we are"\n    Quite.\n').html
    assert plain_text(html).split()[:3] == ["Evidence:", "strong", "How"]


def test_preview_shows_what_is_wrong():
    assert "This card is empty" in preview("!!! emergency")


@pytest.mark.long
@pytest.mark.parametrize(
    "unit",
    ["[", "![", "*a_", "[@a", "{", ">", "- ", "!!! emergency\n", "<a", "|a", "# a\n", "[a](", "`"],
)
def test_hostile_repetition_ends(unit):
    """The text is bounded and every rule reads it once; a rule that does not would hang here."""
    assert render((unit * MAX_CHARACTERS)[:MAX_CHARACTERS]).html is not None
