"""Finds libcohook and declares what of it is called. Nothing is compiled, nothing is installed."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import pathlib
from functools import lru_cache
from typing import Any, Callable, Iterator

from ._prototypes import ABI_VERSION, PROTOTYPES

_SONAME = "libcohook.so.0"


def _candidates() -> Iterator[str]:
    """Where it may be: as told by the environment, beside this package, wherever the linker looks."""
    told = os.environ.get("LIBCOHOOK")
    if told:
        yield told
        return
    beside = pathlib.Path(__file__).resolve().parent
    yield from (str(path) for folder in (beside, beside.parent) for path in [folder / _SONAME] if path.exists())
    yield _SONAME
    found = ctypes.util.find_library("cohook")
    if found:
        yield found


def _open() -> ctypes.CDLL:
    tried = []
    for candidate in _candidates():
        try:
            return ctypes.CDLL(candidate)
        except OSError as why:
            tried.append(str(why))
    raise ImportError(
        "libcohook was not found; install it, put it beside this package, or name its path in LIBCOHOOK ("
        + "; ".join(tried)
        + ")"
    )


class Library:
    """The functions of `cohook.h`, each with its types. One that this libcohook lacks says so when it is called."""

    def __init__(self, opened: ctypes.CDLL) -> None:
        for name, (result, arguments) in PROTOTYPES.items():
            try:
                function = getattr(opened, name)
            except AttributeError:
                setattr(self, name, _missing(name))
                continue
            function.restype, function.argtypes = result, arguments
            setattr(self, name, function)

    def __getattr__(self, name: str) -> Any:  # for type checkers: what __init__ set is found before this is asked
        raise AttributeError(name)


def _missing(name: str) -> Callable[..., Any]:
    def refuse(*_: object) -> Any:
        from .errors import Unsupported

        raise Unsupported(f"this libcohook has no {name}; it is older than this package")

    return refuse


@lru_cache(maxsize=None)
def library() -> Library:
    """Loaded at the first use, once."""
    loaded = Library(_open())
    version = loaded.cohook_abi_version()
    if version != ABI_VERSION:
        raise ImportError(f"libcohook has ABI version {version}; this package wants {ABI_VERSION}")
    return loaded
