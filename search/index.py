"""The search index: in memory, one for each process, derived from the published pages.

Ranking is BM25 over any of the words, so it is the same whatever the database. One field holds
everything, the title three times and the patients' words twice; the title counts once more, at a
third of the weight (measured best on two test collections).
"""

import logging
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import tantivy
from django.db import close_old_connections, connection

from editorial.models import LibraryVersion, Page
from editorial.rendering import plain_text
from search.spelling import MEDICINE_ENDINGS, Speller, english_words
from search.words import normalise, stem, telling
from topics.models import Topic

logger = logging.getLogger(__name__)

MAX_HITS = 200  # candidates of one search: twenty pages of results
TITLE_WEIGHT = 0.33
MAX_BEGINNING = 40  # letters of an unfinished word; no title has a longer one
FEW_CHANGES = 50  # applied one by one; beyond it a whole build is as quick and ranks like new
WRITER_BYTES = 32 * 1024 * 1024
INDEXED = ("pk", "kind", "language", "title", "summary", "also", "body_html", "status")


@dataclass(frozen=True)
class Hit:
    """A page that matches, best first: its id and its BM25 score."""

    page_id: int
    score: float
    kind: str


class PageIndex:
    """A Tantivy index of the published pages, as of one library version."""

    def __init__(self) -> None:
        schema = tantivy.SchemaBuilder()
        for name in ("key", "kind", "language"):
            schema.add_text_field(name, stored=True, tokenizer_name="raw")
        for name in ("title", "text"):
            schema.add_text_field(name, tokenizer_name="en_stem")
        schema.add_text_field("names", tokenizer_name="default")
        self._index = tantivy.Index(schema.build())
        self._writer = self._index.writer(heap_size=WRITER_BYTES, num_threads=1)
        self.version = -1
        self.changes = 0
        self.words: Counter[str] = Counter()
        self.symptoms: dict[int, list[frozenset[str]]] = {}  # a page's id: the stems of its names
        self._speller: Speller | None = None

    @classmethod
    def build(cls, version: int) -> "PageIndex":
        """Return a fresh index of everything published, as of library version `version`."""
        index = cls()
        pages = Page.objects.published().only(*INDEXED).order_by("pk")
        index._write(pages.iterator(chunk_size=1000), replace=False)
        index.version = version
        return index

    def update(self, version: int, pages: Iterable[Page]) -> None:
        """Bring the index from its own version to `version`, given the pages changed since."""
        self.changes += self._write(pages, replace=True)
        self.version = version

    def _write(self, pages: Iterable[Page], *, replace: bool) -> int:
        count = 0
        # Copies, put in place whole: other threads read the old ones meanwhile.
        words, symptoms = self.words.copy(), self.symptoms.copy()
        for page in pages:
            count += 1
            symptoms.pop(page.pk, None)
            if replace:
                self._writer.delete_documents_by_term("key", str(page.pk))
            if page.is_published:
                title, text = _words_of(page)
                self._writer.add_document(_document(page, title, text))
                words.update(text.split())
                if page.kind == "symptom":
                    names = [page.title, *page.also_lines]
                    symptoms[page.pk] = [_stems(telling(normalise(n).split())) for n in names]
        self._writer.commit()
        self._index.reload()
        self.words, self.symptoms = words, symptoms
        return count

    def find(self, words: list[str], language: str, kind: str = "") -> list[Hit]:
        """Return the pages that have any of `words` (normalised), best first, ties by page id."""
        if not words:
            return []
        quoted = " ".join(f'"{word}"' for word in words)
        any_word = self._index.parse_query(
            quoted, ["text", "title"], field_boosts={"title": TITLE_WEIGHT}
        )
        clauses = [(tantivy.Occur.Must, any_word), self._filter("language", language)]
        if kind:
            clauses.append(self._filter("kind", kind))
        return self._hits(tantivy.Query.boolean_query(clauses))

    def _hits(self, query: tantivy.Query) -> list[Hit]:
        searcher = self._index.searcher()
        found = searcher.search(query, MAX_HITS)
        documents = [(score, searcher.doc(at)) for score, at in found.hits]
        hits = [Hit(int(doc["key"][0]), score, doc["kind"][0]) for score, doc in documents]
        return sorted(hits, key=lambda hit: (-round(hit.score, 5), hit.page_id))

    @property
    def speller(self) -> Speller:
        """What the library's words are; a word of a page withdrawn since counts until a rebuild."""
        words, speller = self.words, self._speller
        if speller is None or speller.counts is not words:
            medicines = Topic.objects.published().filter(topic_kind=Topic.Kind.MEDICINE)
            names = [n for topic in medicines.for_list() for n in (topic.title, *topic.also_lines)]
            # "Plaquenil" is a medicine's name; "tapering" and "stem cell treatment" are not.
            single = {normalise(name) for name in names if len(normalise(name).split()) == 1}
            drugs = {n for n in single if MEDICINE_ENDINGS.search(n) or n not in english_words()}
            self._speller = speller = Speller(words, drugs)
        return speller

    def named_symptoms(self, words: list[str]) -> list[int]:
        """Return the symptom pages that a query names, if naming symptoms is all that it does.

        One further word is allowed: "swollen knees help" names swollen knees.
        """
        asked = _stems(words)
        named = {
            page_id: [name for name in names if name and name <= asked]
            for page_id, names in self.symptoms.items()
        }
        covered = frozenset[str]().union(*(name for names in named.values() for name in names))
        if not covered or len(asked - covered) > 1:
            return []
        return [page_id for page_id, names in named.items() if names]

    def begin_with(self, words: list[str], language: str, count: int) -> list[Hit]:
        """Return pages whose title or patients' words have `words`, the last perhaps unfinished."""
        if not words:
            return []
        *whole, last = words
        beginning = f"{last[:MAX_BEGINNING]}.*"
        unfinished = tantivy.Query.regex_query(self._index.schema, "names", beginning)
        clauses = [self._filter("language", language), (tantivy.Occur.Must, unfinished)]
        for word in whole:
            term = tantivy.Query.term_query(self._index.schema, "names", word)
            clauses.append((tantivy.Occur.Must, term))
        # A word of the title goes before one of the patients' words for the page.
        in_title = tantivy.Query.regex_query(self._index.schema, "title", beginning)
        clauses.append((tantivy.Occur.Should, tantivy.Query.boost_query(in_title, 2.0)))
        return self._hits(tantivy.Query.boolean_query(clauses))[:count]

    def _filter(self, field: str, value: str) -> tuple[tantivy.Occur, tantivy.Query]:
        term = tantivy.Query.term_query(self._index.schema, field, value)
        return tantivy.Occur.Must, tantivy.Query.const_score_query(term, 0.0)


