import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import { CfnConfigurationSet, CfnConfigurationSetEventDestination } from 'aws-cdk-lib/aws-ses';
import { CfnTopic, CfnTopicPolicy } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deadLetters } from './inbox';

/** What letters leave through, so that their events can be told apart from the account's other mail. */
export class Letters extends Construct {
  readonly configurationSet: CfnConfigurationSet;
  readonly topic: CfnTopic;
  /** SES's events name the addresses that letters went to, so these are personal data, kept for two weeks. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const stack = Stack.of(this);
    this.configurationSet = new CfnConfigurationSet(this, 'Set', {
      reputationOptions: { reputationMetricsEnabled: true },
    });
    // Not encrypted by a key: SES can't use the one of AWS for SNS, and a topic keeps nothing once it has told.
    this.topic = new CfnTopic(this, 'Events');
    Validations.of(this.topic).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SNS3',
      reason: 'SES alone may publish to it.',
    });
    const policy = new CfnTopicPolicy(this, 'EventsPolicy', {
      topics: [this.topic.ref],
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'SesTellsOfLetters',
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
        // How a letter fares in the end. No opens and no clicks: nobody is watched reading.
        matchingEventTypes: ['bounce', 'complaint', 'delivery', 'reject', 'renderingFailure'],
        snsDestination: { topicArn: this.topic.ref },
      },
    });
    toTopic.addResourceDependency(policy); // SES tries the topic when it is set
    this.deadLetters = deadLetters(this, 'DeadLetters');
  }

  /** The configuration set's ARN. */
  get arn(): string {
    return Stack.of(this).formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: this.configurationSet.ref,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  }
}
