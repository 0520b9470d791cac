import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { CfnEventSourceMapping, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnEventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { join } from 'node:path';
import { deadLetterAlarm, deadlineAlarms, delayAlarm } from './alarms';
import { HonoredFunction, type Plan } from './function';
import * as functions from './functions';
import { Gateway } from './gateway';
import { deadLetters, Inbound } from './inbox';
import { Letters } from './letters';
import { check, type HonoredProps } from './props';
import { settings } from './settings';
import { RawMail, table } from './storage';

/** Where this package lies in Honored's workspace, once it is built. */
const WORKSPACE = join(__dirname, '..', '..', '..', '..');

/**
 * Privacy opt-outs by form and by mail, in force at once, acknowledged, to be looked up.
 *
 * The same system as `infra/sam/template.yaml`; a test compares the two.
 */
export class Honored extends Construct {
  /** All state. */
  readonly table: Table;
  /** Raw mail, and the key that it is encrypted with. */
  readonly mail: RawMail;
  /** What receives mail. Its rule set is to be made the active one: an account has one per region. */
  readonly inbound: Inbound;
  /** What letters leave through. */
  readonly letters: Letters;
  /** The HTTP API. */
  readonly gateway: Gateway;
  /** Where people find the form. */
  readonly baseUrl: string;
  private readonly workspace: string;

  constructor(scope: Construct, id: string, props: HonoredProps) {
    super(scope, id);
    check(props);
    this.workspace = props.workspace ?? WORKSPACE;
    this.table = table(this);
    this.mail = new RawMail(this, 'RawMail', props.retentionMonths ?? 24);
    this.inbound = new Inbound(this, 'Inbound', this.mail, props.inbox.address, functions.MAIL_TIMEOUT);
    this.letters = new Letters(this, 'Letters');
    this.gateway = new Gateway(this, 'Gateway');
    this.baseUrl = props.baseUrl ?? this.gateway.api.apiEndpoint;
    const parts: functions.Parts = {
      props,
      settings: settings(props, this.table.tableName, this.mail.bucket.bucketName, this.baseUrl),
      table: this.table,
      mail: this.mail,
      inbound: this.inbound,
      letters: this.letters,
      outboxDeadLetters: deadLetters(this, 'OutboxDeadLetters'),
      sweeperDeadLetters: deadLetters(this, 'DeadlineSweeperDeadLetters'),
    };
    this.pages(parts);
    this.mailPath(parts);
    this.outbox(parts);
    this.deadlines(parts);
  }

  /** What answers people, providers and staff. */
  private pages(parts: functions.Parts): void {
    const statusLookup = this.run('StatusLookup', functions.statusLookup(parts));
    this.gateway.otherwise(this.run('FormIntake', functions.formIntake(parts)));
    this.gateway.path('/status', statusLookup);
    this.gateway.path('/status/{proxy+}', statusLookup);
    this.gateway.path('/reply/{proxy+}', this.run('Reply', functions.reply(parts)));
    this.gateway.path('/inbound/{proxy+}', this.run('EmailWebhook', functions.emailWebhook(parts)));
    const desk = this.run('Desk', functions.desk(parts));
    this.gateway.staffPath('/desk/{proxy+}', desk, parts.props.desk ?? { by: 'iam' });
  }

  /** What reads raw mail. */
  private mailPath(parts: functions.Parts): void {
    const intake = this.run('EmailIntake', functions.emailIntake(parts));
    new CfnEventSourceMapping(this, 'InboundToEmailIntake', {
      functionName: intake.lambda.functionName,
      eventSourceArn: this.inbound.queue.queueArn,
      batchSize: 5, // one after the other, so that five slow ones fit in the timeout
      functionResponseTypes: ['ReportBatchItemFailures'],
    });
    deadLetterAlarm(
      this,
      'InboundAlarm',
      this.inbound.deadLetters,
      'Mail to the privacy inbox could not be taken in. Mend the cause, then redrive the dead letters.',
    );
    delayAlarm(
      this,
      'InboundDelayAlarm',
      this.inbound.queue,
      'Mail to the privacy inbox has waited for an hour to be taken in.',
    );
  }

  /** What sends letters, and hears how they fared. */
  private outbox(parts: functions.Parts): void {
    const sender = this.run('OutboxSender', functions.outboxSender(parts));
    // The fast path: a new letter leaves at once. What it misses the schedule finds in the index, so a batch that
    // keeps failing is given up soon, and its place in the stream is noted.
    new CfnEventSourceMapping(this, 'NewLetters', {
      functionName: sender.lambda.functionName,
      eventSourceArn: this.table.tableStreamArn ?? '',
      startingPosition: 'TRIM_HORIZON',
      batchSize: 25,
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: 3,
      filterCriteria: { filters: [{ pattern: JSON.stringify(NEW_LETTERS) }] },
      destinationConfig: { onFailure: { destination: parts.outboxDeadLetters.queueArn } },
    });
    this.every(Duration.minutes(1), sender);

    const events = this.run('MailEvents', functions.mailEvents(parts));
    new CfnSubscription(this, 'Told', {
      topicArn: this.letters.topic.ref,
      protocol: 'lambda',
      endpoint: events.lambda.functionArn,
    });
    new CfnPermission(this, 'ToldPermission', {
      action: 'lambda:InvokeFunction',
      functionName: events.lambda.functionName,
      principal: 'sns.amazonaws.com',
      sourceArn: this.letters.topic.ref,
    });
    // After one minute and after two more. The function gives back what comes before the outbox has marked its
    // letter, and counts on the third try.
    this.onFailure(events, 2, this.letters.deadLetters);
    deadLetterAlarm(
      this,
      'LetterEventsAlarm',
      this.letters.deadLetters,
      'What SES tells of letters could not be noted. Mend the cause, then invoke mail-events with each requestPayload again.',
    );
  }

  /** What keeps the deadlines. */
  private deadlines(parts: functions.Parts): void {
    const sweeper = this.run('DeadlineSweeper', functions.deadlineSweeper(parts));
    this.every(Duration.hours(1), sweeper);
    this.onFailure(sweeper, 1, parts.sweeperDeadLetters); // the next hour tries again in any case
    deadLetterAlarm(
      this,
      'SweepAlarm',
      parts.sweeperDeadLetters,
      "The deadlines could not be swept. See the sweeper's log; the next hour tries again.",
    );
    deadlineAlarms(this);
  }

  private run(id: string, plan: Plan): HonoredFunction {
    return new HonoredFunction(this, id, this.workspace, plan);
  }

  /** By a rule, not by EventBridge Scheduler: the functions know the event by the detail-type that a rule sends. */
  private every(time: Duration, run: HonoredFunction): void {
    const rule = new Rule(run, 'Schedule', { schedule: Schedule.rate(time) });
    rule.addTarget(new LambdaFunction(run.lambda));
  }

  private onFailure(run: HonoredFunction, retries: number, queue: Queue): void {
    new CfnEventInvokeConfig(run, 'OnFailure', {
      functionName: run.lambda.functionName,
      qualifier: '$LATEST',
      maximumRetryAttempts: retries,
      destinationConfig: { onFailure: { destination: queue.queueArn } },
    });
  }
}

/** The stream's records that are new letters. */
const NEW_LETTERS = {
  eventName: ['INSERT'],
  dynamodb: {
    Keys: {
      pk: { S: [{ prefix: 'REQUEST#' }, { prefix: 'MAIL#' }, { prefix: 'DIGEST#' }, { prefix: 'ALARM#' }] },
      sk: { S: [{ prefix: 'LETTER#' }] },
    },
  },
};
