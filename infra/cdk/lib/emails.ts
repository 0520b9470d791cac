import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import { CfnConfigurationSet, CfnConfigurationSetEventDestination } from 'aws-cdk-lib/aws-ses';
import { CfnTopic, CfnTopicPolicy } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deadLetters } from './inbox';

/** The configuration set of our emails, which separates their events from those of the account's other emails. */
export class Emails extends Construct {
  readonly configurationSet: CfnConfigurationSet;
  readonly topic: CfnTopic;
  /** Events contain recipients' addresses, so this queue holds personal data for two weeks. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const stack = Stack.of(this);
    this.configurationSet = new CfnConfigurationSet(this, 'Set', {
      reputationOptions: { reputationMetricsEnabled: true },
    });
    // Not encrypted with a key: SES can't use AWS's key for SNS, and a topic keeps nothing after delivery.
    this.topic = new CfnTopic(this, 'Events');
    Validations.of(this.topic).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SNS3',
      reason: 'Only SES may publish to it.',
    });
    const policy = new CfnTopicPolicy(this, 'EventsPolicy', {
      topics: [this.topic.ref],
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'SesPublishesEvents',
            Effect: 'Allow',
            Principal: { Service: 'ses.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: this.topic.ref,
            Condition: {
              StringEquals: {
                'aws:SourceAccount': stack.account,
                'aws:SourceArn': this.arn,
              },
            },
          },
        ],
      },
    });
    const toTopic = new CfnConfigurationSetEventDestination(this, 'ToTopic', {
      configurationSetName: this.configurationSet.ref,
      eventDestination: {
        enabled: true,
        // That SES accepted an email, in case the outbox doesn't get SES's answer, and how a delivery ends. Opens and clicks
        // are not tracked.
        matchingEventTypes: ['send', 'bounce', 'complaint', 'delivery', 'reject', 'renderingFailure'],
        snsDestination: { topicArn: this.topic.ref },
      },
    });
    toTopic.node.addDependency(policy); // SES tests the topic when it is set
    this.deadLetters = deadLetters(this, 'DeadLetters');
  }

  /** The ARN of the configuration set. */
  get arn(): string {
    return Stack.of(this).formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: this.configurationSet.ref,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  }
}
