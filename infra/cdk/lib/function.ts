import { AssetHashType, type Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RustFunction } from 'cargo-lambda-cdk';
import { Construct } from 'constructs';

/** What a function is, beside its code. */
export interface Plan {
  /** Its package and binary. */
  readonly name: string;
  readonly description: string;
  /** In MB. */
  readonly memory: number;
  readonly timeout: Duration;
  /** What its code reads: these settings and no others. */
  readonly settings: Record<string, string>;
  /** The settings that are secrets. Its code reads them when it starts and every five minutes. */
  readonly secrets: Record<string, ISecret | undefined>;
  /** What its code calls besides. */
  readonly code: readonly PolicyStatement[];
  /** What Lambda does in its name, besides writing logs: poll its event source, say. */
  readonly lambda?: readonly PolicyStatement[];
}

/** One function with its role and its log. */
export class HonoredFunction extends Construct {
  readonly lambda: RustFunction;
  readonly name: string;

  constructor(scope: Construct, id: string, workspace: string, plan: Plan) {
    super(scope, id);
    this.name = plan.name;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const logs = new PolicyStatement({
      sid: 'Logs',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    });
    // Written out in two parts, and closed: constructs that are given a role add what they think best to it.
    const code = [...mayReadSecrets(plan.secrets), ...plan.code];
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        code: new PolicyDocument({ statements: code }),
        lambda: new PolicyDocument({ statements: [logs, ...(plan.lambda ?? [])] }),
      },
    });
    for (const objects of patterns(Stack.of(this), [...plan.code, ...(plan.lambda ?? [])])) {
      Validations.of(role).acknowledge({
        id: `AwsSolutions::AwsSolutions-IAM5[Resource::${objects}]`,
        reason:
          "The asterisk stands for the rest of an object's key, since a role reaches what lies under its prefixes, or for an identity of SES, as which the role sends from the inbox alone.",
      });
    }
    const flags = ['--package', plan.name]; // else cargo looks in the workspace's own default, which is the local runner
    this.lambda = new RustFunction(this, 'Function', {
      manifestPath: workspace,
      binaryName: plan.name,
      description: plan.description,
      runtime: 'provided.al2023',
      architecture: Architecture.ARM_64,
      memorySize: plan.memory,
      timeout: plan.timeout,
      environment: { ...plan.settings, ...named(plan.secrets) },
      role: role.withoutPolicyUpdates(),
      logGroup,
      bundling: {
        cargoLambdaFlags: flags,
        // A synthesis that builds nothing has nothing to take a hash of.
        ...(Stack.of(this).bundlingRequired ? {} : { assetHashType: AssetHashType.CUSTOM, assetHash: plan.name }),
      },
    });
    // Which binary it runs, as the SAM template says it, and how that is asked for.
    const resource = this.lambda.node.defaultChild as CfnFunction;
    resource.addMetadata('BuildProperties', { Binary: plan.name, Flags: flags });
  }
}

/** The resources that are patterns, as the checks name them. */
function patterns(stack: Stack, statements: readonly PolicyStatement[]): string[] {
  type Named = { 'Fn::GetAtt': [string, string] } | { Ref: string };
  type Joined = { 'Fn::Join': [string, (string | Named)[]] };
  const name = (part: Named): string => ('Ref' in part ? part.Ref : part['Fn::GetAtt'].join('.'));
  const all = statements.flatMap((statement) => statement.resources).filter((resource) => resource.endsWith('*'));
  return all.map((resource) => {
    const parts = (stack.resolve(resource) as Joined)['Fn::Join'][1];
    return parts.map((part) => (typeof part === 'string' ? part : `<${name(part)}>`)).join('');
  });
}

/** The settings that name the secrets: empty where there is none. */
function named(secrets: Plan['secrets']): Record<string, string> {
  const each = Object.entries(secrets).map(([name, secret]) => [`${name}_SECRET`, secret?.secretName ?? '']);
  return Object.fromEntries(each) as Record<string, string>;
}

/** Statements that allow to read these secrets. */
function mayReadSecrets(secrets: Plan['secrets']): PolicyStatement[] {
  const all = Object.values(secrets).filter((secret) => secret !== undefined);
  return all.length > 0 ? mayUse('Secrets', ['GetSecretValue'], all, ['Decrypt']) : [];
}

/** Statements that allow these actions on secrets, and those on the keys of one's own that encrypt them. */
export function mayUse(
  sid: string,
  actions: readonly string[],
  secrets: readonly ISecret[],
  withKeys: readonly string[],
): PolicyStatement[] {
  // A secret's ARN ends with six characters that its name does not tell.
  const arns = secrets.map((secret) => secret.secretFullArn ?? `${secret.secretArn}-??????`);
  const keys = [...new Set(secrets.flatMap((secret) => secret.encryptionKey?.keyArn ?? []))];
  const onSecrets = may(sid, actions.map((action) => `secretsmanager:${action}`), ...arns);
  const onKeys = withKeys.map((action) => `kms:${action}`);
  return keys.length > 0 ? [onSecrets, may(`${sid}Keys`, onKeys, ...keys)] : [onSecrets];
}

/** A statement that allows these actions on these resources. */
export function may(sid: string, actions: readonly string[], ...resources: string[]): PolicyStatement {
  return new PolicyStatement({ sid, actions: [...actions], resources });
}
