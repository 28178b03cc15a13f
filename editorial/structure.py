"""The parts of a text: its headings, its key points, its tables.

These are steps over the tokens of markdown-it, which editorial/rendering.py, the only importer of
it, hands over.
"""

from collections import Counter
from typing import Any

from django.utils.text import slugify

Tokens = list[Any]

MAX_LABEL = 80  # characters of a column's heading that each of its cells repeats


def words_of(inline: Any) -> str:
    """Return the words of an inline token, without marks, citations and numbers."""
    parts = []
    for token in inline.children or []:
        if token.type in {"text", "code_inline", "image"}:
            parts.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
    return " ".join("".join(parts).split())


def shift_headings(state: Any) -> None:
    """The page's title is its only h1: a text that begins at # moves down a level."""
    headings = [t for t in state.tokens if t.type in {"heading_open", "heading_close"}]
    if any(token.tag == "h1" for token in headings):
        for token in headings:
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"


def name_headings(state: Any) -> None:
    """Give each heading an id of its own, by which a reader can link to it.

    Ids begin with "s-", so that no heading takes the id of a part of the page around it.
    """
    seen: Counter[str] = Counter()
    for index, token in enumerate(state.tokens):
        if token.type == "heading_open":
            slug = slugify(state.tokens[index + 1].content) or "section"
            seen[slug] += 1
            token.attrs["id"] = f"s-{slug}" if seen[slug] == 1 else f"s-{slug}--{seen[slug]}"


def key_points(tokens: Tokens, heading: str) -> tuple[int, int] | None:
    """Return where the section under `heading` begins and ends, or None if there is none.

    It is a section of the second level, not within a card or a quote, the first of that name.
    """
    begin = None
    for index, token in enumerate(tokens):
        if token.type != "heading_open" or token.level or token.tag != "h2":
            continue
        if begin is not None:
            return begin, index
        if words_of(tokens[index + 1]).casefold() == heading.casefold():
            begin = index
    return None if begin is None else (begin, len(tokens))


def label_cells(state: Any) -> None:
    """Give each cell of a table the heading of its column."""
    headings: list[str] = []
    column = 0
    for index, token in enumerate(state.tokens):
        if token.type == "table_open":
            headings = []
        elif token.type == "tr_open":
            column = 0
        elif token.type == "th_open":
            headings.append(words_of(state.tokens[index + 1])[:MAX_LABEL])
        elif token.type == "td_open":
            if headings[column]:
                token.attrs["data-label"] = headings[column]
            column += 1


def note_picture_lines(state: Any) -> None:
    """Have each picture know its paragraph's line, for what may be wrong with it."""
    for block in state.tokens:
        for token in block.children or []:
            if token.type == "image" and block.map:
                token.meta["line"] = block.map[0] + 1
