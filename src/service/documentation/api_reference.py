"""The API reference as a page: every operation of an OpenAPI document with its parameters, bodies, answers and examples."""

import html
import json
import re
from typing import Any

from markdown import Heading, Page, code_block, line_of, table

_METHODS = ("get", "post", "put", "patch", "delete")
# What of a schema the page shows; another keyword is an error, lest something be left unsaid.
_SHOWN = {"type", "$ref", "properties", "required", "description", "format", "items", "minimum", "maximum", "default",
          "enum", "const", "examples", "allOf", "oneOf", "additionalProperties", "minLength", "maxLength", "minItems",
          "maxItems", "uniqueItems", "pattern", "title"}


def read_reference(document: dict[str, Any]) -> Page:
    """The page. Raises `ValueError` where the document has what the page would not show."""
    return _Reference(document).page()


def _plain(text: str) -> str:
    return line_of(text, lambda target: target)


def _code(text: Any) -> str:
    return f"<code>{html.escape(text if isinstance(text, str) else json.dumps(text), quote=False)}</code>"


def _schema_anchor(name: str) -> str:
    return "schema-" + name.lower()


class _Reference:
    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._headings: list[Heading] = []

    def page(self) -> Page:
        info = self._document["info"]
        body = f"<h1>API reference</h1>\n<p>{_plain(info['description'])}</p>\n"
        body += ('<p>The same as a file for programs: <a href="/openapi.json">openapi.json</a> '
                 f"(OpenAPI {html.escape(self._document['openapi'])}). A key is sent as {_code('x-access-token: KEY')} "
                 f"or as {_code('Authorization: Bearer KEY')}.</p>\n")
        for tag in self._document["tags"]:
            body += self._heading(2, "tag-" + re.sub(r"\W+", "-", tag["name"].lower()), html.escape(tag["name"]))
            body += f"<p>{_plain(tag['description'])}.</p>\n"
            body += "".join(self._operation(method, path, operation)
                            for method, path, operation in self._operations() if tag["name"] in operation["tags"])
        body += self._heading(2, "schemas", "Schemas")
        for name, schema in sorted(self._document["components"]["schemas"].items()):
            body += self._heading(3, _schema_anchor(name), html.escape(name)) + self._schema(schema)
        return Page("API reference", self._headings, body)

    def _operations(self) -> list[tuple[str, str, dict[str, Any]]]:
        return [(method, path, operations[method]) for path, operations in self._document["paths"].items()
                for method in _METHODS if method in operations]

    def _heading(self, level: int, anchor: str, words: str) -> str:
        self._headings.append(Heading(level, anchor, words))
        return (f'<h{level} id="{anchor}">{words} <a class="here" href="#{anchor}" aria-label="Link to this '
                f'section">#</a></h{level}>\n')

    def _resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            found: Any = self._document
            for part in node["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            node = found
        return node

    def _operation(self, method: str, path: str, operation: dict[str, Any]) -> str:
        made = self._heading(3, operation["operationId"], _plain(operation["summary"]))
        made += f'<p class="route"><strong>{method.upper()}</strong> {_code(path)}</p>\n'
        if "description" in operation:
            made += f"<p>{_plain(operation['description'])}</p>\n"
        if operation.get("security") == []:
            made += "<p>Needs no key.</p>\n"
        made += self._parameters([self._resolved(each) for each in operation.get("parameters", [])])
        if "requestBody" in operation:
            made += self._body(operation["requestBody"])
        return made + self._answers(operation["responses"])

    def _parameters(self, parameters: list[dict[str, Any]]) -> str:
        rows = [[_code(each["name"]), each["in"], self._type(each["schema"]),
                 _plain(each["description"]) + self._limits(each["schema"])] for each in parameters]
        return "<h4>Parameters</h4>\n" + table(["name", "in", "type", ""], rows) if rows else ""

    def _body(self, body: dict[str, Any]) -> str:
        kinds = " or ".join(_code(kind) for kind in body["content"])
        may = "" if body.get("required") else " It may be left out."
        content = next(iter(body["content"].values()))
        return f"<h4>Body</h4>\n<p>{kinds}.{may}</p>\n" + self._content(content)

    def _content(self, content: dict[str, Any]) -> str:
        made = self._schema(content["schema"])
        if "example" in content:
            example = content["example"]
            shown = example if isinstance(example, str) else json.dumps(example, indent=2, ensure_ascii=False)
            made += code_block(shown, "output")
        return made

    def _answers(self, answers: dict[str, Any]) -> str:
        made, problems = "", []
        for status, answer in answers.items():
            answer = self._resolved(answer)
            content = answer.get("content", {})
            if "application/problem+json" in content:
                problems.append(status)
                continue
            made += f"<h4>{status}</h4>\n<p>{_plain(answer['description'])}.</p>\n"
            rows = [[_code(name), _plain(header["description"])] for name, header in answer.get("headers", {}).items()]
            made += table(["header", ""], rows) if rows else ""
            made += "".join(f"<p>{_code(kind)}</p>\n" + self._content(each) for kind, each in content.items())
        refusals = ", ".join(problems)
        return made + (f'<p class="refusals">Refusals: {refusals}, each a <a href="#{_schema_anchor("Problem")}">'
                       f'Problem</a> of a <a href="/docs/errors">kind</a>.</p>\n' if problems else "")

    def _schema(self, schema: dict[str, Any]) -> str:
        """A table of the members where it has some; else one sentence."""
        unknown = schema.keys() - _SHOWN
        if unknown:
            raise ValueError(f"the API reference does not show {', '.join(sorted(unknown))} of a schema")
        if "$ref" in schema:
            return f"<p>{self._type(schema)}</p>\n"
        said = f"<p>{_plain(schema['description'])}</p>\n" if "description" in schema else ""
        rows = self._members(schema, "")
        if not rows:
            return said + f"<p>{self._type(schema)}{self._limits(schema)}</p>\n"
        return said + table(["member", "type", ""], rows)

    def _members(self, schema: dict[str, Any], before: str) -> list[list[str]]:
        """A row each; what is nested without a name of its own follows under its path."""
        rows = []
        for part in schema.get("allOf", []):
            if "$ref" in part:
                rows.append(["", self._type(part), "its members as well"])
            else:
                rows += self._members(part, before)
        for name, member in schema.get("properties", {}).items():
            unknown = member.keys() - _SHOWN
            if unknown:
                raise ValueError(f"the API reference does not show {', '.join(sorted(unknown))} of {before}{name}")
            must = " required" if name in schema.get("required", []) else ""
            told = _plain(member["description"]) if "description" in member else ""
            rows.append([_code(before + name), self._type(member) + f"<small>{must}</small>",
                         told + self._limits(member)])
            inner = member.get("items", member) if isinstance(member.get("items", member), dict) else {}
            mark = "[]." if "items" in member else "."
            rows += self._members(inner, before + name + mark)
        return rows

    def _type(self, schema: dict[str, Any]) -> str:
        if "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[1]
            return f'<a href="#{_schema_anchor(name)}">{html.escape(name)}</a>'
        if "items" in schema:
            return f"list of {self._type(schema['items'])}"
        for choice in ("oneOf", "allOf"):
            if choice in schema:
                return (" or " if choice == "oneOf" else " with ").join(self._type(each) for each in schema[choice])
        if "enum" in schema:
            return " or ".join(_code(each) for each in schema["enum"])
        if "const" in schema:
            return _code(schema["const"])
        kinds = schema.get("type", "anything")
        named = " or ".join(kinds) if isinstance(kinds, list) else kinds
        return html.escape(named + (f" ({schema['format']})" if "format" in schema else ""))

    def _limits(self, schema: dict[str, Any]) -> str:
        said = []
        low, high = schema.get("minimum"), schema.get("maximum")
        if low is not None or high is not None:
            said.append(f"{low} to {high}" if None not in (low, high) else
                        f"at least {low}" if high is None else f"at most {high}")
        if "minLength" in schema or "maxLength" in schema:
            low, high = schema.get("minLength", 0), schema.get("maxLength")
            said.append(f"at least {low} characters" if high is None else f"{low} to {high} characters")
        if "maxItems" in schema:
            exact = schema.get("minItems") == schema["maxItems"]
            said.append(f"{'exactly' if exact else 'at most'} {schema['maxItems']}")
        if schema.get("uniqueItems"):
            said.append("each once")
        if "pattern" in schema:
            said.append(f"like {_code(schema['pattern'])}")
        if "default" in schema:
            said.append(f"default {_code(schema['default'])}")
        said += [f"for example {_code(each)}" for each in schema.get("examples", [])]
        return f" <small>{'; '.join(said)}</small>" if said else ""
