//! Messages as SNS posts them, signed by a key of these tests.

use crate::inbox::{CERTIFICATE, TOPIC, WebhookDelivery};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use data_encoding::BASE64;
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject;
use serde_json::{Value, json};

/// Signs a message as SNS's version 2 does.
pub(crate) fn signed(mut message: Value) -> WebhookDelivery {
    let fields: &[&str] = match message["Type"].as_str().unwrap() {
        "Notification" => &[
            "Message",
            "MessageId",
            "Subject",
            "Timestamp",
            "TopicArn",
            "Type",
        ],
        _ => &[
            "Message",
            "MessageId",
            "SubscribeURL",
            "Timestamp",
            "Token",
            "TopicArn",
            "Type",
        ],
    };
    let text: String = fields
        .iter()
        .filter_map(|name| Some(format!("{name}\n{}\n", message[name].as_str()?)))
        .collect();
    let key = PrivatePkcs8KeyDer::from_pem_slice(include_bytes!("sns/key.pem")).unwrap();
    let key = RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()).unwrap();
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        text.as_bytes(),
        &mut signature,
    )
    .unwrap();
    message["Signature"] = BASE64.encode(&signature).into();
    delivery(&message)
}

pub(crate) fn delivery(message: &Value) -> WebhookDelivery {
    WebhookDelivery::new(
        "/inbound/ses",
        "text/plain; charset=UTF-8",
        message.to_string(),
    )
}

pub(crate) fn sns(kind: &str, message: &str) -> Value {
    json!({
        "Type": kind, "MessageId": "22222222-2222-5222-8222-222222222222", "TopicArn": TOPIC,
        "Message": message, "Timestamp": "2026-11-21T17:59:58.000Z",
        "SignatureVersion": "2", "SigningCertURL": CERTIFICATE
    })
}
