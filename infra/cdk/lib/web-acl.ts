import { Annotations, Stack, Token } from 'aws-cdk-lib';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

/**
 * Rules of AWS's common set that only count, because a legitimate request can match them. Bodies are free text, whole
 * messages from providers, and files: long, with HTML and links. Cookies can come from all of the company's sites, if they
 * share a domain with the pages. Programs may call without a user agent. The token in a link can contain what looks like a
 * file extension, such as `.ini`, once in some thousands of links.
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

/** The configuration of {@link WebAcl}. */
export interface WebAclProps {
  /** How many calls one network address may make in five minutes. Default: 3,000. */
  readonly callsPerAddress?: number;
}

/**
 * The firewall (AWS WAF) for CloudFront in front of Honored. Put it into a stack in `us-east-1`, because CloudFront accepts
 * only a web ACL from there.
 */
export class WebAcl extends Construct {
  /** For {@link Edge.webAclArn}. */
  readonly arn: string;

  constructor(scope: Construct, id: string, props: WebAclProps = {}) {
    super(scope, id);
    const { region } = Stack.of(this);
    if (!Token.isUnresolved(region) && region !== 'us-east-1') {
      Annotations.of(this).addError('CloudFront accepts only a web ACL in us-east-1: put it into a stack there');
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
            'Too many requests from your network. Try again in five minutes, or email the address in our privacy policy.',
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

/** Makes a rule from a set of rules that AWS maintains. */
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

/** Makes the rate limit of one address. It excludes webhooks: a provider delivers many messages from few addresses. */
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

/** No samples: they would contain people's addresses, and paths that give access to their requests. */
function counted(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false, metricName };
}
