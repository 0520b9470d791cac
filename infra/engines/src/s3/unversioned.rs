//! Lists versions as a bucket without versioning does: each object has one version, `null`.

use async_trait::async_trait;
use s3s::dto::*;
use s3s::{S3, S3Request, S3Response, S3Result};
use s3s_fs::FileSystem;

/// The buckets in a file system.
#[derive(Debug)]
pub(super) struct Unversioned(pub(super) FileSystem);

/// Forwards operations to the file system.
macro_rules! hand_on {
    ($($operation:ident($input:ident) -> $output:ident;)*) => {
        #[async_trait]
        impl S3 for Unversioned {
            $(
                async fn $operation(&self, request: S3Request<$input>) -> S3Result<S3Response<$output>> {
                    self.0.$operation(request).await
                }
            )*

            async fn list_object_versions(
                &self,
                request: S3Request<ListObjectVersionsInput>,
            ) -> S3Result<S3Response<ListObjectVersionsOutput>> {
                let objects = request.map_input(|input| ListObjectsV2Input {
                    bucket: input.bucket,
                    prefix: input.prefix,
                    start_after: input.key_marker,
                    max_keys: input.max_keys,
                    ..ListObjectsV2Input::default()
                });
                let listed = self.0.list_objects_v2(objects).await?;
                Ok(listed.map_output(versions))
            }
        }
    };
}

hand_on! {
    copy_object(CopyObjectInput) -> CopyObjectOutput;
    create_bucket(CreateBucketInput) -> CreateBucketOutput;
    delete_bucket(DeleteBucketInput) -> DeleteBucketOutput;
    delete_object(DeleteObjectInput) -> DeleteObjectOutput;
    delete_objects(DeleteObjectsInput) -> DeleteObjectsOutput;
    get_bucket_location(GetBucketLocationInput) -> GetBucketLocationOutput;
    get_object(GetObjectInput) -> GetObjectOutput;
    head_bucket(HeadBucketInput) -> HeadBucketOutput;
    head_object(HeadObjectInput) -> HeadObjectOutput;
    list_buckets(ListBucketsInput) -> ListBucketsOutput;
    list_objects(ListObjectsInput) -> ListObjectsOutput;
    list_objects_v2(ListObjectsV2Input) -> ListObjectsV2Output;
    put_object(PutObjectInput) -> PutObjectOutput;
}

fn versions(listed: ListObjectsV2Output) -> ListObjectVersionsOutput {
    let objects = listed.contents.unwrap_or_default();
    let version = |object: Object| ObjectVersion {
        key: object.key,
        is_latest: Some(true),
        last_modified: object.last_modified,
        size: object.size,
        version_id: Some("null".to_owned()),
        ..ObjectVersion::default()
    };
    let versions: Vec<ObjectVersion> = objects.into_iter().map(version).collect();
    let more = listed.is_truncated.unwrap_or_default();
    let last = versions.last().and_then(|version| version.key.clone());
    ListObjectVersionsOutput {
        is_truncated: Some(more),
        next_key_marker: last.filter(|_| more),
        name: listed.name,
        prefix: listed.prefix,
        versions: Some(versions),
        ..ListObjectVersionsOutput::default()
    }
}
