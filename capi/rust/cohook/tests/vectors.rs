//! The whole vector file that every implementation and binding of cohook is held to, through this crate.

use cohook::json::Value;
use cohook::{Envelope, Error, GenericLayout, HttpDemands, HttpLayout, Request, Secret, Signer, Unsigned, Verifier};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/conformance/signatures.json");

/// One vector, in the words of the file.
struct Vector<'f> {
    fields: &'f Value,
}

impl<'f> Vector<'f> {
    fn text(&self, name: &str) -> Option<&'f str> {
        self.fields[name].as_str()
    }

    fn scheme(&self) -> &'f str {
        self.text("scheme").unwrap_or_default()
    }

    fn body(&self) -> Vec<u8> {
        let generator = &self.fields["body_generator"];
        if generator.is_null() {
            return decoded(&self.fields["body_base64"]);
        }
        let mut body = decoded(&generator["prefix_base64"]);
        let times = generator["count"].as_i64().expect("a generator says how often") as usize;
        body.extend(generator["repeat"].as_str().unwrap_or_default().repeat(times).into_bytes());
        body.extend(decoded(&generator["suffix_base64"]));
        body
    }

    /// The keys as texts; the one that is given as bytes comes beside them.
    fn secrets(&self) -> (Vec<&'f str>, Option<Vec<u8>>) {
        let raw = self.text("secret_base64").map(|_| decoded(&self.fields["secret_base64"]));
        let mut texts: Vec<&str> = if raw.is_some() { Vec::new() } else { self.text("secret").into_iter().collect() };
        for more in [&self.fields["extra_secrets"], &self.fields["input"]["extra_secrets"]] {
            texts.extend(strings(more));
        }
        (texts, raw)
    }

    fn generic(&self) -> Option<GenericLayout> {
        let config = &self.fields["config"];
        let text = |name: &str| config[name].as_str().map(str::to_owned);
        (self.scheme() == "generic-hmac").then(|| GenericLayout {
            header: text("header").unwrap_or_default(),
            prefix: text("prefix"),
            encoding: text("encoding"),
            hash: text("hash"),
            signed_bytes: text("template"),
            timestamp_header: text("timestamp_header"),
            id_header: text("id_header"),
        })
    }

    fn is_http_message(&self) -> bool {
        self.scheme() == "rfc9421"
    }

    fn algorithm(&self) -> String {
        self.text("alg").unwrap_or("hmac-sha256").to_owned()
    }

    fn demands(&self) -> Option<HttpDemands> {
        self.is_http_message().then(|| HttpDemands {
            algorithm: self.algorithm(),
            components: Some(texts(&self.fields["required_components"])),
            tag: self.text("required_tag").map(str::to_owned),
        })
    }

    fn layout(&self) -> Option<HttpLayout> {
        let config = &self.fields["config"];
        let text = |name: &str| config[name].as_str().map(str::to_owned);
        self.is_http_message().then(|| HttpLayout {
            algorithm: self.algorithm(),
            components: Some(&config["components"]).filter(|listed| !listed.is_null()).map(texts),
            digest: text("digest"),
            label: text("label"),
            key_ids: texts(&config["key_ids"]),
            tag: text("tag"),
            lifetime_seconds: config["lifetime"].as_i64().unwrap_or(0),
        })
    }

    fn method(&self) -> &'f str {
        self.fields["request"]["method"].as_str().or_else(|| self.text("method")).unwrap_or("POST")
    }

    fn url(&self) -> Option<String> {
        let request = &self.fields["request"];
        let part = |name: &str| request[name].as_str();
        let whole = || Some(["https://", part("authority")?, part("path")?, part("query").unwrap_or("")].concat());
        self.text("url").map(str::to_owned).or_else(whole)
    }

    fn headers(&self) -> Vec<(&'f str, &'f str)> {
        pairs(&self.fields["headers"])
    }

    /// What this crate makes of it, in the words of the file.
    fn run(&self) -> String {
        match (self.text("op").unwrap_or("verify"), self.scheme()) {
            ("verify", _) => self.verify(),
            ("sign", "members-envelope") => self.compose(),
            ("sign", _) => self.sign(),
            (other, _) => format!("unknown operation {other}"),
        }
    }

    fn verify(&self) -> String {
        let ((texts, raw), url) = (self.secrets(), self.url());
        let (generic, demands) = (self.generic(), self.demands());
        let mut builder = Verifier::builder(self.scheme());
        for secret in texts.iter().copied().map(Secret::of_scheme).chain(raw.as_deref().map(Secret::raw)) {
            builder = builder.secret(secret);
        }
        builder = match self.fields["tolerance"].as_i64() {
            Some(seconds) => builder.tolerance_seconds(seconds),
            None => builder.any_time(),
        };
        builder = url.iter().fold(builder, |builder, url| builder.url(url));
        builder = generic.iter().fold(builder, |builder, layout| builder.generic(layout));
        builder = demands.iter().fold(builder, |builder, demands| builder.http_message(demands));
        let verifier = match builder.build() {
            Ok(verifier) => verifier,
            Err(why) => return kind_of(&why),
        };
        let (body, now) = (self.body(), self.fields["now"].as_i64().expect("a vector says when it is"));
        let request = Request::new(&body).headers(self.headers()).method(self.method()).at(now);
        let judged = verifier.verify(&request);
        match judged {
            Err(refusal) => refusal.verdict().to_string(),
            Ok(verified) => {
                let expected = self.text("decoded_base64").map(|_| decoded(&self.fields["decoded_base64"]));
                assert_eq!(verified.payload(), expected.unwrap_or_else(|| verified.payload().to_vec()));
                "ok".to_owned()
            }
        }
    }

    fn sign(&self) -> String {
        let ((texts, raw), url) = (self.secrets(), self.url());
        let (generic, layout) = (self.generic(), self.layout());
        let mut builder = Signer::builder(self.scheme());
        for secret in texts.iter().copied().map(Secret::of_scheme).chain(raw.as_deref().map(Secret::raw)) {
            builder = builder.secret(secret);
        }
        builder = url.iter().fold(builder, |builder, url| builder.url(url));
        builder = generic.iter().fold(builder, |builder, layout| builder.generic(layout));
        builder = layout.iter().fold(builder, |builder, layout| builder.http_message(layout));
        let signer = match builder.build() {
            Ok(signer) => signer,
            Err(why) => return kind_of(&why),
        };
        let (body, input) = (self.body(), &self.fields["input"]);
        let unsigned = Unsigned::new(&body)
            .id(input["id"].as_str().unwrap_or(""))
            .at(input["timestamp"].as_i64().unwrap_or(0))
            .headers(self.headers())
            .method(self.method());
        match signer.sign(&unsigned) {
            Err(why) => self.named_in(&why),
            Ok(lines) => {
                assert_eq!(lines.iter().collect::<Vec<_>>(), pairs(&self.fields["expect_headers"]));
                "ok".to_owned()
            }
        }
    }

    fn compose(&self) -> String {
        let (input, data, (texts, _)) = (&self.fields["input"], self.body(), self.secrets());
        let text = |name: &str| input[name].as_str().unwrap_or_default();
        let published = milliseconds_of(text("publishTime")).expect("a vector names a moment");
        let envelope = Envelope::new(&data, text("messageId"), texts[0])
            .subscription(text("subscription"))
            .published_at(published);
        match texts.get(1).iter().fold(envelope, |envelope, key| envelope.previous_key(**key)).compose() {
            Err(why) => self.named_in(&why),
            Ok(body) => {
                if let Value::Object(expected) = &self.fields["expect_fields"] {
                    let body = body.json();
                    expected.iter().for_each(|(place, value)| assert_eq!(body.pointer(place), value, "{place}"));
                }
                "ok".to_owned()
            }
        }
    }

    /// The verdict that the file expects, if the error's message names it.
    fn named_in(&self, why: &Error) -> String {
        let expected = self.text("expect").unwrap_or_default();
        if why.message().contains(expected) {
            expected.to_owned()
        } else {
            why.to_string()
        }
    }

    fn is_met_by(&self, got: &str) -> bool {
        self.text("expect") == Some(got) || strings(&self.fields["also_acceptable"]).any(|other| other == got)
    }
}

