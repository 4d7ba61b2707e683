//! JSON objects that go in, for those who would rather not write them by hand.
//!
//! Wherever a call takes JSON text (`impl AsRef<str>`), these do as well as a literal, or what a JSON library makes.

use crate::json::write_quoted;
use crate::text::milliseconds;
use std::fmt;
use std::time::Duration;

/// A JSON object that grows by members; complete at any time.
#[derive(Clone, Debug)]
struct Members {
    text: String,
}

impl Members {
    fn new() -> Members {
        Members { text: "{}".to_owned() }
    }

    fn put(&mut self, name: &str, json: &str) {
        self.text.pop();
        if self.text.len() > 1 {
            self.text.push(',');
        }
        write_quoted(&mut self.text, name).expect("a string takes all");
        self.text.push(':');
        self.text.push_str(json);
        self.text.push('}');
    }

    fn put_text(&mut self, name: &str, value: &str) {
        let mut quoted = String::new();
        write_quoted(&mut quoted, value).expect("a string takes all");
        self.put(name, &quoted);
    }
}

/// Settings of an endpoint, for [`Engine::put_endpoint`](crate::Engine::put_endpoint) and
/// [`Engine::change_endpoint`](crate::Engine::change_endpoint). `Debug` does not show it: it may hold a key.
#[derive(Clone)]
#[must_use]
pub struct EndpointSettings(Members);

impl fmt::Debug for EndpointSettings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("EndpointSettings(…)")
    }
}

/// Which deliveries [`Engine::deliveries`](crate::Engine::deliveries) lists.
#[derive(Clone, Debug)]
#[must_use]
pub struct DeliveryFilter(Members);

/// Which deliveries [`Engine::replay`](crate::Engine::replay) makes anew.
#[derive(Clone, Debug)]
#[must_use]
pub struct ReplayWish(Members);

/// How [`Engine::start_sync`](crate::Engine::start_sync) goes about it.
#[derive(Clone, Debug)]
#[must_use]
pub struct SyncOptions(Members);

macro_rules! object {
    ($name:ident { $($(#[$doc:meta])* $method:ident($member:literal: $kind:ident);)* }) => {
        impl $name {
            /// With no member yet.
            pub fn new() -> $name {
                $name(Members::new())
            }

            /// Any member, its value as JSON text.
            pub fn set(mut self, name: &str, json: &str) -> $name {
                self.0.put(name, json);
                self
            }

            $(object! { @member $(#[$doc])* $method($member: $kind) })*
        }

        impl Default for $name {
            fn default() -> $name {
                $name::new()
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0.text
            }
        }
    };
    (@member $(#[$doc:meta])* $method:ident($member:literal: text)) => {
        $(#[$doc])*
        pub fn $method(mut self, value: &str) -> Self {
            self.0.put_text($member, value);
            self
        }
    };
    (@member $(#[$doc:meta])* $method:ident($member:literal: time)) => {
        $(#[$doc])*
        pub fn $method(mut self, value: Duration) -> Self {
            self.0.put($member, &milliseconds(value).to_string());
            self
        }
    };
    (@member $(#[$doc:meta])* $method:ident($member:literal: $kind:ident)) => {
        $(#[$doc])*
        pub fn $method(mut self, value: $kind) -> Self {
            self.0.put($member, &value.to_string());
            self
        }
    };
}

object! { EndpointSettings {
    /// Where to POST, byte for byte; required by `put_endpoint`.
    url("url": text);
    /// What signs. It goes in and never comes out.
    signing_key("signingKey": text);
    /// No two POSTs of a sync start closer together than this.
    request_interval("requestIntervalMs": time);
    /// Whether it accepts messages.
    enabled("enabled": bool);
    /// `members` (default), `standard` or `cloudevents`.
    format("format": text);
    /// What orders messages: see the documentation of the REST API.
    ordering("ordering": text);
    /// Attempts in flight at once.
    max_in_flight("maxInFlight": u32);
    /// Whose it is; by default nobody's.
    application("applicationId": text);
} }

object! { DeliveryFilter {
    /// Of this application.
    application("application": text);
    /// To this endpoint.
    endpoint("endpoint": text);
    /// In this state.
    state("state": text);
    /// Of this kind.
    kind("kind": text);
    /// Of messages with this key.
    key("key": text);
    /// From this moment on, like `2021-02-26T19:13:55.749Z`.
    from("from": text);
    /// Before this moment.
    to("to": text);
    /// With an attempt that failed.
    failed("failed": bool);
    /// At most so many, 1 to 250.
    limit("limit": u32);
} }

object! { ReplayWish {
    /// Of this application.
    application("application": text);
    /// To this endpoint.
    endpoint("endpoint": text);
    /// From this moment on, like `2021-02-26T19:13:55.749Z`.
    from("from": text);
    /// Before this moment.
    to("to": text);
    /// In this state.
    state("state": text);
    /// Of messages with this key.
    key("key": text);
    /// Only count them.
    dry_run("dryRun": bool);
} }

object! { SyncOptions {
    /// No two POSTs start closer together than this; by default the endpoint's.
    request_interval("requestIntervalMs": time);
    /// Records in one POST, 1 to 500.
    batch("syncBatch": u32);
} }
