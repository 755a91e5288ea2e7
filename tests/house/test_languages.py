"""Every language says all that the source says: no sentence is missing, stale or half."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.views import language

ROOT = Path(__file__).parents[2]
PLACEHOLDER = re.compile(r"\{[^}]*\}")


def source() -> set[str]:
    """Every message in the code, by its singular."""
    found = extract_from_dir(ROOT / "bot")
    return {_one(message) for _, _, message, _, _ in found}


def catalog(tag: str) -> Catalog:
    with (language.LANGUAGES / f"{tag}.po").open("rb") as file:
        return read_po(file, locale=tag, abort_invalid=True)


def messages(tag: str) -> list[Message]:
    return [message for message in catalog(tag) if message.id]


@pytest.mark.parametrize("tag", language.TAGS[1:])
def test_a_catalog_has_what_the_source_has(tag: str) -> None:
    """`make words` adds what is new and drops what is gone; a person translates."""
    assert {_one(message.id) for message in messages(tag)} == source()
    assert not catalog(tag).obsolete
    assert [message.id for message in messages(tag) if message.fuzzy] == []


@pytest.mark.parametrize("tag", language.TAGS[1:])
def test_every_translation_fills_in_the_same_figures(tag: str) -> None:
    """In each plural form; one that stands for a single thing may leave its number out."""
    for message in messages(tag):
        said = (message.string,) if isinstance(message.string, str) else message.string or ()
        assert said
        assert all(said), message.id
        wanted = set(PLACEHOLDER.findall(_many(message.id)))
        for form in said[1:] or said:
            assert set(PLACEHOLDER.findall(form)) == wanted, message.id
        assert set(PLACEHOLDER.findall(said[0])) >= wanted - {"{count}"}, message.id


def _one(message: object) -> str:
    return str(message[0]) if isinstance(message, tuple | list) else str(message)  # pyright: ignore[reportUnknownArgumentType] - Babel's ids


def _many(message: object) -> str:
    return str(message[1]) if isinstance(message, tuple | list) else str(message)  # pyright: ignore[reportUnknownArgumentType] - Babel's ids
