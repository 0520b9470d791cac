//! The OpenID Connect issuer: discovery, the authorization code flow with PKCE, and the verification of ID tokens.

use crate::web::{CallFailed, Web, is_protected};
use crate::words;
use data_encoding::{BASE64, BASE64URL_NOPAD};
use domain::digest::Digest;
use jiff::Timestamp;
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::sync::{Arc, Mutex, PoisonError};

/// How long the issuer's description and keys are used before they are read again, in seconds.
const KEPT_SECONDS: i64 = 3600;

/// The difference between the issuer's clock and ours that is accepted, in seconds.
const LEEWAY: i64 = 60;

/// The signature algorithms that count: those with a public key.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// An issuer, and the desk as its client.
#[derive(Clone)]
pub(crate) struct Issuer {
    url: String,
    client_id: String,
    client_secret: Option<String>,
    redirect_uri: String,
    signed_out_uri: String,
    web: Web,
    known: Arc<Mutex<Option<Arc<Known>>>>,
}

/// The issuer's description (OpenID Connect Discovery 1.0, section 3).
#[derive(Debug, Deserialize)]
struct Description {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    end_session_endpoint: Option<String>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
}

impl Description {
    /// Whether each address is protected: a browser brings the code, and we bring the client's secret.
    fn is_protected(&self) -> bool {
        let always = [
            &self.issuer,
            &self.authorization_endpoint,
            &self.token_endpoint,
            &self.jwks_uri,
        ];
        let mut all = always.into_iter().chain(&self.end_session_endpoint);
        all.all(|address| is_protected(address))
    }
}

/// The issuer's endpoints and keys.
#[derive(Debug)]
struct Known {
    description: Description,
    keys: Vec<Jwk>,
    read_at: Timestamp,
}

/// A sign-in that has begun. Its cookie holds it, and everything else is derived from it.
pub(crate) struct Attempt {
    /// The random value.
    pub(crate) random: [u8; 32],
    /// When it began, in seconds since 1970, if the issuer must ask for a sign-in even if it still has a session.
    pub(crate) anew_since: Option<i64>,
}

impl Attempt {
    /// Returns the state, which ties the issuer's answer to this browser.
    pub(crate) fn state(&self) -> String {
        self.derive(b"state")
    }

    /// Returns the nonce, which ties the ID token to this browser.
    fn nonce(&self) -> String {
        self.derive(b"nonce")
    }

    /// Returns the code verifier of PKCE (RFC 7636), which ties the code to this browser.
    fn verifier(&self) -> String {
        self.derive(b"verifier")
    }

    fn derive(&self, purpose: &[u8]) -> String {
        // A browser that changes the time in its cookie has another state than the issuer returns.
        let anew = self.anew_since.unwrap_or_default().to_be_bytes();
        let digest = Digest::of_parts([b"desk sign-in", purpose, &self.random[..], &anew]);
        BASE64URL_NOPAD.encode(digest.as_bytes())
    }
}

/// The claims of a verified ID token.
#[derive(Debug)]
pub(crate) struct Claims {
    pub(crate) subject: String,
    pub(crate) all: Map<String, Value>,
}

