"""Markdown becomes HTML here, and nowhere else.

CommonMark with raw HTML off, our citations, cards and numbers, then nh3 with an allowlist. Only
this module may import markdown_it, nh3 or mark_safe; others that must mark text safe call
`trusted()`. Text is bounded by MAX_CHARACTERS, and every pattern here reads it once from left to
right.
"""

import html
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.admon import admon_plugin

from editorial.allowlist import (
    ALLOWED_ATTRIBUTES,
    ALLOWED_CLASSES,
    ALLOWED_SCHEMES,
    ALLOWED_TAGS,
    CARDS,
    NUMBERS,
)
from editorial.picture_markup import is_ours, picture
from editorial.structure import (
    key_points,
    label_cells,
    name_headings,
    note_picture_lines,
    shift_headings,
)

MAX_CHARACTERS = 60_000  # of one page's Markdown; the longest article of the field has 40,000

# Which version of this renderer made a page's stored HTML (`Page.rendering`). Raise it with every
# change of what a text becomes; `manage.py render_pages` then brings published pages up to it.
RENDERING = 3

CITATION = re.compile(r"\[@([^\[\]\n]{1,400})\]")
KEY = re.compile(r"@?([A-Za-z0-9][A-Za-z0-9_-]{0,39})")
NUMBER = re.compile(r"\{(" + "|".join(NUMBERS) + r")\}")
NUMBER_MARK = re.compile(r'<span class="number-(' + "|".join(NUMBERS) + r')( plain)?"></span>')

Env = dict[str, Any]  # of one rendering: its Rendering, and the keys that exist


@dataclass(frozen=True)
class Problem:
    """Something in a text that stops its publication: what it is, and what to do about it."""

    message: str
    line: int = 0  # of the Markdown, from 1; 0 where the whole text is meant
    field: str = "body"  # which field of the page to put right
    quote: str = ""  # the words in question, as they stand in the text

    def __str__(self) -> str:
        return _("Line %(line)d: %(message)s") % vars(self) if self.line else self.message


@dataclass
class Rendering:
    """What one text became: its HTML, the keys that it cites in order, and what is wrong in it."""

    html: SafeString
    cited: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def render(text: str, known_sources: Collection[str] | None = None) -> Rendering:
    """Turn Markdown into clean HTML.

    `known_sources` are the keys that exist, in lower case; a citation of any other is marked in
    the text and listed in `unknown`. Left out, every key counts as known. Raises ValueError for a
    text over MAX_CHARACTERS.
    """
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"A text may have {MAX_CHARACTERS} characters; this one has {len(text)}.")
    result = Rendering(html=SafeString(""))
    raw = _markdown.render(text, {"result": result, "known": known_sources})
    result.html = mark_safe(_clean(raw))  # noqa: S308  (cleaned one call earlier)
    return result


def preview(text: str, known_sources: Collection[str] | None = None) -> str:
    """Return what the editor's live preview shows: the HTML, and first what is wrong in it."""
    result = render(text, known_sources)
    notes = [format_html("<li>{}</li>", problem) for problem in result.problems]
    notice = format_html('<ul class="preview-problems">{}</ul>', trusted("".join(notes)))
    shown = fill_numbers(result.html, lambda name: f"{{{name.removesuffix(' plain')}}}")
    return (notice if notes else "") + shown


def plain_text(clean_html: str) -> str:
    """Return the words of clean HTML, without marks, citations or empty numbers."""
    without_citations = re.sub(r'<sup class="citation">.*?</sup>', "", clean_html)
    return html.unescape(nh3.clean(without_citations, tags=set()))


def fill_numbers(clean_html: str, say: Callable[[str], str]) -> SafeString:
    """Put numbers into stored HTML, when a page is read: a correction shows everywhere at once.

    `say` returns the HTML of a number, given "emergency", "crisis" or "clinic_phone", and ending
    in " plain" where a link cannot stand.
    """
    return trusted(NUMBER_MARK.sub(lambda m: say(m[1] + (m[2] or "")), clean_html))


def trusted(clean_html: str) -> SafeString:
    """Mark HTML that this program made, or cleaned, as safe to show."""
    return mark_safe(clean_html)  # noqa: S308  (the one door; see the module's docstring)


def _clean(raw: str) -> str:
    return nh3.clean(
        raw,
        tags=ALLOWED_TAGS,
        clean_content_tags={"script", "style"},
        attributes=ALLOWED_ATTRIBUTES,
        allowed_classes=ALLOWED_CLASSES,
        url_schemes=ALLOWED_SCHEMES,
        link_rel=None,
    )


def _citation(state: StateInline, silent: bool) -> bool:
    """Inline rule: `[@KEY]` or `[@KEY; @OTHER]`."""
    if not state.src.startswith("[@", state.pos):
        return False
    match = CITATION.match(state.src, state.pos)
    keys = [KEY.fullmatch(part.strip()) for part in match[1].split(";")] if match else []
    if not match or not all(keys):
        return False
    if not silent:
        state.pending = state.pending.rstrip(" ")  # a number never begins a line of its own
        token = state.push("citation", "", 0)
        token.meta = {"keys": [key[1] for key in keys if key]}
    state.pos = match.end()
    return True


