import { AssetHashType, type Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, CfnFunction } from 'aws-cdk-lib/aws-lambda';
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
  /** What its code calls. */
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
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        code: new PolicyDocument({ statements: [...plan.code] }),
        lambda: new PolicyDocument({ statements: [logs, ...(plan.lambda ?? [])] }),
      },
    });
    for (const objects of patterns(Stack.of(this), [...plan.code, ...(plan.lambda ?? [])])) {
      Validations.of(role).acknowledge({
        id: `AwsSolutions::AwsSolutions-IAM5[Resource::${objects}]`,
        reason: "The asterisk stands for the rest of an object's key: a role reaches what lies under its prefixes.",
      });
    }
    this.lambda = new RustFunction(this, 'Function', {
      manifestPath: workspace,
      binaryName: plan.name,
      description: plan.description,
      runtime: 'provided.al2023',
      architecture: Architecture.ARM_64,
      memorySize: plan.memory,
      timeout: plan.timeout,
      environment: { ...plan.settings },
      role: role.withoutPolicyUpdates(),
      logGroup,
      // A synthesis that builds nothing has nothing to take a hash of.
      bundling: Stack.of(this).bundlingRequired
        ? {}
        : { assetHashType: AssetHashType.CUSTOM, assetHash: plan.name },
    });
    // Which binary it runs, as the SAM template says it.
    const resource = this.lambda.node.defaultChild as CfnFunction;
    resource.addMetadata('BuildProperties', { Binary: plan.name });
  }
}

/** The resources that are patterns, as the checks name them. */
function patterns(stack: Stack, statements: readonly PolicyStatement[]): string[] {
  type Joined = { 'Fn::Join': [string, (string | { 'Fn::GetAtt': [string, string] })[]] };
  const all = statements.flatMap((statement) => statement.resources).filter((resource) => resource.endsWith('*'));
  return all.map((resource) => {
    const parts = (stack.resolve(resource) as Joined)['Fn::Join'][1];
    return parts.map((part) => (typeof part === 'string' ? part : `<${part['Fn::GetAtt'].join('.')}>`)).join('');
  });
}

/** A statement that allows these actions on these resources. */
export function may(sid: string, actions: readonly string[], ...resources: string[]): PolicyStatement {
  return new PolicyStatement({ sid, actions: [...actions], resources });
}