def _stems(words: list[str]) -> frozenset[str]:
    return frozenset(stem(word) for word in words)


def _words_of(page: Page) -> tuple[str, str]:
    """Return the title and the whole text of a page as they are indexed."""
    title = normalise(page.title)
    also = normalise(page.also)
    rest = normalise(f"{page.summary} {plain_text(page.body_html)}")
    return title, f"{title} {title} {title} {also} {also} {rest}"


def _document(page: Page, title: str, text: str) -> tantivy.Document:
    document = tantivy.Document()
    for name, value in (("key", str(page.pk)), ("kind", page.kind), ("language", page.language)):
        document.add_text(name, value)
    document.add_text("title", title)
    document.add_text("text", text)
    document.add_text("names", f"{title} {normalise(page.also)}")
    return document


class _Held:
    """The index that this process holds, and the lock that lets one thread at a time renew it."""

    def __init__(self) -> None:
        self.index: PageIndex | None = None
        self.lock = threading.Lock()


_held = _Held()


def index_at(version: LibraryVersion) -> PageIndex:
    """Return this process's index, first brought up to `version` if it is behind."""
    index = _held.index
    if index is None or index.version != version.number:
        with _held.lock:
            index = _bring_up_to(version.number)
    return index


def forget() -> None:
    """Drop the index of this process; the next search builds it anew."""
    with _held.lock:
        _held.index = None


def _bring_up_to(version: int) -> PageIndex:
    index = _held.index
    if index is not None and index.version == version:
        return index
    if index is None or index.version > version:  # a backup was restored
        _held.index = index = PageIndex.build(version)
        return index
    changed = list(Page.objects.changed_after(index.version).only(*INDEXED)[: FEW_CHANGES + 1])
    if len(changed) > FEW_CHANGES:
        _held.index = index = PageIndex.build(version)
        return index
    index.update(version, changed)
    if index.changes > FEW_CHANGES:
        index.changes = 0
        threading.Thread(target=_build_afresh, name="search-build", daemon=True).start()
    return index


def _build_afresh() -> None:
    """Replace an index edited many times, which ranks slightly differently from a fresh one."""
    try:
        close_old_connections()
        version = LibraryVersion.current().number
        fresh = PageIndex.build(version)
        with _held.lock:
            if _held.index is None or _held.index.version <= version:
                _held.index = fresh
    except Exception:
        logger.exception("The search index could not be built afresh; the old one serves on.")
    finally:
        connection.close()
