import { Duration, Stack } from 'aws-cdk-lib';
import type { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { CfnRule, Schedule } from 'aws-cdk-lib/aws-events';
import { CfnEventInvokeConfig, CfnEventSourceMapping, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnRotationSchedule, type ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import { CfnQueuePolicy, type Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Alarms } from './alarms';
import { backUp } from './backup';
import { budget } from './budget';
import { dashboard } from './dashboard';
import { distribution } from './edge';
import { type Common, HonoredFunction, type Plan } from './function';
import * as functions from './functions';
import { Gateway } from './gateway';
import { deadLetters, Inbound } from './inbox';
import { Emails } from './emails';
import { outputs } from './outputs';
import { check, type HonoredProps } from './props';
import { settings } from './settings';
import { signIn } from './sign-in';
import { exportsBucket, failuresBucket, RawMail, table } from './storage';

/** Finds the Cargo workspace of this package: the first folder upwards with the manifest of a workspace. */
function workspace(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'Cargo.toml');
    if (existsSync(manifest) && readFileSync(manifest, 'utf8').includes('[workspace]')) {
      return folder;
    }
  }
  throw new Error('Honored: this package is outside the workspace of Honored. Set props.workspace to the folder of the workspace');
}

/**
 * Takes privacy opt-outs by form and by email, applies them at once, confirms them and shows their status.
 *
 * It makes the same system as `infra/sam/template.yaml`. A test compares both.
 */
export class Honored extends Construct {
  /** The table, which holds all state. */
  readonly table: Table;
  /** The bucket of inbound messages and its key. */
  readonly mail: RawMail;
  /** The bucket of suppression exports. */
  readonly exports: Bucket;
  /** What receives messages. Activate its rule set after the deployment: an account has one active rule set per region. */
  readonly inbound: Inbound;
  /** What sends emails and gets their events. */
  readonly emails: Emails;
  /** The HTTP API. */
  readonly gateway: Gateway;
  /** CloudFront, if there is one. Point the domain of `baseUrl` to it. */
  readonly edge: CfnDistribution | undefined;
  /** The address of the form. */
  readonly baseUrl: string;
  private readonly alarms: Alarms;
  private readonly common: Common;

  constructor(scope: Construct, id: string, props: HonoredProps) {
    super(scope, id);
    check(props);
    const { kmsKey, permissionsBoundary, traces = 'none', backups } = props;
    const logs = { retention: props.logDays ?? RetentionDays.ONE_MONTH, encryptionKey: kmsKey };
    this.common = { workspace: props.workspace ?? workspace(), logs, permissionsBoundary, traces };
    this.alarms = new Alarms(this, props.alarmTopic);
    this.table = table(this, kmsKey);
    this.mail = new RawMail(this, 'RawMail', props.retentionMonths ?? 24, backups !== undefined);
    this.exports = exportsBucket(this);
    this.inbound = new Inbound(this, 'Inbound', this.mail, props.inbox, functions.MAIL_TIMEOUT);
    this.emails = new Emails(this, 'Emails');
    this.gateway = new Gateway(this, 'Gateway', props.issuer, logs);
    this.edge = props.edge && distribution(this, this.gateway.api, props.edge, props.baseUrl);
    const ownAddress = this.edge ? `https://${this.edge.attrDomainName}` : this.gateway.api.apiEndpoint;
    this.baseUrl = props.baseUrl ?? ownAddress;
    const parts: functions.Parts = {
      props,
      settings: settings(props, this.table.tableName, this.mail.bucket.bucketName, this.baseUrl),
      table: this.table,
      mail: this.mail,
      exports: this.exports,
      inbound: this.inbound,
      emails: this.emails,
      signIn: signIn(this, props, this.baseUrl),
      outboxDeadLetters: deadLetters(this, 'OutboxDeadLetters'),
      outboxFailures: failuresBucket(this, 'OutboxFailures'),
      notifierDeadLetters: deadLetters(this, 'PartnerNotifierDeadLetters'),
      notifierFailures: failuresBucket(this, 'PartnerNotifierFailures'),
      sweeperDeadLetters: deadLetters(this, 'DeadlineSweeperDeadLetters'),
    };
    this.pages(parts);
    this.mailPath(parts);
    this.outbox(parts);
    this.partners(parts);
    this.deadlines(parts);
    this.rotation(parts);
    this.alarms.secrets();
    this.alarms.texts();
    this.alarms.calls(this.gateway.api);
    this.alarms.bounces();
    this.alarms.complaints();
    if (backups) {
      backUp(this, backups, [this.table.tableArn, this.mail.bucket.bucketArn], permissionsBoundary);
    }
    if (props.budget) {
      budget(this, props.budget);
    }
    if (this.edge) {
      this.alarms.edge();
    }
    dashboard(this, this.gateway.api, this.inbound.queue);
    if (props.outputs ?? true) {
      outputs(this, props.inbox.address);
    }
  }

