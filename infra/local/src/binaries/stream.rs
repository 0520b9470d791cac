//! The table's stream: the keys of each write, on their way to the functions that consume them.

use super::fleet::Fleet;
use crate::functions::Function;
use anyhow::{Context, Result, ensure};
use aws_sdk_dynamodb::types::{StreamSpecification, StreamViewType};
use engines::Engines;
use engines::clients::{ACCESS_KEY, REGION};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use tokio::net::TcpStream;
use tokio::sync::Mutex;

/// The filter of each consumer, as the templates' event sources write it.
pub const FILTERS: &[(Function, &str)] = &[
    (
        Function::OutboxSender,
        r#"{"eventName":["INSERT"],"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"REQUEST#"},{"prefix":"INBOUND#"},{"prefix":"DIGEST#"},{"prefix":"ALARM#"}]},"sk":{"S":[{"prefix":"EMAIL#"}]}}}}"#,
    ),
    (
        Function::PartnerNotifier,
        r#"{"eventName":["INSERT"],"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"REQUEST#"}]},"sk":{"S":[{"prefix":"NOTIFICATION#"}]}}}}"#,
    ),
];

/// How many records one invocation gets, as in the templates.
const BATCH: usize = 25;

pub(super) struct Stream {
    engine: SocketAddr,
    arn: String,
    /// The next iterator of each consumer in each shard.
    read: Mutex<BTreeMap<(Function, String), Value>>,
}

impl Stream {
    /// Enables the table's stream.
    pub(super) async fn open(engines: &Engines, table: &str) -> Result<Self> {
        let keys_only = StreamSpecification::builder()
            .stream_enabled(true)
            .stream_view_type(StreamViewType::KeysOnly)
            .build()?;
        let client = engines.dynamodb_client();
        let update = client.update_table().table_name(table);
        let updated = update.stream_specification(keys_only).send().await?;
        let table = updated.table_description().context("no table")?;
        Ok(Self {
            engine: engines.dynamodb.address(),
            arn: table.latest_stream_arn().context("no stream")?.to_owned(),
            read: Mutex::default(),
        })
    }

    /// Passes new records to each consumer, through its filter. A consumer that reports an error gets the same records the
    /// next time.
    pub(super) async fn hand_on(&self, fleet: &Fleet) -> Result<Vec<(Function, usize)>> {
        let stream = json!({ "StreamArn": self.arn });
        let described = self.ask("DescribeStream", &stream).await?;
        let shards = described["StreamDescription"]["Shards"].as_array();
        let mut handed = Vec::new();
        for (function, filter) in FILTERS {
            let filter: Value = serde_json::from_str(filter)?;
            let mut got = 0;
            for shard in shards.into_iter().flatten() {
                let shard = shard["ShardId"].as_str().unwrap_or_default();
                got += self.hand_on_shard(fleet, *function, &filter, shard).await?;
            }
            handed.push((*function, got));
        }
        Ok(handed)
    }

    async fn hand_on_shard(
        &self,
        fleet: &Fleet,
        function: Function,
        filter: &Value,
        shard: &str,
    ) -> Result<usize> {
        let mut read = self.read.lock().await;
        let place = (function, shard.to_owned());
        let mut next = match read.get(&place) {
            Some(next) => next.clone(),
            None => self.beginning(shard).await?,
        };
        let mut handed = 0;
        loop {
            let page = json!({ "ShardIterator": next });
            let page = self.ask("GetRecords", &page).await?;
            let records = page["Records"].as_array().cloned().unwrap_or_default();
            if records.is_empty() {
                return Ok(handed);
            }
            let wanted: Vec<_> = records.iter().filter(|r| passes(filter, r)).collect();
            self.feed(fleet, function, &wanted).await?;
            handed += wanted.len();
            next = page["NextShardIterator"].clone();
            read.insert(place.clone(), next.clone());
        }
    }

    async fn feed(&self, fleet: &Fleet, function: Function, records: &[&Value]) -> Result<()> {
        for batch in records.chunks(BATCH) {
            let of_table = |record: &&Value| {
                let mut record = (*record).clone();
                record["eventSourceARN"] = self.arn.clone().into();
                record
            };
            let records: Vec<Value> = batch.iter().map(of_table).collect();
            fleet
                .invoke(function, json!({ "Records": records }))
                .await?;
        }
        Ok(())
    }

    /// Returns the iterator at the start of a shard.
    async fn beginning(&self, shard: &str) -> Result<Value> {
        let from =
            json!({"StreamArn": self.arn, "ShardId": shard, "ShardIteratorType": "TRIM_HORIZON"});
        let begins = self.ask("GetShardIterator", &from).await?;
        Ok(begins["ShardIterator"].clone())
    }

    /// Calls the API of streams, which the SDK of DynamoDB lacks.
    async fn ask(&self, operation: &str, body: &Value) -> Result<Value> {
        let stream = TcpStream::connect(self.engine).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        // The engine requires a signature but doesn't verify it.
        let signed = format!(
            "AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/20261121/{REGION}/dynamodb/aws4_request, \
             SignedHeaders=host, Signature=00"
        );
        let request = http::Request::post("/")
            .header("host", self.engine.to_string())
            .header("content-type", "application/x-amz-json-1.0")
            .header(
                "x-amz-target",
                format!("DynamoDBStreams_20120810.{operation}"),
            )
            .header("x-amz-date", "20261121T180000Z")
            .header("authorization", signed)
            .body(Full::new(Bytes::from(body.to_string())))?;
        let answer = sender.send_request(request).await?;
        let status = answer.status();
        let body = answer.into_body().collect().await?.to_bytes();
        let text = String::from_utf8_lossy(&body);
        ensure!(status.is_success(), "{operation} was answered {text}");
        Ok(serde_json::from_slice(&body)?)
    }
}

/// Reports whether a filter lets an event through: in each list, one rule must match. A rule is a text or a prefix.
fn passes(filter: &Value, event: &Value) -> bool {
    match filter {
        Value::Object(fields) => fields
            .iter()
            .all(|(name, filter)| passes(filter, &event[name.as_str()])),
        Value::Array(rules) => {
            let text = event.as_str();
            rules.iter().any(|rule| match rule["prefix"].as_str() {
                Some(start) => text.is_some_and(|text| text.starts_with(start)),
                None => rule == event,
            })
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_lets_through_the_records_that_its_consumer_wants() {
        let (_, filter) = FILTERS[1];
        let filter = serde_json::from_str(filter).unwrap();
        let event = |name: &str, pk: &str, sk: &str| {
            let keys = json!({"pk": {"S": pk}, "sk": {"S": sk}});
            json!({"eventName": name, "dynamodb": {"Keys": keys}})
        };
        assert!(passes(
            &filter,
            &event("INSERT", "REQUEST#A", "NOTIFICATION#B")
        ));
        for other in [
            event("MODIFY", "REQUEST#A", "NOTIFICATION#B"),
            event("INSERT", "NOTIFICATION#B", "PARTNER#ads"),
            event("INSERT", "REQUEST#A", "EMAIL#B"),
            json!({}),
        ] {
            assert!(!passes(&filter, &other), "{other}");
        }
    }
}
