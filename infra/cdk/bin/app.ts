import { App, CfnOutput, Stack, Validations } from 'aws-cdk-lib';
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
const stack = new Stack(app, 'Honored', {
  description: 'Honored takes privacy opt-outs by form and by email, applies them at once, confirms them and shows their status.',
});
const secret = (name: string): ISecret => Secret.fromSecretNameV2(stack, name, `honored/${name}`);
const honored = new Honored(stack, 'System', {
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
  alarmTopic: Topic.fromTopicArn(stack, 'alarms', stack.formatArn({ service: 'sns', resource: 'privacy-alarms' })),
});
const output = (id: string, value: string, description: string): CfnOutput =>
  new CfnOutput(stack, id, { value, description });
output('FormUrl', `${honored.baseUrl}/`, 'The form. Link to it as "Do Not Sell or Share My Personal Information".');
output('ApiUrl', honored.gateway.api.apiEndpoint, "The API's own address. Staff and systems that sign with IAM call it, with or without CloudFront.");
output('Inbox', 'privacy@example.com', 'The privacy inbox.');
output('InboxMx', `10 inbound-smtp.${stack.region}.${stack.urlSuffix}`, "The value of the MX record of the inbox's domain.");
output('ReceiptRuleSet', honored.inbound.ruleSet.ref, 'The receipt rule set. Make it the active one.');
output('TableName', honored.table.tableName, 'The table.');
output('ExportBucket', honored.exports.bucketName, 'The bucket of suppression exports.');
output('RawMailBucket', honored.mail.bucket.bucketName, 'The bucket of raw mail.');
output('InboundDeadLettersUrl', honored.inbound.deadLetters.queueUrl, 'The queue of notifications that email-intake could not process.');
output('EmailEventsDeadLettersUrl', honored.emails.deadLetters.queueUrl, 'The queue of SES events that email-events could not record.');
// A finding of these checks stops the synthesis. An accepted finding has its reason next to the resource.
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
