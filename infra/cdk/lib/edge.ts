import { Aws, Fn, SecretValue, Stack, Validations } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { AllowedMethods, CachePolicy, CfnDistribution, CfnFunction, OriginRequestPolicy, SecurityPolicyProtocol } from 'aws-cdk-lib/aws-cloudfront';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import type { Edge } from './props';

/**
 * Makes CloudFront in front of the gateway. The gateway's own address remains public, so CloudFront sends a secret, and the
 * functions refuse calls without it.
 */
export function distribution(scope: Construct, api: HttpApi, edge: Edge, baseUrl: string | undefined): CfnDistribution {
  const { region, urlSuffix } = Stack.of(scope);
  // The gateway sees only CloudFront's own address. AWS doesn't say whether the policy below sends CloudFront-Viewer-Address,
  // so a function writes the viewer's address into a header of our own, in place of what the viewer sent. The gateway gets its own
  // host, so the function also copies the viewer's host: it selects the brand of a page.
  const viewer = new CfnFunction(scope, 'EdgeViewer', {
    // Functions of CloudFront have one namespace in the account, and names of up to 64 characters.
    name: `honored-${Fn.select(2, Fn.split('/', Aws.STACK_ID))}`,
    autoPublish: true,
    functionConfig: { comment: 'Tells Honored the address and the host of the viewer.', runtime: 'cloudfront-js-2.0' },
    functionCode: "function handler(event) { const headers = event.request.headers; headers['x-honored-host'] = headers.host; headers['x-honored-viewer'] = { value: event.viewer.ip }; return event.request; }",
  });
  const made = new CfnDistribution(scope, 'Edge', {
    distributionConfig: {
      enabled: true,
      comment: 'Honored',
      httpVersion: 'http2and3',
      ipv6Enabled: true,
      ...domain(edge, baseUrl),
      webAclId: edge.webAclArn,
      origins: [
        {
          id: 'gateway',
          domainName: `${api.apiId}.execute-api.${region}.${urlSuffix}`,
          customOriginConfig: { originProtocolPolicy: 'https-only', originSslProtocols: ['TLSv1.2'] },
          // The whole secret, which holds two values during a change. The functions accept a call if they know one of them.
          originCustomHeaders: [{ headerName: 'x-origin-verify', headerValue: sentSecret(edge).unsafeUnwrap() }],
        },
      ],
      defaultCacheBehavior: {
        targetOriginId: 'gateway',
        viewerProtocolPolicy: 'redirect-to-https',
        allowedMethods: AllowedMethods.ALLOW_ALL.methods,
        // Each response is for one person and has no-store. This policy doesn't compress.
        cachePolicyId: CachePolicy.CACHING_DISABLED.cachePolicyId,
        // Everything that the viewer sent, and what the function adds. The gateway accepts only its own host.
        originRequestPolicyId: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER.originRequestPolicyId,
        functionAssociations: [{ eventType: 'viewer-request', functionArn: viewer.attrFunctionArn }],
      },
    },
  });
  if (edge.hostedZoneId && baseUrl) {
    // An alias, unlike a CNAME, leaves room for other records of the same name, such as MX. The target has CloudFront's own zone.
    for (const [id, type] of [['EdgeRecord', 'A'], ['EdgeRecordIpv6', 'AAAA']]) {
      new CfnRecordSet(scope, id, {
        hostedZoneId: edge.hostedZoneId,
        name: new URL(baseUrl).host,
        type,
        aliasTarget: { dnsName: made.attrDomainName, hostedZoneId: 'Z2FDTNDATAQYW2' },
      });
    }
  }
  const accept = (check: string, reason: string): void =>
    Validations.of(made).acknowledge({ id: `AwsSolutions::AwsSolutions-${check}`, reason });
  accept('CFR1', 'A person can exercise a right from any place.');
  accept('CFR3', "An access log would contain people's addresses, and paths that give access to their requests.");
  return made;
}

/** The value that CloudFront sends: this version of the secret, not a later one. */
function sentSecret({ originSecret, originSecretVersion }: Edge): SecretValue {
  return SecretValue.secretsManager(originSecret.secretArn, { versionId: originSecretVersion });
}

/** The domain and its certificate. With the default certificate, CloudFront allows no minimum version of TLS. */
function domain({ certificateArn, brandHosts }: Edge, baseUrl: string | undefined): Pick<CfnDistribution.DistributionConfigProperty, 'aliases' | 'viewerCertificate'> {
  if (!certificateArn || !baseUrl) {
    return { viewerCertificate: { cloudFrontDefaultCertificate: true } };
  }
  return {
    aliases: [new URL(baseUrl).host, ...(brandHosts ?? [])],
    viewerCertificate: {
      acmCertificateArn: certificateArn,
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      sslSupportMethod: 'sni-only',
    },
  };
}
