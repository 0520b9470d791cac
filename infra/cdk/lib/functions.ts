import { Duration, Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { may, mayUse, type Plan } from './function';
import type { Inbound } from './inbox';
import type { Letters } from './letters';
import type { HonoredProps, Role } from './props';
import type { Settings } from './settings';
import { DUE, type RawMail } from './storage';

/** How long email-intake may take: its queue hides a message for six times as long. */
export const MAIL_TIMEOUT = Duration.minutes(1);

/** What functions are given. */
export interface Parts {
  readonly props: HonoredProps;
  readonly settings: Settings;
  readonly table: Table;
  readonly mail: RawMail;
  readonly exports: Bucket;
  readonly inbound: Inbound;
  readonly letters: Letters;
  readonly outboxDeadLetters: Queue;
  readonly outboxFailures: Bucket;
  readonly notifierDeadLetters: Queue;
  readonly notifierFailures: Bucket;
  readonly sweeperDeadLetters: Queue;
}

// A transaction needs the action of each operation in it; there is no action for the transaction.
const READ = ['dynamodb:GetItem'];
const WRITE = [...READ, 'dynamodb:PutItem', 'dynamodb:UpdateItem'];

/** The hosted form and its JSON twin. */
export function formIntake({ props, settings, table }: Parts): Plan {
  return {
    name: 'form-intake',
    description: 'The hosted form and its JSON twin.',
    memory: 256,
    timeout: Duration.seconds(10),
    settings: {
      ...settings.log,
      ...settings.table,
      ...settings.company,
      ...callers(props),
      COOKIE_DOMAIN: props.signals?.cookieDomain ?? '',
      REQUIRED_FIELDS: props.requiredFields ?? '',
    },
    secrets: { ...edge(props), INDEX_KEYS: props.indexKeys, LINK_KEYS: props.linkKeys, ACCOUNT_KEYS: props.accountKeys },
    code: [may('Requests', WRITE, table.tableArn)],
  };
}

/** Where does my request stand. */
export function statusLookup({ props, settings, table }: Parts): Plan {
  return {
    name: 'status-lookup',
    description: 'Where does my request stand.',
    memory: 256,
    timeout: Duration.seconds(10),
    settings: {
      ...settings.log,
      ...settings.table,
      ...settings.company,
      COOKIE_DOMAIN: props.signals?.cookieDomain ?? '',
    },
    secrets: { ...edge(props), INDEX_KEYS: props.indexKeys, LINK_KEYS: props.linkKeys },
    code: [may('Requests', READ, table.tableArn)],
  };
}

/** What a person does from a link in a letter. */
export function linkActions({ props, settings, table, mail }: Parts): Plan {
  return {
    name: 'link-actions',
    description: 'What a person does from a link in a letter.',
    memory: 256, // a file of 4 MB is held in memory a few times over
    timeout: Duration.seconds(10),
    settings: {
      ...settings.log,
      ...settings.table,
      ...settings.archive,
      ...settings.company,
    },
    secrets: { ...edge(props), INDEX_KEYS: props.indexKeys, LINK_KEYS: props.linkKeys },
    code: [
      may(
        'Requests',
        [...WRITE, 'dynamodb:ConditionCheckItem', 'dynamodb:DeleteItem', 'dynamodb:Query'],
        table.tableArn,
      ),
      may('Answers', ['s3:GetObject'], mail.objects('answers')),
      may('Replies', ['s3:PutObject'], mail.objects('replies')),
      mail.mayDecrypt(),
      mail.mayEncrypt(),
    ],
  };
}

/** Raw mail becomes requests. */
export function emailIntake({ props, settings, table, mail, inbound }: Parts): Plan {
  return {
    name: 'email-intake',
    description: 'Raw mail becomes requests.',
    memory: 512, // SES takes mail of up to 40 MB, and it is read whole
    timeout: MAIL_TIMEOUT,
    settings: {
      ...settings.log,
      ...settings.table,
      ...settings.archive,
      INBOX_ADDRESS: props.inbox.address,
      INBOX_AUTHSERV_ID: props.inbox.authservId ?? 'amazonses.com',
      INBOX_COLLEAGUES: (props.inbox.colleagues ?? []).join(','),
      INBOX_GROUPS: (props.inbox.groups ?? []).join(','),
    },
    secrets: { INDEX_KEYS: props.indexKeys },
    code: [
      // Query reads the log of a request that a mail is about.
      may('Requests', [...WRITE, 'dynamodb:ConditionCheckItem', 'dynamodb:Query'], table.tableArn),
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

/** Mail providers' webhooks. */
export function emailWebhook({ props, settings, mail }: Parts): Plan {
  const { providers } = props;
  return {
    name: 'email-webhook',
    description: "Mail providers' webhooks.",
    memory: 256,
    timeout: Duration.seconds(20),
    settings: {
      ...settings.log,
      ...settings.archive,
      // A provider whose setting is empty is a 404.
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

/** The letters that are owed. */
export function outboxSender({ props, settings, table, letters, outboxDeadLetters, outboxFailures }: Parts): Plan {
  const stack = Stack.of(table);
  const identities = stack.formatArn({ service: 'ses', resource: 'identity', resourceName: '*' });
  return {
    name: 'outbox-sender',
    description: 'The letters that are owed.',
    memory: 256,
    timeout: Duration.minutes(1), // under two minutes, for which a claimed letter is nobody else's
    settings: {
      ...settings.log,
      ...settings.table,
      ...settings.company,
      CONFIGURATION_SET: letters.configurationSet.ref,
    },
    secrets: { INDEX_KEYS: props.indexKeys, LINK_KEYS: props.linkKeys },
    code: [
      // Query reads the letters that are held for one address.
      may('Letters', [...WRITE, 'dynamodb:DeleteItem', 'dynamodb:Query'], table.tableArn),
      may('Due', ['dynamodb:Query'], due(table)),
      new PolicyStatement({
        sid: 'Mail',
        actions: ['ses:SendRawEmail'],
        // In the sandbox SES asks for the reader's identity as well. Whatever it asks for, letters come from the inbox.
        resources: [identities, letters.arn],
        conditions: { StringEquals: { 'ses:FromAddress': props.inbox.address } },
      }),
    ],
    lambda: [
      mayFollow('NewLetters', table),
      ...mayKeep('OutboxFailures', outboxFailures),
      mayBury('OutboxDeadLetters', outboxDeadLetters),
    ],
  };
}

/** What SES tells of the letters that were sent. */
export function emailEvents({ props, settings, table, letters }: Parts): Plan {
  return {
    name: 'email-events',
    description: 'What SES tells of the letters that were sent.',
    memory: 256,
    timeout: Duration.seconds(30),
    settings: { ...settings.log, ...settings.table },
    secrets: { INDEX_KEYS: props.indexKeys },
    code: [may('Letters', WRITE, table.tableArn)],
    lambda: [mayBury('LetterEventsDeadLetters', letters.deadLetters)],
  };
}

/** Notices to those who get people's data. */
export function partnerNotifier({ props, settings, table, notifierDeadLetters, notifierFailures }: Parts): Plan {
  return {
    name: 'partner-notifier',
    description: "Notices to those who get people's data.",
    memory: 256,
    timeout: Duration.seconds(270), // under five minutes, for which a claimed notice is nobody else's
    settings: {
      ...settings.log,
      ...settings.table,
    },
    secrets: { INDEX_KEYS: props.indexKeys, PARTNER_KEYS: props.partnerKeys },
    code: [
      may('Notices', [...WRITE, 'dynamodb:Query'], table.tableArn),
      may('Due', ['dynamodb:Query'], due(table)),
    ],
    lambda: [
      mayFollow('NewNotices', table),
      ...mayKeep('PartnerNotifierFailures', notifierFailures),
      mayBury('PartnerNotifierDeadLetters', notifierDeadLetters),
    ],
  };
}

/** Acknowledgements of those who were told. */
export function partnerCallback({ props, settings, table }: Parts): Plan {
  return {
    name: 'partner-callback',
    description: 'Acknowledgements of those who were told.',
    memory: 256,
    timeout: Duration.seconds(10),
    settings: {
      ...settings.log,
      ...settings.table,
      ...settings.company,
    },
    secrets: { ...edge(props), INDEX_KEYS: props.indexKeys, LINK_KEYS: props.linkKeys, PARTNER_KEYS: props.partnerKeys },
    code: [may('Notices', ['dynamodb:GetItem', 'dynamodb:UpdateItem'], table.tableArn)],
  };
}

/** What waits for staff, and the steps that they take. */
export function desk({ props, settings, table, mail }: Parts): Plan {
  return {
    name: 'desk',
    description: 'What waits for staff, and the steps that they take.',
    memory: 512, // an export holds the mail of a request whole
    timeout: Duration.seconds(25),
    settings: {
      ...settings.log,
      ...settings.table,
      ...settings.archive,
      ...settings.company,
      ...callers(props),
    },
    secrets: { ...edge(props), INDEX_KEYS: props.indexKeys, LINK_KEYS: props.linkKeys, PARTNER_KEYS: props.partnerKeys },
    code: [
      may(
        'Requests',
        [...WRITE, 'dynamodb:BatchGetItem', 'dynamodb:ConditionCheckItem', 'dynamodb:DeleteItem', 'dynamodb:Query'],
        table.tableArn,
      ),
      may('Due', ['dynamodb:Query'], due(table)),
      may('Versions', ['s3:ListBucketVersions'], mail.bucket.bucketArn),
      // What people wrote and the files that they got: shown to staff, and erased in every version.
      may(
        'Archive',
        ['s3:DeleteObjectVersion', 's3:GetObject'],
        mail.objects('inbound'),
        mail.objects('replies'),
        mail.objects('answers'),
      ),
      may('Answers', ['s3:PutObject'], mail.objects('answers')),
      mail.mayDecrypt(),
      mail.mayEncrypt(),
    ],
  };
}

/** Browsers' opt-out preference signals, and one-click unsubscribe. */
export function signals({ props, settings, table }: Parts): Plan {
  return {
    name: 'signals',
    description: "Browsers' opt-out preference signals, and one-click unsubscribe.",
    memory: 256,
    timeout: Duration.seconds(10),
    settings: {
      ...settings.log,
      ...settings.table,
      ...settings.company,
      ...callers(props),
      SIGNAL_ORIGINS: (props.signals?.origins ?? []).join(','),
      COOKIE_DOMAIN: props.signals?.cookieDomain ?? '',
      BROWSERS_A_DAY: String(props.signals?.browsersADay ?? 2000),
      STAFF_ADDRESS: props.staffAddress ?? '',
    },
    secrets: { ...edge(props), INDEX_KEYS: props.indexKeys, UNSUBSCRIBE_KEYS: props.unsubscribeKeys, ACCOUNT_KEYS: props.accountKeys },
    code: [may('Requests', WRITE, table.tableArn)],
  };
}

/** What is stopped for whom, for the company's other systems. */
export function suppression({ props, settings, table, exports }: Parts): Plan {
  return {
    name: 'suppression',
    description: "What is stopped for whom, for the company's other systems.",
    memory: 512, // a part of an export is put together in memory, and more of a processor checks faster
    timeout: Duration.seconds(29),
    settings: {
      ...settings.log,
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

/** What time does to requests, whoever forgets them. */
export function deadlineSweeper({ props, settings, table, mail, sweeperDeadLetters }: Parts): Plan {
  return {
    name: 'deadline-sweeper',
    description: 'What time does to requests, whoever forgets them.',
    memory: 256,
    timeout: Duration.minutes(15), // it stops by itself before, and the next run goes on
    settings: {
      ...settings.log,
      ...settings.table,
      ...settings.archive,
      INBOX_ADDRESS: props.inbox.address,
      STAFF_ADDRESS: props.staffAddress ?? '',
      RETENTION_MONTHS: String(props.retentionMonths ?? 24),
    },
    secrets: { INDEX_KEYS: props.indexKeys },
    code: [
      // Scan compares the table with its index, once a week, and moves index keys.
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
      // What was kept for long enough goes, every version of it.
      may('RawMail', ['s3:DeleteObjectVersion'], mail.bucket.arnForObjects('*')),
      may('Versions', ['s3:ListBucketVersions'], mail.bucket.bucketArn),
    ],
    lambda: [mayBury('DeadlineSweeperDeadLetters', sweeperDeadLetters)],
  };
}

/** New keys for links. */
export function keyRotator({ props, settings }: Parts): Plan {
  return {
    name: 'key-rotator',
    description: 'New keys for links.',
    memory: 256,
    timeout: Duration.seconds(30),
    settings: { ...settings.log },
    secrets: {},
    // Keys of links alone: no record is found again without the right index key, and partners hold what was made
    // from theirs.
    code: mayUse(
      'Rings',
      ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'],
      [props.linkKeys, props.unsubscribeKeys],
      ['Decrypt', 'GenerateDataKey'],
    ),
  };
}

/** The index of what is to be done. */
function due(table: Table): string {
  return `${table.tableArn}/index/${DUE}`;
}

/** Lambda may read the table's stream. */
function mayFollow(sid: string, table: Table): PolicyStatement {
  return may(
    sid,
    ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
    table.tableStreamArn ?? '',
  );
}

/** Lambda may keep batches of the stream that it gives up in this bucket. */
function mayKeep(sid: string, bucket: Bucket): PolicyStatement[] {
  return [
    may(sid, ['s3:ListBucket'], bucket.bucketArn),
    may('FailedBatches', ['s3:PutObject'], bucket.arnForObjects('*')),
  ];
}

/** Lambda may leave what failed in this queue. */
function mayBury(sid: string, queue: Queue): PolicyStatement {
  return may(sid, ['sqs:SendMessage'], queue.queueArn);
}

/** How functions know that a call came through CloudFront. */
function edge({ edge }: HonoredProps): Record<string, ISecret | undefined> {
  return { ORIGIN_SECRET: edge?.gatewayOpen ? undefined : edge?.originSecret };
}

/** Who may call what, for functions that ask. */
function callers({ issuer, roles }: HonoredProps): Record<string, string> {
  return {
    ROLES: grants(roles),
    GROUPS_CLAIM: issuer?.groupsClaim ?? '',
  };
}

/** Who may do what, as the code reads it. */
function grants(roles: HonoredProps['roles']): string {
  const each = Object.entries(roles ?? {}) as [Role, readonly string[]][];
  return each.flatMap(([role, principals]) => principals.map((principal) => `${role}=${principal}`)).join(' ');
}
