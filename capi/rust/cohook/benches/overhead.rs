//! What this crate adds to a call of the C ABI: the same work through both, in alternating runs, and the medians.
//!
//!     cargo bench --offline

use cohook::{EndpointSettings, Engine, Message, Request, Verifier};
use cohook_sys as sys;
use std::ffi::CString;
use std::mem::{size_of, MaybeUninit};
use std::os::raw::{c_int, c_long};
use std::ptr;

const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const RUNS: usize = 41;

#[repr(C)]
struct Moment {
    seconds: c_long,
    nanoseconds: c_long,
}

extern "C" {
    fn clock_gettime(clock: c_int, moment: *mut Moment) -> c_int;
}

/// What all threads of this process have spent, which somebody else on the machine does not change.
fn processor_time() -> f64 {
    const OF_THE_PROCESS: c_int = 2;
    let mut moment = Moment { seconds: 0, nanoseconds: 0 };
    // SAFETY: the place is valid.
    unsafe { clock_gettime(OF_THE_PROCESS, &mut moment) };
    moment.seconds as f64 * 1e9 + moment.nanoseconds as f64
}

/// Nanoseconds a call of each, and what the second adds, as medians over alternating runs.
fn compare(calls: u32, mut first: impl FnMut(), mut second: impl FnMut()) -> (f64, f64, f64) {
    let (mut of_first, mut of_second, mut added) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let (one, other) = (time(calls, &mut first), time(calls, &mut second));
        of_first.push(one);
        of_second.push(other);
        added.push(other - one);
    }
    (median(of_first), median(of_second), median(added))
}

fn time(calls: u32, call: &mut impl FnMut()) -> f64 {
    let start = processor_time();
    (0..calls).for_each(|_| call());
    (processor_time() - start) / f64::from(calls)
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

fn report(what: &str, (in_c, in_rust, added): (f64, f64, f64)) {
    println!(
        "{what:34} C ABI {in_c:9.0} ns   Rust {in_rust:9.0} ns   added {added:7.0} ns   ratio {:.3}",
        in_rust / in_c
    );
}

fn c_header(name: &str, value: &str) -> sys::cohook_header {
    sys::cohook_header {
        name: name.as_ptr().cast(),
        name_size: name.len(),
        value: value.as_ptr().cast(),
        value_size: value.len(),
    }
}

/// 1 KiB of Standard Webhooks among the other headers of a request, as a server hands them over.
fn verifying() {
    let body = vec![b'x'; 1024];
    let signer = cohook::Signer::new("standard-webhooks", KEY).unwrap();
    let signed = signer.sign(&cohook::Unsigned::new(&body).id("msg_1")).unwrap();
    let mut headers: Vec<(String, String)> = signed.iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
    for name in ["host", "user-agent", "content-type", "content-length", "accept"] {
        headers.push((name.to_owned(), "a value of the usual length".to_owned()));
    }

    let (scheme, secret) = (CString::new("standard-webhooks").unwrap(), KEY);
    let secret = sys::cohook_secret { value: secret.as_ptr().cast(), value_size: secret.len(), dialect: 0 };
    // SAFETY: zeros are the defaults of the options, of the request and of the outcome.
    let mut options: sys::cohook_verifier_options = unsafe { MaybeUninit::zeroed().assume_init() };
    options.size = size_of::<sys::cohook_verifier_options>();
    options.scheme = scheme.as_ptr();
    options.secrets = &secret;
    options.secret_count = 1;
    let mut raw = ptr::null_mut();
    let made = unsafe { sys::cohook_verifier_new(&options, &mut raw, ptr::null_mut()) };
    assert_eq!(made, sys::COHOOK_OK);

    let verifier = Verifier::new("standard-webhooks", KEY).unwrap();
    let in_c = || unsafe {
        let mut lines = [c_header("", ""); 8];
        for (line, (name, value)) in lines.iter_mut().zip(&headers) {
            *line = c_header(name, value);
        }
        let mut request: sys::cohook_request = MaybeUninit::zeroed().assume_init();
        request.size = size_of::<sys::cohook_request>();
        request.headers = lines.as_ptr();
        request.header_count = headers.len();
        request.body = body.as_ptr().cast();
        request.body_size = body.len();
        request.now = sys::cohook_now();
        let mut outcome: sys::cohook_verification = MaybeUninit::zeroed().assume_init();
        outcome.size = size_of::<sys::cohook_verification>();
        assert_eq!(sys::cohook_verify(raw, &request, &mut outcome), sys::COHOOK_VERDICT_OK);
        sys::cohook_verification_release(&mut outcome);
    };
    let in_rust = || {
        let request = Request::new(&body).headers(&headers);
        assert_eq!(verifier.verify(&request).unwrap().payload().len(), body.len());
    };
    report("verify, 1 KiB, 8 headers", compare(2000, in_c, in_rust));
    unsafe { sys::cohook_verifier_free(raw) };
}

/// Durable in memory, to an endpoint that is paused: what is measured is the way in.
fn sending() {
    let engine = Engine::open("memory:").unwrap();
    let settings = EndpointSettings::new().url("https://receiver.example/hook").signing_key(KEY);
    engine.put_endpoint("orders", settings).unwrap();
    engine.pause_endpoint("orders").unwrap();

    let options = CString::new("memory:").unwrap();
    // SAFETY: as above.
    let mut opening: sys::cohook_engine_options = unsafe { MaybeUninit::zeroed().assume_init() };
    opening.size = size_of::<sys::cohook_engine_options>();
    opening.store = options.as_ptr();
    let (endpoint, kind) = (CString::new("orders").unwrap(), CString::new("order.created").unwrap());
    let settings = CString::new(format!(r#"{{"url":"https://receiver.example/hook","signingKey":"{KEY}"}}"#)).unwrap();
    let content = r#"{"order":1}"#;
    let mut raw = ptr::null_mut();
    unsafe {
        assert_eq!(sys::cohook_engine_open(&opening, &mut raw, ptr::null_mut()), sys::COHOOK_OK);
        let (id, forever) = (endpoint.as_ptr(), sys::COHOOK_FOREVER);
        let put = sys::cohook_endpoint_put(raw, id, settings.as_ptr(), forever, ptr::null_mut(), ptr::null_mut());
        assert_eq!(put, sys::COHOOK_OK);
        assert_eq!(sys::cohook_endpoint_pause(raw, id, forever, ptr::null_mut()), sys::COHOOK_OK);
    }
    let in_c = || unsafe {
        let mut message: sys::cohook_message = MaybeUninit::zeroed().assume_init();
        message.size = size_of::<sys::cohook_message>();
        message.endpoint = endpoint.as_ptr();
        message.r#type = kind.as_ptr();
        message.content = content.as_ptr().cast();
        message.content_size = content.len();
        let mut receipt = sys::cohook_receipt { message_id: 0, delivery_id: 0 };
        let sent = sys::cohook_engine_send(raw, &message, sys::COHOOK_FOREVER, &mut receipt, ptr::null_mut());
        assert_eq!(sent, sys::COHOOK_OK);
    };
    let in_rust = || {
        engine.send(&Message::new("orders", "order.created", content)).unwrap();
    };
    report("send, in memory", compare(100, in_c, in_rust));
    unsafe { sys::cohook_engine_close(raw) };
}

fn main() {
    verifying();
    sending();
}
