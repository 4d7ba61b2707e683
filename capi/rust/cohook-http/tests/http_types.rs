//! With the types of the crate `http`.

use cohook::{Signer, Verdict, Verifier};
use cohook_http::{SignHttp, VerifyHttp};

const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn request(body: &'static str) -> http::Request<&'static str> {
    let builder = http::Request::post("https://receiver.example/hook?x=1").header("webhook-id", "an old one");
    builder.body(body).unwrap()
}

#[test]
fn what_is_signed_into_a_request_verifies() {
    let mut request = request("{}");
    Signer::new("standard-webhooks", KEY).unwrap().sign_http(&mut request, "msg_1").unwrap();
    let verifier = Verifier::new("standard-webhooks", KEY).unwrap();
    let verified = verifier.verify_http(&request).unwrap();
    assert_eq!((verified.payload(), verified.id()), (&b"{}"[..], &b"msg_1"[..]));
}

#[test]
fn a_request_that_was_changed_is_refused() {
    let mut request = request("{}");
    Signer::new("standard-webhooks", KEY).unwrap().sign_http(&mut request, "msg_1").unwrap();
    *request.body_mut() = "[]";
    let verifier = Verifier::new("standard-webhooks", KEY).unwrap();
    assert_eq!(verifier.verify_http(&request).unwrap_err().verdict(), Verdict::SignatureMismatch);
}

#[test]
fn a_challenge_is_answered_with_a_response() {
    let body = r#"{"event":"endpoint.url_validation","payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"}}"#;
    let mut request = request(body);
    Signer::new("zoom", "secret").unwrap().sign_http(&mut request, "").unwrap();
    let zoom = Verifier::new("zoom", "secret").unwrap();
    let (verified, response) = zoom.receive_http(&request).unwrap();
    assert_eq!(verified.payload(), body.as_bytes());
    let response = response.expect("it is a question");
    assert_eq!(response.status(), 200);
    assert!(String::from_utf8_lossy(response.body()).contains("encryptedToken"));
}
