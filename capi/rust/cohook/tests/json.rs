//! The small JSON reader, and the objects that are written without one.

use cohook::json::Value;
use cohook::{DeliveryFilter, EndpointSettings, ReplayWish, SyncOptions};
use std::time::Duration;

#[test]
fn a_document_is_read_as_it_was_written() {
    let text = r#"{"a":[1,-2.5e3,true,false,null],"b":{"c~/d":"\u00e6\ud83d\ude00\n\"\\\/"},"":{}}"#;
    let value = Value::parse(text).unwrap();
    assert_eq!(value["a"].items()[0].as_i64(), Some(1));
    assert_eq!(value.pointer("/a/1"), &Value::Number("-2.5e3".into()));
    assert_eq!(value.pointer("/a/2").as_bool(), Some(true));
    assert_eq!(value.pointer("/b/c~0~1d").as_str(), Some("æ😀\n\"\\/"));
    assert!(value["a"].items()[4].is_null() && value["no"]["such"]["thing"].is_null());
    assert_eq!(Value::parse(&value.to_string()), Some(value));
}

#[test]
fn what_is_not_json_is_not_read() {
    let deep = "[".repeat(200) + &"]".repeat(200);
    let odd = ["", "{", "[1,]", "[1 2]", "{\"a\"}", "{a:1}", "01x", "nul", "\"\\ud800\"", "\"\t\"", "1 2", "-", &deep];
    for text in odd {
        assert_eq!(Value::parse(text), None, "{text}");
    }
}

#[test]
fn objects_are_complete_at_any_time_and_escape_what_they_hold() {
    assert_eq!(SyncOptions::new().as_ref(), "{}");
    let settings = EndpointSettings::new().url("https://a.example/\"x\"").request_interval(Duration::from_millis(250));
    let settings = settings.enabled(false).set("policy", r#"{"kind":"standard"}"#);
    assert_eq!(
        settings.as_ref(),
        r#"{"url":"https://a.example/\"x\"","requestIntervalMs":250,"enabled":false,"policy":{"kind":"standard"}}"#
    );
    assert_eq!(DeliveryFilter::new().state("failed").limit(10).as_ref(), r#"{"state":"failed","limit":10}"#);
    assert_eq!(ReplayWish::new().key("a\nb").dry_run(true).as_ref(), r#"{"key":"a\u000ab","dryRun":true}"#);
    assert_eq!(SyncOptions::new().batch(5).as_ref(), r#"{"syncBatch":5}"#);
}
