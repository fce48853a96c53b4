"""Public holidays by country, from the `holidays` package.

The only module that knows the package; it is imported on first use, and of its two hundred countries only the one that
is asked for.
"""

from __future__ import annotations

import warnings
from datetime import date
from functools import cache, lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.errors import CalendarRangeError

if TYPE_CHECKING:
    from holidays import HolidayBase


def check_country(country: str) -> None:
    """Make sure that holidays are known for a country or subdivision.

    Parameters
    ----------
    country : str
        ISO 3166 code, such as `US` or `US-CA`.

    Raises
    ------
    ValueError
        None are known; the message says what may have been meant.
    """
    _rules_and_part(country)


def known_years(country: str) -> tuple[int, int]:
    """Tell the first and the last year that the holidays of a country are known for."""
    rules, _ = _rules_and_part(country)
    return int(rules.start_year), int(rules.end_year)


def public_holidays(country: str, first_year: int, last_year: int) -> tuple[date, ...]:
    """List the public holidays of a country, the observed days with them.

    Parameters
    ----------
    country : str
        ISO 3166 code, such as `US` or `US-CA`.
    first_year, last_year : int
        Both included.

    Returns
    -------
    tuple of date
        Ascending.

    Raises
    ------
    CalendarRangeError
        A year lies outside those that the package knows.
    ValueError
        No holidays are known for the country.
    """
    first_known, last_known = known_years(country)
    if not first_known <= first_year <= last_year <= last_known:
        years = f"{first_known} to {last_known}, not for {first_year} to {last_year}"
        raise CalendarRangeError(f"the holidays of {country!r} are known for {years}")
    return _holidays_of_years(country, first_year, last_year)


@lru_cache(maxsize=64)
def _holidays_of_years(country: str, first_year: int, last_year: int) -> tuple[date, ...]:
    rules, part = _rules_and_part(country)
    with warnings.catch_warnings():
        # How the package says that it knows a country's fixed days, but not its lunar ones of these years.
        warnings.simplefilter("error", UserWarning)
        try:
            return tuple(sorted(rules(subdiv=part, years=range(first_year, last_year + 1))))
        except UserWarning as warning:
            years = f"{first_year} to {last_year}"
            raise CalendarRangeError(f"the holidays of {country!r} are not known for {years}: {warning}") from None


@lru_cache(maxsize=64)
def _rules_and_part(country: str) -> tuple[type[HolidayBase], str | None]:
    """Find a country's rules, and its subdivision (ValueError if there is none such)."""
    code, dash, part = country.partition("-")
    if code not in _modules_by_code():
        raise ValueError(f"no holidays are known for {country!r}; {_country_help(code)}")
    rules = _load_rules(code)
    if not dash:
        return rules, None
    known = sorted(rules.subdivisions)
    if part not in known:
        raise ValueError(f"no holidays are known for {part!r} in {country!r}; {_part_help(code, part, rules)}")
    return rules, part


@cache
def _modules_by_code() -> dict[str, tuple[str, str]]:
    """Map each two-letter country code to its module's and class's name."""
    from holidays.registry import COUNTRIES

    return {names[1]: (module, names[0]) for module, names in COUNTRIES.items()}


def _load_rules(code: str) -> type[HolidayBase]:
    """Load one country's rules from their own file.

    The package's own way imports all its countries first, which takes 0.17 seconds of every run. Should it be laid out
    otherwise one day, its own way still works.
    """
    import holidays

    module_name, class_name = _modules_by_code()[code]
    file = Path(holidays.__file__).parent / "countries" / f"{module_name}.py"
    spec = spec_from_file_location(f"holidays.countries.{module_name}", file) if file.is_file() else None
    if spec is None or spec.loader is None:
        return type(holidays.country_holidays(code))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    rules: type[HolidayBase] = getattr(module, class_name)
    return rules


def _country_help(word: str) -> str:
    """Suggest a country for another way to name one: `us`, `USA`, `UK`, `United States`."""
    from difflib import get_close_matches

    from holidays.registry import COUNTRIES

    codes = {_letters(alias): names[1] for names in COUNTRIES.values() for alias in names}
    near = get_close_matches(_letters(word), sorted(codes), n=1, cutoff=0.85)
    return f"did you mean {codes[near[0]]!r}?" if near else "write an ISO code such as 'US' or 'US-CA'"


def _part_help(code: str, word: str, rules: type[HolidayBase]) -> str:
    codes = {_letters(part): part for part in rules.subdivisions}
    codes |= {_letters(name): part for name, part in rules.subdivisions_aliases.items()}
    if (part := codes.get(_letters(word))) is not None:
        return f"did you mean '{code}-{part}'?"
    known = sorted(rules.subdivisions)
    return f"write {code!r}, or one of its parts, such as '{code}-{known[0]}'" if known else f"write {code!r}"


def _letters(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter.isalnum())
