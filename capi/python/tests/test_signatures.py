"""Verifying and signing, as Python sees them."""

import gc
import threading
import unittest
import weakref

import cohook

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"type":"person.updated","data":{"id":7}}'
NOW = 1_760_000_000


def signed(body=BODY, id="msg_1", timestamp=NOW, secret=SECRET):
    with cohook.Signer("standard-webhooks", secret) as signer:
        return signer.sign(body, id=id, timestamp=timestamp)


class Verifying(unittest.TestCase):
    def setUp(self):
        self.verifier = cohook.Verifier("standard-webhooks", SECRET)
        self.addCleanup(self.verifier.close)

    def test_says_what_was_proved(self):
        proved = self.verifier.verify(signed(), BODY, now=NOW + 10)
        self.assertEqual((proved.payload, proved.id, proved.timestamp), (BODY, b"msg_1", NOW))
        self.assertEqual(proved.covered, cohook.Covers.BODY | cohook.Covers.ID | cohook.Covers.TIMESTAMP)
        self.assertEqual(proved.freshness, cohook.Freshness.CHECKED)

    def test_takes_headers_as_a_mapping_or_as_lines_of_text_or_bytes(self):
        lines = signed()
        for headers in (dict(lines), lines, [(name.encode(), value.encode()) for name, value in lines], iter(lines)):
            self.assertEqual(self.verifier.verify(headers, BODY, now=NOW).payload, BODY)

    def test_takes_any_bytes_as_the_body(self):
        for body in (BODY, bytearray(BODY), memoryview(BODY), BODY.decode()):
            self.assertEqual(self.verifier.verify(signed(), body, now=NOW).payload, BODY)

    def test_a_zero_byte_in_a_body_or_a_header_is_a_byte_like_any_other(self):
        body = b"a\0b"
        self.assertEqual(self.verifier.verify(signed(body), body, now=NOW).payload, body)
        with self.assertRaises(cohook.VerificationFailed):
            self.verifier.verify(signed(b"a"), body, now=NOW)
        spoilt = [(name, value + "\0" if name == "webhook-id" else value) for name, value in signed()]
        with self.assertRaises(cohook.VerificationFailed):
            self.verifier.verify(spoilt, BODY, now=NOW)

    def test_raises_the_verdict_of_what_is_not_verified(self):
        for headers, body, now, verdict in (
            (signed(), BODY + b" ", NOW, "signature-mismatch"),
            (signed(), BODY, NOW + 301, "timestamp-too-old"),
            (signed(), BODY, NOW - 301, "timestamp-too-new"),
            ([], BODY, NOW, "missing-header"),
            (signed() + signed(), BODY, NOW, "duplicate-header"),
        ):
            with self.subTest(verdict), self.assertRaises(cohook.VerificationFailed) as caught:
                self.verifier.verify(headers, body, now=now)
            self.assertEqual(caught.exception.verdict, verdict)

    def test_the_window_is_seconds_or_a_choice(self):
        for tolerance, now, holds in ((5, NOW + 5, True), (5, NOW + 6, False), (0, NOW, True), (0, NOW + 1, False),
                                      (cohook.Window.OFF, NOW + 10**6, True)):  # fmt: skip
            with cohook.Verifier("standard-webhooks", SECRET, tolerance=tolerance) as verifier:
                if holds:
                    verifier.verify(signed(), BODY, now=now)
                else:
                    self.assertRaises(cohook.VerificationFailed, verifier.verify, signed(), BODY, now=now)

    def test_several_keys_are_tried_and_the_one_that_matched_is_told(self):
        with cohook.Verifier("standard-webhooks", ["whsec_8niGkG4q+fzvgAfVY3o1eVU9E9MvzkVmobfmB94l3pQ=", SECRET]) as two:
            self.assertEqual(two.verify(signed(), BODY, now=NOW).key_index, 1)

    def test_an_envelope_gives_its_decoded_data(self):
        data = '[{"personID":7,"note":"æ"}]'.encode()
        body = cohook.compose_envelope(data, 2070443601311540, "key", attributes={"change": "updated"})
        with cohook.Verifier("members-envelope", "key") as verifier:
            proved = verifier.verify([], body)
        self.assertEqual(proved.payload, data)
        self.assertEqual(proved.covered, cohook.Covers.ENVELOPE_DATA)

    def test_faulty_options_are_named(self):
        for options, error, field in (
            ({"scheme": "standard-webhooks", "secrets": "whsec_***"}, cohook.InvalidArgument, "secret"),
            ({"scheme": "standard-webhooks", "secrets": []}, cohook.InvalidArgument, "secret"),
            ({"scheme": "no-such-scheme", "secrets": "k"}, cohook.Unsupported, ""),
            ({"scheme": "standard-webhooks\0x", "secrets": SECRET}, cohook.InvalidArgument, "scheme"),
        ):
            with self.subTest(options), self.assertRaises(error) as caught:
                cohook.Verifier(**options)
            self.assertTrue(caught.exception.field.startswith(field), caught.exception.field)
            self.assertIsInstance(caught.exception, cohook.CohookError)

    def test_a_secret_does_not_show_itself(self):
        self.assertNotIn("hidden", repr(cohook.Secret("hidden")))

    def test_a_closed_verifier_says_so(self):
        self.verifier.close()
        self.verifier.close()
        self.assertRaises(cohook.Closed, self.verifier.verify, signed(), BODY, now=NOW)

    def test_many_threads_use_one_and_one_of_them_closes_it(self):
        headers, told = signed(), []

        def work():
            try:
                while True:
                    self.verifier.verify(headers, BODY, now=NOW)
                    told.append(True)
            except cohook.Closed:
                pass

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        while len(told) < 1000:
            self.verifier.verify(headers, BODY, now=NOW)
        self.verifier.close()
        for thread in threads:
            thread.join()

    def test_one_that_is_forgotten_is_freed(self):
        forgotten = cohook.Verifier("standard-webhooks", SECRET)
        gone = weakref.ref(forgotten)
        del forgotten
        gc.collect()
        self.assertIsNone(gone())

    def test_a_challenge_is_answered_after_it_is_verified(self):
        body = b'{"event":"endpoint.url_validation","payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"}}'
        with cohook.Signer("zoom", "zoom-key") as signer:
            headers = signer.sign(body, timestamp=NOW)
        with cohook.Verifier("zoom", "zoom-key") as verifier:
            message, answer = verifier.receive(headers, body, now=NOW)
            self.assertEqual(message, verifier.verify(headers, body, now=NOW))
            self.assertEqual(answer.status, 200)
            self.assertIn(b"encryptedToken", answer.body)
            self.assertRaises(cohook.VerificationFailed, verifier.receive, headers, body + b" ", now=NOW)
        self.assertEqual(self.verifier.receive(signed(), BODY, now=NOW), (self.verifier.verify(signed(), BODY, now=NOW), None))

    def test_handshakes_are_answered_by_consent_alone(self):
        request = [("WebHook-Request-Origin", "events.example.com")]
        answer = cohook.answer_origin("OPTIONS", request, ["events.example.com"])
        self.assertIn(("webhook-allowed-origin", "events.example.com"),
                      [(name.lower(), value) for name, value in answer.headers])  # fmt: skip
        self.assertIsNone(cohook.answer_origin("OPTIONS", request, ["other.example.com"]))
        query = "hub.mode=subscribe&hub.topic=https%3A%2F%2Fa.example%2Ft&hub.challenge=c1&hub.lease_seconds=3600"
        self.assertEqual(cohook.answer_intent(query, "subscribe", "https://a.example/t").body, b"c1")
        self.assertIsNone(cohook.answer_intent(query, "subscribe", "https://a.example/other"))


