//! S3 on loopback: a folder, served by s3s with one pair of keys; buckets are in the path.
//!
//! Where it differs from S3: a key is a path below the bucket's folder. So `a` and `a/b` cannot
//! both exist, a key of more than about 150 bytes does not fit its side file, and two writers that
//! both say `If-None-Match: *` at the same moment may both succeed, and what is put over is gone: no bucket keeps
//! versions. Run one engine per folder.

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

/// A running S3.
#[derive(Clone, Debug)]
pub struct Engine {
    running: Running,
}

/// Starts S3 over `folder` on 127.0.0.1 at `port`, or at a free one for 0.
///
/// The folder, and in it each of `buckets`, is made when missing.
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
        .with_context(|| format!("cannot keep objects in {}", folder.display()))?;
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
    /// The URL to give to a client that puts the bucket in the path.
    pub fn endpoint(&self) -> &str {
        self.running.endpoint()
    }

    /// The address listened on.
    pub fn address(&self) -> SocketAddr {
        self.running.address()
    }

    /// Resolves when the engine has ended, which it does once the stop signal was given.
    pub async fn stopped(&self) {
        self.running.stopped().await;
    }
}
