//! Messages of Amazon SNS, and the signature that makes them its.
//!
//! [Verifying the signatures of Amazon SNS messages](https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html):
//! version 1 signs with SHA-1, version 2 with SHA-256, both with RSA. Ours is a message of the very topic that
//! is configured, signed by a certificate that the topic's own region serves.

use crate::Refusal;
use crate::secret::same;
use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256, RsaParameters,
    UnparsedPublicKey,
};
use data_encoding::BASE64;
use serde::Deserialize;

/// A topic.
#[derive(Debug)]
pub(super) struct Topic {
    arn: String,
    /// The address of SNS in the topic's region, as its messages name it.
    origin: String,
}

/// A message, as it is before it is checked.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct Message {
    r#type: String,
    message_id: String,
    topic_arn: String,
    subject: Option<String>,
    message: String,
    timestamp: String,
    signature_version: String,
    signature: String,
    #[serde(rename = "SigningCertURL")]
    signing_cert_url: String,
    #[serde(rename = "SubscribeURL")]
    subscribe_url: String,
    token: String,
}

/// What kind of message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Something was told.
    Notification,
    /// The address is to be told from now on, if it agrees.
    SubscriptionConfirmation,
    /// The address is not told any more, unless it objects.
    UnsubscribeConfirmation,
}

/// What is to be checked of a message.
#[derive(Debug)]
pub(super) struct Signed<'a> {
    message: &'a Message,
    kind: Kind,
    algorithm: &'static RsaParameters,
    signature: Vec<u8>,
}

impl Topic {
    /// Reads an ARN, `arn:aws:sns:us-west-2:123456789012:name`.
    pub(super) fn parse(arn: &str) -> Result<Self, &'static str> {
        const WRONG: &str = "it is not like arn:aws:sns:us-west-2:123456789012:name";
        let parts: Vec<&str> = arn.split(':').collect();
        let ["arn", partition, "sns", region, account, name] = parts[..] else {
            return Err(WRONG);
        };
        let fits = |text: &str| {
            let named =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            !text.is_empty() && text.bytes().all(named)
        };
        if !fits(region) || !fits(account) || name.is_empty() {
            return Err(WRONG);
        }
        let domain = match partition {
            "aws" | "aws-us-gov" => "amazonaws.com",
            "aws-cn" => "amazonaws.com.cn",
            _ => return Err(WRONG),
        };
        Ok(Self {
            arn: arn.to_owned(),
            origin: format!("https://sns.{region}.{domain}"),
        })
    }

    /// Whether the address is that of a certificate of SNS. The name has no dots, slashes or questions that could
    /// make another page of it.
    fn serves_certificate(&self, address: &str) -> bool {
        let name = address
            .strip_prefix(&self.origin)
            .and_then(|path| path.strip_prefix("/SimpleNotificationService-"))
            .and_then(|path| path.strip_suffix(".pem"));
        name.is_some_and(|name| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    }
}

impl Message {
    /// What was told.
    pub(super) fn message(&self) -> &str {
        &self.message
    }

    /// What is to be checked of it, if it can be the topic's at all.
    pub(super) fn signed(&self, topic: &Topic) -> Result<Signed<'_>, Refusal> {
        let kind = match self.r#type.as_str() {
            "Notification" => Kind::Notification,
            "SubscriptionConfirmation" => Kind::SubscriptionConfirmation,
            "UnsubscribeConfirmation" => Kind::UnsubscribeConfirmation,
            _ => return Err(Refusal::Malformed),
        };
        let algorithm = match self.signature_version.as_str() {
            "1" => &RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
            "2" => &RSA_PKCS1_2048_8192_SHA256,
            _ => return Err(Refusal::WrongSignature),
        };
        if !same(self.topic_arn.as_bytes(), topic.arn.as_bytes())
            || !topic.serves_certificate(&self.signing_cert_url)
        {
            return Err(Refusal::WrongSignature);
        }
        let signature = BASE64
            .decode(self.signature.as_bytes())
            .map_err(|_| Refusal::WrongSignature)?;
        Ok(Signed {
            message: self,
            kind,
            algorithm,
            signature,
        })
    }

    /// The address whose visit confirms the subscription of the topic, made of what was signed: the address in
    /// the message has to be the same one.
    pub(super) fn confirmation(&self, topic: &Topic) -> Result<String, Refusal> {
        let (_, query) = self
            .subscribe_url
            .split_once(&format!("{}/?", topic.origin))
            .filter(|(before, _)| before.is_empty())
            .ok_or(Refusal::NotMail("the confirmation leads elsewhere"))?;
        let mut said: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        said.sort();
        let expected = [
            ("Action", "ConfirmSubscription"),
            ("Token", self.token.as_str()),
            ("TopicArn", topic.arn.as_str()),
        ];
        let said = said.iter().map(|(name, value)| (&**name, &**value));
        if self.token.is_empty() || !said.eq(expected) {
            return Err(Refusal::NotMail("the confirmation leads elsewhere"));
        }
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(expected)
            .finish();
        Ok(format!("{}/?{query}", topic.origin))
    }
}

impl Signed<'_> {
    /// What kind of message it is.
    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    /// The address of the certificate.
    pub(super) fn certificate(&self) -> &str {
        &self.message.signing_cert_url
    }

    /// Refuses it unless this key signed it.
    pub(super) fn verify(&self, key: &[u8]) -> Result<(), Refusal> {
        UnparsedPublicKey::new(self.algorithm, key)
            .verify(self.text().as_bytes(), &self.signature)
            .map_err(|_| Refusal::WrongSignature)
    }

    /// What is signed: names and values in the order of their names, a line each.
    fn text(&self) -> String {
        let of = self.message;
        let mut fields = vec![("Message", &of.message), ("MessageId", &of.message_id)];
        match self.kind {
            Kind::Notification => {
                fields.extend(of.subject.as_ref().map(|subject| ("Subject", subject)));
                fields.push(("Timestamp", &of.timestamp));
            }
            Kind::SubscriptionConfirmation | Kind::UnsubscribeConfirmation => fields.extend([
                ("SubscribeURL", &of.subscribe_url),
                ("Timestamp", &of.timestamp),
                ("Token", &of.token),
            ]),
        }
        fields.extend([("TopicArn", &of.topic_arn), ("Type", &of.r#type)]);
        fields
            .into_iter()
            .map(|(name, value)| format!("{name}\n{value}\n"))
            .collect()
    }
}
