"""Phone numbers, payment cards and national ids among the numbers of a text.

A number is looked at as groups of digits; what they are is told by their shape and checksums, so
that prices, dates, times and counts stay.
"""

import re
from collections.abc import Iterator, Sequence

from core.ai.privacy.values import Kind, Span

_RUN = re.compile(r"[0-9]++(?:[ \u00a0\u2009\u202f.\-–‑()]{1,3}[0-9]++)*+")
_GROUP = re.compile("[0-9]+")
_MOST_GROUPS = 8
_FEWEST_DIGITS, _MOST_DIGITS = 7, 19

_S = "[-. ]?"
_SEVEN = rf"[0-9](?:{_S}[0-9]){{6}}"
_LAST_SEVEN = rf"[0-9]{{3}}{_S}(?:[0-9]{{2}}{_S}[0-9]{{2}}|[0-9]{{4}})"


def _area(digits: str) -> str:
    return rf"(?:{digits}{_S}|\({digits}\){_S})"


_LOCAL = re.compile(
    "|".join((
        rf"0{_S}{_area('[2-58][0-9]{2}')}{_SEVEN}",
        rf"\(0[2-58][0-9]{{2}}\){_S}{_SEVEN}",
        rf"{_area('[59][0-9]{2}')}{_LAST_SEVEN}",
        rf"\([2-9][0-9]{{2}}\){_S}{_LAST_SEVEN}",
        r"[2-9][0-9]{2}([- ])[0-9]{3}\1[0-9]{2}[- ][0-9]{2}",
        rf"[78]{_S}{_area('[3489][0-9]{2}')}{_SEVEN}",
        rf"[78]{_S}\([3489][0-9]{{3}}\){_S}[0-9](?:{_S}[0-9]){{5}}",
        rf"[78]{_S}\([3489][0-9]{{4}}\){_S}[0-9](?:{_S}[0-9]){{4}}",
        r"(?:1[-. ])?[2-9][0-9]{2}([-. ])[2-9][0-9]{2}\2[0-9]{4}",
        rf"(?:1{_S})?\([2-9][0-9]{{2}}\){_S}[2-9][0-9]{{2}}{_S}[0-9]{{4}}",
        rf"0[1-9][0-9]{{1,3}}{_S}[0-9](?:{_S}[0-9]){{5,7}}",
        r"[0-9]{3}-[0-9]{2}-[0-9]{2}",
    ))
)  # fmt: skip
"""Turkey with and without the zero, Russia with 8 and with 7, North America, Britain."""
_CARD = re.compile(
    r"[2-69](?:[0-9]{12,18}|[0-9]{3}(?:[- ][0-9]{4}){3}(?:[- ][0-9]{1,3})?"
    r"|[0-9]{3}[- ][0-9]{6}[- ][0-9]{5})"
)
_SNILS = re.compile(r"[0-9]{3}-[0-9]{3}-[0-9]{3}[- ][0-9]{2}")
_SSN = re.compile(r"(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}")
_CALLED = re.compile(
    r"(?:\b(?:tel|phone|cell|mobile|whats ?app|wp|wapp|viber|gsm)"
    r"|telefon|тел|сотов|мобил|ват?[сц]ап)\w{0,8}\W{0,8}\Z",
    re.IGNORECASE,
)
_NEAR = 24
"""Characters before a number in which a word may say what it is."""
_PASSPORT = re.compile(
    r"(?:passport|pasaport|паспорт)\w{0,4}\W{1,3}(?:(?:no|number|numaras[ıi]|номер|серия)\W{1,3})?"
    r"([A-ZА-Я]{0,2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{3,6})\b",
    re.IGNORECASE,
)
_ODD_BEFORE = frozenset("#№$€£₺₽@=_")


def spans(text: str) -> Iterator[Span]:
    """Where they stand."""
    for passport in _PASSPORT.finditer(text):
        yield Span(*passport.span(1), Kind.ID)
    for run in _RUN.finditer(text):
        if run.end() - run.start() >= _FEWEST_DIGITS:
            groups = [found.span() for found in _GROUP.finditer(text, *run.span())]
            yield from _in_run(text, groups)


def _in_run(text: str, groups: Sequence[tuple[int, int]]) -> Iterator[Span]:
    first = 0
    while first < len(groups):
        found = _from(text, groups, first) if _opens(text, groups, first) else None
        if found is None:
            first += 1
            continue
        last, kind = found
        end = groups[last][1]
        yield Span(_start(text, groups[first][0], end), end, kind)
        first = last + 1


