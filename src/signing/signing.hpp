// The room of signatures.
//
// In: secrets as people type them, bodies and headers as bytes, the time as a number that the caller read.
// Out: header values and envelopes to be sent; verdicts about requests received, with the bytes that are vouched for.
//
// The flow of a signature: a secret becomes a key (`keys`: checked here, with words, once), a row of the table says
// which bytes are signed and how they are spelled (`recipe`, `layout`), the key computes (`hmac` on `hash`, `ed25519`, `ecdsa`),
// and the text goes out (`signer`, `envelope`). A verification runs the same row the other way: the request is read
// strictly (`request`, `strict_json`, `encoding`), then timed, then compared (`template_check`, `key_ring`), and only
// what matched leaves. Two schemes do not fit a row and have files of their own: `twilio`, which signs the URL and a
// form, and RFC 9421, which signs what its sender chose (`http_*`, on `structured_field` and `content_digest`).
// `challenge` answers what senders ask of an endpoint, against a verification where the question is signed.
// `replay_guard` remembers ids of verified messages; `vectors` runs files of cases against all of it.
//
// It never reads a clock, a random source or the network; never throws across its edge; never says "ok" of something
// it did not compare; never lets the message choose the algorithm; never puts a secret or an expected signature into
// an error; never leaves an entry on OpenSSL's error queue, or takes away one that it did not put there.
#pragma once

#include <cohook/replay_guard.hpp>
#include <cohook/scheme.hpp>
#include <cohook/signer.hpp>
#include <cohook/verifier.hpp>

#include "signing/envelope.hpp"
#include "signing/keys.hpp"
