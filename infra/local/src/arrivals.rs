//! What S3 tells the queue in production: that an object came.

use crate::queue::Queue;
use anyhow::{Context, Result};
use engines::BUCKET;
use engines::lambda::arrival;
use jiff::Timestamp;
use runtime::Clock;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::Mutex;

/// Tells the queue that the object of this key came.
pub(crate) fn tell(queue: &Queue, key: &str, at: Timestamp) -> Result<()> {
    let name = format!("{:020}-{}", at.as_millisecond(), key.replace('/', "-"));
    queue.put(&name, &arrival(key, at))
}

/// Looks for what webhooks stored: `inbound/{provider}/{id}`. After a restart it tells of all of it once more,
/// which changes nothing.
pub(crate) struct Watch {
    s3: aws_sdk_s3::Client,
    queue: Arc<Queue>,
    clock: Clock,
    notified: Mutex<BTreeSet<String>>,
}

impl Watch {
    pub(crate) fn new(s3: aws_sdk_s3::Client, queue: Arc<Queue>, clock: Clock) -> Self {
        Self {
            s3,
            queue,
            clock,
            notified: Mutex::default(),
        }
    }

    /// Tells the queue of what it wasn't told of.
    pub(crate) async fn look(&self) -> Result<()> {
        let mut notified = self.notified.lock().await;
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
                if by_webhook && notified.insert(key.to_owned()) {
                    tell(&self.queue, key, self.clock.now())?;
                }
            }
        }
        Ok(())
    }
}
