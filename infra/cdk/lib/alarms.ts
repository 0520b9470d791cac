import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, type AlarmProps, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** For how long a metric is looked at, in the alarms about queues. */
const FIVE_MINUTES = Duration.minutes(5);

/** The alarms, and who hears of them. */
export class Alarms {
  constructor(
    private readonly scope: Construct,
    private readonly topic: ITopic | undefined,
  ) {}

  /** Alarms while there are dead letters. */
  deadLetters(id: string, queue: Queue, description: string): void {
    this.any(id, {
      alarmDescription: description,
      metric: queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: FIVE_MINUTES }),
    });
  }

  /** Alarms when a queue's oldest message has waited for an hour. */
  delay(id: string, queue: Queue, description: string): void {
    this.any(id, {
      alarmDescription: description,
      metric: queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, period: FIVE_MINUTES }),
      threshold: Duration.hours(1).toSeconds(),
    });
  }

  /** Alarms when a function that nobody waits for fails again and again: once that goes well the next time is none. */
  errors(id: string, fails: IFunction, description: string): void {
    this.any(id, {
      alarmDescription: description,
      metric: fails.metricErrors({ statistic: Stats.SUM, period: Duration.hours(1) }),
      threshold: 3,
    });
  }

  /** The alarm about mail that fails. SQS no longer counts the age of what was received three times. */
  notTakenIn(): void {
    this.any('NotTakenInAlarm', {
      alarmDescription:
        'Mail to the privacy inbox has failed to be taken in for an hour. See the log of email-intake; what it names is tried for a day.',
      metric: counted('email-intake', 'NotTakenIn', Stats.SUM).with({ period: Duration.minutes(15) }),
      evaluationPeriods: 4,
    });
  }

  /** The alarm about letters that don't leave. What is stuck is tried each hour, and staff's own letters with it. */
  stuckLetters(): void {
    this.any('StuckLettersAlarm', {
      alarmDescription:
        "Letters can't leave. SES takes none, or not these; the outbox's log has its code. Those that it takes again leave by themselves.",
      metric: counted('outbox-sender', 'Stuck', Stats.SUM).with({ period: Duration.hours(2) }),
    });
  }

  /** The alarms about deadlines. */
  deadlines(): void {
    this.any('HeartbeatAlarm', {
      alarmDescription: 'Nobody has swept the deadlines for two hours. Requests may become late unseen.',
      metric: swept('Heartbeat', Stats.SUM),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 2,
      treatMissingData: TreatMissingData.BREACHING,
    });
    this.any('OverdueAlarm', {
      alarmDescription:
        "A person's choice is in force in our systems, but its last day is over and not everyone was told.",
      metric: swept('OverdueOptOuts', Stats.MAXIMUM),
      treatMissingData: TreatMissingData.IGNORE, // the missing heartbeat alarms; what was late is late still
    });
    this.any('AuditAlarm', {
      alarmDescription:
        "The sweeper found an open request that nothing would have moved, or one that can't be read. Its log names it.",
      metric: swept('AuditFailures', Stats.MAXIMUM),
    });
  }

  /** The alarm about partners. */
  partners(): void {
    this.any('GivenUpAlarm', {
      alarmDescription:
        'A partner has not acknowledged a notice for days. Send it again from the desk, or record why it is not needed.',
      metric: counted('partner-notifier', 'GivenUp', Stats.SUM),
    });
  }

  /** The alarm about secrets. Once is no harm; a process that can't read them is about as loud as this each hour. */
  secrets(): void {
    this.any('SecretsAlarm', {
      alarmDescription:
        'Functions could not read their secrets anew for a while, and go on with those from before. A new process would not start.',
      metric: counted('runtime', 'SecretsNotRenewed', Stats.SUM),
      threshold: 10,
    });
  }

  /** The alarm about calls: someone's request may have got no answer, and who asked tries again, or does not. */
  calls(api: HttpApi): void {
    this.any('ApiAlarm', {
      alarmDescription: 'Calls of the API failed. See the log of the function that the access log names.',
      metric: new Metric({
        namespace: 'AWS/ApiGateway',
        metricName: '5xx',
        dimensionsMap: { ApiId: api.apiId },
        statistic: Stats.SUM,
        period: FIVE_MINUTES,
      }),
    });
  }

  /** The alarm about letters: at 5 % SES puts an account under review, at 10 % it may stop it, and none would leave. */
  bounces(): void {
    this.any('BounceAlarm', {
      alarmDescription:
        "More than 4 % of the account's mail comes back. SES reviews an account at 5 %. See the desk's list of letters.",
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

  /** The alarm about CloudFront: what the functions write when they are shown a secret that is not theirs. */
  edge(): void {
    this.any('EdgeAlarm', {
      alarmDescription:
        'Somebody shows a wrong origin secret. If it is CloudFront, everybody is refused. Deploy with the version that the functions have (docs/operate.md).',
      metric: counted('edge', 'WrongOriginSecret', Stats.SUM).with({ period: FIVE_MINUTES }),
    });
  }

  /** An alarm as soon as there is any of it, if the props don't say otherwise. */
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

/** What a function writes into its log, from where CloudWatch reads it. */
function counted(name: string, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: 'Honored',
    metricName,
    dimensionsMap: { Function: name },
    statistic,
    period: Duration.hours(1),
  });
}

/** What the sweeper counts. */
function swept(metricName: string, statistic: string): Metric {
  return counted('deadline-sweeper', metricName, statistic);
}
