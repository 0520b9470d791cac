import { Aws, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** A chart, and its metrics, each with its namespace, its name, and the name and value of each dimension. */
interface Chart {
  readonly title: string;
  readonly stat: 'Maximum' | 'Sum';
  /** In seconds. */
  readonly period: number;
  readonly metrics: readonly (readonly string[])[];
}

/** Makes the dashboard. */
export function dashboard(scope: Construct, api: HttpApi, inbound: Queue): CfnDashboard {
  const swept = (name: string): Chart['metrics'][number] => ['Honored', name, 'Stack', Aws.STACK_NAME, 'Function', 'deadline-sweeper'];
  const called = (name: string): Chart['metrics'][number] => ['AWS/ApiGateway', name, 'ApiId', api.apiId];
  const charts: Chart[] = [
    {
      title: 'Open and overdue requests',
      stat: 'Maximum',
      period: 3600,
      metrics: [swept('Open'), swept('Overdue'), swept('OverdueOptOuts')],
    },
    {
      title: 'Runs of the sweeper, and audit failures',
      stat: 'Sum',
      period: 3600,
      metrics: [swept('Heartbeat'), swept('AuditFailures')],
    },
    {
      title: 'Age of the oldest waiting message, in seconds',
      stat: 'Maximum',
      period: 300,
      metrics: [['AWS/SQS', 'ApproximateAgeOfOldestMessage', 'QueueName', inbound.queueName]],
    },
    {
      title: 'Calls and failed calls',
      stat: 'Sum',
      period: 300,
      metrics: [called('Count'), called('4xx'), called('5xx')],
    },
  ];
  const { region } = Stack.of(scope);
  const widgets = charts.map((chart, at) => ({
    type: 'metric',
    x: (at % 2) * 12,
    y: Math.floor(at / 2) * 6,
    width: 12,
    height: 6,
    properties: { ...chart, region },
  }));
  return new CfnDashboard(scope, 'Dashboard', { dashboardBody: Stack.of(scope).toJsonString({ widgets }) });
}
