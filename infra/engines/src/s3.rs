//! S3 on loopback: a folder that s3s serves with one access key. Buckets are in the path.
//!
//! Differences from S3: a key is a path in the bucket's folder, so `a` and `a/b` can't both exist. A key can't be longer than
//! about 150 bytes. Two simultaneous writers with `If-None-Match: *` may both succeed. Buckets have no versions, so an
//! overwritten object is gone. Only one engine may use a folder.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;

use super::Stop;
use super::clients::{ACCESS_KEY, SECRET_KEY};
use super::loopback::{self, Running};

mod unversioned;

#[cfg(test)]
mod tests;

/// A running S3 engine.
#[derive(Clone, Debug)]
pub struct Engine {
    running: Running,
}

/// Starts S3 over `folder` on 127.0.0.1 at `port` (0 takes a free one).
///
/// Creates the folder and the buckets if they are missing.
pub async fn start(folder: &Path, buckets: &[&str], port: u16, stop: Stop) -> Result<Engine> {
    super::make_folder(folder).await?;
    for bucket in buckets {
        ensure!(
            s3s::path::check_bucket_name(bucket),
            "not a name for a bucket: {bucket}"
        );
        super::make_folder(&folder.join(bucket)).await?;
    }
    let objects = FileSystem::new(folder)
        .map_err(|error| anyhow::anyhow!("{error:?}"))
        .with_context(|| format!("can't store objects in {}", folder.display()))?;
    let mut service = S3ServiceBuilder::new(unversioned::Unversioned(objects));
    service.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
    let service = service.build();

    let listener = loopback::bind(port)?;
    let address = listener.local_addr()?;
    Ok(Engine {
        running: Running::start(address, loopback::serve(listener, service, stop)),
    })
}

impl Engine {
    /// Returns the URL for a client that puts the bucket into the path.
    pub fn endpoint(&self) -> &str {
        self.running.endpoint()
    }

    /// Returns the address.
    pub fn address(&self) -> SocketAddr {
        self.running.address()
    }

    /// Waits until the engine has ended after the stop signal.
    pub async fn stopped(&self) {
        self.running.stopped().await;
    }
}
