"""A definition cannot take a word of the language."""

import pytest

from ua_symbolic.development import load
from ua_symbolic.errors import DevelopmentError


@pytest.mark.parametrize("name", ["sin", "ln", "Sum", "Piecewise", "pi", "oo", "and", "add"])
def test_words_of_the_language_are_refused(tmp_path, name):
    (tmp_path / "t.ua").write_text(f"define {name}(x)\n  value x\n")
    with pytest.raises(DevelopmentError, match=r"t.ua:1: .*has a meaning already"):
        load(tmp_path)


def test_other_names_are_fine(tmp_path):
    (tmp_path / "t.ua").write_text("define sinus(x)\n  value sin(x)\n")
    assert "sinus" in load(tmp_path).theory.definitions
