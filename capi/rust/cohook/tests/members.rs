//! The members register inside an engine.

mod support;

use cohook::ErrorKind;
use support::{options, settings, Receiver};

#[test]
fn an_application_hears_of_the_persons_it_may_see_and_of_nothing_else() {
    let receiver = Receiver::start();
    let engine = options("memory:").open().unwrap();
    let members = engine.members();
    members.put_organization("org", r#"{"name":"Congregation"}"#).unwrap();
    members.put_application("app", r#"{"name":"App","organization":"org","scopes":["email"]}"#).unwrap();
    members.change_webhook("app", settings(&receiver)).unwrap();

    let written = members.put_person(7, r#"{"email":"a@example.test","firstName":"Ada"}"#).unwrap();
    assert_eq!(written.json()["effect"].as_str(), Some("created"));
    assert_eq!(written.json()["messages"].as_i64(), Some(0), "nobody may see the person yet");
    members.put_consent(7, "app", "email").unwrap();
    members.patch_person(7, r#"{"email":"b@example.test"}"#).unwrap();
    let posts = receiver.wait_until(|posts| posts.iter().any(|post| post.content().contains("b@example.test")));
    assert!(posts.iter().all(|post| !post.content().contains("Ada")));

    let seen = members.find_person(7, Some("app")).unwrap();
    assert!(seen.contains("b@example.test") && !seen.contains("Ada"));
    assert!(members.find_person(7, None).unwrap().contains("Ada"));
    assert_eq!(members.persons(Some("app"), 0, 0).unwrap().json()["total"].as_i64(), Some(1));
    assert_eq!(members.consents(7).unwrap().json()["data"].items().len(), 1);
    let report = members.test_application("app", 7, false).unwrap();
    assert!(report.contains("204"), "{report}");

    members.withdraw_consent(7, "app").unwrap();
    assert_eq!(members.find_person(7, Some("app")).unwrap_err().kind(), ErrorKind::NotFound);
    members.remove_person(7).unwrap();
    assert_eq!(members.find_person(7, None).unwrap_err().kind(), ErrorKind::NotFound);
}

#[test]
fn persons_are_imported_and_a_report_counts_them() {
    let engine = options("memory:").open().unwrap();
    let members = engine.members();
    let report = members.import_persons("{\"personID\":1}\n{\"personID\":2}\nno JSON\n").unwrap().json();
    assert_eq!((report["created"].as_i64(), report["refused"].as_i64()), (Some(2), Some(1)), "{report}");
    assert_eq!(members.persons(None, 1, 10).unwrap().json()["data"].items().len(), 1);
}

#[test]
fn persons_are_found_by_their_names() {
    let engine = options("memory:").open().unwrap();
    let members = engine.members();
    members.import_persons("{\"personID\":1,\"firstName\":\"Ada\"}\n{\"personID\":2,\"firstName\":\"Bo\"}\n").unwrap();
    let found = members.search_persons(None, "ad", 0, 0).unwrap().json();
    assert_eq!((found["total"].as_i64(), found["data"].items()[0]["personID"].as_i64()), (Some(1), Some(1)), "{found}");
    assert_eq!(members.search_persons(None, "-", 0, 0).unwrap_err().kind(), ErrorKind::InvalidArgument);
}

#[test]
fn organizations_and_applications_come_and_go() {
    let engine = options("memory:").open().unwrap();
    let members = engine.members();
    members.put_organization("org", r#"{"name":"Congregation"}"#).unwrap();
    assert!(members.find_organization("org").unwrap().contains("Congregation"));
    assert_eq!(members.organizations(None, 0).unwrap().json()["data"].items().len(), 1);
    members.put_application("app", r#"{"name":"App","organization":"org"}"#).unwrap();
    assert!(members.find_application("app").unwrap().contains("App"));
    assert_eq!(members.applications(None, 0).unwrap().json()["data"].items().len(), 1);
    members.remove_application("app").unwrap();
    members.remove_organization("org").unwrap();
    let error = members.find_organization("org").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[test]
fn the_scopes_are_listed() {
    let scopes = cohook::scopes().unwrap().json();
    assert!(scopes["data"].items().iter().any(|scope| scope["name"].as_str() == Some("email")), "{scopes}");
}
