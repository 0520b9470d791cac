import { ArnFormat, Duration, Stack, Validations } from 'aws-cdk-lib';
import { CfnQueuePolicy, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { CfnReceiptRule, CfnReceiptRuleSet } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import { RawMail } from './storage';

/** Where raw mail lies in its bucket. */
const PREFIX = 'inbound/';

/** The way of a mail: SES to the bucket, the bucket to a queue. */
export class Inbound extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly ruleSet: CfnReceiptRuleSet;

  /** `timeout` is that of the function which reads the queue. */
  constructor(scope: Construct, id: string, mail: RawMail, address: string, timeout: Duration) {
    super(scope, id);
    this.deadLetters = deadLetters(this, 'DeadLetters');
    this.queue = new Queue(this, 'Queue', {
      visibilityTimeout: Duration.seconds(timeout.toSeconds() * 6), // as Lambda asks for
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      // A day of outage, at six minutes each; what is dead then raises an alarm.
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 240 },
    });
    acknowledgeTls(this.queue);
    this.take(mail);
    this.ruleSet = new CfnReceiptRuleSet(this, 'ReceiptRules');
    mail.acceptFromSes();
    const rule = new CfnReceiptRule(this, 'InboxRule', {
      ruleSetName: this.ruleSet.ref,
      rule: {
        enabled: true,
        recipients: [address], // with a tag too, as in privacy+7K3M9XQ2@example.com: answers to our letters
        scanEnabled: true,
        tlsPolicy: 'Optional', // a request counts however it was carried
        // Encrypted by the bucket's default, not by a key here: that encrypts on SES's side, and only a client that
        // knows the scheme can read the message again.
        actions: [{ s3Action: { bucketName: mail.bucket.bucketName, objectKeyPrefix: PREFIX } }],
      },
    });
    if (mail.bucket.policy) {
      rule.node.addDependency(mail.bucket.policy); // SES tries the bucket when the rule is made
    }
  }

  /** Lets the bucket tell the queue; email-intake refuses what names another bucket than its own. */
  private take(mail: RawMail): void {
    const policy = new CfnQueuePolicy(this, 'Policy', {
      queues: [this.queue.queueUrl],
      policyDocument: {
        Version: '2012-10-17',
        Statement: [bucketMayTell('BucketTellsOfMail', this.queue)],
      },
    });
    mail.tell(this.queue.queueArn, PREFIX);
    mail.bucket.node.defaultChild?.node.addDependency(policy); // S3 tries the queue when the notification is set
  }
}

/**
 * Lets buckets tell a queue. The queue's policy must stand before the bucket does, so it can't name it: buckets of this
 * account alone, then.
 */
function bucketMayTell(sid: string, queue: Queue): object {
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

/** A queue for what could not be handled, kept for as long as SQS keeps anything. */
export function deadLetters(scope: Construct, id: string): Queue {
  const queue = new Queue(scope, id, { retentionPeriod: Duration.days(14), encryption: QueueEncryption.SQS_MANAGED });
  acknowledgeTls(queue);
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions::AwsSolutions-SQS3',
    reason: 'It holds dead letters itself. An alarm tells of them.',
  });
  return queue;
}

function acknowledgeTls(queue: Queue): void {
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions::AwsSolutions-SQS4',
    reason: 'Services of AWS alone speak to it, and they do so by TLS.',
  });
}
