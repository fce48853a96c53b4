"""What is wrong with an export, as an error; the codes stand in `analyzer.events.export_codes`."""

from __future__ import annotations

from analyzer.errors import InputError
from analyzer.events.export_codes import EXPORT_CODES as IMPORT_CODES

__all__ = ["IMPORT_CODES", "refusal"]


def refusal(code: str, message: str, *, help: str | None = None) -> InputError:
    """Make the error of a whole file; the help is the code's own unless another is given."""
    return InputError(code, message, IMPORT_CODES[code].help if help is None else help)
