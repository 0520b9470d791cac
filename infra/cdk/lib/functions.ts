import { Duration, Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { may, mayUse, type Plan } from './function';
import type { Inbound } from './inbox';
import type { Emails } from './emails';
import type { HonoredProps, Role } from './props';
import type { Settings } from './settings';
import type { SignIn } from './sign-in';
import { DUE, QUEUE, type RawMail } from './storage';

/** The timeout of email-intake. Its queue hides a message for six times as long. */
export const MAIL_TIMEOUT = Duration.minutes(1);

/** The resources from which the functions are configured. */
export interface Parts {
  readonly props: HonoredProps;
  readonly settings: Settings;
  readonly table: Table;
  readonly mail: RawMail;
  readonly exports: Bucket;
  readonly inbound: Inbound;
  readonly emails: Emails;
  readonly signIn: SignIn;
  readonly outboxDeadLetters: Queue;
  readonly outboxFailures: Bucket;
  readonly notifierDeadLetters: Queue;
  readonly notifierFailures: Bucket;
  readonly sweeperDeadLetters: Queue;
}

// IAM has no action for a transaction. It checks the action of each operation in it.
const READ = ['dynamodb:GetItem'];
const WRITE = [...READ, 'dynamodb:PutItem', 'dynamodb:UpdateItem'];

/** Serves the form and takes requests from it and from programs. */
export function formIntake({ props, settings, table }: Parts): Plan {
  return {
    name: 'form-intake',
    description: 'Serves the form and takes requests from it and from programs.',
    memory: 256,
    timeout: Duration.seconds(10),
    settings: {
      ...settings.start,
      ...settings.table,
      ...settings.company,
      ...callers(props),
      COOKIE_DOMAIN: props.signals?.cookieDomain ?? '',
      REQUIRED_FIELDS: props.requiredFields ?? '',
      PRACTICES: props.practices ?? '',
      RESPONSE_MILLISECONDS: String(props.responseMilliseconds ?? 250),
      FORM_ORIGINS: (props.formOrigins ?? []).join(','),
    },
    layers: settings.layers,
    secrets: { ...edge(props), INDEX_KEYS: props.indexKeys, LINK_KEYS: props.linkKeys, ACCOUNT_KEYS: props.accountKeys },
    code: [may('Requests', WRITE, table.tableArn)],
  };
}

/** Shows the status of a request. */
export function statusLookup({ props, settings, table }: Parts): Plan {
  return {
    name: 'status-lookup',
    description: 'Shows the status of a request.',
    memory: 256,
    timeout: Duration.seconds(10),
    settings: {
      ...settings.start,
      ...settings.table,
      ...settings.company,
      FORM_ORIGINS: (props.formOrigins ?? []).join(','),
      COOKIE_DOMAIN: props.signals?.cookieDomain ?? '',
      PUBLIC_METRICS: props.publicMetrics ?? '',
    },
    layers: settings.layers,
    secrets: { ...edge(props), INDEX_KEYS: props.indexKeys, LINK_KEYS: props.linkKeys },
    code: [may('Requests', READ, table.tableArn)],
  };
}

/** Does what a person chooses from a link in an email. */
export function linkActions({ props, settings, table, mail }: Parts): Plan {
  return {
    name: 'link-actions',
    description: 'Does what a person chooses from a link in an email.',
    memory: 256, // a file of 4 MB is in memory several times
    timeout: Duration.seconds(10),
    settings: {
      ...settings.start,
      ...settings.table,
      ...settings.archive,
      ...settings.company,
    },
    layers: settings.layers,
    secrets: { ...edge(props), INDEX_KEYS: props.indexKeys, LINK_KEYS: props.linkKeys },
    code: [
      may(
        'Requests',
        [...WRITE, 'dynamodb:ConditionCheckItem', 'dynamodb:DeleteItem', 'dynamodb:Query'],
        table.tableArn,
      ),
      may('ResponseFiles', ['s3:GetObject'], mail.objects('responses')),
      // What a person writes is erased at once if the person is erased while it is stored.
      may('Replies', ['s3:DeleteObjectVersion', 's3:PutObject'], mail.objects('replies')),
      mayListVersions(mail.bucket, 'replies'),
      mail.mayDecrypt(),
      mail.mayEncrypt(),
    ],
  };
}

/** The addresses that emails come from: that of the inbox, or a list with those of the brands. */
function senders({ inbox }: HonoredProps): string | string[] {
  return inbox.brandAddresses?.length ? [inbox.address, ...inbox.brandAddresses] : inbox.address;
}

/** Reads inbound messages and creates requests. */
export function emailIntake({ props, settings, table, mail, inbound }: Parts): Plan {
  return {
    name: 'email-intake',
    description: 'Reads inbound messages and creates requests.',
    memory: 512, // SES accepts messages of up to 40 MB, and the reader needs the whole message
    timeout: MAIL_TIMEOUT,
    settings: {
      ...settings.start,
      ...settings.table,
      ...settings.archive,
      INBOX_ADDRESS: props.inbox.address,
      INBOX_AUTHSERV_ID: props.inbox.authservId ?? 'amazonses.com',
      INBOX_COLLEAGUES: (props.inbox.colleagues ?? []).join(','),
      INBOX_GROUPS: (props.inbox.groups ?? []).join(','),
      TEXTS: settings.company.TEXTS,
      PRACTICES: props.practices ?? '',
    },
    layers: settings.layers,
    secrets: { INDEX_KEYS: props.indexKeys },
    code: [
      may('Requests', [...WRITE, 'dynamodb:ConditionCheckItem'], table.tableArn),
      may('RawMail', ['s3:GetObject'], mail.objects('inbound')),
      mail.mayDecrypt(),
    ],
    lambda: [
      may(
        'Inbound',
        ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
        inbound.queue.queueArn,
      ),
    ],
  };
}

/** Takes messages from email providers' webhooks. */
export function emailWebhook({ props, settings, mail }: Parts): Plan {
  const { providers } = props;
  return {
    name: 'email-webhook',
    description: "Takes messages from email providers' webhooks.",
    memory: 256,
    timeout: Duration.seconds(20),
    settings: {
      ...settings.start,
      ...settings.archive,
      // A provider without a setting gets a 404.
      SNS_TOPIC_ARN: providers?.snsTopicArn ?? '',
    },
    secrets: {
      ...edge(props),
      MAILGUN_SIGNING_KEY: providers?.mailgunSigningKey,
      SENDGRID_BASIC_AUTH: providers?.sendgridBasicAuth,
      POSTMARK_BASIC_AUTH: providers?.postmarkBasicAuth,
      STANDARD_WEBHOOK_SECRET: providers?.standardWebhookSecret,
    },
    code: [may('RawMail', ['s3:PutObject'], mail.objects('inbound')), mail.mayEncrypt()],
  };
}

/** Sends the emails in the outbox. */
export function outboxSender({ props, settings, table, emails, outboxDeadLetters, outboxFailures }: Parts): Plan {
  const stack = Stack.of(table);
  const identities = stack.formatArn({ service: 'ses', resource: 'identity', resourceName: '*' });
  return {
    name: 'outbox-sender',
    description: 'Sends the emails in the outbox.',
    memory: 256,
    // A run starts emails for 55 seconds, and the next run starts after a minute, so a backlog leaves without a pause. The
    // rest of the time is for SES's last answers. It is less than the lease of an email, which is two minutes.
    timeout: Duration.seconds(90),
    settings: {
      ...settings.start,
      ...settings.table,
      ...settings.company,
      CONFIGURATION_SET: emails.configurationSet.ref,
      EMAILS_PER_SECOND: String(props.emailsPerSecond ?? 14),
    },
    layers: settings.layers,
    secrets: { INDEX_KEYS: props.indexKeys, LINK_KEYS: props.linkKeys },
    code: [
      // Query reads the emails that are held for one address.
      may('Emails', [...WRITE, 'dynamodb:DeleteItem', 'dynamodb:Query'], table.tableArn),
      may('Due', ['dynamodb:Query'], due(table)),
      new PolicyStatement({
        sid: 'Mail',
        actions: ['ses:SendRawEmail'],
        // In the sandbox, SES also checks the recipient's identity. The condition limits the sender to the inboxes.
        resources: [identities, emails.arn],
        conditions: { StringEquals: { 'ses:FromAddress': senders(props) } },
      }),
    ],
    lambda: [
      ...mayReadStream('NewEmails', table),
      ...mayKeepBatches('OutboxFailures', outboxFailures),
      maySendFailures('OutboxDeadLetters', outboxDeadLetters),
    ],
  };
}

/** Records bounces, complaints and deliveries that SES reports. */
export function emailEvents({ props, settings, table, emails }: Parts): Plan {
  return {
    name: 'email-events',
    description: 'Records bounces, complaints and deliveries that SES reports.',
    memory: 256,
    timeout: Duration.seconds(30),
    settings: { ...settings.start, ...settings.table },
    secrets: { INDEX_KEYS: props.indexKeys },
    code: [may('Emails', WRITE, table.tableArn)],
    lambda: [maySendFailures('EmailEventsDeadLetters', emails.deadLetters)],
  };
}

/** Notifies partners. */
export function partnerNotifier({ props, settings, table, notifierDeadLetters, notifierFailures }: Parts): Plan {
  return {
    name: 'partner-notifier',
    description: "Notifies partners.",
    memory: 256,
    timeout: Duration.seconds(270), // less than the lease of a notification, which is five minutes
    settings: {
      ...settings.start,
      ...settings.table,
    },
    secrets: { INDEX_KEYS: props.indexKeys, PARTNER_KEYS: props.partnerKeys },
    code: [
      may('Notifications', [...WRITE, 'dynamodb:Query'], table.tableArn),
      may('Due', ['dynamodb:Query'], due(table)),
    ],
    lambda: [
      ...mayReadStream('NewNotifications', table),
      ...mayKeepBatches('PartnerNotifierFailures', notifierFailures),
      maySendFailures('PartnerNotifierDeadLetters', notifierDeadLetters),
    ],
  };
}

/** Takes partners' acknowledgments. */
export function partnerCallback({ props, settings, table }: Parts): Plan {
  return {
    name: 'partner-callback',
    description: "Takes partners' acknowledgments.",
    memory: 256,
    timeout: Duration.seconds(10),
    settings: {
      ...settings.start,
      ...settings.table,
      ...settings.company,
    },
    layers: settings.layers,
    secrets: { ...edge(props), INDEX_KEYS: props.indexKeys, LINK_KEYS: props.linkKeys, PARTNER_KEYS: props.partnerKeys },
    code: [may('Notifications', ['dynamodb:GetItem', 'dynamodb:UpdateItem'], table.tableArn)],
  };
}

/** Serves the staff API. */
export function deskApi(parts: Parts): Plan {
  return desk(parts, 'desk-api', 'Serves the staff API.', callers(parts.props), {});
}

/** Serves the desk in the browser. */
export function deskPages(parts: Parts): Plan {
  const { props, signIn } = parts;
  const own = {
    ...callers(props),
    ...(signIn.groupsClaim ? { GROUPS_CLAIM: signIn.groupsClaim } : {}),
    DESK_ISSUER: signIn.issuer,
    DESK_CLIENT_ID: signIn.clientId,
  };
  return desk(parts, 'desk-pages', 'Serves the desk in the browser.', own, { DESK_CLIENT_SECRET: signIn.clientSecret });
}

/** The API and the pages do the same work. */
function desk(
  { props, settings, table, mail }: Parts,
  name: string,
  description: string,
  own: Record<string, string>,
  secrets: Record<string, ISecret | undefined>,
): Plan {
  return {
    name,
    description,
    memory: 512, // an export holds all messages of a request in memory
    timeout: Duration.seconds(25),
    settings: {
      ...settings.start,
      ...settings.table,
      ...settings.archive,
      ...settings.company,
      ...own,
      PRACTICES: props.practices ?? '',
      SECOND_APPROVER: props.secondApprover ?? '',
    },
    layers: settings.layers,
    secrets: { ...secrets, ...edge(props), INDEX_KEYS: props.indexKeys, LINK_KEYS: props.linkKeys, PARTNER_KEYS: props.partnerKeys },
    code: [
      may(
        'Requests',
        [...WRITE, 'dynamodb:BatchGetItem', 'dynamodb:ConditionCheckItem', 'dynamodb:DeleteItem', 'dynamodb:Query'],
        table.tableArn,
      ),
      may('Due', ['dynamodb:Query'], due(table)),
      may('Queue', ['dynamodb:Query'], queue(table)),
      mayListVersions(mail.bucket, 'inbound', 'replies', 'responses'),
      // Messages from people, and files for them: staff can read them, and erasure deletes every version.
      may(
        'Archive',
        ['s3:DeleteObjectVersion', 's3:GetObject'],
        mail.objects('inbound'),
        mail.objects('replies'),
        mail.objects('responses'),
      ),
      may('ResponseFiles', ['s3:PutObject'], mail.objects('responses')),
      mail.mayDecrypt(),
      mail.mayEncrypt(),
    ],
  };
}

/** Takes browsers' opt-out signals and one-click unsubscribes. */
export function signals({ props, settings, table }: Parts): Plan {
  return {
    name: 'signals',
    description: "Takes browsers' opt-out signals and one-click unsubscribes.",
    memory: 256,
    timeout: Duration.seconds(10),
    settings: {
      ...settings.start,
      ...settings.table,
      ...settings.company,
      ...callers(props),
      SIGNAL_ORIGINS: (props.signals?.origins ?? []).join(','),
      COOKIE_DOMAIN: props.signals?.cookieDomain ?? '',
      BROWSERS_A_DAY: String(props.signals?.browsersADay ?? 2000),
      STAFF_ADDRESS: props.staffAddress ?? '',
    },
    layers: settings.layers,
    secrets: { ...edge(props), INDEX_KEYS: props.indexKeys, UNSUBSCRIBE_KEYS: props.unsubscribeKeys, ACCOUNT_KEYS: props.accountKeys },
    code: [may('Requests', WRITE, table.tableArn)],
  };
}

/** Answers other systems about suppressed identifiers. */
export function suppression({ props, settings, table, exports }: Parts): Plan {
  return {
    name: 'suppression',
    description: "Answers other systems about suppressed identifiers.",
    memory: 512, // an export builds each part in memory, and a larger share of a CPU checks faster
    timeout: Duration.seconds(29),
    settings: {
      ...settings.start,
      ...settings.table,
      ...callers(props),
      EXPORT_BUCKET: exports.bucketName,
    },
    secrets: { ...edge(props), INDEX_KEYS: props.indexKeys },
    code: [
      may('Stopped', ['dynamodb:BatchGetItem', 'dynamodb:Scan'], table.tableArn),
      may('Changed', ['dynamodb:Query'], due(table)),
      may('Exports', ['s3:PutObject'], exports.arnForObjects('exports/*')),
    ],
  };
}

/** Checks deadlines, sends the digest and erases old requests. */
export function deadlineSweeper({ props, settings, table, mail, sweeperDeadLetters }: Parts): Plan {
  return {
    name: 'deadline-sweeper',
    description: 'Checks deadlines, sends the digest and erases old requests.',
    memory: 256,
    timeout: Duration.minutes(15), // the function stops earlier by itself, and the next run continues
    settings: {
      ...settings.start,
      ...settings.table,
      ...settings.archive,
      INBOX_ADDRESS: props.inbox.address,
      STAFF_ADDRESS: props.staffAddress ?? '',
      RETENTION_MONTHS: String(props.retentionMonths ?? 24),
      LAW_CHANGES: props.lawChanges ?? 'apply',
    },
    secrets: { INDEX_KEYS: props.indexKeys },
    code: [
      // Scan compares the table with its index once a week, and rehashes items under new index keys.
      may(
        'Requests',
        [
          ...WRITE,
          'dynamodb:BatchGetItem',
          'dynamodb:ConditionCheckItem',
          'dynamodb:DeleteItem',
          'dynamodb:Query',
          'dynamodb:Scan',
        ],
        table.tableArn,
      ),
      may('Due', ['dynamodb:Query'], due(table)),
      // Counts the figures that the report and the metrics need.
      may('Queue', ['dynamodb:Query'], queue(table)),
      // Deletes every version of a message whose retention is over.
      may('RawMail', ['s3:DeleteObjectVersion'], mail.bucket.arnForObjects('*')),
      may('Versions', ['s3:ListBucketVersions'], mail.bucket.bucketArn),
    ],
    lambda: [maySendFailures('DeadlineSweeperDeadLetters', sweeperDeadLetters)],
  };
}

/** Rotates the keys of links. */
export function keyRotator({ props, settings }: Parts): Plan {
  return {
    name: 'key-rotator',
    description: 'Rotates the keys of links.',
    memory: 256,
    timeout: Duration.seconds(30),
    settings: { ...settings.start },
    secrets: {},
    // Only keys of links. Index keys must not change, because records are found by them. Partners hold secrets that are
    // derived from partner keys.
    code: mayUse(
      'Rings',
      ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'],
      [props.linkKeys, props.unsubscribeKeys],
      ['Decrypt', 'GenerateDataKey'],
    ),
  };
}

/** The ARN of the index of due items. */
function due(table: Table): string {
  return `${table.tableArn}/index/${DUE}`;
}

/** The ARN of the index of requests in the order in which staff work on them. */
function queue(table: Table): string {
  return `${table.tableArn}/index/${QUEUE}`;
}

/** Lets Lambda read the table's stream. */
function mayReadStream(sid: string, table: Table): PolicyStatement[] {
  const read = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];
  // IAM knows no resource for the second action.
  return [may(sid, read, table.tableStreamArn ?? ''), may('Streams', ['dynamodb:ListStreams'], '*')];
}

