"""Judges JSON by the schemas of an OpenAPI document: the part of JSON Schema that ours uses, and no other."""

import datetime
import re
from typing import Any

_TYPES: dict[str, Any] = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
_NOTES = {"description", "default", "examples", "example", "title"}


class Schemas:
    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document

    def resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            found: Any = self._document
            for part in node["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            node = found
        return node

    def faults(self, value: Any, schema: dict[str, Any], path: str = "") -> list[str]:
        """Where the value breaks the schema; empty: it keeps it."""
        schema = self.resolved(schema)
        found: list[str] = []
        for keyword, wanted in schema.items():
            if keyword not in _NOTES:
                found += [f"{path or '/'}: {fault}" if not fault.startswith("/") else fault
                          for fault in self._judge(keyword, wanted, value, schema, path)]
        return found

    def _judge(self, keyword: str, wanted: Any, value: Any, schema: dict[str, Any], path: str) -> list[str]:
        if keyword == "type":
            kinds = wanted if isinstance(wanted, list) else [wanted]
            return [] if any(_is(value, kind) for kind in kinds) else [f"{value!r} is no {' or '.join(kinds)}"]
        if keyword == "enum":
            return [] if value in wanted else [f"{value!r} is none of {wanted}"]
        if keyword == "const":
            return [] if value == wanted else [f"{value!r} is not {wanted!r}"]
        if keyword == "allOf":
            return [fault for each in wanted for fault in self.faults(value, each, path)]
        if keyword == "oneOf":
            fitting = [each for each in wanted if not self.faults(value, each, path)]
            return [] if len(fitting) == 1 else [f"{len(fitting)} of {len(wanted)} choices fit"]
        if isinstance(value, dict):
            return self._judge_object(keyword, wanted, value, schema, path)
        if isinstance(value, list):
            return self._judge_list(keyword, wanted, value, path)
        return _judge_scalar(keyword, wanted, value)

    def _judge_object(self, keyword: str, wanted: Any, value: dict[str, Any], schema: dict[str, Any],
                      path: str) -> list[str]:
        if keyword == "required":
            return [f"{name} is missing" for name in wanted if name not in value]
        if keyword == "properties":
            return [fault for name, each in wanted.items() if name in value
                    for fault in self.faults(value[name], each, f"{path}/{name}")]
        if keyword == "additionalProperties":
            further = [name for name in value if name not in schema.get("properties", {})]
            if wanted is False:
                return [f"{name} is not described" for name in further]
            return [] if wanted is True else [fault for name in further
                                              for fault in self.faults(value[name], wanted, f"{path}/{name}")]
        return _unknown_unless(keyword, "items")

    def _judge_list(self, keyword: str, wanted: Any, value: list[Any], path: str) -> list[str]:
        if keyword == "items":
            return [fault for at, each in enumerate(value) for fault in self.faults(each, wanted, f"{path}/{at}")]
        if keyword == "minItems":
            return [] if len(value) >= wanted else [f"fewer than {wanted}"]
        if keyword == "maxItems":
            return [] if len(value) <= wanted else [f"more than {wanted}"]
        if keyword == "uniqueItems":
            return [] if len({repr(each) for each in value}) == len(value) else ["something is there twice"]
        return _unknown_unless(keyword, "properties", "required", "additionalProperties", "minLength", "maxLength")


def _is(value: Any, kind: str) -> bool:
    if kind in ("integer", "number"):
        return isinstance(value, int if kind == "integer" else (int, float)) and not isinstance(value, bool)
    return isinstance(value, _TYPES[kind])


def _judge_scalar(keyword: str, wanted: Any, value: Any) -> list[str]:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if keyword in ("minimum", "maximum"):
        fits = not number or (value >= wanted if keyword == "minimum" else value <= wanted)
        return [] if fits else [f"{value} is over the {keyword} {wanted}"]
    if keyword in ("minLength", "maxLength"):
        fits = not isinstance(value, str) or (len(value) >= wanted if keyword == "minLength" else len(value) <= wanted)
        return [] if fits else [f"{value!r} breaks the {keyword} {wanted}"]
    if keyword == "pattern":
        return [] if not isinstance(value, str) or re.search(wanted, value) else [f"{value!r} is not like {wanted}"]
    if keyword == "format":
        return [] if value is None or wanted != "date-time" or _is_time(value) else [f"{value!r} is no date-time"]
    return _unknown_unless(keyword, "properties", "required", "additionalProperties", "items", "minItems", "maxItems",
                           "uniqueItems")


def _is_time(value: Any) -> bool:
    try:
        datetime.datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ")
    except (TypeError, ValueError):
        return False
    return True


def _unknown_unless(keyword: str, *of_others: str) -> list[str]:
    """Keywords that speak of values of another type say nothing; one that nobody knows must not pass as kept."""
    return [] if keyword in (*of_others, "minimum", "maximum", "minLength", "maxLength", "pattern", "format", "minItems",
                             "maxItems", "uniqueItems") else [f"the keyword {keyword} is not known here"]


def same_shape(one: Any, other: Any, path: str = "") -> list[str]:
    """Where two answers differ in their members; what is null or empty in one of them says nothing of its shape."""
    if isinstance(one, dict) and isinstance(other, dict):
        lost = [f"{path}/{name} is in one of them alone" for name in sorted(one.keys() ^ other.keys())]
        return lost + [fault for name in one.keys() & other.keys()
                       for fault in same_shape(one[name], other[name], f"{path}/{name}")]
    if isinstance(one, list) and isinstance(other, list):
        return same_shape(one[0], other[0], f"{path}/0") if one and other else []
    return []
