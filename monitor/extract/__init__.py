"""Turns a document into an article: decoding, title, body, date, author, language; pure."""

from monitor.extract.article import extract, extract_html
from monitor.extract.listed import article_of_entry
from monitor.extract.paging import MOST_PAGES

__all__ = ["MOST_PAGES", "article_of_entry", "extract", "extract_html"]
