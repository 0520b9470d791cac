import { AssetHashType, type Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { type IManagedPolicy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, CfnFunction, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RustFunction } from 'cargo-lambda-cdk';
import { Construct } from 'constructs';

/** The configuration of a function. */
export interface Plan {
  /** The name of its package and binary. */
  readonly name: string;
  readonly description: string;
  /** In MB. */
  readonly memory: number;
  readonly timeout: Duration;
  /** The settings that its code reads. */
  readonly settings: Record<string, string>;
  /** The versions of Lambda layers. */
  readonly layers?: readonly string[];
  /** The settings that are secrets. The code reads their values at start and every five minutes. */
  readonly secrets: Record<string, ISecret | undefined>;
  /** What its code may call, besides reading its secrets. */
  readonly code: readonly PolicyStatement[];
  /** What Lambda may do for the function, besides writing logs, such as polling its event source. */
  readonly lambda?: readonly PolicyStatement[];
}

/** How log groups are made. */
export interface Logs {
  readonly retention: RetentionDays;
  readonly encryptionKey?: IKey;
}

/** What all functions have in common. */
export interface Common {
  /** The folder of the Cargo workspace. */
  readonly workspace: string;
  readonly logs: Logs;
  /** The policy that limits their roles. */
  readonly permissionsBoundary?: IManagedPolicy;
  readonly traces: 'none' | 'xray';
}

/** A function with its role and its log. */
export class HonoredFunction extends Construct {
  readonly lambda: RustFunction;
  readonly name: string;

  constructor(scope: Construct, id: string, common: Common, plan: Plan) {
    super(scope, id);
    this.name = plan.name;
    const logGroup = new LogGroup(this, 'Logs', {
      ...common.logs,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const logs = new PolicyStatement({
      sid: 'Logs',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    });
    const lambda = [logs, ...(common.traces === 'xray' ? [mayTrace()] : []), ...(plan.lambda ?? [])];
    // Two policies, and no later additions: constructs of CDK would extend the role.
    const code = [...mayReadSecrets(plan.secrets), ...plan.code];
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      permissionsBoundary: common.permissionsBoundary,
      inlinePolicies: {
        code: new PolicyDocument({ statements: code }),
        lambda: new PolicyDocument({ statements: lambda }),
      },
    });
    for (const objects of patterns(Stack.of(this), [...plan.code, ...lambda])) {
      Validations.of(role).acknowledge({
        id: `AwsSolutions::AwsSolutions-IAM5[Resource::${objects}]`,
        reason:
          "The asterisk is the rest of an object's key, because a role may use objects under its prefixes; or an identity of SES, because a condition limits the sender to the inbox; or everything, because IAM knows no resource for ListStreams and for traces.",
      });
    }
    const flags = ['--package', plan.name]; // without it, cargo would build the default member of the workspace, the local runner
    this.lambda = new RustFunction(this, 'Function', {
      manifestPath: common.workspace,
      binaryName: plan.name,
      description: plan.description,
      runtime: 'provided.al2023',
      architecture: Architecture.ARM_64,
      memorySize: plan.memory,
      timeout: plan.timeout,
      environment: { ...plan.settings, ...named(plan.secrets) },
      layers: (plan.layers ?? []).map((arn, at) => LayerVersion.fromLayerVersionArn(this, `Layer${at}`, arn)),
      role: role.withoutPolicyUpdates(),
      logGroup,
      bundling: {
        cargoLambdaFlags: flags,
        // A synthesis without a build has no files to hash.
        ...(Stack.of(this).bundlingRequired ? {} : { assetHashType: AssetHashType.CUSTOM, assetHash: plan.name }),
      },
    });
    // The binary, as in the SAM template, and the flags of its build. The tests read both.
    const resource = this.lambda.node.defaultChild as CfnFunction;
    resource.tracingConfig = { mode: common.traces === 'xray' ? 'Active' : 'PassThrough' };
    resource.addMetadata('BuildProperties', { Binary: plan.name, Flags: flags });
  }
}

/** Lets Lambda send traces. IAM knows no resource for these actions. */
function mayTrace(): PolicyStatement {
  return may('Traces', ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], '*');
}

/** The resources that are patterns, as cdk-nag names them. */
function patterns(stack: Stack, statements: readonly PolicyStatement[]): string[] {
  type Named = { 'Fn::GetAtt': [string, string] } | { Ref: string };
  type Joined = { 'Fn::Join': [string, (string | Named)[]] };
  const name = (part: Named): string => ('Ref' in part ? part.Ref : part['Fn::GetAtt'].join('.'));
  const all = statements.flatMap((statement) => statement.resources).filter((resource) => resource.endsWith('*'));
  return all.map((resource) => {
    const resolved = stack.resolve(resource) as string | Joined;
    const parts = typeof resolved === 'string' ? [resolved] : resolved['Fn::Join'][1];
    return parts.map((part) => (typeof part === 'string' ? part : `<${name(part)}>`)).join('');
  });
}

/** The settings with the names of the secrets. A missing secret has an empty name. */
function named(secrets: Plan['secrets']): Record<string, string> {
  const each = Object.entries(secrets).map(([name, secret]) => [`${name}_SECRET`, secret?.secretName ?? '']);
  return Object.fromEntries(each) as Record<string, string>;
}

/** Statements that allow reading these secrets. */
function mayReadSecrets(secrets: Plan['secrets']): PolicyStatement[] {
  const all = Object.values(secrets).filter((secret) => secret !== undefined);
  return all.length > 0 ? mayUse('Secrets', ['GetSecretValue'], all, ['Decrypt']) : [];
}

/** Statements that allow these actions on secrets, and the actions of `withKeys` on their customer-managed keys. */
export function mayUse(
  sid: string,
  actions: readonly string[],
  secrets: readonly ISecret[],
  withKeys: readonly string[],
): PolicyStatement[] {
  // A secret's ARN ends with six random characters.
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
