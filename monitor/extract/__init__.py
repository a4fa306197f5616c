"""Turns a document into an article: decoding, title, body, date, author, language; pure."""

from monitor.extract.article import extract, extract_html

__all__ = ["extract", "extract_html"]