/** Lets the function list the versions of the objects in these folders. */
function mayListVersions(bucket: Bucket, ...folders: string[]): PolicyStatement {
  const statement = may('Versions', ['s3:ListBucketVersions'], bucket.bucketArn);
  statement.addCondition('StringLike', { 's3:prefix': folders.map((folder) => `${folder}/*`) });
  return statement;
}

/** Lets Lambda write failed batches of the stream to this bucket. */
function mayKeepBatches(sid: string, bucket: Bucket): PolicyStatement[] {
  return [
    may(sid, ['s3:ListBucket'], bucket.bucketArn),
    may('FailedBatches', ['s3:PutObject'], bucket.arnForObjects('*')),
  ];
}

/** Lets Lambda send failed events to this queue. */
function maySendFailures(sid: string, queue: Queue): PolicyStatement {
  return may(sid, ['sqs:SendMessage'], queue.queueArn);
}

/** The secret by which functions recognize calls through CloudFront. */
function edge({ edge }: HonoredProps): Record<string, ISecret | undefined> {
  return { ORIGIN_SECRET: edge?.gatewayOpen ? undefined : edge?.originSecret };
}

/** The settings of functions that authorize callers. */
function callers({ issuer, roles }: HonoredProps): Record<string, string> {
  return {
    ROLES: grants(roles),
    GROUPS_CLAIM: issuer?.groupsClaim ?? '',
  };
}

/** The roles in the form that the code reads. */
function grants(roles: HonoredProps['roles']): string {
  const each = Object.entries(roles ?? {}) as [Role, readonly string[]][];
  return each.flatMap(([role, principals]) => principals.map((principal) => `${role}=${principal}`)).join(' ');
}
