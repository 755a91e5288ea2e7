"""The language of what is read: sentences in it, and figures and days as it writes them.

English is the source; another language is one file of `languages/`, in gettext's form. Who
renders says for whom, with `of`. The only module that knows the library for it.
"""

import re
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal, localcontext
from functools import cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError, dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

SOURCE = "en"
LANGUAGES = Path(__file__).with_name("languages")
TAGS = (SOURCE, *sorted(path.stem for path in LANGUAGES.glob("*.po")))

_AMOUNT = "#,##0.00"
_NUMBER = re.compile(r"(?<!\w)(?<!\w-)\d+(?:,\d{3})*(?:\.(\d+))?")
_tag: ContextVar[str] = ContextVar("language", default=SOURCE)


class _Bank:
    """Whose clock counts; of the process, as the settings say."""

    zone = ZoneInfo("Europe/Berlin")


def bank_time(zone: ZoneInfo) -> None:
    """Every time is told by this clock from now on. Called once, by `app`."""
    _Bank.zone = zone


@contextmanager
def of(tag: str) -> Generator[None]:
    """All that is rendered within is in that language."""
    token = _tag.set(tag)
    try:
        yield
    finally:
        _tag.reset(token)


def current() -> str:
    """The language of this rendering, one of `TAGS`."""
    return _tag.get()


def nearest(locale: str) -> str:
    """The language for a person with this locale, such as `de-AT`; English where it has none."""
    try:
        known = Locale.negotiate([locale.replace("-", "_")], TAGS)
    except (ValueError, UnknownLocaleError):
        return SOURCE
    return str(known) if known else SOURCE


def _(message: str) -> str:
    """The message in the language of this rendering."""
    return _catalog(current()).gettext(message) if message else ""


def ngettext(one: str, many: str, count: int) -> str:
    """The form of the message for that many."""
    return _catalog(current()).ngettext(one, many, count)


def N_(message: str) -> str:  # noqa: N802 - gettext's name for it
    """Marks a message that is said elsewhere, by `_`, in the language of that rendering."""
    return message


def amount(major: Decimal, currency: str) -> str:
    """`1,032.80 EUR`; a debt has a minus sign in front."""
    return f"{decimal(major)} {currency}"


def decimal(major: Decimal) -> str:
    """`1,032.80`."""
    return numbers.format_decimal(major, format=_AMOUNT, locale=_locale(current()))


def count(number: int) -> str:
    """`30,000`."""
    return numbers.format_decimal(number, locale=_locale(current()))


def percent(rate: Decimal) -> str:
    """`6%`, `9.9%`, without needless zeros."""
    locale = _locale(current())
    pattern = str(locale.percent_formats[None].pattern).replace("#,##0", "#,##0.######")
    # The APR of a fee that leaves next to nothing has more digits than the default can round.
    with localcontext(prec=4096):
        return numbers.format_percent(rate / 100, format=pattern, locale=locale)


def figure(text: str) -> str:
    """A figure that the services wrote, such as `2,450.00 EUR` or `52.5 %`."""
    return _NUMBER.sub(_figure, text)


def day(value: date) -> str:
    """`1 August 2026`."""
    return dates.format_date(value, "long", locale=_locale(current()))


def weekday(value: date) -> str:
    """`Monday`."""
    return dates.format_date(value, "EEEE", locale=_locale(current()))


def short_day(value: date) -> str:
    """`2026-08-01`."""
    return dates.format_date(value, _("yyyy-MM-dd"), locale=_locale(current()))


def moment(value: datetime, *, with_weekday: bool = False) -> str:
    """`1 August 2026, 14:05 CEST`, with `Saturday, ` in front, by the bank's clock."""
    there = value.astimezone(_Bank.zone)
    said = _("{day}, {time} {zone}").format(
        day=day(there.date()), time=f"{there:%H:%M}", zone=_zone_name(there)
    )
    if not with_weekday:
        return said
    return _("{weekday}, {moment}").format(weekday=weekday(there.date()), moment=said)


def _zone_name(there: datetime) -> str:
    """As the language calls the clock, or how far it is from Greenwich."""
    locale = _locale(current())
    names = (dates.format_time(there, form, _Bank.zone, locale) for form in ("z", "ZZZZ"))
    return next(name for name in names if name[0].isalpha())


def _figure(found: re.Match[str]) -> str:
    places = len(found[1] or "")
    value = Decimal(found[0].replace(",", ""))
    pattern = "#,##0" if "," in found[0] else "0"
    pattern += f".{places * '0'}" if places else ""
    return numbers.format_decimal(value, format=pattern, locale=_locale(current()))


@cache
def _locale(tag: str) -> Locale:
    # English as it is written in Europe: the day before the month.
    return Locale.parse("en_GB" if tag == SOURCE else tag)


@cache
def _catalog(tag: str) -> NullTranslations:
    """Compiled in memory, so that a language is its one file."""
    if tag == SOURCE:
        return NullTranslations()
    with (LANGUAGES / f"{tag}.po").open("rb") as file:
        catalog = read_po(file, locale=tag)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)
