import { App, Stack, Validations } from 'aws-cdk-lib';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Honored } from '../lib';

/**
 * An example: one stack that contains only Honored. A company puts the construct into its own app.
 *
 * Before the first deployment, verify the inbox's domain in SES and create the secrets. See docs/deploy.md.
 */
const app = new App();
const stack = new Stack(app, 'honored', {
  description: 'Honored takes privacy opt-outs by form and by email, applies them at once, confirms them and shows their status.',
});
// The secrets are below the name of the stack, so two stacks share none.
const secret = (name: string): ISecret => Secret.fromSecretNameV2(stack, name, `${stack.stackName}/${name}`);
// npx cdk deploy -c alarmTopicArn=arn:aws:sns:…
const alarmTopicArn = app.node.tryGetContext('alarmTopicArn') as string | undefined;
new Honored(stack, 'System', {
  company: {
    name: 'Example Company',
    address: ['100 Main Street', 'Sacramento, CA 95814'],
    privacyPolicyUrl: 'https://www.example.com/privacy',
  },
  inbox: { address: 'privacy@example.com' },
  indexKeys: secret('index-keys'),
  linkKeys: secret('link-keys'),
  partnerKeys: secret('partner-keys'),
  unsubscribeKeys: secret('unsubscribe-keys'),
  alarmTopic: alarmTopicArn ? Topic.fromTopicArn(stack, 'alarms', alarmTopicArn) : undefined,
});
// A finding of these checks stops the synthesis. An accepted finding has its reason next to the resource.
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