  /** Makes the functions that serve HTTP. */
  private pages(parts: functions.Parts): void {
    const statusLookup = this.run('StatusLookup', functions.statusLookup(parts));
    const formIntake = this.run('FormIntake', functions.formIntake(parts));
    this.gateway.defaultPath(formIntake);
    this.gateway.path('/status', statusLookup);
    this.gateway.path('/status/{proxy+}', statusLookup);
    this.gateway.path('/metrics', statusLookup);
    this.gateway.path('/requests/{proxy+}', this.run('LinkActions', functions.linkActions(parts)));
    const inbound = this.gateway.path('/inbound/{proxy+}', this.run('EmailWebhook', functions.emailWebhook(parts)));
    const { staffAccess, machineAccess } = parts.props;
    this.gateway.authenticatedPath('/api/desk/{proxy+}', this.run('DeskApi', functions.deskApi(parts)), staffAccess);
    const deskPages = this.run('DeskPages', functions.deskPages(parts));
    this.gateway.path('/desk', deskPages);
    this.gateway.path('/desk/{proxy+}', deskPages);
    this.gateway.authenticatedPath('/machine/{proxy+}', formIntake, machineAccess);
    this.gateway.authenticatedPath('/suppression/{proxy+}', this.run('Suppression', functions.suppression(parts)), machineAccess);
    const signals = this.run('Signals', functions.signals(parts));
    // The function answers preflights itself, because it has the list of allowed sites.
    const signal = this.gateway.path('/signals', signals);
    this.gateway.path('/signals/{proxy+}', signals);
    this.gateway.path('/unsubscribe/{proxy+}', signals);
    this.gateway.authenticatedPath('/unsubscribe-links', signals, machineAccess);
    this.gateway.limit(inbound, 100, 200); // providers deliver in bursts, and retry refused calls
    this.gateway.limit(signal, 1000, 2000); // every page of the company's sites may call
  }

  /** Makes the function that reads inbound messages. */
  private mailPath(parts: functions.Parts): void {
    const intake = this.run('EmailIntake', functions.emailIntake(parts));
    new CfnEventSourceMapping(this, 'InboundToEmailIntake', {
      functionName: intake.lambda.functionName,
      eventSourceArn: this.inbound.queue.queueArn,
      batchSize: 5, // read one after the other; SQS delivers again those for which there was no time
      scalingConfig: { maximumConcurrency: 5 }, // a new account allows 10 concurrent executions, and the form needs some of them
      functionResponseTypes: ['ReportBatchItemFailures'],
    });
    this.alarms.deadLetters(
      'InboundAlarm',
      this.inbound.deadLetters,
      'Messages to the privacy inbox could not be processed. Fix the cause, then redrive the dead-letter queue.',
    );
    this.alarms.delay(
      'InboundDelayAlarm',
      this.inbound.queue,
      'A message to the privacy inbox has waited for an hour.',
    );
    this.alarms.intakeFailures();
    this.alarms.errors(
      'IntakeErrorsAlarm',
      intake.lambda,
      'email-intake crashes or times out, and messages to the privacy inbox wait. Read its log.',
    );
  }