class Replays(unittest.TestCase):
    def setUp(self):
        with cohook.Verifier("standard-webhooks", SECRET) as verifier:
            self.one = verifier.verify(signed(id="msg_1"), BODY, now=NOW)
            self.two = verifier.verify(signed(id="msg_2"), BODY, now=NOW)

    def test_a_message_is_new_once_in_each_scope_until_time_has_passed(self):
        with cohook.ReplayGuard(keep_seconds=600) as guard:
            self.assertEqual(guard.admit(self.one, now=NOW), cohook.Admission.FIRST_TIME)
            self.assertEqual(guard.admit(self.one, now=NOW + 600), cohook.Admission.REPEATED)
            self.assertEqual(guard.admit(self.one, scope="other", now=NOW), cohook.Admission.FIRST_TIME)
            self.assertEqual(guard.admit(self.one, now=NOW + 5000), cohook.Admission.FIRST_TIME)

    def test_what_failed_may_come_again_and_what_is_in_progress_may_not(self):
        with cohook.ReplayGuard() as guard:
            self.assertEqual(guard.reserve(self.one, scope="a"), cohook.Admission.FIRST_TIME)
            self.assertEqual(guard.reserve(self.one, scope="a"), cohook.Admission.IN_PROGRESS)
            guard.release(self.one, scope="a")
            self.assertEqual(guard.reserve(self.one, scope="a"), cohook.Admission.FIRST_TIME)
            guard.commit(self.one, scope="a")
            guard.release(self.one, scope="a")  # what is committed stays
            self.assertEqual(guard.reserve(self.one, scope="a"), cohook.Admission.REPEATED)

    def test_a_full_guard_forgets_nothing(self):
        with cohook.ReplayGuard(capacity=1) as guard:
            self.assertEqual(guard.admit(self.one, now=NOW), cohook.Admission.FIRST_TIME)
            self.assertEqual(guard.admit(self.two, now=NOW), cohook.Admission.FULL)
            self.assertEqual(guard.admit(self.one, now=NOW), cohook.Admission.REPEATED)

    def test_of_many_threads_exactly_one_is_first(self):
        told, gate = [], threading.Barrier(8)
        with cohook.ReplayGuard() as guard:

            def admit():
                gate.wait()
                told.append(guard.admit(self.one, now=NOW))

            threads = [threading.Thread(target=admit) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(told.count(cohook.Admission.FIRST_TIME), 1)
        self.assertEqual(told.count(cohook.Admission.REPEATED), 7)


class Signing(unittest.TestCase):
    def test_every_scheme_is_listed(self):
        names = cohook.scheme_names()
        for name in ("standard-webhooks", "members-envelope", "stripe", "github", "rfc9421", "generic-hmac"):
            self.assertIn(name, names)

    def test_an_id_that_cannot_be_signed_is_refused(self):
        with cohook.Signer("standard-webhooks", SECRET) as signer, self.assertRaises(cohook.InvalidArgument):
            signer.sign(BODY, id="a.b", timestamp=NOW)

    def test_a_layout_of_ones_own_round_trips(self):
        layout = cohook.GenericLayout(
            header="X-Signature", prefix="sha512=", hash="sha512", encoding="base64", signed_bytes="{ts}.{id}.{body}",
            timestamp_header="X-Time", id_header="X-Id",
        )  # fmt: skip
        with cohook.Signer("generic-hmac", "key", generic=layout) as signer:
            headers = signer.sign(BODY, id="7", timestamp=NOW)
        with cohook.Verifier("generic-hmac", "key", generic=layout) as verifier:
            self.assertEqual(verifier.verify(headers, BODY, now=NOW).id, b"7")

    def test_rfc_9421_covers_what_it_is_told_to(self):
        layout = cohook.HttpLayout("hmac-sha256", ["@method", "content-digest", "content-type"], key_ids=["k1"])
        key = cohook.Secret(b"0123456789abcdef0123456789abcdef", cohook.Dialect.RAW)
        extra = [("Content-Type", "application/json")]
        with cohook.Signer("rfc9421", key, http_message=layout) as signer:
            headers = extra + signer.sign(BODY, timestamp=NOW, headers=extra, method="POST", url="https://a.example/hook")
        demands = cohook.HttpDemands("hmac-sha256", ["@method", "content-digest"])
        with cohook.Verifier("rfc9421", key, http_message=demands) as verifier:
            proved = verifier.verify(headers, BODY, method="POST", url="https://a.example/hook", now=NOW)
            self.assertIn("content-type", proved.components)
            self.assertTrue(proved.covered & cohook.Covers.METHOD)
            with self.assertRaises(cohook.VerificationFailed):
                verifier.verify(headers, BODY, method="PUT", url="https://a.example/hook", now=NOW)