/// Why a sign-in failed. No text contains a token or a claim.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SignInFailed {
    #[error("the issuer can't be reached: {0}")]
    Call(#[from] CallFailed),
    #[error("the issuer's description or keys are unreadable")]
    Unreadable,
    #[error("the issuer's description names another issuer than DESK_ISSUER")]
    WrongIssuer,
    #[error("DESK_ISSUER or an address in the issuer's description is not https")]
    NotProtected,
    #[error("the issuer refused the code")]
    Refused,
    #[error("the ID token is not acceptable: {0}")]
    Token(&'static str),
}

impl Issuer {
    /// Describes an issuer. `base_url` is the address of our pages.
    pub(crate) fn new(
        url: String,
        client_id: String,
        client_secret: Option<String>,
        base_url: &str,
    ) -> Self {
        Self {
            url,
            client_id,
            client_secret,
            redirect_uri: format!("{base_url}/desk/sign-in/done"),
            signed_out_uri: format!("{base_url}/desk/signed-out"),
            web: Web::default(),
            known: Arc::default(),
        }
    }

    /// Returns the issuer as settings write it.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Returns the URL at which the issuer signs the browser out. `None` if the issuer names none.
    ///
    /// The parameters are those of OpenID Connect RP-Initiated Logout 1.0, and `logout_uri`, which Cognito needs.
    pub(crate) async fn end_session_url(
        &self,
        now: Timestamp,
    ) -> Result<Option<String>, SignInFailed> {
        let known = self.known(now, false).await?;
        let query = words::query([
            ("client_id", self.client_id.as_str()),
            ("post_logout_redirect_uri", self.signed_out_uri.as_str()),
            ("logout_uri", self.signed_out_uri.as_str()),
        ]);
        let endpoint = known.description.end_session_endpoint.as_deref();
        Ok(endpoint.map(|endpoint| with_query(endpoint, &query)))
    }

    /// Returns the URL at which the issuer signs the browser in.
    pub(crate) async fn authorization_url(
        &self,
        attempt: &Attempt,
        now: Timestamp,
    ) -> Result<String, SignInFailed> {
        // With `max_age`, the ID token must say when the issuer asked (OpenID Connect Core 1.0, section 3.1.2.1).
        let (prompt, max_age) = match attempt.anew_since {
            Some(_) => ("login", "0"),
            None => ("", ""),
        };
        let known = self.known(now, false).await?;
        let challenge = data_encoding::BASE64URL_NOPAD
            .encode(Digest::of(attempt.verifier().as_bytes()).as_bytes());
        let query = words::query([
            ("response_type", "code"),
            ("client_id", self.client_id.as_str()),
            ("redirect_uri", self.redirect_uri.as_str()),
            ("scope", "openid email profile"),
            ("state", attempt.state().as_str()),
            ("nonce", attempt.nonce().as_str()),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
            ("prompt", prompt),
            ("max_age", max_age),
        ]);
        Ok(with_query(
            &known.description.authorization_endpoint,
            &query,
        ))
    }

    /// Exchanges a code for an ID token and verifies it.
    pub(crate) async fn claims(
        &self,
        code: &str,
        attempt: &Attempt,
        now: Timestamp,
    ) -> Result<Claims, SignInFailed> {
        let known = self.known(now, false).await?;
        let verifier = attempt.verifier();
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.redirect_uri.as_str()),
            ("client_id", self.client_id.as_str()),
            ("code_verifier", verifier.as_str()),
        ];
        let methods = &known.description.token_endpoint_auth_methods_supported;
        let takes_basic = methods.is_empty() || methods.iter().any(|m| m == "client_secret_basic");
        let mut basic = None;
        match &self.client_secret {
            Some(secret) if takes_basic => basic = Some(basic_of(&self.client_id, secret)),
            Some(secret) => form.push(("client_secret", secret)),
            None => {}
        }
        let form = words::query(form);
        let endpoint = &known.description.token_endpoint;
        let answer = self.web.post(endpoint, form, basic).await;
        let answer = answer.map_err(|error| match error {
            CallFailed::Status(400 | 401) => SignInFailed::Refused,
            error => error.into(),
        })?;
        let answer: Value =
            serde_json::from_slice(&answer).map_err(|_| SignInFailed::Unreadable)?;
        let token = answer.get("id_token").and_then(Value::as_str);
        let token = token.ok_or(SignInFailed::Token("the answer has none"))?;
        let claims = self.verify(token, &attempt.nonce(), now).await?;
        if let Some(since) = attempt.anew_since {
            asked_since(&claims.all, since).map_err(SignInFailed::Token)?;
        }
        Ok(claims)
    }

    /// Verifies an ID token (OpenID Connect Core 1.0, section 3.1.3.7).
    async fn verify(
        &self,
        token: &str,
        nonce: &str,
        now: Timestamp,
    ) -> Result<Claims, SignInFailed> {
        let wrong = |why| SignInFailed::Token(why);
        let header = decode_header(token).map_err(|_| wrong("its header is unreadable"))?;
        if !ALGORITHMS.contains(&header.alg) {
            return Err(wrong("its algorithm has no public key"));
        }
        let kid = header.kid.as_deref();
        let mut known = self.known(now, false).await?;
        if key_of(&known.keys, kid, header.alg).is_none() {
            // The issuer may have rotated its keys.
            known = self.known(now, true).await?;
        }
        let key =
            key_of(&known.keys, kid, header.alg).ok_or(wrong("the issuer has no such key"))?;
        let key = DecodingKey::from_jwk(key).map_err(|_| wrong("its key is unreadable"))?;
        let mut validation = Validation::new(header.alg);
        validation.set_audience(&[&self.client_id]);
        validation.set_issuer(&[&self.url]);
        validation.set_required_spec_claims(&["iss", "aud", "sub"]);
        // Our own clock checks the times below.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let claims = decode::<Map<String, Value>>(token, &key, &validation);
        let claims = claims
            .map_err(|_| wrong("its signature, issuer or audience is wrong"))?
            .claims;
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let time = |name: &str| claims.get(name).and_then(Value::as_f64);
        #[expect(clippy::cast_precision_loss, reason = "a time in seconds is exact")]
        let (now, leeway) = (now.as_second() as f64, LEEWAY as f64);
        if time("exp").is_none_or(|at| at + leeway <= now) {
            return Err(wrong("it has expired"));
        }
        if time("iat").is_none_or(|at| at > now + leeway) {
            return Err(wrong("it was issued in the future"));
        }
        // A token may leave it out (RFC 7519, section 4.1.5).
        if claims.contains_key("nbf") && time("nbf").is_none_or(|at| at > now + leeway) {
            return Err(wrong("it is not valid yet"));
        }
        if text("nonce") != Some(nonce) {
            return Err(wrong("its nonce is another one"));
        }
        let for_several = claims.get("aud").and_then(Value::as_array);
        let for_several = for_several.is_some_and(|list| list.len() > 1);
        if (for_several || claims.contains_key("azp")) && text("azp") != Some(&self.client_id) {
            return Err(wrong("it was issued to another client"));
        }
        let subject = text("sub").filter(|subject| !subject.is_empty());
        let subject = subject.ok_or(wrong("it names no one"))?.to_owned();
        Ok(Claims {
            subject,
            all: claims,
        })
    }

    /// Returns the issuer's description and keys: those read within the last hour, or fresh ones.
    async fn known(&self, now: Timestamp, fresh: bool) -> Result<Arc<Known>, SignInFailed> {
        let kept = self.lock().clone().filter(|known| {
            let age = now.as_second() - known.read_at.as_second();
            (0..KEPT_SECONDS).contains(&age) && !fresh
        });
        if let Some(known) = kept {
            return Ok(known);
        }
        if !is_protected(&self.url) {
            return Err(SignInFailed::NotProtected);
        }
        let address = self.url.trim_end_matches('/');
        let address = format!("{address}/.well-known/openid-configuration");
        let description: Description = serde_json::from_slice(&self.web.get(&address).await?)
            .map_err(|_| SignInFailed::Unreadable)?;
        if description.issuer != self.url {
            return Err(SignInFailed::WrongIssuer);
        }
        if !description.is_protected() {
            return Err(SignInFailed::NotProtected);
        }
        let keys = self.web.get(&description.jwks_uri).await?;
        let known = Arc::new(Known {
            keys: signing_keys(&keys).ok_or(SignInFailed::Unreadable)?,
            description,
            read_at: now,
        });
        *self.lock() = Some(Arc::clone(&known));
        Ok(known)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Arc<Known>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Checks that the issuer has asked for the sign-in since this time. An issuer that doesn't say when it asked was still told to.
fn asked_since(claims: &Map<String, Value>, since: i64) -> Result<(), &'static str> {
    #[expect(clippy::cast_precision_loss, reason = "a time in seconds is exact")]
    let earliest = (since - LEEWAY) as f64;
    match claims.get("auth_time").map(Value::as_f64) {
        Some(Some(at)) if at >= earliest => Ok(()),
        Some(_) => Err("the issuer did not ask for a sign-in again"),
        None => {
            tracing::warn!("the issuer's ID token has no auth_time");
            Ok(())
        }
    }
}

