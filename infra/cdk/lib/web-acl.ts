import { Annotations, Stack, Token } from 'aws-cdk-lib';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

/**
 * Rules of AWS's common set that only count. A right exercised in odd words is a right exercised: what only looks odd
 * is let through. Bodies are letters, whole mails from providers and files for answers: long, with HTML and links in
 * them. Cookies are those of all of the company's sites, where the pages share a domain with these. Programs may ask,
 * too, without a name. And the token in a link may hold what looks like a file's ending, such as `.ini`, in one link of
 * some thousands.
 */
const ONLY_COUNTED = [
  'SizeRestrictions_BODY',
  'CrossSiteScripting_BODY',
  'EC2MetaDataSSRF_BODY',
  'GenericLFI_BODY',
  'GenericRFI_BODY',
  'SizeRestrictions_Cookie_HEADER',
  'CrossSiteScripting_COOKIE',
  'EC2MetaDataSSRF_COOKIE',
  'NoUserAgent_HEADER',
  'RestrictedExtensions_URIPATH',
];

/** What a web ACL lets through. */
export interface WebAclProps {
  /** How many calls one network address may make in five minutes before it is told to wait; 3,000 without it. */
  readonly callsPerAddress?: number;
}

/**
 * The firewall (AWS WAF) for CloudFront in front of Honored. CloudFront takes one of `us-east-1` alone, so it goes into
 * a stack there, whatever region the rest is in.
 */
export class WebAcl extends Construct {
  /** For {@link Edge.webAclArn}. */
  readonly arn: string;

  constructor(scope: Construct, id: string, props: WebAclProps = {}) {
    super(scope, id);
    const { region } = Stack.of(this);
    if (!Token.isUnresolved(region) && region !== 'us-east-1') {
      Annotations.of(this).addError('CloudFront takes a web ACL of us-east-1 alone: put it into a stack there');
    }
    const acl = new CfnWebACL(this, 'WebAcl', {
      description: 'For CloudFront in front of Honored',
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: counted('Honored'),
      customResponseBodies: {
        slower: {
          contentType: 'TEXT_PLAIN',
          content:
            'Too many calls from this network. Try again in five minutes, or write to the address in the privacy policy.',
        },
      },
      rules: [
        managed('reputation', 0, { vendorName: 'AWS', name: 'AWSManagedRulesAmazonIpReputationList' }),
        managed('common', 1, {
          vendorName: 'AWS',
          name: 'AWSManagedRulesCommonRuleSet',
          ruleActionOverrides: ONLY_COUNTED.map((name) => ({ name, actionToUse: { count: {} } })),
        }),
        rate(2, props.callsPerAddress ?? 3000),
      ],
    });
    this.arn = acl.attrArn;
  }
}

/** A set of rules that AWS keeps. */
function managed(
  name: string,
  priority: number,
  managedRuleGroupStatement: CfnWebACL.ManagedRuleGroupStatementProperty,
): CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    overrideAction: { none: {} },
    statement: { managedRuleGroupStatement },
    visibilityConfig: counted(name.charAt(0).toUpperCase() + name.slice(1)),
  };
}

/** How often one address may call. Providers deliver many people's mail from few; the gateway bounds these. */
function rate(priority: number, limit: number): CfnWebACL.RuleProperty {
  const wait = { responseCode: 429, customResponseBodyKey: 'slower', responseHeaders: [{ name: 'retry-after', value: '300' }] };
  const inbound = {
    fieldToMatch: { uriPath: {} },
    positionalConstraint: 'STARTS_WITH',
    searchString: '/inbound/',
    textTransformations: [{ priority: 0, type: 'NONE' }],
  };
  return {
    name: 'rate',
    priority,
    action: { block: { customResponse: wait } },
    statement: {
      rateBasedStatement: {
        aggregateKeyType: 'IP',
        evaluationWindowSec: 300,
        limit,
        scopeDownStatement: { notStatement: { statement: { byteMatchStatement: inbound } } },
      },
    },
    visibilityConfig: counted('Rate'),
  };
}

/** No samples: they hold people's addresses, and paths that are keys to their requests. */
function counted(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false, metricName };
}
