import { Aws, Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, type AlarmProps, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { CfnRule } from 'aws-cdk-lib/aws-events';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** The period of metrics about queues. */
const FIVE_MINUTES = Duration.minutes(5);

/** The alarms. They notify the topic, if there is one. */
export class Alarms {
  constructor(
    private readonly scope: Construct,
    private readonly topic: ITopic | undefined,
  ) {}

  /** Rings while a dead-letter queue has messages. */
  deadLetters(id: string, queue: Queue, description: string): void {
    this.any(id, {
      alarmDescription: description,
      metric: queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: FIVE_MINUTES }),
    });
  }

  /** Rings when a queue's oldest message has waited for an hour. */
  delay(id: string, queue: Queue, description: string): void {
    this.any(id, {
      alarmDescription: description,
      metric: queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, period: FIVE_MINUTES }),
      threshold: Duration.hours(1).toSeconds(),
    });
  }

  /** Rings when an asynchronous function fails repeatedly. A retry that succeeds is not a failure. */
  errors(id: string, fails: IFunction, description: string): void {
    this.any(id, {
      alarmDescription: description,
      metric: fails.metricErrors({ statistic: Stats.SUM, period: Duration.hours(1) }),
      threshold: 3,
    });
  }

  /** Rings when messages can't be processed. SQS ignores the age of messages that were received three times. */
  intakeFailures(): void {
    this.any('IntakeFailuresAlarm', {
      alarmDescription:
        'Attempts to process messages to the privacy inbox have failed for an hour. Read the log of email-intake. It retries for a day.',
      metric: counted('email-intake', 'IntakeFailures', Stats.SUM).with({ period: Duration.minutes(15) }),
      evaluationPeriods: 4,
    });
  }

  /** Rings when emails don't leave. They are retried every hour, and alerts to staff among them. */
  stuckEmails(): void {
    this.any('StuckEmailsAlarm', {
      alarmDescription:
        "Emails can't be sent, because SES refuses all of them or some. The log of outbox-sender has the error code. They leave once SES accepts them again.",
      metric: counted('outbox-sender', 'Stuck', Stats.SUM).with({ period: Duration.hours(2) }),
    });
  }

  /** Rings about deadlines. */
  deadlines(): void {
    this.any('HeartbeatAlarm', {
      alarmDescription: 'deadline-sweeper has not run for two hours. Requests can become overdue without an alert.',
      metric: swept('Heartbeat', Stats.SUM),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 2,
      treatMissingData: TreatMissingData.BREACHING,
    });
    this.any('OverdueAlarm', {
      alarmDescription:
        "An opt-out is in force in our systems, but its deadline has passed and not every partner was notified.",
      metric: swept('OverdueOptOuts', Stats.MAXIMUM),
      treatMissingData: TreatMissingData.IGNORE, // HeartbeatAlarm covers missing data, and overdue requests stay overdue
    });
    this.any('AuditAlarm', {
      alarmDescription:
        "deadline-sweeper found an open request that no event would move, or an item that can't be parsed. Its log has the ID.",
      metric: swept('AuditFailures', Stats.MAXIMUM),
    });
  }

  /** Rings when a partner does not acknowledge. */
  partners(): void {
    this.any('GivenUpAlarm', {
      alarmDescription:
        'A partner has not acknowledged a notification for days. Send it again from the desk, or record why it is not needed.',
      metric: counted('partner-notifier', 'GivenUp', Stats.SUM),
    });
  }

  /** Rings about secrets. One occurrence is harmless. A process that can never read them reaches the threshold by itself. */
  secrets(): void {
    this.any('SecretsAlarm', {
      alarmDescription:
        'Functions could not reload their secrets and use the previous ones. A new process would not start.',
      metric: counted('runtime', 'SecretsNotRenewed', Stats.SUM),
      threshold: 10,
    });
  }

  /** Rings when a function starts with a text of the company that it can't use. */
  texts(): void {
    this.any('TextsAlarm', {
      alarmDescription:
        "A text of the company can't be used, and the built-in one is shown. Check the texts with check-texts, and deploy a new version of the layer.",
      metric: counted('runtime', 'BadTexts', Stats.SUM),
    });
  }

  /** Rings about failed calls: a person may have got an error page instead of a receipt. */
  calls(api: HttpApi): void {
    this.any('ApiAlarm', {
      alarmDescription: 'Calls of the API failed with a 5xx. Read the log of the function that the access log names.',
      metric: new Metric({
        namespace: 'AWS/ApiGateway',
        metricName: '5xx',
        dimensionsMap: { ApiId: api.apiId },
        statistic: Stats.SUM,
        period: FIVE_MINUTES,
      }),
    });
  }

  /** Rings if a function's schedule, which runs each minute, doesn't run. The other alarms ring about runs that fail. */
  idle(id: string, schedule: CfnRule, description: string): void {
    this.any(id, {
      alarmDescription: description,
      metric: new Metric({
        namespace: 'AWS/Events',
        metricName: 'Invocations',
        dimensionsMap: { RuleName: schedule.ref },
        statistic: Stats.SUM,
        period: Duration.minutes(15),
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }

  /** Rings at one failure: Secrets Manager gives up after a few attempts, and the next rotation is 90 days away. */
  rotation(rotator: IFunction): void {
    this.any('RotationAlarm', {
      alarmDescription:
        'The keys of links could not be rotated. Read the log of key-rotator. The keys that exist keep working.',
      metric: rotator.metricErrors({ statistic: Stats.SUM, period: Duration.hours(1) }),
    });
  }

  /** Rings about complaints. SES reviews an account at 0.1 % and may suspend it at 0.5 %. */
  complaints(): void {
    this.any('ComplaintAlarm', {
      alarmDescription:
        "More than 0.08 % of the account's emails are reported as spam. SES reviews an account at 0.1 %. See the list of emails at the desk.",
      metric: new Metric({
        namespace: 'AWS/SES',
        metricName: 'Reputation.ComplaintRate',
        statistic: Stats.MAXIMUM,
        period: Duration.hours(1),
      }),
      threshold: 0.0008,
      treatMissingData: TreatMissingData.IGNORE,
    });
  }

  /** Rings about bounces. SES reviews an account at 5 % and may suspend it at 10 %. Then no email leaves. */
  bounces(): void {
    this.any('BounceAlarm', {
      alarmDescription:
        "More than 4 % of the account's emails bounce. SES reviews an account at 5 %. See the list of emails at the desk.",
      metric: new Metric({
        namespace: 'AWS/SES',
        metricName: 'Reputation.BounceRate',
        statistic: Stats.MAXIMUM,
        period: Duration.hours(1),
      }),
      threshold: 0.04,
      treatMissingData: TreatMissingData.IGNORE,
    });
  }

  /** Rings about CloudFront: the functions count calls with a wrong origin secret, and calls without a viewer. */
  edge(): void {
    this.any('EdgeAlarm', {
      alarmDescription:
        'A caller sent a wrong origin secret. If CloudFront sent it, the functions refuse every visitor. Deploy with the version that the functions have (docs/operate.md).',
      metric: counted('gateway', 'WrongOriginSecret', Stats.SUM).with({ period: FIVE_MINUTES }),
    });
    // Limits per network address then count all visitors together.
    this.any('ViewerAlarm', {
      alarmDescription:
        'Calls through CloudFront carry no address of their viewer, so that all visitors share the limits of one. See the function EdgeViewer of CloudFront.',
      metric: counted('gateway', 'NoViewerAddress', Stats.SUM).with({ period: FIVE_MINUTES }),
    });
  }

  /** Makes an alarm that rings above zero, unless the props say otherwise. */
  private any(id: string, props: Partial<AlarmProps> & Pick<AlarmProps, 'metric' | 'alarmDescription'>): void {
    const alarm = new Alarm(this.scope, id, {
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...props,
    });
    if (this.topic) {
      alarm.addAlarmAction(new SnsAction(this.topic));
    }
  }
}

/** A metric that a function writes into its log, where CloudWatch reads it. */
function counted(name: string, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: 'Honored',
    metricName,
    dimensionsMap: { Stack: Aws.STACK_NAME, Function: name },
    statistic,
    period: Duration.hours(1),
  });
}

/** A metric of deadline-sweeper. */
function swept(metricName: string, statistic: string): Metric {
  return counted('deadline-sweeper', metricName, statistic);
}
