import { App, Stack, Validations } from 'aws-cdk-lib';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Honored, WebAcl } from '../lib';

/**
 * Sets every option. The tests compare it with the SAM template. CloudFront is in front with a firewall, staff send tokens,
 * and there are no routes for systems.
 */
const app = new App();
const stack = new Stack(app, 'whole', { description: 'Honored with every option.' });
const secret = (name: string): ISecret => Secret.fromSecretNameV2(stack, name, `honored/${name}`);
new Honored(stack, 'System', {
  company: {
    name: 'Example Company',
    address: ['100 Main Street', 'Sacramento, CA 95814'],
    privacyPolicyUrl: 'https://www.example.com/privacy',
    accentColor: '#1d4f91',
    textsLayerArn: 'arn:aws:lambda:us-west-2:123456789012:layer:texts:3',
  },
  inbox: {
    address: 'privacy@example.com',
    brandAddresses: ['privacy@kids.example'],
    groups: ['privacy-group@example.com'],
    colleagues: ['example.com', 'example.net'],
    authservId: 'mx.example.com',
    existingRuleSet: 'inbound',
  },
  baseUrl: 'https://privacy.example.com',
  requiredFields: 'delete=name+state',
  practices: 'sensitive_data,automated_decisions',
  secondApprover: 'denials,erasures',
  responseMilliseconds: 400,
  formOrigins: ['https://www.example.com'],
  indexKeys: secret('index-keys'),
  linkKeys: secret('link-keys'),
  partnerKeys: secret('partner-keys'),
  unsubscribeKeys: secret('unsubscribe-keys'),
  accountKeys: secret('account-keys'),
  providers: { snsTopicArn: 'arn:aws:sns:us-west-2:123456789012:mail' },
  emailsPerSecond: 50,
  signals: { origins: ['https://www.example.com'], cookieDomain: 'example.com', browsersADay: 500 },
  edge: {
    originSecret: secret('origin-secret'),
    originSecretVersion: '0f5a2b7c-3d1e-4f60-9a8b-7c6d5e4f3a21',
    webAclArn: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/honored/1',
    certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1',
    brandHosts: ['privacy.kids.example'],
    hostedZoneId: 'Z0123456789EXAMPLE',
  },
  staffAccess: 'jwt',
  machineAccess: 'none',
  issuer: { url: 'https://id.example.com', audience: ['desk', 'tools'], groupsClaim: 'roles' },
  roles: { decide: ['group:privacy'], configure: ['group:leads'] },
  staffAddress: 'privacy-team@example.com',
  publicMetrics: 'californians',
  budget: { address: 'ops@example.com', dollars: 250 },
  retentionMonths: 36,
  logLevel: 'warn',
  logDays: 365,
  kmsKey: Key.fromKeyArn(stack, 'key', 'arn:aws:kms:us-west-2:123456789012:key/0f5a2b7c-3d1e-4f60-9a8b-7c6d5e4f3a21'),
  permissionsBoundary: ManagedPolicy.fromManagedPolicyArn(stack, 'boundary', 'arn:aws:iam::123456789012:policy/boundary'),
  traces: 'xray',
  backups: { days: 35, copyVaultArn: 'arn:aws:backup:us-east-2:123456789012:backup-vault:copies' },
});
new WebAcl(new Stack(app, 'WebAcl', { env: { region: 'us-east-1' } }), 'Firewall');
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
