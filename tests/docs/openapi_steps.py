"""What a user of the whole API does, step by step: each operation of the OpenAPI document at least once.

Ids that the server gives are caught by one step and used by later ones: `$sync` in a path, a query or a body.
"""

import dataclasses
from typing import Any


@dataclasses.dataclass(frozen=True)
class Step:
    operation: str
    path: dict[str, str] = dataclasses.field(default_factory=dict)
    query: str = ""
    body: Any = None
    status: int = 200
    by: str = "administrator"  # or application, both with a key; session, by the cookie of the last sign-in; nobody
    catch: dict[str, str] = dataclasses.field(default_factory=dict)  # name → JSON pointer into the answer
    until: tuple[str, Any] | None = None  # asked again until the answer holds this at this pointer
    shown: bool = True  # whether it is the one that the document shows


_APP = {"application": "calendar"}
_SECOND = {"application": "calendar", "endpoint": "$endpoint"}
_ASTRID = {"person": "54512"}
_NEW = {"person": "54600"}
_SLOW = 600_000  # ms between two POSTs: such a sync stays until it is cancelled
_SCOPES = ["email", "members.read_name"]
# What the document shows in the place of what the server printed.
SETUP_TOKEN = "the token that cohook serve printed"
_NILS = {"account": "$account"}

