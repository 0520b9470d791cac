import { Duration, Stack } from 'aws-cdk-lib';
import type { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { CfnRule, Schedule } from 'aws-cdk-lib/aws-events';
import { CfnEventInvokeConfig, CfnEventSourceMapping, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnRotationSchedule, type ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import { CfnQueuePolicy, type Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Alarms } from './alarms';
import { dashboard } from './dashboard';
import { distribution } from './edge';
import { HonoredFunction, type Plan } from './function';
import * as functions from './functions';
import { Gateway } from './gateway';
import { deadLetters, Inbound } from './inbox';
import { Letters } from './letters';
import { check, type HonoredProps } from './props';
import { settings } from './settings';
import { exportsBucket, failuresBucket, RawMail, table } from './storage';

/** The workspace of Honored that this package lies in, built or not: the first folder upwards that has one's manifest. */
function workspace(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'Cargo.toml');
    if (existsSync(manifest) && readFileSync(manifest, 'utf8').includes('[workspace]')) {
      return folder;
    }
  }
  throw new Error('Honored: this package does not lie in the workspace of Honored; say in props.workspace where that is');
}

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
  /** Where exports of what is stopped go. */
  readonly exports: Bucket;
  /** What receives mail. Its rule set is to be made the active one: an account has one per region. */
  readonly inbound: Inbound;
  /** What letters leave through. */
  readonly letters: Letters;
  /** The HTTP API. */
  readonly gateway: Gateway;
  /** CloudFront in front of it, if it stands there: the domain of `baseUrl` points to it. */
  readonly edge: CfnDistribution | undefined;
  /** Where people find the form. */
  readonly baseUrl: string;
  private readonly alarms: Alarms;
  private readonly workspace: string;

  constructor(scope: Construct, id: string, props: HonoredProps) {
    super(scope, id);
    check(props);
    this.workspace = props.workspace ?? workspace();
    this.alarms = new Alarms(this, props.alarmTopic);
    this.table = table(this);
    this.mail = new RawMail(this, 'RawMail', props.retentionMonths ?? 24);
    this.exports = exportsBucket(this);
    this.inbound = new Inbound(this, 'Inbound', this.mail, props.inbox.address, functions.MAIL_TIMEOUT);
    this.letters = new Letters(this, 'Letters');
    this.gateway = new Gateway(this, 'Gateway', props.issuer);
    this.edge = props.edge && distribution(this, this.gateway.api, props.edge, props.baseUrl);
    const standsAt = this.edge ? `https://${this.edge.attrDomainName}` : this.gateway.api.apiEndpoint;
    this.baseUrl = props.baseUrl ?? standsAt;
    const parts: functions.Parts = {
      props,
      settings: settings(props, this.table.tableName, this.mail.bucket.bucketName, this.baseUrl),
      table: this.table,
      mail: this.mail,
      exports: this.exports,
      inbound: this.inbound,
      letters: this.letters,
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
    this.alarms.calls(this.gateway.api);
    this.alarms.bounces();
    if (this.edge) {
      this.alarms.edge();
    }
    dashboard(this, this.gateway.api, this.inbound.queue);
  }

  /** What answers people, providers, staff and systems. */
  private pages(parts: functions.Parts): void {
    const statusLookup = this.run('StatusLookup', functions.statusLookup(parts));
    const formIntake = this.run('FormIntake', functions.formIntake(parts));
    this.gateway.otherwise(formIntake);
    this.gateway.path('/status', statusLookup);
    this.gateway.path('/status/{proxy+}', statusLookup);
    this.gateway.path('/requests/{proxy+}', this.run('LinkActions', functions.linkActions(parts)));
    const inbound = this.gateway.path('/inbound/{proxy+}', this.run('EmailWebhook', functions.emailWebhook(parts)));
    const { staffAccess, machineAccess } = parts.props;
    this.gateway.provenPath('/desk/{proxy+}', this.run('Desk', functions.desk(parts)), staffAccess);
    this.gateway.provenPath('/machine/{proxy+}', formIntake, machineAccess);
    this.gateway.provenPath('/suppression/{proxy+}', this.run('Suppression', functions.suppression(parts)), machineAccess);
    const signals = this.run('Signals', functions.signals(parts));
    // The function answers preflights itself: it knows the sites that may call.
    const signal = this.gateway.path('/signals', signals);
    this.gateway.path('/signals/{proxy+}', signals);
    this.gateway.path('/unsubscribe/{proxy+}', signals);
    this.gateway.provenPath('/unsubscribe-links', signals, machineAccess);
    this.gateway.limit(inbound, 100, 200); // providers deliver in bursts; what is refused they try again
    this.gateway.limit(signal, 1000, 2000); // each page of the company's sites may call
  }

  /** What reads raw mail. */
  private mailPath(parts: functions.Parts): void {
    const intake = this.run('EmailIntake', functions.emailIntake(parts));
    new CfnEventSourceMapping(this, 'InboundToEmailIntake', {
      functionName: intake.lambda.functionName,
      eventSourceArn: this.inbound.queue.queueArn,
      batchSize: 5, // one after the other; what the time doesn't allow to begin comes again
      scalingConfig: { maximumConcurrency: 5 }, // of an account's 10 in the beginning: the form must answer meanwhile
      functionResponseTypes: ['ReportBatchItemFailures'],
    });
    this.alarms.deadLetters(
      'InboundAlarm',
      this.inbound.deadLetters,
      'Mail to the privacy inbox could not be taken in. Mend the cause, then redrive the dead letters.',
    );
    this.alarms.delay(
      'InboundDelayAlarm',
      this.inbound.queue,
      'Mail to the privacy inbox has waited for an hour to be taken in.',
    );
    this.alarms.notTakenIn();
    this.alarms.errors(
      'IntakeErrorsAlarm',
      intake.lambda,
      'email-intake fails as a whole, and mail to the privacy inbox waits. See its log.',
    );
  }

  /** What sends letters, and hears how they fared. */
  private outbox(parts: functions.Parts): void {
    const sender = this.run('OutboxSender', functions.outboxSender(parts));
    // The fast path: a new letter leaves at once. What it misses the schedule finds in the index, so a batch that
    // keeps failing is given up soon, and kept in a bucket.
    this.follow('NewLetters', sender, NEW_LETTERS, parts.outboxFailures);
    this.every(Duration.minutes(1), sender, parts.outboxDeadLetters);
    this.onFailure(sender, 0, parts.outboxDeadLetters); // the next minute tries again in any case
    this.alarms.deadLetters(
      'OutboxAlarm',
      parts.outboxDeadLetters,
      'The outbox failed. Every minute it tries again from the table; if this lasts, see its log.',
    );
    this.alarms.errors(
      'OutboxErrorsAlarm',
      sender.lambda,
      'The outbox ends before it has answered, on the stream or on the schedule. Its log says why, and the bucket of failed batches on what.',
    );
    this.alarms.stuckLetters();

    const events = this.run('EmailEvents', functions.emailEvents(parts));
    new CfnSubscription(this, 'Told', {
      topicArn: this.letters.topic.ref,
      protocol: 'lambda',
      endpoint: events.lambda.functionArn,
    });
    mayCall(this, 'ToldPermission', events, 'sns.amazonaws.com', this.letters.topic.ref);
    // After one minute and after two more. The function gives back what comes before the outbox has marked its
    // letter, and counts on the third try.
    this.onFailure(events, 2, this.letters.deadLetters);
    this.alarms.deadLetters(
      'LetterEventsAlarm',
      this.letters.deadLetters,
      'What SES tells of letters could not be noted. Mend the cause, then invoke email-events with each requestPayload again.',
    );
  }

  /** What tells those who get people's data, and hears from them. */
  private partners(parts: functions.Parts): void {
    const notifier = this.run('PartnerNotifier', functions.partnerNotifier(parts));
    // As the outbox's: the stream makes it fast, and what it misses the schedule finds in the index.
    this.follow('NewNotices', notifier, NEW_NOTICES, parts.notifierFailures);
    this.every(Duration.minutes(1), notifier, parts.notifierDeadLetters);
    this.onFailure(notifier, 0, parts.notifierDeadLetters); // the next minute tries again in any case
    this.alarms.deadLetters(
      'NoticesAlarm',
      parts.notifierDeadLetters,
      "Notices to partners failed. Every minute they are tried again from the table; if this lasts, see the notifier's log.",
    );
    this.alarms.errors(
      'NoticesErrorsAlarm',
      notifier.lambda,
      'The notifier ends before it has answered, on the stream or on the schedule. Its log says why, and the bucket of failed batches on what.',
    );
    this.alarms.partners();
    this.gateway.path('/partners/{proxy+}', this.run('PartnerCallback', functions.partnerCallback(parts)));
  }

  /** What keeps the deadlines. */
  private deadlines(parts: functions.Parts): void {
    const sweeper = this.run('DeadlineSweeper', functions.deadlineSweeper(parts));
    this.every(Duration.hours(1), sweeper, parts.sweeperDeadLetters);
    this.onFailure(sweeper, 1, parts.sweeperDeadLetters); // the next hour tries again in any case
    this.alarms.deadLetters(
      'SweepAlarm',
      parts.sweeperDeadLetters,
      "The deadlines could not be swept. See the sweeper's log; the next hour tries again.",
    );
    this.alarms.deadlines();
  }

  /** What gives links new keys: each rotation adds one that reads, and lets the one before make links. */
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
      schedule.addResourceDependency(permission);
    };
    every90Days('LinkKeysRotation', parts.props.linkKeys);
    every90Days('UnsubscribeKeysRotation', parts.props.unsubscribeKeys);
  }

  private run(id: string, plan: Plan): HonoredFunction {
    return new HonoredFunction(this, id, this.workspace, plan);
  }

  /** Feeds a function new items of the table. */
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
   * By a rule, not by EventBridge Scheduler: the functions know the event by the detail-type that a rule sends. What
   * it could not even hand over it leaves in the queue.
   */
  private every(time: Duration, run: HonoredFunction, buried: Queue): void {
    const rule = new CfnRule(run, 'Schedule', {
      scheduleExpression: Schedule.rate(time).expressionString,
      targets: [{ id: 'Function', arn: run.lambda.functionArn, deadLetterConfig: { arn: buried.queueArn } }],
    });
    mayCall(run, 'SchedulePermission', run, 'events.amazonaws.com', rule.attrArn);
    // Of any rule: the queue stands before the rule does, so it can't name it.
    const rules = Stack.of(this).formatArn({ service: 'events', resource: 'rule', resourceName: '*' });
    new CfnQueuePolicy(run, 'SchedulePolicy', {
      queues: [buried.queueUrl],
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'ScheduleBuries',
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: buried.queueArn,
            Condition: { ArnLike: { 'aws:SourceArn': rules } },
          },
        ],
      },
    });
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

/** Lets a service call a function for one of its resources. */
function mayCall(scope: Construct, id: string, called: HonoredFunction, principal: string, sourceArn: string): void {
  new CfnPermission(scope, id, {
    action: 'lambda:InvokeFunction',
    functionName: called.lambda.functionName,
    principal,
    sourceArn,
  });
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

/** The stream's records that are new notices. */
const NEW_NOTICES = {
  eventName: ['INSERT'],
  dynamodb: { Keys: { pk: { S: [{ prefix: 'REQUEST#' }] }, sk: { S: [{ prefix: 'NOTICE#' }] } } },
};
