"""The members register in an engine: persons, applications, consents, organizations.

A write and the messages it causes are durable together when the call returns. All is done in the right of an administrator.
"""

from __future__ import annotations

import json
from ctypes import byref, c_void_p
from typing import Any, Iterable, List, Optional, Union, cast

from ._calls import Part, calls, json_text
from ._memory import octets, take_document, text
from .documents import EndpointSettings, Json, TestReport, WriteReport
from .errors import check


class Persons(Part):
    """`engine.persons`."""

    def put(self, id: int, person: Json, *, timeout: Optional[float] = None) -> WriteReport:
        asked = self._ask(calls().cohook_person_put, id, json_text(person), timeout=timeout)
        return cast(WriteReport, asked)

    def patch(self, id: int, patch: Json, *, timeout: Optional[float] = None) -> WriteReport:
        """By a merge patch (RFC 7396)."""
        asked = self._ask(calls().cohook_person_patch, id, json_text(patch), timeout=timeout)
        return cast(WriteReport, asked)

    def remove(self, id: int, *, timeout: Optional[float] = None) -> WriteReport:
        return cast(WriteReport, self._ask(calls().cohook_person_remove, id, timeout=timeout))

    def find(self, id: int, *, application: Optional[str] = None, timeout: Optional[float] = None) -> Json:
        """As this application sees the person; None: everything."""
        asked = self._ask(calls().cohook_person_find, id, text(application, "application"), timeout=timeout)
        return cast(Json, asked)

    def list(
        self,
        *,
        application: Optional[str] = None,
        search: Optional[str] = None,
        after: int = 0,
        limit: int = 0,
        timeout: Optional[float] = None,
    ) -> Json:
        """`{"total":…,"limit":…,"skip":0,"data":[…]}` by id, those above `after`. `limit` 0: 50; at most 1000. `search`: those
        whom it finds by their names, as the application sees them: each word of it begins a word of the first, middle,
        last or display name, in any order."""
        seen_by = text(application, "application")
        if search is None:
            return cast(Json, self._ask(calls().cohook_person_list, seen_by, after, limit, timeout=timeout))
        named = text(search, "search")
        return cast(Json, self._ask(calls().cohook_person_search, seen_by, named, after, limit, timeout=timeout))

    def import_lines(self, lines: Union[str, bytes, Iterable[Json]], *, timeout: Optional[float] = None) -> Json:
        """Many persons as NDJSON or as objects, one a line, or `{"person":{…},"consents":[{"application":…,"scopes":[…]}]}`.

        The report counts lines, created, updated, unchanged and refused ones, and lists the first errors.
        """
        if not isinstance(lines, (str, bytes)):
            lines = "\n".join(json.dumps(one) for one in lines)
        raw = octets(lines)
        return cast(Json, self._ask(calls().cohook_person_import, raw, len(raw), timeout=timeout))


class Applications(Part):
    """`engine.applications`."""

    def put(self, id: str, application: Json, *, timeout: Optional[float] = None) -> Json:
        """Creates where there is none of this id, changes it otherwise: `name`, `organization`, `scopes` (approved ones),
        `metadata`; what is missing stays."""
        asked = self._ask(calls().cohook_application_put, text(id, "id"), json_text(application), timeout=timeout)
        return cast(Json, asked)

    def find(self, id: str, *, timeout: Optional[float] = None) -> Json:
        """With its webhook."""
        return cast(Json, self._ask(calls().cohook_application_find, text(id, "id"), timeout=timeout))

    def list(self, *, after: Optional[str] = None, limit: int = 0, timeout: Optional[float] = None) -> Json:
        return cast(Json, self._ask(calls().cohook_application_list, text(after, "after"), limit, timeout=timeout))

    def remove(self, id: str, *, timeout: Optional[float] = None) -> None:
        """With its endpoints (their deliveries end) and consents."""
        self._tell(calls().cohook_application_remove, text(id, "id"), timeout=timeout)

    def change_webhook(
        self, id: str, settings: EndpointSettings, *, timeout: Optional[float] = None
    ) -> Optional[Json]:
        """The settings of its webhook, the endpoint `<id>-default`, which is created where it is missing. An empty `url`
        removes it, and None is given."""
        asked = self._ask(
            calls().cohook_application_change_webhook, text(id, "id"), json_text(settings), timeout=timeout
        )
        return cast(Optional[Json], asked)

    def test(
        self, id: str, person: int, *, probe_signature_check: bool = False, timeout: Optional[float] = None
    ) -> TestReport:
        """Run Test with a person that the application may see."""
        asked = self._ask(
            calls().cohook_application_test, text(id, "id"), person, int(probe_signature_check), timeout=timeout
        )
        return cast(TestReport, asked)


class Consents(Part):
    """`engine.consents`."""

    def put(
        self, person: int, application: str, scopes: Iterable[str], *, timeout: Optional[float] = None
    ) -> WriteReport:
        """No scopes: to be seen by id alone."""
        names = " ".join([scopes] if isinstance(scopes, str) else scopes)
        asked = self._ask(
            calls().cohook_consent_put, person, text(application, "application"), text(names, "scopes"), timeout=timeout
        )
        return cast(WriteReport, asked)

    def withdraw(self, person: int, application: str, *, timeout: Optional[float] = None) -> WriteReport:
        asked = self._ask(calls().cohook_consent_withdraw, person, text(application, "application"), timeout=timeout)
        return cast(WriteReport, asked)

    def list(self, person: int, *, timeout: Optional[float] = None) -> List[Json]:
        return cast(List[Json], self._ask(calls().cohook_consent_list, person, timeout=timeout)["data"])


class Organizations(Part):
    """`engine.organizations`."""

    def put(self, id: str, organization: Json, *, timeout: Optional[float] = None) -> Json:
        """Creates or replaces: `name` (required), `orgID`, `status`, `type`, `visitingAddress`, `website`."""
        asked = self._ask(calls().cohook_organization_put, text(id, "id"), json_text(organization), timeout=timeout)
        return cast(Json, asked)

    def find(self, id: str, *, timeout: Optional[float] = None) -> Json:
        return cast(Json, self._ask(calls().cohook_organization_find, text(id, "id"), timeout=timeout))

    def list(self, *, after: Optional[str] = None, limit: int = 0, timeout: Optional[float] = None) -> Json:
        return cast(Json, self._ask(calls().cohook_organization_list, text(after, "after"), limit, timeout=timeout))

    def remove(self, id: str, *, timeout: Optional[float] = None) -> None:
        self._tell(calls().cohook_organization_remove, text(id, "id"), timeout=timeout)


def scopes() -> List[Json]:
    """Every scope: `name`, `summary`, `fields`, `deprecated`."""
    document, error = c_void_p(), c_void_p()
    check(calls().cohook_scope_list(byref(document), byref(error)), error)
    listed: Any = json.loads(take_document(document))
    return cast(List[Json], listed["data"])
