import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Honored } from './honored';

/** Makes the outputs that `infra/sam/template.yaml` has, with the same names, which docs/deploy.md and docs/operate.md use. */
export function outputs(made: Honored, inbox: string): void {
  const { region, urlSuffix } = Stack.of(made);
  const output = (name: string, value: string, description: string): void => {
    new CfnOutput(made, name, { value, description }).overrideLogicalId(name);
  };
  output('FormUrl', `${made.baseUrl}/`, 'The form. Link to it as "Do Not Sell or Share My Personal Information".');
  output('ApiUrl', made.gateway.api.apiEndpoint, "The API's own address. Staff and systems that sign with IAM call it, with or without CloudFront.");
  if (made.edge) {
    output('FormCname', made.edge.attrDomainName, "The value of the CNAME record (or alias) of BaseUrl's domain, with CloudFront.");
  }
  output('Inbox', inbox, 'The privacy inbox.');
  output('InboxMx', `10 inbound-smtp.${region}.${urlSuffix}`, "The value of the MX record of the inbox's domain.");
  output('ReceiptRuleSet', made.inbound.ruleSetName, 'The receipt rule set. Make it the active one.');
  output('TableName', made.table.tableName, 'The table.');
  output('ExportBucket', made.exports.bucketName, 'The bucket of suppression exports.');
  output('RawMailBucket', made.mail.bucket.bucketName, 'The bucket of raw mail.');
  output('InboundDeadLettersUrl', made.inbound.deadLetters.queueUrl, 'The queue of notifications that email-intake could not process.');
  output('EmailEventsDeadLettersUrl', made.emails.deadLetters.queueUrl, 'The queue of SES events that email-events could not record.');
}