/// A bad secret is one of the verdicts of the file; anything else about a key or an option is ours to lack.
fn kind_of(why: &Error) -> String {
    if why.field().starts_with("secret") {
        "malformed-secret".to_owned()
    } else {
        format!("unsupported: {why}")
    }
}

fn strings(list: &Value) -> impl Iterator<Item = &str> {
    list.items().iter().filter_map(Value::as_str)
}

fn texts(list: &Value) -> Vec<String> {
    strings(list).map(str::to_owned).collect()
}

fn pairs(list: &Value) -> Vec<(&str, &str)> {
    let pair = |line: &'_ Value| matches!(line.items(), [Value::String(_), Value::String(_)]);
    assert!(list.items().iter().all(pair), "header lines are pairs of texts");
    list.items().iter().filter_map(|line| Some((line.items()[0].as_str()?, line.items()[1].as_str()?))).collect()
}

fn decoded(base64: &Value) -> Vec<u8> {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for letter in base64.as_str().unwrap_or_default().trim_end_matches('=').chars() {
        bits = bits << 6 | ALPHABET.find(letter).expect("the file holds plain base64") as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    bytes
}

/// Unix milliseconds of `2021-02-26T19:13:55.749Z`.
fn milliseconds_of(moment: &str) -> Option<i64> {
    let number = |from: usize, to: usize| moment.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 719_469;
    let seconds = ((days * 24 + number(11, 13)?) * 60 + number(14, 16)?) * 60 + number(17, 19)?;
    Some(seconds * 1000 + number(20, 23)?)
}

#[test]
fn every_vector_comes_out_as_expected() {
    let file = Value::parse(&std::fs::read_to_string(FILE).expect("the vector file can be read")).expect("it is JSON");
    let vectors = file["vectors"].items();
    assert_eq!(vectors.len() as i64, file["count"].as_i64().unwrap_or(-1));
    let mut wrong = Vec::new();
    for fields in vectors {
        let vector = Vector { fields };
        let got = vector.run();
        if !vector.is_met_by(&got) {
            let text = |name| vector.text(name).unwrap_or_default();
            wrong.push(format!("{}: expected {}, got {got}", text("name"), text("expect")));
        }
    }
    assert!(wrong.is_empty(), "{} of {} vectors:\n{}", wrong.len(), vectors.len(), wrong.join("\n"));
}
