import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { StarPrincipal, Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, CfnBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { may } from './function';

/** The name of the sparse index of due items. */
export const DUE = 'due';

/** The name of the index of requests in the order in which staff work on them. */
export const QUEUE = 'queue';

/** Makes the table. Keys, index and time to live are those of `shared/store/src/schema.rs`. */
export function table(scope: Construct, encryptionKey: IKey | undefined): Table {
  const table = new Table(scope, 'Table', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: 'expires',
    stream: StreamViewType.KEYS_ONLY, // keys contain no personal data, so none leaves the table
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    encryption: encryptionKey ? TableEncryption.CUSTOMER_MANAGED : TableEncryption.AWS_MANAGED,
    encryptionKey,
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  table.addGlobalSecondaryIndex({
    indexName: DUE,
    partitionKey: { name: 'due_kind', type: AttributeType.STRING },
    sortKey: { name: 'due_at', type: AttributeType.STRING },
    projectionType: ProjectionType.KEYS_ONLY,
  });
  table.addGlobalSecondaryIndex({
    indexName: QUEUE,
    partitionKey: { name: 'queue_kind', type: AttributeType.STRING },
    sortKey: { name: 'queue_at', type: AttributeType.STRING },
    projectionType: ProjectionType.KEYS_ONLY,
  });
  return table;
}

/** Makes the bucket of suppression exports. It holds hashes, and an export can be repeated. */
export function exportsBucket(scope: Construct): Bucket {
  const reason = 'It holds hashes for a month. The company logs access to them where it grants access.';
  return keptForAMonth(scope, 'Exports', reason);
}

/**
 * Makes a bucket for failed batches of the table's stream: the keys of the items, and the error. The bucket sends no
 * notifications, because S3 sends a test message first, and an alarm on its queue would ring until that message is gone.
 */
export function failuresBucket(scope: Construct, id: string): Bucket {
  return keptForAMonth(scope, id, 'It holds keys of items for a month, and only Lambda writes them.');
}

/** Makes a bucket of replaceable objects. `reason` says why it has no access log. */
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

/** Denies access to a bucket without TLS. */
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

/** The bucket of inbound messages, and its key. */
export class RawMail extends Construct {
  readonly bucket: Bucket;
  readonly key: Key;

  constructor(scope: Construct, id: string, retentionMonths: number, private readonly backedUp: boolean) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: 'Inbound messages of Honored',
      enableKeyRotation: true,
      // Without it, no stored message can be decrypted. A first deployment that fails leaves no key, which costs money.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.KMS,
      encryptionKey: this.key,
      bucketKeyEnabled: true,
      versioned: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      lifecycleRules: [
        {
          // Keeps an overwritten or deleted version, in case of a mistake, for longer than its request is kept. A request can
          // be open for a year before its retention begins. Erasure doesn't wait for this rule.
          noncurrentVersionExpiration: Duration.days(retentionMonths * 31 + 366),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
          expiredObjectDeleteMarker: true,
        },
        {
          // Evidence files about erased requests: no item points to them. Their links end after 15 minutes.
          prefix: 'responses/erased/',
          expiration: Duration.days(1),
          noncurrentVersionExpiration: Duration.days(1),
        },
      ],
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions::AwsSolutions-S1',
      reason: 'Only these functions read it. A log of its objects would be one more place from which to erase people.',
    });
    tlsOnly(this.bucket);
  }

  /** The ARN of the objects under one prefix. */
  objects(prefix: string): string {
    return this.bucket.arnForObjects(`${prefix}/*`);
  }

  /** Lets a function decrypt objects of the bucket. */
  mayDecrypt(): PolicyStatement {
    return may('Decrypt', ['kms:Decrypt'], this.key.keyArn);
  }

  /** Lets a function encrypt objects for the bucket. */
  mayEncrypt(): PolicyStatement {
    return may('Encrypt', ['kms:GenerateDataKey'], this.key.keyArn);
  }

  /** Lets SES store messages by any rule set of this account. The company may already have an active one. */
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

  /** Notifies this queue of each object under a prefix. The bucket's own method would add a custom resource. */
  notify(queue: string, prefix: string): void {
    const filter = { s3Key: { rules: [{ name: 'prefix', value: prefix }] } };
    const made = this.bucket.node.defaultChild as CfnBucket;
    made.notificationConfiguration = {
      // AWS Backup follows the changes of the bucket.
      eventBridgeConfiguration: this.backedUp ? { eventBridgeEnabled: true } : undefined,
      queueConfigurations: [{ event: 's3:ObjectCreated:*', queue, filter }],
    };
  }
}
