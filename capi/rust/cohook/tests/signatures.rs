//! Verifying, signing, replays and challenges, as a user of this crate meets them.

use cohook::*;
use std::time::Duration;

const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER_KEY: &str = "whsec_IqmnyPzwFel/A/Pyj1fraK+NO4bF0xxN";
const BODY: &[u8] = br#"{"type":"person.updated"}"#;
const NOW: i64 = 1_760_000_000;

fn signed() -> Headers {
    Signer::new("standard-webhooks", KEY).unwrap().sign(&Unsigned::new(BODY).id("msg_1").at(NOW)).unwrap()
}

fn verifier() -> Verifier {
    Verifier::new("standard-webhooks", KEY).unwrap()
}

#[test]
fn what_was_signed_verifies_and_says_what_was_proved() {
    let headers = signed();
    let request = Request::new(BODY).headers(&headers).at(NOW + 300);
    let verified = Verifier::builder("standard-webhooks").secret(OTHER_KEY).secret(KEY).build().unwrap();
    let verified = verified.verify(&request).unwrap();
    assert_eq!(verified.payload(), BODY);
    assert_eq!(verified.id(), b"msg_1");
    assert_eq!(verified.key_index(), 1);
    assert_eq!(verified.timestamp(), Some(NOW));
    assert_eq!(verified.freshness(), Freshness::Checked);
    assert!(verified.covers(Coverage::Body) && verified.covers(Coverage::Id) && verified.covers(Coverage::Timestamp));
    assert!(!verified.covers(Coverage::Url) && !verified.covers(Coverage::EnvelopeData));
}

#[test]
fn a_refusal_names_its_verdict_and_gives_no_byte() {
    let headers = signed();
    let verdict = |request: &Request<'_>| verifier().verify(request).unwrap_err().verdict();
    assert_eq!(verdict(&Request::new(b"{}").headers(&headers).at(NOW)), Verdict::SignatureMismatch);
    assert_eq!(verdict(&Request::new(BODY).headers(&headers).at(NOW + 301)), Verdict::TimestampTooOld);
    assert_eq!(verdict(&Request::new(BODY).at(NOW)), Verdict::MissingHeader);
    let twice = Request::new(BODY).headers(&headers).header("Webhook-Id", "msg_1").at(NOW);
    assert_eq!(verdict(&twice), Verdict::DuplicateHeader);
    assert_eq!(Verdict::SignatureMismatch.to_string(), "signature-mismatch");
}

#[test]
fn the_window_is_the_verifiers_choice() {
    let headers = signed();
    let late = Request::new(BODY).headers(&headers).at(NOW + 100_000);
    let verified = Verifier::builder("standard-webhooks").secret(KEY).any_time().build().unwrap();
    assert_eq!(verified.verify(&late).unwrap().freshness(), Freshness::SwitchedOff);
    let exact = Verifier::builder("standard-webhooks").secret(KEY).tolerance_seconds(0).build().unwrap();
    assert!(exact.verify(&Request::new(BODY).headers(&headers).at(NOW)).is_ok());
    assert!(exact.verify(&Request::new(BODY).headers(&headers).at(NOW + 1)).is_err());
}

#[test]
fn headers_come_in_the_shapes_in_which_servers_hold_them() {
    let lines = signed();
    let owned: Vec<(String, Vec<u8>)> = lines.iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    let mut map = std::collections::BTreeMap::new();
    map.extend(lines.iter().map(|(name, value)| (name.to_uppercase(), value.to_owned())));
    for request in [
        Request::new(BODY).headers(&owned),
        Request::new(BODY).headers(&map),
        Request::new(BODY).headers(lines.iter()),
        owned.iter().fold(Request::new(BODY), |request, (name, value)| request.header(name, value)),
    ] {
        assert!(verifier().verify(&request.at(NOW)).is_ok());
    }
}

#[test]
fn an_error_says_the_kind_the_field_and_what_would_be_right() {
    let error = Verifier::new("standard-webhooks", "whsec_!").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    assert_eq!(error.field(), "secret");
    assert!(!error.message().is_empty() && !error.is_retriable());
    assert!(error.to_string().starts_with("secret: "));
    assert_eq!(Verifier::new("no-such-scheme", KEY).unwrap_err().kind(), ErrorKind::Unsupported);
    let _as_any_error: Box<dyn std::error::Error + Send + Sync> = error.into();
}

#[test]
fn a_zero_byte_in_a_text_is_refused_and_not_cut_off() {
    assert_eq!(Verifier::new("stripe\0", KEY).unwrap_err().field(), "scheme");
    let headers = signed();
    let request = Request::new(BODY).headers(&headers).at(NOW).url("https://a\0.example");
    let refusal = verifier().verify(&request).unwrap_err();
    assert_eq!(refusal.verdict().name(), "invalid_argument");
}

#[test]
fn secrets_are_not_shown() {
    let shown = format!("{:?} {:?}", Secret::from(KEY), Verifier::builder("stripe").secret(KEY));
    assert!(!shown.contains("MfKQ"), "{shown}");
}

