//! Notifications that an object arrived in the bucket of raw mail. In AWS, S3 sends them to the queue.

use crate::queue::Queue;
use anyhow::{Context, Result};
use engines::BUCKET;
use engines::lambda::arrival;
use jiff::Timestamp;
use runtime::Clock;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::Mutex;

/// Puts a notification about the object with this key into the queue.
pub(crate) fn notify(queue: &Queue, key: &str, at: Timestamp) -> Result<()> {
    let name = format!("{:020}-{}", at.as_millisecond(), key.replace('/', "-"));
    queue.put(&name, &arrival(key, at))
}

/// Finds objects that webhooks stored: `inbound/{provider}/{id}`. After a restart it reports all of them again; the
/// intake of a message is idempotent.
pub(crate) struct Watch {
    s3: aws_sdk_s3::Client,
    queue: Arc<Queue>,
    clock: Clock,
    reported: Mutex<BTreeSet<String>>,
}

impl Watch {
    pub(crate) fn new(s3: aws_sdk_s3::Client, queue: Arc<Queue>, clock: Clock) -> Self {
        Self {
            s3,
            queue,
            clock,
            reported: Mutex::default(),
        }
    }

    /// Puts a notification into the queue for each new object.
    pub(crate) async fn report_new(&self) -> Result<()> {
        let mut reported = self.reported.lock().await;
        let mut pages = self
            .s3
            .list_objects_v2()
            .bucket(BUCKET)
            .prefix("inbound/")
            .into_paginator()
            .send();
        while let Some(page) = pages.next().await {
            for key in page
                .context("the archive can't be listed")?
                .contents()
                .iter()
                .filter_map(|object| object.key())
            {
                let by_webhook = key.split('/').count() == 3;
                if by_webhook && reported.insert(key.to_owned()) {
                    notify(&self.queue, key, self.clock.now())?;
                }
            }
        }
        Ok(())
    }
}
