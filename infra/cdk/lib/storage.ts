import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { StarPrincipal, Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, CfnBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { may } from './function';

/** The sparse index of what is to be done. */
export const DUE = 'due';

/** The table. Keys, index and time to live are those that `shared/store/src/schema.rs` charts. */
export function table(scope: Construct): Table {
  const table = new Table(scope, 'Table', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: 'expires',
    stream: StreamViewType.KEYS_ONLY, // nothing personal leaves the table: keys hold no names and no addresses
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    encryption: TableEncryption.AWS_MANAGED,
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  table.addGlobalSecondaryIndex({
    indexName: DUE,
    partitionKey: { name: 'due_kind', type: AttributeType.STRING },
    sortKey: { name: 'due_at', type: AttributeType.STRING },
    projectionType: ProjectionType.KEYS_ONLY,
  });
  return table;
}

/** The bucket of exports: hashes of what is stopped, all of which can be made again. */
export function exportsBucket(scope: Construct): Bucket {
  const reason = 'It holds hashes for a month; who reads them is for whoever lets somebody in to watch.';
  return keptForAMonth(scope, 'Exports', reason);
}

/**
 * A bucket for batches of the table's stream that were given up: which items, and why. All of it is in the table. It tells
 * nobody: when a bucket is told to, it sends a message of its own first, and an alarm on the queue would ring until that
 * is gone.
 */
export function failuresBucket(scope: Construct, id: string): Bucket {
  return keptForAMonth(scope, id, 'It holds keys of items for a month, and Lambda alone writes them.');
}

/** A bucket of what can be lost, and why nothing is logged of who reads it. */
function keptForAMonth(scope: Construct, id: string, reason: string): Bucket {
  const bucket = new Bucket(scope, id, {
    encryption: BucketEncryption.S3_MANAGED,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    removalPolicy: RemovalPolicy.DESTROY,
    lifecycleRules: [{ expiration: Duration.days(30) }],
  });
  Validations.of(bucket).acknowledge({ id: 'AwsSolutions::AwsSolutions-S1', reason });
  tlsOnly(bucket);
  return bucket;
}

/** Nobody reaches a bucket without TLS. */
function tlsOnly(bucket: Bucket): void {
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'TlsOnly',
      effect: Effect.DENY,
      principals: [new StarPrincipal()],
      actions: ['s3:*'],
      resources: [bucket.bucketArn, bucket.arnForObjects('*')],
      conditions: { Bool: { 'aws:SecureTransport': 'false' } },
    }),
  );
}

/** The bucket of raw mail, and the key that it is encrypted with. */
export class RawMail extends Construct {
  readonly bucket: Bucket;
  readonly key: Key;

  constructor(scope: Construct, id: string, retentionMonths: number) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: 'Raw mail of Honored',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN, // without it no mail can be read again
    });
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.KMS,
      encryptionKey: this.key,
      bucketKeyEnabled: true,
      versioned: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        {
          // What was overwritten or deleted by mistake, for longer than its request may be kept: a request can be
          // open for a year before its retention begins. What is to be forgotten the sweeper erases itself.
          noncurrentVersionExpiration: Duration.days(retentionMonths * 31 + 366),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
          expiredObjectDeleteMarker: true,
        },
      ],
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions::AwsSolutions-S1',
      reason: 'Only these functions read it; a log of its objects would be one more place to forget people in.',
    });
    tlsOnly(this.bucket);
  }

  /** The objects under one prefix. */
  objects(prefix: string): string {
    return this.bucket.arnForObjects(`${prefix}/*`);
  }

  /** Lets a function read what it gets from the bucket. */
  mayDecrypt(): PolicyStatement {
    return may('Decrypt', ['kms:Decrypt'], this.key.keyArn);
  }

  /** Lets a function write what it puts into the bucket. */
  mayEncrypt(): PolicyStatement {
    return may('Encrypt', ['kms:GenerateDataKey'], this.key.keyArn);
  }

  /** Lets SES store what it receives by whichever rule set of this account is active: a company may have one already. */
  acceptFromSes(): void {
    const stack = Stack.of(this);
    const ses = { StringEquals: { 'aws:SourceAccount': stack.account } };
    const rules = stack.formatArn({ service: 'ses', resource: 'receipt-rule-set', resourceName: '*' });
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'SesStoresMail',
        principals: [new ServicePrincipal('ses.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [this.objects('inbound')],
        conditions: { ...ses, ArnLike: { 'aws:SourceArn': rules } },
      }),
    );
    this.key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'SesStoresMail',
        principals: [new ServicePrincipal('ses.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: ses,
      }),
    );
  }

  /** Tells this queue of each object under a prefix. Written out: the bucket's own way brings a function along. */
  tell(queue: string, prefix: string): void {
    const filter = { s3Key: { rules: [{ name: 'prefix', value: prefix }] } };
    const made = this.bucket.node.defaultChild as CfnBucket;
    made.notificationConfiguration = { queueConfigurations: [{ event: 's3:ObjectCreated:*', queue, filter }] };
  }
}
