"""Every text exists in three languages and says the same."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import (
    BaseNode,
    Identifier,
    Junk,
    Message,
    SelectExpression,
    VariableReference,
)

from bot import markup, rehearsal, translation
from core.taxonomy import catalogue
from core.taxonomy.values import Language, ProfessionSlug, SectorSlug

TAXONOMY = catalogue.load()
BOT = Path(translation.__file__).parent
LONGEST = 4096
NUMBERS = (0, 1, 2, 5, 21, 1_234_567)
CATEGORIES = {
    Language.EN: {"one", "other"},
    Language.TR: {"one", "other"},
    Language.RU: {"one", "few", "other"},
}


def _speech(language: Language) -> translation.Speech:
    return translation.Speech(language, ZoneInfo("Europe/Istanbul"), TAXONOMY)


def _messages(language: Language) -> dict[str, Message]:
    text = (translation.LOCALES / f"{language}.ftl").read_text("utf-8")
    body = FluentParser().parse(text).body
    assert not [entry for entry in body if isinstance(entry, Junk)]
    found = [entry for entry in body if isinstance(entry, Message)]
    messages = {entry.id.name: entry for entry in found}
    assert len(messages) == len(found), "a text is there twice"
    return messages


@dataclass
class _Parts:
    variables: set[str] = field(default_factory=set)
    selected: set[str] = field(default_factory=set)
    branches: list[set[str]] = field(default_factory=list)


def _nodes(node: object) -> Iterator[BaseNode]:
    if isinstance(node, BaseNode):
        yield node
        node = list(vars(node).values())
    if isinstance(node, list):
        for each in node:
            yield from _nodes(each)


def _parts(message: Message) -> _Parts:
    parts = _Parts()
    for node in _nodes(message):
        if isinstance(node, VariableReference):
            parts.variables.add(node.id.name)
        if isinstance(node, SelectExpression):
            if isinstance(node.selector, VariableReference):
                parts.selected.add(node.selector.id.name)
            parts.branches.append(
                {each.key.name for each in node.variants if isinstance(each.key, Identifier)}
            )
    return parts


@pytest.mark.parametrize("language", [Language.TR, Language.RU])
def test_every_text_is_there_with_the_same_variables(language: Language) -> None:
    english, other = _messages(Language.EN), _messages(language)
    assert list(english) == list(other)
    for key, message in english.items():
        assert _parts(message).variables == _parts(other[key]).variables, key
        assert _parts(message).selected == _parts(other[key]).selected, key


@pytest.mark.parametrize("language", list(Language))
def test_every_plural_has_the_forms_of_its_language(language: Language) -> None:
    for key, message in _messages(language).items():
        for branches in _parts(message).branches:
            assert branches == CATEGORIES[language], key


@pytest.mark.parametrize("language", list(Language))
def test_every_text_renders_as_telegram_wants_it(language: Language) -> None:
    speech = _speech(language)
    hostile = "<b>&amp; 👩\u200d🔧 ليلى"
    for key, message in _messages(language).items():
        parts = _parts(message)
        if {"day", "moment"} & parts.variables:
            continue
        counted = parts.selected | ({"number", "pages", "confidence", "longest"} & parts.variables)
        for number in NUMBERS:
            values = {
                name: number if name in counted else hostile for name in sorted(parts.variables)
            }
            plain = markup.plain(speech.html(key, **values))
            assert 0 < len(plain) <= LONGEST
            assert plain == plain.strip()
            assert "???" not in plain
            for name in parts.variables - counted - {"link"}:
                assert hostile in plain, (key, name)


@pytest.mark.parametrize("language", list(Language))
def test_notices_fit(language: Language) -> None:
    speech = _speech(language)
    for key in _messages(language):
        if key.startswith("error"):
            assert len(speech.plain(key)) <= rehearsal.LONGEST_NOTICE


@pytest.mark.parametrize("language", list(Language))
def test_commands_are_described_as_the_menu_allows(language: Language) -> None:
    for key in _messages(language):
        if key.startswith("command-"):
            assert 1 <= len(_speech(language).plain(key)) <= 256


def _used() -> Iterator[str]:
    """The keys in the code; a formatted one counts as a pattern."""
    for path in BOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.escape(node.value)
            elif isinstance(node, ast.JoinedStr):
                yield "".join(
                    re.escape(str(each.value)) if isinstance(each, ast.Constant) else "[a-z-]+"
                    for each in node.values
                )


def test_every_text_is_used() -> None:
    used = re.compile("|".join({key for key in _used() if re.fullmatch(r"[a-z\\\-\[\]+]+", key)}))
    assert [key for key in _messages(Language.EN) if not used.fullmatch(key)] == []


def test_dates_and_numbers_have_the_owners_format_and_zone() -> None:
    evening = datetime(2026, 3, 12, 22, 30, tzinfo=UTC)
    dates = {language: _speech(language).date(evening) for language in Language}
    assert dates[Language.EN] == dates[Language.TR] == "13 Mar 2026"
    assert dates[Language.RU].startswith("13 мар")
    counts = [_speech(each).plain("card-chat", place="x", count=1234) for each in Language]
    assert counts == ["• x: 1,234", "• x: 1.234", "• x: 1\xa0234"]


@pytest.mark.parametrize(
    ("number", "people"),
    [(1, "1 человек"), (3, "3 человека"), (5, "5 человек"), (21, "21 человек")],
)
def test_russian_plurals_are_right(number: int, people: str) -> None:
    assert people in _speech(Language.RU).plain("list-all", count=number).replace("\xa0", " ")


def test_a_moment_has_its_day_unless_that_is_today_for_the_owner() -> None:
    now = datetime(2026, 3, 12, 22, 30, tzinfo=UTC)
    speech = _speech(Language.EN)
    assert speech.moment(datetime(2026, 3, 12, 21, 5, tzinfo=UTC), now) == "00:05"
    assert "12 Mar 2026" in speech.moment(datetime(2026, 3, 12, 20, 5, tzinfo=UTC), now)
    assert "23:05" in speech.moment(datetime(2026, 3, 12, 20, 5, tzinfo=UTC), now)


def test_html_stays_html_and_everything_else_is_escaped() -> None:
    speech = _speech(Language.EN)
    assert speech.html("understood", names="<b>") == "Understood as: &lt;b&gt;"
    assert "<b>" in speech.html("understood", names=translation.Html("<b>x</b>"))
    assert speech.plain("understood", names="<b>") == "Understood as: <b>"


def test_a_slug_that_the_taxonomy_has_lost_is_shown_as_it_is() -> None:
    speech = _speech(Language.EN)
    assert speech.profession(ProfessionSlug("gone")) == "gone"
    assert speech.sector(SectorSlug("gone")) == "gone"


def test_a_missing_variable_is_found_out_at_once() -> None:
    with pytest.raises(AssertionError):
        _speech(Language.EN).plain("row")
