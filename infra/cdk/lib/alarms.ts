import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** Something to be told of as soon as there is any of it. */
function any(scope: Construct, id: string, metric: Metric, missing: TreatMissingData, description: string): Alarm {
  return new Alarm(scope, id, {
    alarmDescription: description,
    metric,
    threshold: 0,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: missing,
  });
}

/** Alarms while there are dead letters. */
export function deadLetterAlarm(scope: Construct, id: string, queue: Queue, description: string): Alarm {
  const waiting = queue.metricApproximateNumberOfMessagesVisible({
    statistic: Stats.MAXIMUM,
    period: Duration.minutes(5),
  });
  return any(scope, id, waiting, TreatMissingData.NOT_BREACHING, description);
}

/** Alarms when a queue's oldest message has waited for an hour. */
export function delayAlarm(scope: Construct, id: string, queue: Queue, description: string): Alarm {
  return new Alarm(scope, id, {
    alarmDescription: description,
    metric: queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, period: Duration.minutes(5) }),
    threshold: Duration.hours(1).toSeconds(),
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}

/** What the sweeper writes into its log, from where CloudWatch reads it. */
function swept(metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: 'Honored',
    metricName,
    dimensionsMap: { Function: 'deadline-sweeper' },
    statistic,
    period: Duration.hours(1),
  });
}

/** The alarms about deadlines. */
export function deadlineAlarms(scope: Construct): void {
  new Alarm(scope, 'HeartbeatAlarm', {
    alarmDescription: 'Nobody has swept the deadlines for two hours. Requests may become late unseen.',
    metric: swept('Heartbeat', Stats.SUM),
    threshold: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: 2,
    treatMissingData: TreatMissingData.BREACHING,
  });
  any(
    scope,
    'OverdueAlarm',
    swept('OverdueOptOuts', Stats.MAXIMUM),
    TreatMissingData.IGNORE, // the missing heartbeat alarms; what was late is late still
    "A person's choice is in force in our systems, but its last day is over and not everyone was told.",
  );
  any(
    scope,
    'AuditAlarm',
    swept('AuditFailures', Stats.MAXIMUM),
    TreatMissingData.NOT_BREACHING,
    "The sweeper found an open request that nothing would have moved, or one that can't be read. Its log names it.",
  );
}