  /** Makes the functions that send emails and record their events. */
  private outbox(parts: functions.Parts): void {
    const sender = this.run('OutboxSender', functions.outboxSender(parts));
    // The stream sends a new email at once. The schedule finds what the stream missed, so a batch that keeps failing is
    // soon moved to a bucket.
    this.follow('NewEmails', sender, NEW_EMAILS, parts.outboxFailures);
    const everyMinute = this.every(Duration.minutes(1), sender, parts.outboxDeadLetters);
    this.alarms.idle(
      'OutboxIdleAlarm',
      everyMinute,
      'The schedule of outbox-sender has not run for 15 minutes. Emails that the stream missed, or that were postponed, wait. Enable its rule in EventBridge, or deploy again.',
    );
    this.onFailure(sender, 0, parts.outboxDeadLetters); // the schedule retries in a minute
    this.alarms.deadLetters(
      'OutboxAlarm',
      parts.outboxDeadLetters,
      'outbox-sender failed. It retries from the table every minute. If this alarm continues, read its log.',
    );
    this.alarms.errors(
      'OutboxErrorsAlarm',
      sender.lambda,
      'outbox-sender crashes or times out, on the stream or on the schedule. Its log has the reason, and the bucket OutboxFailures has the failed batches.',
    );
    this.alarms.stuckEmails();

    const events = this.run('EmailEvents', functions.emailEvents(parts));
    new CfnSubscription(this, 'Reported', {
      topicArn: this.emails.topic.ref,
      protocol: 'lambda',
      endpoint: events.lambda.functionArn,
    });
    mayCall(this, 'ReportedPermission', events, 'sns.amazonaws.com', this.emails.topic.ref);
    // Lambda retries after one minute and after two more.
    this.onFailure(events, 2, this.emails.deadLetters);
    this.alarms.deadLetters(
      'EmailEventsAlarm',
      this.emails.deadLetters,
      'Events of SES could not be recorded. Fix the cause, then invoke email-events with each requestPayload again.',
    );
  }

  /** Makes the functions that notify partners and take their acknowledgments. */
  private partners(parts: functions.Parts): void {
    const notifier = this.run('PartnerNotifier', functions.partnerNotifier(parts));
    // As for outbox-sender: the stream is fast, and the schedule finds what the stream missed.
    this.follow('NewNotifications', notifier, NEW_NOTIFICATIONS, parts.notifierFailures);
    const everyMinute = this.every(Duration.minutes(1), notifier, parts.notifierDeadLetters);
    this.alarms.idle(
      'NotificationsIdleAlarm',
      everyMinute,
      'The schedule of partner-notifier has not run for 15 minutes. Notifications that the stream missed, or that are to be repeated, wait. Enable its rule in EventBridge, or deploy again.',
    );
    this.onFailure(notifier, 0, parts.notifierDeadLetters); // the schedule retries in a minute
    this.alarms.deadLetters(
      'NotificationsAlarm',
      parts.notifierDeadLetters,
      "Notifications to partners failed. partner-notifier retries from the table every minute. If this alarm continues, read its log.",
    );
    this.alarms.errors(
      'NotificationsErrorsAlarm',
      notifier.lambda,
      'partner-notifier crashes or times out, on the stream or on the schedule. Its log has the reason, and the bucket PartnerNotifierFailures has the failed batches.',
    );
    this.alarms.partners();
    this.gateway.path('/partners/{proxy+}', this.run('PartnerCallback', functions.partnerCallback(parts)));
  }

  /** Makes the function that checks deadlines. */
  private deadlines(parts: functions.Parts): void {
    const sweeper = this.run('DeadlineSweeper', functions.deadlineSweeper(parts));
    this.every(Duration.hours(1), sweeper, parts.sweeperDeadLetters);
    this.onFailure(sweeper, 1, parts.sweeperDeadLetters); // the schedule retries in an hour
    this.alarms.deadLetters(
      'SweepAlarm',
      parts.sweeperDeadLetters,
      "Deadlines could not be checked. Read the log of deadline-sweeper. It retries within an hour.",
    );
    this.alarms.deadlines();
  }

