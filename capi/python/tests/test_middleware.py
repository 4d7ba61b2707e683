"""WSGI and ASGI: an application sees verified requests alone."""

import asyncio
import io
import unittest
from wsgiref.validate import validator

import cohook
import cohook.asgi
import cohook.wsgi

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"id":7}'
_ids = iter(range(1, 10**6))


def signed(body=BODY, id=None):
    with cohook.Signer("standard-webhooks", SECRET) as signer:
        return signer.sign(body, id=id or f"msg_{next(_ids)}")


class Application:
    """Behind the middleware: what it saw, and what it answers."""

    def __init__(self):
        self.status, self.error = 200, None
        self.meanwhile = None  # what happens while it works
        self.seen, self.proofs = [], []

    def wsgi(self, environment, start_response):
        self.seen.append(environment["wsgi.input"].read(int(environment["CONTENT_LENGTH"])))
        self.proofs.append(environment["cohook.verification"])
        if self.meanwhile:
            self.meanwhile()
        if self.error:
            raise self.error
        start_response(f"{self.status} Status", [("Content-Type", "text/plain"), ("Content-Length", "2")])
        return [b"ok"]

    async def asgi(self, scope, receive, send):
        event = await receive()
        self.seen.append(event["body"])
        self.proofs.append(scope["cohook.verification"])
        if self.meanwhile:
            await asyncio.to_thread(self.meanwhile)
        if self.error:
            raise self.error
        await send({"type": "http.response.start", "status": self.status, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})


def over_wsgi(middleware, headers, body, chunked=False):
    """The status of the answer, and its headers."""
    environment = {
        "REQUEST_METHOD": "POST", "SCRIPT_NAME": "", "PATH_INFO": "/hook", "QUERY_STRING": "", "SERVER_NAME": "a.example",
        "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "a.example", "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False, "CONTENT_TYPE": "application/json",
    }  # fmt: skip
    if chunked:
        environment["wsgi.input_terminated"] = True
    else:
        environment["CONTENT_LENGTH"] = str(len(body))
    for name, value in headers:
        environment["HTTP_" + name.upper().replace("-", "_")] = value
    told = []
    answer = validator(middleware)(environment, lambda status, headers, *_: told.append((status, headers)) or io.BytesIO().write)
    try:
        list(answer)
    finally:
        answer.close()
    return int(told[0][0].split()[0]), dict(told[0][1])


def over_asgi(middleware, headers, body, chunked=False):
    parts = [body[:3], body[3:]] if chunked else [body]
    events = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    events[-1]["more_body"] = False
    told = []

    async def receive():
        return events.pop(0) if events else {"type": "http.disconnect"}

    async def send(event):
        told.append(event)

    lines = [(b"host", b"a.example"), (b"content-length", str(len(body)).encode())]
    lines += [(name.lower().encode(), value.encode()) for name, value in headers]
    scope = {"type": "http", "method": "POST", "path": "/hook", "raw_path": b"/hook", "query_string": b"", "headers": lines}
    asyncio.run(middleware(scope, receive, send))
    start = told[0]
    return start["status"], {name.decode().title(): value.decode() for name, value in start["headers"]}


class OtherStore:
    """Stands for a store that processes share."""

    def __init__(self):
        self.told = {}

    def reserve(self, message, *, scope=""):
        known = self.told.get((scope, message.id), cohook.Admission.FIRST_TIME)
        if known is cohook.Admission.FIRST_TIME:
            self.told[scope, message.id] = cohook.Admission.IN_PROGRESS
        return known

    def commit(self, message, *, scope=""):
        self.told[scope, message.id] = cohook.Admission.REPEATED

    def release(self, message, *, scope=""):
        del self.told[scope, message.id]


