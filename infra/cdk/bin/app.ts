import { App, CfnOutput, Stack, Validations } from 'aws-cdk-lib';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Honored } from '../lib';

/**
 * An example: one stack with Honored alone. A company puts the construct into an app of its own.
 *
 * Before the first deployment the inbox's domain is a verified identity in SES, and the secrets exist; see
 * docs/deploy.md.
 */
const app = new App();
const stack = new Stack(app, 'Honored', {
  description: 'Honored: privacy opt-outs by form and by mail, in force at once, acknowledged, to be looked up.',
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
const tell = (id: string, value: string, description: string): CfnOutput =>
  new CfnOutput(stack, id, { value, description });
tell('FormUrl', `${honored.baseUrl}/`, 'The form; link to it as "Do Not Sell or Share My Personal Information".');
tell('ApiUrl', honored.gateway.api.apiEndpoint, "The API's own address. Staff and systems that sign with IAM call it.");
tell('Inbox', 'privacy@example.com', 'The privacy inbox.');
tell('InboxMx', `10 inbound-smtp.${stack.region}.${stack.urlSuffix}`, "Value of the MX record of the inbox's domain.");
tell('ReceiptRuleSet', honored.inbound.ruleSet.ref, 'The receipt rule set, to be made the active one.');
tell('TableName', honored.table.tableName, 'The table.');
tell('ExportBucket', honored.exports.bucketName, 'The bucket of exports of what is stopped.');
tell('RawMailBucket', honored.mail.bucket.bucketName, 'The bucket of raw mail.');
tell('InboundDeadLettersUrl', honored.inbound.deadLetters.queueUrl, 'What email-intake could not handle.');
tell('LetterEventsDeadLettersUrl', honored.letters.deadLetters.queueUrl, 'Events of SES that email-events could not handle.');
// What these find ends the synthesis. What stands anyway says why, beside what it is about.
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
