//! Messages of Amazon SNS and their signatures.
//!
//! [Verifying the signatures of Amazon SNS messages](https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html):
//! version 1 signs with SHA-1, version 2 with SHA-256, both with RSA. A valid message
//! names the configured topic and is signed by a certificate from the topic's own region.

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
    /// The host of SNS in the topic's region.
    origin: String,
}

/// A message before its check.
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

/// The type of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A notification.
    Notification,
    /// A subscription that the endpoint must confirm.
    SubscriptionConfirmation,
    /// The end of a subscription.
    UnsubscribeConfirmation,
}

/// The parts of a message that its check needs.
#[derive(Debug)]
pub(super) struct Signed<'a> {
    message: &'a Message,
    kind: Kind,
    algorithm: &'static RsaParameters,
    signature: Vec<u8>,
}

impl Topic {
    /// Parses an ARN, `arn:aws:sns:us-west-2:123456789012:name`.
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

    /// Returns whether the URL is that of an SNS certificate. The file name may contain no dot, slash or question mark, which
    /// could lead to another page.
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
    /// Returns the notification.
    pub(super) fn message(&self) -> &str {
        &self.message
    }

    /// Returns the parts to check, if the message names the topic.
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

    /// Returns the URL that confirms the subscription, built from signed values. The URL in the message must be the same.
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
    /// Returns the type.
    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns the URL of the certificate.
    pub(super) fn certificate(&self) -> &str {
        &self.message.signing_cert_url
    }

    /// Refuses the message unless this key signed it.
    pub(super) fn verify(&self, key: &[u8]) -> Result<(), Refusal> {
        UnparsedPublicKey::new(self.algorithm, key)
            .verify(self.text().as_bytes(), &self.signature)
            .map_err(|_| Refusal::WrongSignature)
    }

    /// Returns the signed text: names and values sorted by name, one per line.
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