#[test]
fn one_verifier_serves_many_threads() {
    let (verifier, headers) = (verifier(), signed());
    let lines: Vec<(&str, &str)> = headers.iter().collect();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..200 {
                    let request = Request::new(BODY).headers(&lines).at(NOW);
                    assert_eq!(verifier.verify(&request).unwrap().payload(), BODY);
                }
            });
        }
    });
}

#[test]
fn of_many_threads_with_one_id_exactly_one_is_first() {
    let guard = ReplayGuard::new(Duration::from_secs(600), 10).unwrap();
    let headers = signed();
    let lines: Vec<(&str, &str)> = headers.iter().collect();
    let first = std::thread::scope(|scope| {
        let ask = || {
            let (verifier, request) = (verifier(), Request::new(BODY).headers(&lines).at(NOW));
            guard.admit_at("billing", &verifier.verify(&request).unwrap(), NOW).unwrap()
        };
        let told = [(); 8].map(|()| scope.spawn(ask)).map(|asked| asked.join().unwrap());
        told.iter().filter(|told| **told == Admission::FirstTime).count()
    });
    assert_eq!(first, 1);
    let request = Request::new(BODY).headers(&lines).at(NOW);
    let verified = verifier().verify(&request).unwrap();
    assert_eq!(guard.admit_at("another sender", &verified, NOW).unwrap(), Admission::FirstTime);
    assert_eq!(guard.admit_at("billing", &verified, NOW + 601).unwrap(), Admission::FirstTime);
}

#[test]
fn what_failed_may_come_again_and_what_is_in_progress_may_not() {
    let guard = ReplayGuard::with_defaults().unwrap();
    let headers = signed();
    let request = Request::new(BODY).headers(&headers).at(NOW);
    let verified = verifier().verify(&request).unwrap();
    let failing = guard.reserve("billing", &verified).unwrap().expect("it is new");
    assert_eq!(guard.reserve("billing", &verified).unwrap().err(), Some(Admission::InProgress));
    drop(failing);
    guard.reserve("billing", &verified).unwrap().expect("it may come again").commit();
    assert_eq!(guard.reserve("billing", &verified).unwrap().err(), Some(Admission::Repeated));
}

#[test]
fn a_question_of_the_scheme_is_answered_after_it_is_verified() {
    let body = br#"{"event":"endpoint.url_validation","payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"}}"#;
    let headers = Signer::new("zoom", "secret").unwrap().sign(&Unsigned::new(body).at(NOW)).unwrap();
    let zoom = Verifier::new("zoom", "secret").unwrap();
    let request = Request::new(body).headers(&headers).at(NOW);
    let (verified, answer) = zoom.receive(&request).unwrap();
    let answer = answer.expect("it is a question");
    assert_eq!(verified.payload(), body);
    assert_eq!(answer.status(), 200);
    let told = json::Value::parse(std::str::from_utf8(answer.body()).unwrap()).unwrap();
    assert_eq!(told["plainToken"].as_str(), Some("qgg8vlvZRS6UYooatFL8Aw"));
    let forged = Request::new(b"{}").headers(&headers).at(NOW);
    assert_eq!(zoom.receive(&forged).unwrap_err().verdict(), Verdict::SignatureMismatch);
    let headers = signed();
    let no_question = Request::new(BODY).headers(&headers).at(NOW);
    assert!(verifier().receive(&no_question).unwrap().1.is_none());
}

#[test]
fn handshakes_are_answered_to_those_who_were_asked_for() {
    let asked = [("WebHook-Request-Origin", "sender.example")];
    let answer = answer_origin("OPTIONS", &asked, &["sender.example"], Some(120)).unwrap().expect("it is allowed");
    assert_eq!(answer.status(), 200);
    assert!(answer.headers().any(|line| line == ("WebHook-Allowed-Origin", "sender.example")));
    assert!(answer_origin("OPTIONS", &asked, &["other.example"], None).unwrap().is_none());

    let query = "hub.mode=subscribe&hub.topic=https%3A%2F%2Fa.example%2Ft&hub.challenge=abc&hub.lease_seconds=60";
    let answer = answer_intent(query, Intent::Subscribe, "https://a.example/t").unwrap().expect("it was asked for");
    assert_eq!(answer.body(), b"abc");
    assert!(answer_intent(query, Intent::Unsubscribe, "https://a.example/t").unwrap().is_none());
}

#[test]
fn the_names_of_the_schemes_are_listed() {
    let names: Vec<&str> = schemes().collect();
    assert!(names.contains(&"standard-webhooks") && names.contains(&"members-envelope"), "{names:?}");
}

/// What the documentation states of threads, as the compiler sees it.
#[test]
fn objects_go_where_they_may() {
    fn anywhere<T: Send + Sync>() {}
    fn from_thread_to_thread<T: Send>() {}
    anywhere::<Verifier>();
    anywhere::<Signer>();
    anywhere::<ReplayGuard>();
    anywhere::<Request<'_>>();
    anywhere::<Error>();
    from_thread_to_thread::<Verified<'_>>();
    from_thread_to_thread::<Headers>();
    from_thread_to_thread::<Answer>();
}