STEPS = (
    # the server itself
    Step("isAlive"), Step("isReady"), Step("isHealthy"), Step("getVersion"), Step("getMetrics"), Step("getOpenApi"),
    Step("getOpenApiOfDocs"), Step("getDocs"), Step("getDocsPage", {"page": "webhooks"}),
    # the members face
    Step("listMyApplications", by="application"),
    Step("getMyApplication", _APP, by="application"),
    Step("patchMyApplication", _APP, by="application",
         body={"webhook": {"url": "https://hooks.example.org/members", "signingKey": "helloWorld"}}),
    Step("testMyWebhook", _APP, body={"personID": 54512}, by="application"),
    Step("startMySync", _APP, body={"requestIntervalMs": _SLOW}, status=202, by="application",
         catch={"my_sync": "/id"}),
    Step("startMySync", _APP, body={}, status=409, by="application"),
    Step("getMySync", _APP | {"sync": "$my_sync"}, by="application"),
    Step("patchMySync", _APP | {"sync": "$my_sync"}, body={"state": "paused"}, by="application"),
    Step("cancelMySync", _APP | {"sync": "$my_sync"}, by="application"),
    Step("findPersons", query="$limit=1", by="application"),
    Step("getPersonOfMine", _ASTRID, by="application"),
    Step("listOrgs", by="application"),
    Step("findPersons", query="$foo=1", status=400, by="application"),
    # applications
    Step("listApplications"),
    Step("createApplication", body={"id": "newsletter", "name": "Nyhetsbrevet", "organization": "org_101",
                                    "scopes": _SCOPES, "metadata": {"contact": "post@example.org"}}, status=201),
    Step("getApplication", {"application": "newsletter"}),
    Step("patchApplication", {"application": "newsletter"}, body={"scopes": [*_SCOPES, "phone"]}),
    Step("getApplicationStats", _APP),
    Step("deleteApplication", {"application": "newsletter"}, status=204),
    # endpoints
    Step("listEndpoints", _APP),
    Step("createEndpoint", _APP, status=201, catch={"endpoint": "/id"},
         body={"url": "https://hooks.example.org/archive", "signingKey": "helloArchive", "requestIntervalMs": 20}),
    Step("getEndpoint", _SECOND),
    Step("putEndpoint", _SECOND, body={"url": "https://hooks.example.org/archive", "signingKey": "helloArchive",
                                       "maxInFlight": 4}),
    Step("patchEndpoint", _SECOND, body={"requestIntervalMs": 50}),
    Step("pauseEndpoint", _SECOND), Step("resumeEndpoint", _SECOND), Step("checkEndpoint", _SECOND),
    Step("putHeaders", _SECOND, body={"headers": [{"name": "x-department", "value": "archive"}]}),
    Step("patchHeaders", _SECOND, body={"headers": {"x-department": "archive 2", "x-former": None}}),
    Step("getHeaders", _SECOND),
    # signing keys
    Step("revealSigningKey", _SECOND),
    Step("putSigningKey", _SECOND, body={"signingKey": "helloAgain"}),
    Step("rotateSigningKey", _SECOND, body={"signingKey": "helloTomorrow", "overlapSeconds": 3600}),
    # tests and syncs
    Step("testEndpoint", _SECOND, body={"personID": 54512, "probeSignatureCheck": True},
         catch={"test": "/attempt/deliveryId"}),
    Step("getTest", {"test": "$test"}),
    Step("startSync", _SECOND, body={"requestIntervalMs": _SLOW}, status=202, catch={"sync": "/id"}),
    Step("listSyncs", _SECOND),
    Step("getSync", {"sync": "$sync"}),
    Step("patchSync", {"sync": "$sync"}, body={"state": "paused"}),
    Step("cancelSync", {"sync": "$sync"}),
    Step("patchEndpoint", _SECOND, body={"url": "https://hooks.example.org/broken"}, shown=False),
    Step("startSync", _SECOND, body={"requestIntervalMs": 0}, status=202, catch={"left": "/id"}, shown=False),
    Step("getSync", {"sync": "$left"}, until=("/waiting", 2), shown=False),
    Step("listSyncFailures", {"sync": "$left"}),
    Step("cancelSync", {"sync": "$left"}, shown=False),
    Step("retrySync", {"sync": "$left"}, status=202),
    Step("deleteEndpoint", _SECOND, status=204),
    # the register: a change is delivered
    Step("listPersons", query="limit=1"),
    Step("listPersons", query="search=haugen ast", shown=False),
    Step("putPerson", _NEW, status=201, body={"firstName": "Kari", "lastName": "Nordmann",
                                              "displayName": "Kari Nordmann", "email": "kari@example.org"}),
    Step("putPerson", _NEW, shown=False, body={"firstName": "Kari", "lastName": "Nordmann",
                                               "displayName": "Kari Nordmann", "email": "kari.n@example.org"}),
    Step("getPerson", _NEW),
    Step("putConsent", _NEW | _APP, body={"scopes": _SCOPES}, status=201),
    Step("putConsent", _NEW | _APP, body={"scopes": ["email"]}, shown=False),
    Step("listConsents", _NEW), Step("getConsent", _NEW | _APP),
    Step("patchPerson", _NEW, body={"email": "kari.nordmann@example.org"}),
    Step("importPersons", body='{"personID":54601,"displayName":"Ola Nordmann","email":"ola@example.org"}\n'
                               '{"personID":54602,"displayName":"Per Nordmann"}\n'),
    # deliveries
    Step("listDeliveries", query="application=calendar&key=54600&state=delivered&limit=1",
         until=("/data/0/state", "delivered"), catch={"delivery": "/data/0/id"}),
    Step("listMessages", query="application=calendar&key=54600&limit=1", catch={"message": "/data/0/messageId"}),
    Step("getMessage", {"message": "$message"}, query="include=request"),
    Step("getDelivery", {"delivery": "$delivery"}),
    Step("listAttempts", {"delivery": "$delivery"}, query="include=request,response", catch={"attempt": "/data/0/id"}),
    Step("getAttempt", {"attempt": "$attempt"}, query="include=request,response"),
    Step("redeliver", {"delivery": "$delivery"}, status=202),
    Step("replay", body={"application": "calendar", "state": "delivered", "dryRun": True}),
    Step("replay", body={"application": "calendar", "state": "delivered"}, status=202, shown=False),
    Step("patchMyApplication", _APP, body={"webhook": {"url": "https://hooks.example.org/broken"}}, shown=False,
         by="application"),
    Step("patchPerson", _NEW, body={"email": "kari@example.org"}, shown=False),
    Step("listDeliveries", query="application=calendar&state=pending&failed=true",
         until=("/data/0/state", "pending"), catch={"waiting": "/data/0/id"}, shown=False),
    Step("cancelDelivery", {"delivery": "$waiting"}),
    Step("deleteConsent", _NEW | _APP), Step("deletePerson", _NEW, status=204),
    # organizations
    Step("listOrganizations"),
    Step("createOrganization", status=201, body={"id": "org_202", "name": "Ungdomslaget Gry", "orgID": 202,
                                                 "status": "active", "type": "youth"}),
    Step("getOrganization", {"organization": "org_202"}),
    Step("putOrganization", {"organization": "org_202"},
         body={"name": "Ungdomslaget Gry", "orgID": 202, "status": "active", "type": "youth",
               "website": "https://gry.example.org/"}),
    Step("putOrganization", {"organization": "org_303"}, status=201, shown=False,
         body={"name": "Koret", "orgID": 303, "status": "active", "type": "choir"}),
    Step("deleteOrganization", {"organization": "org_202"}, status=204),
    # operations
    Step("listScopes"),
    Step("createApiKey", body={"application": "calendar", "label": "nightly job", "rights": "read"}, status=201,
         catch={"key": "/id"}),
    Step("listApiKeys", query="application=calendar"),
    Step("revokeApiKey", {"key": "$key"}, status=204),
    # persons who sign in
    Step("getSignInMethods", by="nobody"),
    Step("setUp", by="nobody", status=201, body={"token": SETUP_TOKEN, "login": "astrid@example.org",
                                                 "password": "fire fjell i tåke", "personID": 54512}),
    Step("getSession", by="session"),
    Step("putPassword", by="session", status=204,
         body={"current": "fire fjell i tåke", "password": "fem fjell i sol"}),
    Step("createAccount", by="session", status=201, catch={"account": "/accountId", "invitation": "/invitation"},
         body={"login": "nils@example.org", "role": "technical-administrator", "organizations": ["org_101"],
               "personID": 54513}),
    Step("acceptInvitation", by="nobody", status=201,
         body={"invitation": "$invitation", "password": "seks fjell i regn"}),
    Step("signIn", by="nobody", body={"login": "astrid@example.org", "password": "fem fjell i sol"}),
    Step("signIn", by="nobody", body={"login": "astrid@example.org", "password": "fire fjell i tåke"}, status=401),
    Step("listAccounts"), Step("patchAccount", _NILS, body={"disabled": False}),
    Step("inviteAccount", _NILS, status=201), Step("deleteAccount", _NILS, status=204),
    Step("startIssuerSignIn", {"provider": "issuer"}, by="nobody", status=404),
    Step("endIssuerSignIn", query="code=a&state=b", by="nobody", status=404),
    Step("getOverview"), Step("checkUrl", _APP, body={"url": "https://hooks.example.org/archive"}),
    Step("previewPerson", _APP, query="personID=54512"), Step("estimateSync", _APP),
    Step("signOut", by="session", status=204),
    # the operator
    Step("getStats"), Step("listAudit", query="limit=1"), Step("openStream", query="topics=tests"), Step("getSystem"),
    Step("getConfiguration"),
    Step("putLogLevel", body={"level": "warning"}), Step("drain", status=202),
)