/// Reads the issuer's keys for signatures. Keys of unknown types are left out (RFC 7517, section 5).
fn signing_keys(document: &[u8]) -> Option<Vec<Jwk>> {
    #[derive(Deserialize)]
    struct Keys {
        keys: Vec<Value>,
    }
    let read: Keys = serde_json::from_slice(document).ok()?;
    let known = read.keys.into_iter().map(serde_json::from_value::<Jwk>);
    let signs = |key: &Jwk| {
        let used_for = key.common.public_key_use.as_ref();
        used_for.is_none_or(|used_for| *used_for == PublicKeyUse::Signature)
    };
    Some(known.filter_map(Result::ok).filter(signs).collect())
}

/// Returns the key for this algorithm with this ID, or the only one for a token that names none.
fn key_of<'a>(keys: &'a [Jwk], kid: Option<&str>, algorithm: Algorithm) -> Option<&'a Jwk> {
    let fits = |key: &&Jwk| match algorithm {
        Algorithm::ES256 | Algorithm::ES384 => {
            matches!(key.algorithm, AlgorithmParameters::EllipticCurve(_))
        }
        Algorithm::EdDSA => matches!(key.algorithm, AlgorithmParameters::OctetKeyPair(_)),
        _ => matches!(key.algorithm, AlgorithmParameters::RSA(_)),
    };
    let mut fitting = keys.iter().filter(fits);
    match kid {
        Some(kid) => fitting.find(|key| key.common.key_id.as_deref() == Some(kid)),
        None => fitting.next().filter(|_| fitting.next().is_none()),
    }
}

