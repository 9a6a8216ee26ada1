from __future__ import annotations

import json

from desk_app.paper.page_text import Word, words_of


def test_words_survive_as_the_lists_that_rows_keep() -> None:
    words = (Word("Kính", 1, 2, 30, 40, 95.5), Word("gửi", 35, 2, 60, 44, 91.0))
    stored = json.loads(json.dumps(words))
    assert stored[0] == ["Kính", 1, 2, 30, 40, 95.5]
    assert words_of(stored) == words
