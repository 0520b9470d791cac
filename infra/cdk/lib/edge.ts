import { Fn, SecretValue, Stack, Validations } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { AllowedMethods, CachePolicy, CfnDistribution, CfnFunction, OriginRequestPolicy, SecurityPolicyProtocol } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import type { Edge } from './props';

/**
 * Makes CloudFront in front of the gateway. The gateway's own address remains public, so CloudFront sends a secret, and the
 * functions refuse calls without it.
 */
export function distribution(scope: Construct, api: HttpApi, edge: Edge, baseUrl: string | undefined): CfnDistribution {
  const { region, urlSuffix } = Stack.of(scope);
  // The gateway gets its own host. The functions show a brand by the host that the viewer opened.
  const host = new CfnFunction(scope, 'EdgeHost', {
    name: Fn.sub('${AWS::StackName}-host'),
    autoPublish: true,
    functionConfig: { comment: "Copies the viewer's host into a header.", runtime: 'cloudfront-js-2.0' },
    functionCode: "function handler(event) { event.request.headers['x-honored-host'] = event.request.headers.host; return event.request; }",
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
        // Everything that the viewer sent, and the viewer's address. The gateway accepts only its own host.
        originRequestPolicyId: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER.originRequestPolicyId,
        functionAssociations: [{ eventType: 'viewer-request', functionArn: host.attrFunctionArn }],
      },
    },
  });
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