def _number(state: StateInline, silent: bool) -> bool:
    """Inline rule: `{emergency}` and its like; a link's own text cannot hold a second link."""
    match = NUMBER.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        token = state.push("number", "", 0)
        token.meta = {"name": match[1], "plain": state.linkLevel > 0}
    state.pos = match.end()
    return True


def _show_citation(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Env) -> str:
    return "".join(_show_key(key, env) for key in tokens[index].meta["keys"])


def _show_key(key: str, env: Env) -> str:
    result, known = env["result"], env["known"]
    if known is not None and key.lower() not in known:
        result.unknown.append(key)
        missing = _("source “%s” is not in the list of sources") % key
        return format_html('<span class="citation-missing">[{}]</span>', missing)
    if key.lower() not in result.cited:
        result.cited.append(key.lower())
    number = result.cited.index(key.lower()) + 1
    return format_html(
        '<sup class="citation"><a href="#source-{0}" aria-label="{1}">{0}</a></sup>',
        number,
        _("Source %d") % number,
    )


def _show_number(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Env) -> str:
    plain = " plain" if tokens[index].meta["plain"] else ""
    return f'<span class="number-{tokens[index].meta["name"]}{plain}"></span>'


def _show_picture(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Env) -> str:
    token = tokens[index]
    alt = self.renderInlineAsText(token.children or [], options, env).strip()
    source = str(token.attrs.get("src", ""))
    is_known = is_ours(source)
    message = ""
    if not is_known:
        message = _("The picture “%s” is not one of this site's own. Upload it here.")
    elif not alt:
        message = _("The picture “%s” has no description. Write it between the brackets: ![...].")
    if message:
        line = token.meta.get("line", 0)
        env["result"].problems.append(Problem(message % source, line, quote=source))
    return picture(source, alt) if is_known else html.escape(alt)


def _show_table_open(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Env) -> str:
    wrap = '<div class="table-wrap" role="region" tabindex="0" aria-label="{}">'
    return format_html(wrap, _("Table")) + self.renderToken(tokens, index, options, env)


def _wrap_key_points(state: StateCore) -> None:
    """Put a text's key points, the section "In short", into a box."""
    if part := key_points(state.tokens, _("In short")):
        begin, end = part
        box = Token("key_points_open", "div", 1, attrs={"class": "key-points"}, block=True)
        state.tokens.insert(end, Token("key_points_close", "div", -1, block=True))
        state.tokens.insert(begin, box)


def _finish_cards(state: StateCore) -> None:
    """Give each card its class and label, and note the empty and the unknown ones."""
    finished: list[Token] = []
    tokens = iter(enumerate(state.tokens))
    for index, token in tokens:
        finished.append(token)
        if token.type != "admonition_open":
            continue
        finished.append(_card_label(token, state))
        title = state.tokens[index + 1 : index + 4]
        has_title = title[0].type == "admonition_title_open"
        after_title = state.tokens[index + 4 if has_title else index + 1]
        if after_title.type == "admonition_close":
            _note(state, token, _("This card is empty. Indent its text by four spaces."))
        if has_title:
            for _unused in title:
                next(tokens)
            if token.info.strip().lower() != token.meta["tag"]:  # else the plugin made it up
                title[0].attrs = {"class": "card-title"}
                finished.extend(title)
    state.tokens = finished


def _card_label(token: Token, state: StateCore) -> Token:
    name = token.meta["tag"]
    if name not in CARDS or token.markup != "!!!":
        message = _("There is no card “%(name)s”. Use one of: %(known)s.")
        _note(
            state,
            token,
            message % {"name": f"{token.markup} {name}", "known": ", ".join(CARDS)},
        )
    token.attrs = {"class": f"card card-{name}" if name in CARDS else "card"}
    label = Token("card_label", "", 0)
    label.content = str(CARDS.get(name, name))
    return label


def _note(state: StateCore, token: Token, message: str) -> None:
    line = token.map[0] + 1 if token.map else 0
    state.env["result"].problems.append(Problem(message, line))


def _show_card_label(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Env) -> str:
    return format_html('<p class="card-label">{}</p>\n', tokens[index].content)


def _build() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    md.use(admon_plugin)
    md.core.ruler.push("shift_headings", shift_headings)
    md.core.ruler.push("name_headings", name_headings)
    md.core.ruler.push("key_points", _wrap_key_points)
    md.core.ruler.push("cells", label_cells)
    md.core.ruler.after("block", "cards", _finish_cards)
    md.core.ruler.push("picture_lines", note_picture_lines)
    md.inline.ruler.before("link", "citation", _citation)
    md.inline.ruler.before("link", "number", _number)
    md.add_render_rule("citation", _show_citation)
    md.add_render_rule("number", _show_number)
    md.add_render_rule("image", _show_picture)
    md.add_render_rule("table_open", _show_table_open)
    md.add_render_rule("table_close", lambda *_args: "</table></div>\n")
    md.add_render_rule("card_label", _show_card_label)
    return md


_markdown = _build()