  /** Makes the rotation of link keys. Each one adds a key that only verifies; the key before it starts to sign. */
  private rotation(parts: functions.Parts): void {
    const rotator = this.run('KeyRotator', functions.keyRotator(parts));
    const permission = new CfnPermission(this, 'KeyRotatorPermission', {
      action: 'lambda:InvokeFunction',
      functionName: rotator.lambda.functionName,
      principal: 'secretsmanager.amazonaws.com',
      sourceAccount: Stack.of(this).account,
    });
    const every90Days = (id: string, ring: ISecret): void => {
      const schedule = new CfnRotationSchedule(this, id, {
        secretId: ring.secretName,
        rotationLambdaArn: rotator.lambda.functionArn,
        rotationRules: { automaticallyAfterDays: 90 },
        rotateImmediatelyOnUpdate: false,
      });
      schedule.node.addDependency(permission);
    };
    every90Days('LinkKeysRotation', parts.props.linkKeys);
    every90Days('UnsubscribeKeysRotation', parts.props.unsubscribeKeys);
    this.alarms.rotation(rotator.lambda);
  }

  private run(id: string, plan: Plan): HonoredFunction {
    return new HonoredFunction(this, id, this.common, plan);
  }

  /** Invokes a function with new items of the table. */
  private follow(id: string, reader: HonoredFunction, pattern: object, failures: Bucket): void {
    new CfnEventSourceMapping(this, id, {
      functionName: reader.lambda.functionName,
      eventSourceArn: this.table.tableStreamArn ?? '',
      startingPosition: 'TRIM_HORIZON',
      batchSize: 25,
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: 3,
      filterCriteria: { filters: [{ pattern: JSON.stringify(pattern) }] },
      destinationConfig: { onFailure: { destination: failures.bucketArn } },
    });
  }

  /**
   * Invokes a function by a rule, not by EventBridge Scheduler: the functions recognize the detail-type that a rule sends.
   * Events that can't be delivered to Lambda go to the queue.
   */
  private every(time: Duration, run: HonoredFunction, failures: Queue): CfnRule {
    const rule = new CfnRule(run, 'Schedule', {
      scheduleExpression: Schedule.rate(time).expressionString,
      targets: [{ id: 'Function', arn: run.lambda.functionArn, deadLetterConfig: { arn: failures.queueArn } }],
    });
    mayCall(run, 'SchedulePermission', run, 'events.amazonaws.com', rule.attrArn);
    // Any rule of the account: the queue is created before the rule, so its policy can't name the rule.
    const rules = Stack.of(this).formatArn({ service: 'events', resource: 'rule', resourceName: '*' });
    new CfnQueuePolicy(run, 'SchedulePolicy', {
      queues: [failures.queueUrl],
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'ScheduleKeepsFailures',
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: failures.queueArn,
            Condition: { ArnLike: { 'aws:SourceArn': rules } },
          },
        ],
      },
    });
    return rule;
  }

  private onFailure(run: HonoredFunction, retries: number, queue: Queue): void {
    new CfnEventInvokeConfig(run, 'OnFailure', {
      functionName: run.lambda.functionName,
      qualifier: '$LATEST',
      // Without retries, an event that Lambda can't run soon goes to the queue, which has an alarm.
      maximumEventAgeInSeconds: retries === 0 ? 300 : undefined,
      maximumRetryAttempts: retries,
      destinationConfig: { onFailure: { destination: queue.queueArn } },
    });
  }
}

/** Lets a service call a function for one of its resources. */
function mayCall(scope: Construct, id: string, called: HonoredFunction, principal: string, sourceArn: string): void {
  new CfnPermission(scope, id, {
    action: 'lambda:InvokeFunction',
    functionName: called.lambda.functionName,
    principal,
    sourceArn,
  });
}

/** The stream's records of new emails. */
const NEW_EMAILS = {
  eventName: ['INSERT'],
  dynamodb: {
    Keys: {
      pk: { S: [{ prefix: 'REQUEST#' }, { prefix: 'INBOUND#' }, { prefix: 'DIGEST#' }, { prefix: 'ALARM#' }] },
      sk: { S: [{ prefix: 'EMAIL#' }] },
    },
  },
};

/** The stream's records of new notifications. */
const NEW_NOTIFICATIONS = {
  eventName: ['INSERT'],
  dynamodb: { Keys: { pk: { S: [{ prefix: 'REQUEST#' }] }, sk: { S: [{ prefix: 'NOTIFICATION#' }] } } },
};
