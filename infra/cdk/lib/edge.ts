import { SecretValue, Stack, Validations } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { AllowedMethods, CachePolicy, CfnDistribution, OriginRequestPolicy, SecurityPolicyProtocol } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import type { Edge } from './props';

/**
 * CloudFront in front of the gateway. The gateway's own address stays on the web, so CloudFront shows a secret, and
 * functions refuse whoever doesn't know it.
 */
export function distribution(scope: Construct, api: HttpApi, edge: Edge, baseUrl: string | undefined): CfnDistribution {
  const { region, urlSuffix } = Stack.of(scope);
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
          // All that the secret holds, two values while they change: any that the functions know is enough.
          originCustomHeaders: [{ headerName: 'x-origin-verify', headerValue: shown(edge).unsafeUnwrap() }],
        },
      ],
      defaultCacheBehavior: {
        targetOriginId: 'gateway',
        viewerProtocolPolicy: 'redirect-to-https',
        allowedMethods: AllowedMethods.ALLOW_ALL.methods,
        // Each answer is for one person, and says so (no-store). It leaves no way to compress.
        cachePolicyId: CachePolicy.CACHING_DISABLED.cachePolicyId,
        // All that the viewer sent, with CloudFront's word of where they are. The gateway knows no host but its own.
        originRequestPolicyId: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER.originRequestPolicyId,
      },
    },
  });
  const stands = (check: string, reason: string): void =>
    Validations.of(made).acknowledge({ id: `AwsSolutions::AwsSolutions-${check}`, reason });
  stands('CFR1', 'A right is exercised from wherever a person is.');
  stands('CFR3', "An access log would hold people's addresses, and paths that are keys to their requests.");
  return made;
}

/** What it shows: this version of the secret, and no other that may come after. */
function shown({ originSecret, originSecretVersion }: Edge): SecretValue {
  return SecretValue.secretsManager(originSecret.secretArn, { versionId: originSecretVersion });
}

/** The domain that it answers for; without one of its own CloudFront takes no minimum of TLS. */
function domain({ certificateArn }: Edge, baseUrl: string | undefined): Pick<CfnDistribution.DistributionConfigProperty, 'aliases' | 'viewerCertificate'> {
  if (!certificateArn || !baseUrl) {
    return { viewerCertificate: { cloudFrontDefaultCertificate: true } };
  }
  return {
    aliases: [new URL(baseUrl).host],
    viewerCertificate: {
      acmCertificateArn: certificateArn,
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      sslSupportMethod: 'sni-only',
    },
  };
}