/// Adds a query to an address of the issuer.
fn with_query(endpoint: &str, query: &str) -> String {
    let separator = if endpoint.contains('?') { '&' } else { '?' };
    format!("{endpoint}{separator}{query}")
}

/// Returns the header of `client_secret_basic`: both parts are form-encoded first (RFC 6749, section 2.3.1).
fn basic_of(client_id: &str, secret: &str) -> String {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encoded(client_id), encoded(secret));
    format!("Basic {}", BASE64.encode(pair.as_bytes()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;
    use jsonwebtoken::{EncodingKey, Header, encode};
    use serde_json::json;

    /// An issuer at `https://id.example`, with this address to sign out at.
    fn issuer(end_session_endpoint: Option<&str>) -> Issuer {
        let issuer = Issuer::new(
            "https://id.example".to_owned(),
            "desk".to_owned(),
            None,
            "https://privacy.example",
        );
        let description = json!({
            "issuer": "https://id.example",
            "authorization_endpoint": "https://id.example/authorize",
            "token_endpoint": "https://id.example/token",
            "jwks_uri": "https://id.example/keys",
            "end_session_endpoint": end_session_endpoint,
        });
        *issuer.lock() = Some(Arc::new(Known {
            description: serde_json::from_value(description).unwrap(),
            keys: Vec::new(),
            read_at: Timestamp::UNIX_EPOCH,
        }));
        issuer
    }

    /// A private Ed25519 key (PKCS #8) whose 32 bytes are all this one.
    fn private_key(byte: u8) -> EncodingKey {
        let mut der = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20".to_vec();
        der.extend([byte; 32]);
        EncodingKey::from_ed_der(&der)
    }

    const NOW: i64 = 1_800_000_000;

    /// Verifies an ID token that `key` signed, with the public key that belongs to `private_key(1)`.
    async fn verified(key: u8, claims: &Value) -> Result<Claims, String> {
        let issuer = issuer(None);
        let public = json!({"keys": [{
            "kty": "OKP", "crv": "Ed25519", "kid": "one", "use": "sig",
            "x": "iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w",
        }]});
        let known = issuer.lock().take().unwrap();
        let known = Known {
            keys: signing_keys(public.to_string().as_bytes()).unwrap(),
            read_at: Timestamp::from_second(NOW).unwrap(),
            ..Arc::into_inner(known).unwrap()
        };
        *issuer.lock() = Some(Arc::new(known));
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some("one".to_owned());
        let token = encode(&header, claims, &private_key(key)).unwrap();
        let now = Timestamp::from_second(NOW).unwrap();
        let claims = issuer.verify(&token, "nonce", now).await;
        claims.map_err(|error| error.to_string())
    }

    /// The claims of a good token, with some replaced. `null` leaves a claim out.
    fn claims(changed: &Value) -> Value {
        let mut claims = json!({
            "iss": "https://id.example", "aud": "desk", "sub": "ana", "nonce": "nonce",
            "iat": NOW, "exp": NOW + 300,
        });
        for (name, value) in changed.as_object().unwrap() {
            match value.is_null() {
                true => claims.as_object_mut().unwrap().remove(name),
                false => claims
                    .as_object_mut()
                    .unwrap()
                    .insert(name.clone(), value.clone()),
            };
        }
        claims
    }

    #[tokio::test]
    async fn a_good_token_signs_in() {
        for changed in [
            json!({}),
            json!({"nbf": NOW}),
            json!({"nbf": NOW + LEEWAY, "iat": NOW + LEEWAY}),
            json!({"exp": NOW - LEEWAY + 1}),
            json!({"aud": ["desk"]}),
            json!({"aud": ["desk", "other"], "azp": "desk"}),
        ] {
            let verified = verified(1, &claims(&changed)).await;
            assert_eq!(verified.unwrap().subject, "ana", "{changed}");
        }
    }

    #[tokio::test]
    async fn a_token_signs_in_only_with_the_issuers_signature_for_us_now() {
        let other_key = verified(2, &claims(&json!({}))).await.unwrap_err();
        assert!(other_key.contains("signature"), "{other_key}");
        for (changed, why) in [
            (json!({"iss": "https://other.example"}), "issuer"),
            (json!({"iss": null}), "issuer"),
            (json!({"aud": "other"}), "audience"),
            (json!({"aud": null}), "audience"),
            (json!({"aud": ["desk", "other"]}), "another client"),
            (json!({"azp": "other"}), "another client"),
            (json!({"exp": NOW - LEEWAY}), "expired"),
            (json!({"exp": null}), "expired"),
            (json!({"exp": "later"}), "expired"),
            (json!({"iat": NOW + LEEWAY + 1}), "in the future"),
            (json!({"iat": null}), "in the future"),
            (json!({"nbf": NOW + LEEWAY + 1}), "not valid yet"),
            (json!({"nbf": "now"}), "not valid yet"),
            (json!({"nonce": "other"}), "nonce"),
            (json!({"nonce": null}), "nonce"),
            (json!({"sub": ""}), "no one"),
        ] {
            let refused = verified(1, &claims(&changed)).await.unwrap_err();
            assert!(refused.contains(why), "{changed}: {refused}");
        }
    }

    #[test]
    fn each_address_of_the_issuer_must_be_https_or_on_this_machine() {
        let description = |changed: &Value| {
            let mut description = json!({
                "issuer": "https://id.example",
                "authorization_endpoint": "https://id.example/authorize",
                "token_endpoint": "https://id.example/token",
                "jwks_uri": "https://id.example/keys",
            });
            for (name, value) in changed.as_object().unwrap() {
                description[name] = value.clone();
            }
            serde_json::from_value::<Description>(description).unwrap()
        };
        assert!(description(&json!({})).is_protected());
        let end = json!({"end_session_endpoint": "https://id.example/out"});
        assert!(description(&end).is_protected());
        for name in [
            "issuer",
            "authorization_endpoint",
            "token_endpoint",
            "jwks_uri",
            "end_session_endpoint",
        ] {
            for (address, is_protected) in [
                ("http://127.0.0.1:4000/x", true),
                ("http://localhost:4000/x", true),
                ("http://id.example/x", false),
                ("HTTP://id.example/x", false),
                ("http://localhost.id.example/x", false),
                ("//id.example/x", false),
                ("javascript:alert(1)", false),
                ("", false),
            ] {
                let description = description(&json!({ name: address }));
                assert_eq!(
                    description.is_protected(),
                    is_protected,
                    "{name}: {address}"
                );
            }
        }
    }

    #[tokio::test]
    async fn an_issuer_without_https_is_not_even_called() {
        let url = "http://id.example".to_owned();
        let issuer = Issuer::new(url, "desk".to_owned(), None, "https://privacy.example");
        let failed = issuer.end_session_url(Timestamp::UNIX_EPOCH).await;
        assert!(matches!(failed, Err(SignInFailed::NotProtected)));
    }

    #[tokio::test]
    async fn only_a_sign_in_anew_asks_for_a_login() {
        let issuer = issuer(None);
        let now = Timestamp::UNIX_EPOCH;
        let url = async |anew_since| {
            let attempt = Attempt {
                random: [0; 32],
                anew_since,
            };
            issuer.authorization_url(&attempt, now).await.unwrap()
        };
        assert!(url(Some(7)).await.contains("&prompt=login&max_age=0"));
        let usual = url(None).await;
        assert!(!usual.contains("prompt") && !usual.contains("max_age"));
    }

    #[test]
    fn a_sign_in_anew_counts_only_if_the_issuer_asked_since_it_began() {
        let claims = |auth_time: Value| {
            let Value::Object(claims) = json!({"sub": "ana", "auth_time": auth_time}) else {
                unreachable!("an object")
            };
            claims
        };
        for asked in [1_000, 1_030, 1_000 - LEEWAY] {
            assert_eq!(asked_since(&claims(asked.into()), 1_000), Ok(()), "{asked}");
        }
        for earlier in [
            json!(1_000 - LEEWAY - 1),
            json!(0),
            json!("1000"),
            json!(null),
        ] {
            assert!(
                asked_since(&claims(earlier.clone()), 1_000).is_err(),
                "{earlier}"
            );
        }
        assert_eq!(asked_since(&Map::new(), 1_000), Ok(()));
    }

    #[test]
    fn a_browser_cant_take_the_time_out_of_its_cookie() {
        let attempt = |anew_since| Attempt {
            random: [1; 32],
            anew_since,
        };
        assert_ne!(attempt(Some(1_000)).state(), attempt(None).state());
        assert_ne!(attempt(Some(1_000)).state(), attempt(Some(1)).state());
    }

    #[tokio::test]
    async fn the_issuer_signs_out_where_its_description_says() {
        let now = Timestamp::UNIX_EPOCH;
        assert_eq!(issuer(None).end_session_url(now).await.unwrap(), None);
        let issuer = issuer(Some("https://id.example/logout"));
        let url = issuer.end_session_url(now).await.unwrap().unwrap();
        let back = "https%3A%2F%2Fprivacy.example%2Fdesk%2Fsigned-out";
        let expected = format!(
            "https://id.example/logout?client_id=desk&post_logout_redirect_uri={back}&logout_uri={back}"
        );
        assert_eq!(url, expected);
    }

    #[test]
    fn a_key_of_an_unknown_type_does_not_hide_the_others() {
        let document = json!({"keys": [
            {"kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA", "kid": "odd"},
            {"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA", "kid": "later"},
            {"kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": "one", "use": "enc"},
            {"kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": "one", "use": "sig"},
            {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": "two"},
        ]});
        let keys = signing_keys(document.to_string().as_bytes()).unwrap();
        assert!(key_of(&keys, Some("one"), Algorithm::RS256).is_some());
        assert!(key_of(&keys, Some("one"), Algorithm::ES256).is_none());
        assert!(key_of(&keys, Some("two"), Algorithm::ES256).is_some());
        assert!(key_of(&keys, None, Algorithm::PS256).is_some());
        assert!(key_of(&keys, Some("later"), Algorithm::EdDSA).is_none());
        assert!(signing_keys(b"[]").is_none());
    }
}