def _from(text: str, groups: Sequence[tuple[int, int]], first: int) -> tuple[int, Kind] | None:
    """The longest number that begins with this group: its last group, and what it is."""
    start = groups[first][0]
    called = _CALLED.search(text, max(0, start - _NEAR), start) is not None
    lasts = range(first, min(first + _MOST_GROUPS, len(groups)))
    for last in reversed(lasts):
        end = groups[last][1]
        count = sum(one[1] - one[0] for one in groups[first : last + 1])
        if _FEWEST_DIGITS <= count <= _MOST_DIGITS and _closes(text, groups, last):
            kind = _kind(_shape(text[_start(text, start, end) : end]), called=called)
            if kind is not None:
                return last, kind
    return None


def _start(text: str, start: int, end: int) -> int:
    """Where a number begins whose first digits are here: at its + or at its bracket."""
    before = text[max(0, start - 2) : start]
    opened = before[-1:] == "(" and ")" in text[start:end]
    if opened:
        return start - 2 if before == "+(" else start - 1
    return start - 1 if before[-1:] == "+" else start


def _opens(text: str, groups: Sequence[tuple[int, int]], first: int) -> bool:
    start = groups[first][0]
    if first and text[groups[first - 1][1] : start].strip("-–‑.") == "":
        return False
    if text[max(0, start - 1) : start] == "(":
        start -= 1
    if text[max(0, start - 1) : start] == "+":
        start -= 1
    before, further = text[max(0, start - 1) : start], text[max(0, start - 2) : start - 1]
    if before in {".", ",", ":"}:
        return not further.isdigit()
    if before == "/":
        return further.isdigit() or further.isspace()
    return not before.isalnum() and before not in _ODD_BEFORE


def _closes(text: str, groups: Sequence[tuple[int, int]], last: int) -> bool:
    end = groups[last][1]
    if last + 1 < len(groups) and text[end : groups[last + 1][0]].strip("-–‑.") == "":
        return False
    after = text[end : end + 2]
    if after[:1] in {".", ",", ":"}:
        return not after[1:].isdigit()
    return not after[:1].isalnum() and after[:1] not in {"_", "%", "@"}


def _shape(number: str) -> str:
    """Digits with one mark between groups: "+7(916)123-45-67"."""
    marked = re.sub(r"[ .\-–‑\u00a0\u2009\u202f]*([()])[ .\-–‑\u00a0\u2009\u202f]*", r"\1", number)
    marked = re.sub(r"[ \u00a0\u2009\u202f]*[-–‑]+[ \u00a0\u2009\u202f]*", "-", marked)
    return re.sub(r"[\u00a0\u2009\u202f ]+", " ", marked)


def _kind(shape: str, *, called: bool) -> Kind | None:
    digits = "".join(_GROUP.findall(shape))
    if _CARD.fullmatch(shape) and _luhn(digits):
        return Kind.CARD
    if _is_national_id(shape, digits):
        return Kind.ID
    return Kind.PHONE if _is_phone(shape, digits, called=called) else None


def _is_phone(shape: str, digits: str, *, called: bool) -> bool:
    if "+" in shape or shape.startswith("00"):
        return _is_international(digits.removeprefix("00"), shape)
    if called and len(digits) <= 15:
        return True
    return _LOCAL.fullmatch(shape) is not None and not digits.endswith("00000")


def _is_international(digits: str, shape: str) -> bool:
    if digits.startswith(("1", "7")):
        return len(digits) == 11
    if digits.startswith("90"):
        return len(digits) == 12
    if re.fullmatch(r"\+[0-9]{1,3}(?:[ .][0-9]{3}){2}", shape):
        return False
    return 9 <= len(digits) <= 15 and not digits.startswith("0")


def _is_national_id(shape: str, digits: str) -> bool:
    if shape == digits:
        return _is_turkish_id(digits) or _is_russian_tax_number(digits)
    if _SNILS.fullmatch(shape):
        total = sum(int(digit) * (9 - place) for place, digit in enumerate(digits[:9]))
        return total % 101 % 100 == int(digits[9:])
    return _SSN.fullmatch(shape) is not None


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    total = sum(map(int, digits[-1::-2])) + sum(each - 9 if each > 9 else each for each in doubled)
    return total % 10 == 0 and len(set(digits)) > 1


def _is_turkish_id(digits: str) -> bool:
    if len(digits) != 11 or digits[0] == "0":
        return False
    each = [int(digit) for digit in digits]
    tenth = (sum(each[0:9:2]) * 7 - sum(each[1:8:2])) % 10
    return each[9] == tenth and each[10] == sum(each[:10]) % 10


def _is_russian_tax_number(digits: str) -> bool:
    if len(digits) != 12:
        return False
    each = [int(digit) for digit in digits]
    weights = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
    first = sum(a * b for a, b in zip(weights[1:], each[:10], strict=True)) % 11 % 10
    second = sum(a * b for a, b in zip(weights, each[:11], strict=True)) % 11 % 10
    return each[10:] == [first, second] and any(each)
