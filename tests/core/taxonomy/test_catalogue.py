from pathlib import Path

import pytest

from core.taxonomy import catalogue
from core.taxonomy.values import Language, ProfessionSlug, SectorSlug

_SECTOR = """
[names]
en = ["Law", "legal"]
tr = ["Hukuk"]
ru = ["Право"]
[short]
en = "Law"
tr = "Hukuk"
ru = "Закон"
[workplaces]
en = ["law firm"]
"""
_LAWYER = """
[[professions]]
slug = "lawyer"
isco = "2611"
[professions.names]
en = ["lawyer"]
tr = ["avukat"]
ru = ["юрист"]
[professions.terms]
en = ["my client's case"]
"""
_KIND = _LAWYER.replace('"lawyer"\nisco', '"tax_lawyer"\nparent = "lawyer"\nisco')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "law.toml").write_text(_SECTOR + _LAWYER + _KIND, "utf-8")
    (tmp_path / "shared_names.x.txt").write_text(
        "# a comment\n\ncounsel = lawyer, tax_lawyer  # both\nc# law = lawyer, tax_lawyer\n",
        "utf-8",
    )
    return tmp_path


def test_data_becomes_values(folder: Path) -> None:
    taxonomy = catalogue.read(folder)
    law, lawyer = SectorSlug("law"), ProfessionSlug("lawyer")
    assert taxonomy.sectors[law].name(Language.TR) == "Hukuk"
    assert taxonomy.sectors[law].short[Language.RU] == "Закон"
    assert taxonomy.sectors[law].workplaces[Language.EN] == ("law firm",)
    assert taxonomy.professions[lawyer].name(Language.RU) == "юрист"
    assert taxonomy.professions[lawyer].services == {"en": (), "tr": (), "ru": ()}
    assert taxonomy.kinds_of(lawyer) == ("lawyer", "tax_lawyer")
    assert taxonomy.of_sector(law) == ("lawyer", "tax_lawyer")
    assert taxonomy.shared == {
        "counsel": ("lawyer", "tax_lawyer"),
        "c# law": ("lawyer", "tax_lawyer"),
    }


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("[names", "is not valid TOML"),
        (_SECTOR, "lists no professions"),
        (_SECTOR + _LAWYER.replace('"lawyer"', '"Tax Lawyer"'), "is no slug"),
        (_SECTOR + _LAWYER.replace("isco", "isko"), "unknown keys"),
        (_SECTOR + _LAWYER.replace('"2611"', '"26"'), "no ISCO-08 unit group"),
        (_SECTOR + _LAWYER.replace("isco", "parent = 7\nisco"), "the parent of lawyer is no slug"),
        (_SECTOR + _LAWYER.replace("isco", 'parent = "x"\nisco'), "its parent x must be"),
        (_SECTOR + _LAWYER + _KIND.replace("tax_lawyer", "lawyer"), "defined twice"),
        (_SECTOR + _LAWYER.replace('"avukat"', ""), "has nothing in tr"),
        (_SECTOR + _LAWYER.replace('"avukat"', "1"), "names.tr holds a non-word"),
        (_SECTOR + _LAWYER.replace('"avukat"', '" "'), "names.tr holds a non-word"),
        (_SECTOR + _LAWYER.replace("tr =", "de ="), "must be a table"),
        (_SECTOR.replace('ru = "Закон"', "") + _LAWYER, "short must be a table"),
        (_SECTOR.replace('"Закон"', '" "') + _LAWYER, "short holds a non-word"),
        ("names = 3\n" + _LAWYER, "must be a table"),
    ],
)
def test_broken_data_is_refused_in_one_sentence(
    folder: Path, content: str, complaint: str
) -> None:
    (folder / "law.toml").write_text(content, "utf-8")
    with pytest.raises(catalogue.BrokenTaxonomyError, match=complaint) as caught:
        catalogue.read(folder)
    assert "\n" not in str(caught.value)


def test_bytes_that_are_no_text_are_refused(folder: Path) -> None:
    (folder / "law.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(catalogue.BrokenTaxonomyError, match=r"law\.toml"):
        catalogue.read(folder)


@pytest.mark.parametrize(
    "line", ["counsel", "counsel = lawyer", "= lawyer, tax_lawyer", "x = a, b"]
)
def test_a_broken_line_of_shared_names_is_refused(folder: Path, line: str) -> None:
    (folder / "shared_names.x.txt").write_text(line, "utf-8")
    with pytest.raises(catalogue.BrokenTaxonomyError, match=r"shared_names\.x\.txt"):
        catalogue.read(folder)
