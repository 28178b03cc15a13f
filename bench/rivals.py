"""What this project's search is measured beside: the usual ways, as commonly written."""

import sqlite3
from typing import Any, Protocol

Pages = list[tuple[str, str]]  # address and text


class Rival(Protocol):
    """A way to search."""

    name: str

    def add(self, pages: Pages) -> None:
        """Take further pages in."""

    def ask(self, text: str) -> list[str]:
        """Return the addresses of at most ten pages, best first."""

    def megabytes(self) -> float:
        """Return how much room the pages and their index take."""


class Fts5:
    """SQLite's full-text search with bm25, in memory."""

    def __init__(self, *, joined_by: str) -> None:
        self.name = f"SQLite FTS5, {'all words' if joined_by == ' ' else 'any word'}"
        self.joined_by = joined_by
        self.database = sqlite3.connect(":memory:")
        self.database.execute(
            "CREATE VIRTUAL TABLE page USING fts5(url UNINDEXED, text, tokenize=porter)"
        )

    def add(self, pages: Pages) -> None:
        self.database.executemany("INSERT INTO page VALUES (?, ?)", pages)

    def ask(self, text: str) -> list[str]:
        from search.words import query_words

        words = self.joined_by.join(f'"{word}"' for word in query_words(text))
        sql = "SELECT url FROM page WHERE page MATCH ? ORDER BY bm25(page) LIMIT 10"
        return [url for (url,) in self.database.execute(sql, (words,))] if words else []

    def megabytes(self) -> float:
        (pages,) = self.database.execute("PRAGMA page_count").fetchone()
        (size,) = self.database.execute("PRAGMA page_size").fetchone()
        return float(pages * size / 1_000_000)


class Postgres:
    """PostgreSQL's websearch_to_tsquery with ts_rank over a GIN index, on a server at `url`."""

    name = "PostgreSQL, websearch"

    def __init__(self, url: str) -> None:
        import dj_database_url
        import psycopg2

        settings = dj_database_url.parse(url)
        server: Any = psycopg2.connect(
            dbname=settings["NAME"], user=settings["USER"], host=settings["OPTIONS"]["host"]
        )
        self.cursor = server.cursor()
        self.cursor.execute("CREATE TABLE page (url text, words tsvector)")
        self.cursor.execute("CREATE INDEX ON page USING gin (words)")

    def add(self, pages: Pages) -> None:
        insert = "INSERT INTO page VALUES (%s, to_tsvector('english', %s))"
        self.cursor.executemany(insert, pages)
        if len(pages) > 1:
            self.cursor.execute("ANALYZE page")

    def ask(self, text: str) -> list[str]:
        select = (
            "SELECT url FROM page, websearch_to_tsquery('english', %s) asked "
            "WHERE words @@ asked ORDER BY ts_rank(words, asked) DESC LIMIT 10"
        )
        self.cursor.execute(select, (text,))
        return [url for (url,) in self.cursor.fetchall()]

    def megabytes(self) -> float:
        self.cursor.execute("SELECT pg_total_relation_size('page') / 1000000.0")
        (size,) = self.cursor.fetchone()
        return float(size)