class Middleware:
    """What holds for both; `wrap` and `call` say how."""

    def setUp(self):
        self.application = Application()
        self.verifier = cohook.Verifier("standard-webhooks", SECRET)
        self.guard = cohook.ReplayGuard()
        self.addCleanup(self.verifier.close)
        self.addCleanup(self.guard.close)

    def test_a_verified_request_reaches_the_application_with_its_proof(self):
        self.assertEqual(self.call(self.wrap(), signed(), BODY)[0], 200)
        self.assertEqual(self.application.seen, [BODY])
        self.assertEqual(self.application.proofs[0].payload, BODY)

    def test_a_body_in_chunks_is_a_body(self):
        self.assertEqual(self.call(self.wrap(), signed(), BODY, chunked=True)[0], 200)
        self.assertEqual(self.application.seen, [BODY])

    def test_what_is_not_verified_does_not_reach_it(self):
        for headers, body in (([], BODY), (signed(), BODY + b" "), (signed(), b"")):
            self.assertEqual(self.call(self.wrap(), headers, body)[0], 401)
        self.assertEqual(self.application.seen, [])

    def test_a_body_beyond_the_limit_is_refused_before_it_is_judged(self):
        for chunked in (False, True):
            self.assertEqual(self.call(self.wrap(body_limit=4), signed(), BODY, chunked=chunked)[0], 413)
        self.assertEqual(self.application.seen, [])

    def test_of_an_envelope_the_application_reads_the_data_alone(self):
        data = b'[{"personID":7}]'
        body = cohook.compose_envelope(data, 12, "key")
        with cohook.Verifier("members-envelope", "key") as verifier:
            self.assertEqual(self.call(self.wrap(verifier=verifier), [], body)[0], 200)
        self.assertEqual(self.application.seen, [data])

    def test_a_repetition_is_acknowledged_and_not_processed(self):
        headers, middleware = signed(), self.wrap(guard=self.guard)
        self.assertEqual(self.call(middleware, headers, BODY)[0], 200)
        self.assertEqual(self.call(middleware, headers, BODY)[0], 204)
        self.assertEqual(len(self.application.seen), 1)

    def test_what_the_application_failed_to_process_may_come_again(self):
        headers, middleware = signed(), self.wrap(guard=self.guard)
        self.application.status = 500
        self.assertEqual(self.call(middleware, headers, BODY)[0], 500)
        self.application.error = RuntimeError("the application broke")
        self.assertRaises(RuntimeError, self.call, middleware, headers, BODY)
        self.application.status, self.application.error = 200, None
        self.assertEqual(self.call(middleware, headers, BODY)[0], 200)
        self.assertEqual(self.call(middleware, headers, BODY)[0], 204)
        self.assertEqual(len(self.application.seen), 3)

    def test_what_is_being_processed_is_to_come_later(self):
        headers, answers = signed(), []
        middleware = self.wrap(guard=self.guard)
        self.application.meanwhile = lambda: answers.append(self.call(middleware, headers, BODY))
        self.assertEqual(self.call(middleware, headers, BODY)[0], 200)
        self.assertEqual(answers[0][0], 503)
        self.assertIn("Retry-After", answers[0][1])

    def test_a_store_of_ones_own_is_a_guard(self):
        headers, answers = signed(), []
        middleware = self.wrap(guard=OtherStore(), scope="orders")
        self.application.status = 500
        self.assertEqual(self.call(middleware, headers, BODY)[0], 500)
        self.application.status = 200
        self.application.meanwhile = lambda: answers.append(self.call(middleware, headers, BODY)[0])
        self.assertEqual(self.call(middleware, headers, BODY)[0], 200)
        self.assertEqual(self.call(middleware, headers, BODY)[0], 204)
        self.assertEqual(answers, [503])
        self.assertEqual(len(self.application.seen), 2)

    def test_where_no_more_ids_can_be_remembered_it_is_to_come_later(self):
        with cohook.ReplayGuard(capacity=1) as guard:
            middleware = self.wrap(guard=guard)
            self.assertEqual(self.call(middleware, signed(), BODY)[0], 200)
            self.assertEqual(self.call(middleware, signed(), BODY)[0], 503)

    def test_a_guard_with_a_scheme_that_has_no_ids_is_a_mistake_that_shows(self):
        with cohook.Signer("github", "key") as signer, cohook.Verifier("github", "key") as verifier:
            with self.assertLogs("cohook", "ERROR"):
                told = self.call(self.wrap(verifier=verifier, guard=self.guard), signer.sign(BODY), BODY)
        self.assertEqual(told[0], 500)
        self.assertEqual(self.application.seen, [])

    def test_a_question_of_the_scheme_is_answered(self):
        body = b'{"event":"endpoint.url_validation","payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"}}'
        with cohook.Signer("zoom", "key") as signer, cohook.Verifier("zoom", "key") as verifier:
            self.assertEqual(self.call(self.wrap(verifier=verifier), signer.sign(body), body)[0], 200)
        self.assertEqual(self.application.seen, [])


class Wsgi(Middleware, unittest.TestCase):
    call = staticmethod(over_wsgi)

    def wrap(self, verifier=None, **options):
        return cohook.wsgi.Verified(self.application.wsgi, verifier or self.verifier, **options)


class Asgi(Middleware, unittest.TestCase):
    call = staticmethod(over_asgi)

    def wrap(self, verifier=None, **options):
        return cohook.asgi.Verified(self.application.asgi, verifier or self.verifier, **options)

    def test_a_lifespan_passes_by(self):
        seen = []

        async def application(scope, receive, send):
            seen.append(scope["type"])

        middleware = cohook.asgi.Verified(application, self.verifier)
        asyncio.run(middleware({"type": "lifespan"}, None, None))
        self.assertEqual(seen, ["lifespan"])

    def test_a_client_that_leaves_ends_it(self):
        async def gone():
            return {"type": "http.disconnect"}

        scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
        asyncio.run(self.wrap()(scope, gone, None))
        self.assertEqual(self.application.seen, [])
