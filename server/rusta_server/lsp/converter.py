"""JSON to the types of LSP, strictly: cattrs would make 1 of "1" and 0 of 0.5, and a wrong position
would be answered as if it were another."""

from enum import Enum
from typing import Any

from pygls.protocol import default_converter


def strict_converter() -> Any:
    converter = default_converter()  # type: ignore[no-untyped-call]
    converter.register_structure_hook(int, _integer)
    converter.register_structure_hook(str, _text)
    converter.register_structure_hook(bool, _boolean)
    return converter


def _integer(value: Any, wanted: Any) -> Any:
    # Some clients have one kind of number only, and say 1.0.
    if type(value) is float and value.is_integer():
        return int(value)
    if type(value) is not int:
        raise ValueError("not an integer")
    return _member(value, wanted)


def _text(value: Any, wanted: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("not a string")
    return _member(value, wanted)


def _member(value: Any, wanted: Any) -> Any:
    """LSP's enumerations are numbers and strings too, and come here as such. A value that a newer
    LSP has is left as it is: a client may announce more than we know."""
    if isinstance(wanted, type) and issubclass(wanted, Enum) and value in list(wanted):
        return wanted(value)
    return value


def _boolean(value: Any, _: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("not a boolean")
    return value
