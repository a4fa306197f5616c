"""Candidates in doubt → what an OpenAI-compatible endpoint thinks of them. Optional; without it nothing is missing.

`question` and `answer` are pure: which to ask, in what words, and what an answer means. `asking` asks.

What an article says is a stranger's, and it stands in the question. So one question speaks of one candidate alone, an
answer can do no more than decide that candidate, and what it says of it must stand in the article word for word. It
calls no tool, reaches no other article, and can neither make a candidate nor name another model.
"""

from __future__ import annotations

from monitor.second_opinion.asking import SecondOpinion
from monitor.second_opinion.question import LEAST, MOST

__all__ = ["LEAST", "MOST", "SecondOpinion"]
