//! Reads the table.

use crate::TestClient;
use domain::keys::LinkKeys;
use domain::person::{Identifier, IdentifierKind};
use domain::receipt::{Receipt, Reference};
use domain::request::Request;
use store::{Handles, SuppressionRecord};

impl TestClient {
    /// Returns the store, without the proxies and their faults.
    #[must_use]
    pub fn store(&self) -> Handles {
        let settings = &self.settings;
        let keys = settings
            .read(&runtime::settings::INDEX_KEYS, domain::keys::KeyRing::parse)
            .expect("the setting is a key ring");
        let table = settings
            .required(&runtime::settings::TABLE_NAME)
            .expect("the setting TABLE_NAME exists");
        Handles::new(self.client.clone(), table, domain::keys::IndexKeys(keys))
    }

    /// Returns the suppression of an email address.
    pub async fn suppression(&self, email: &str) -> SuppressionRecord {
        let identifier = Identifier::parse(IdentifierKind::Email, email).expect("an address");
        self.suppression_of(&identifier).await
    }

    /// Returns the suppression of an identifier.
    pub async fn suppression_of(&self, identifier: &Identifier) -> SuppressionRecord {
        self.store()
            .signals
            .suppression(identifier)
            .await
            .expect("the table can be read")
    }

    /// Returns the receipt of a reference and its request.
    pub async fn look_up(&self, reference: &str) -> Option<(Receipt, Request)> {
        self.store()
            .status
            .look_up(Reference::parse(reference).ok())
            .await
            .expect("the table can be read")
    }

    /// Returns the path of the status page that an email to the requester links to, for the receipt behind `page`. Without
    /// an address, returns `page`.
    pub async fn mailbox_page(&self, page: &str) -> String {
        let reference = page.split('/').nth(2).expect("a status page");
        let (receipt, request) = self.look_up(reference).await.expect("a receipt");
        match request.person.email_address() {
            Some(holder) => self.links().mailbox_status_path(&receipt.id, holder),
            None => page.to_owned(),
        }
    }

    /// Returns the keys of links.
    #[must_use]
    pub fn links(&self) -> LinkKeys {
        let links = &runtime::settings::LINK_KEYS;
        let keys = self.settings.read(links, domain::keys::KeyRing::parse);
        LinkKeys(keys.expect("the setting is a key ring"))
    }

    /// Returns every item of the table.
    pub async fn items(
        &self,
    ) -> Vec<std::collections::HashMap<String, aws_sdk_dynamodb::types::AttributeValue>> {
        let table = self
            .settings
            .required(&runtime::settings::TABLE_NAME)
            .expect("the setting TABLE_NAME exists");
        let pages = self
            .client
            .scan()
            .table_name(table)
            .into_paginator()
            .items()
            .send();
        pages
            .collect::<Result<Vec<_>, _>>()
            .await
            .expect("the table can be read")
    }

    /// Returns the log lines of all tests so far that contain this text.
    #[must_use]
    pub fn logged(&self, text: &str) -> Vec<serde_json::Value> {
        crate::logs::lines_with(text)
    }

    /// Counts the items whose partition key and sort key begin with these texts.
    pub async fn count(&self, pk: &str, sk: &str) -> usize {
        let begins =
            |item: &std::collections::HashMap<_, aws_sdk_dynamodb::types::AttributeValue>,
             name: &str,
             start: &str| {
                item.get(name)
                    .and_then(|value| value.as_s().ok())
                    .is_some_and(|value| value.starts_with(start))
            };
        self.items()
            .await
            .iter()
            .filter(|item| begins(item, "pk", pk) && begins(item, "sk", sk))
            .count()
    }

    /// Returns the texts that no log may hold: every address, phone number, reference and token.
    pub(crate) async fn secrets(&self) -> Vec<String> {
        let links = self.links();
        let mut secrets = Vec::new();
        for item in self.items().await {
            let is = |start: &str| item["pk"].as_s().is_ok_and(|pk| pk.starts_with(start));
            // The note of a repeat above the daily limit has no value.
            if let Some(value) = item.get("value").filter(|_| is("RECEIPT#")) {
                let receipt: Receipt =
                    serde_dynamo::from_attribute_value(value.clone()).expect("a receipt");
                let reference = receipt.reference();
                secrets.extend([
                    reference.to_string(),
                    reference.compact(),
                    links.token(&receipt.id),
                ]);
                let personal = receipt
                    .identifiers
                    .iter()
                    .filter(|i| matches!(i.kind(), IdentifierKind::Email | IdentifierKind::Phone));
                secrets.extend(personal.map(Identifier::normalized));
            }
        }
        secrets
    }
}
