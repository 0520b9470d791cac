import { ArnFormat, Duration, Stack, Validations } from 'aws-cdk-lib';
import { CfnQueuePolicy, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { CfnReceiptRule, CfnReceiptRuleSet } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import type { Inbox } from './props';
import { RawMail } from './storage';

/** The prefix of raw messages in the bucket. */
const PREFIX = 'inbound/';

/** The path of an inbound message: SES stores it in the bucket, and the bucket notifies a queue. */
export class Inbound extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  /** The receipt rule set that has the inbox's rule. */
  readonly ruleSetName: string;

  /** `timeout` is the timeout of the function that reads the queue. */
  constructor(scope: Construct, id: string, mail: RawMail, inbox: Inbox, timeout: Duration) {
    const { address, brandAddresses, existingRuleSet } = inbox;
    super(scope, id);
    this.deadLetters = deadLetters(this, 'DeadLetters');
    this.queue = new Queue(this, 'Queue', {
      visibilityTimeout: Duration.seconds(timeout.toSeconds() * 6), // as Lambda requires
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      // A day of outage, at six minutes each; then InboundAlarm rings.
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 240 },
    });
    acknowledgeTls(this.queue);
    this.connect(mail);
    this.ruleSetName = existingRuleSet ?? new CfnReceiptRuleSet(this, 'ReceiptRules').ref;
    mail.acceptFromSes();
    const rule = new CfnReceiptRule(this, 'InboxRule', {
      ruleSetName: this.ruleSetName,
      rule: {
        enabled: true,
        recipients: [address, ...(brandAddresses ?? [])], // also with a tag, as in privacy+7K3M9XQ2@example.com, for replies to our emails
        scanEnabled: true,
        tlsPolicy: 'Optional', // a request counts even if it arrives without TLS
        // The bucket's default key encrypts the message. A key here would encrypt on SES's side, with a scheme that only a
        // special client can decrypt.
        actions: [{ s3Action: { bucketName: mail.bucket.bucketName, objectKeyPrefix: PREFIX } }],
      },
    });
    if (mail.bucket.policy) {
      rule.node.addDependency(mail.bucket.policy); // SES tests the bucket when the rule is created
    }
  }

  /** Lets the bucket notify the queue. email-intake refuses notifications about other buckets. */
  private connect(mail: RawMail): void {
    const policy = new CfnQueuePolicy(this, 'Policy', {
      queues: [this.queue.queueUrl],
      policyDocument: {
        Version: '2012-10-17',
        Statement: [bucketMayNotify('BucketNotifiesOfMail', this.queue)],
      },
    });
    mail.notify(this.queue.queueArn, PREFIX);
    mail.bucket.node.defaultChild?.node.addDependency(policy); // S3 tests the queue when the notification is set
  }
}

/**
 * Lets buckets of this account notify a queue. The queue's policy is created before the bucket, so it can't name the
 * bucket.
 */
function bucketMayNotify(sid: string, queue: Queue): object {
  const stack = Stack.of(queue);
  const buckets = { service: 's3', account: '', region: '', resource: '*', arnFormat: ArnFormat.NO_RESOURCE_NAME };
  return {
    Sid: sid,
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: queue.queueArn,
    Condition: {
      StringEquals: { 'aws:SourceAccount': stack.account },
      ArnLike: { 'aws:SourceArn': stack.formatArn(buckets) },
    },
  };
}

/** Makes a dead-letter queue. It keeps messages for 14 days, the maximum of SQS. */
export function deadLetters(scope: Construct, id: string): Queue {
  const queue = new Queue(scope, id, { retentionPeriod: Duration.days(14), encryption: QueueEncryption.SQS_MANAGED });
  acknowledgeTls(queue);
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions::AwsSolutions-SQS3',
    reason: 'It is a dead-letter queue itself, with an alarm.',
  });
  return queue;
}

function acknowledgeTls(queue: Queue): void {
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions::AwsSolutions-SQS4',
    reason: 'Only AWS services use it, and they use TLS.',
  });
}
