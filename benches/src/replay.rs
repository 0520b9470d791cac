//! The capacity that calls consume, as the engine reports it.
//!
//! The functions don't request this number. So the benchmark repeats the calls that a proxy recorded, in order, on an empty
//! engine, and requests it.

use anyhow::{Context, Result, ensure};
use engines::clients::{self, Retries};
use engines::dynamodb::{self, Engine, Place};
use engines::proxy::Call;
use engines::stop_signal;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;

/// Capacity units.
#[derive(Debug, Clone, Copy, Default)]
pub struct Units {
    /// Read units.
    pub read: f64,
    /// Write units.
    pub write: f64,
}

/// An engine on which recorded calls are repeated.
#[derive(Debug)]
pub struct Replay {
    engine: Engine,
    _stop: watch::Sender<bool>,
}

impl Replay {
    /// Starts one with an empty table.
    ///
    /// # Errors
    /// If it can't be started.
    pub async fn start(table: &str) -> Result<Self> {
        let (stop, stopping) = stop_signal();
        let engine = dynamodb::start(Place::Memory, 0, stopping).await?;
        let client = clients::dynamodb(engine.endpoint(), Retries::Quick);
        store::schema::create_table(&client, table).await?;
        Ok(Self {
            engine,
            _stop: stop,
        })
    }

    /// Repeats a call and returns the capacity that it consumed. A call whose condition fails again consumes nothing.
    ///
    /// # Errors
    /// If the engine doesn't answer.
    pub async fn units(&self, call: &Call) -> Result<Units> {
        let mut body = call.json.clone().context("no call to the table")?;
        body["ReturnConsumedCapacity"] = "TOTAL".into();
        let answer = self.send(&call.operation, &body.to_string()).await?;
        let consumed = match &answer["ConsumedCapacity"] {
            Value::Array(each) => each.iter().filter_map(capacity).sum(),
            one => capacity(one).unwrap_or_default(),
        };
        let reads = [
            "GetItem",
            "BatchGetItem",
            "TransactGetItems",
            "Query",
            "Scan",
        ];
        Ok(if reads.contains(&call.operation.as_str()) {
            Units {
                read: consumed,
                write: 0.0,
            }
        } else {
            Units {
                read: 0.0,
                write: consumed,
            }
        })
    }

    async fn send(&self, operation: &str, body: &str) -> Result<Value> {
        let mut stream = TcpStream::connect(self.engine.address()).await?;
        let head = format!(
            "POST / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/x-amz-json-1.0\r\n\
             x-amz-date: 20261121T180000Z\r\nx-amz-target: DynamoDB_20120810.{operation}\r\n\
             authorization: AWS4-HMAC-SHA256 Credential=loopback/20261121/us-west-2/dynamodb/aws4_request, \
             SignedHeaders=host;x-amz-date, Signature=00\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(body.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        let (head, body) = answer.split_once("\r\n\r\n").context("half an answer")?;
        let ok = head.starts_with("HTTP/1.1 200");
        let refused = ["ConditionalCheckFailed", "TransactionCanceled"];
        ensure!(
            ok || refused.iter().any(|of| body.contains(of)),
            "{operation}: {body}"
        );
        Ok(serde_json::from_str(body)?)
    }
}

fn capacity(of: &Value) -> Option<f64> {
    of["CapacityUnits"].as_f64()
}
