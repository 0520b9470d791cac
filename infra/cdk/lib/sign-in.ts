import { Aws, CfnDeletionPolicy, Fn, Stack, Validations } from 'aws-cdk-lib';
import { CfnUserPool, CfnUserPoolClient, CfnUserPoolDomain } from 'aws-cdk-lib/aws-cognito';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { HonoredProps } from './props';

/** How staff sign in to the desk in the browser. */
export interface SignIn {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret?: ISecret;
  /** The claim that names groups, if it isn't that of the tokens of the API. */
  readonly groupsClaim?: string;
}

/** Returns the company's issuer, or makes a user pool. The pool is kept when the stack is deleted. */
export function signIn(scope: Construct, { desk }: HonoredProps, baseUrl: string): SignIn {
  if (desk) {
    return { issuer: desk.issuer, clientId: desk.clientId, clientSecret: desk.clientSecret, groupsClaim: desk.groupsClaim };
  }
  const pool = new CfnUserPool(scope, 'StaffPool', {
    adminCreateUserConfig: { allowAdminCreateUserOnly: true },
    deletionProtection: 'ACTIVE',
    enabledMfas: ['SOFTWARE_TOKEN_MFA'],
    mfaConfiguration: 'ON',
    policies: {
      passwordPolicy: {
        minimumLength: 14,
        requireLowercase: true,
        requireNumbers: true,
        requireSymbols: true,
        requireUppercase: true,
      },
    },
    usernameAttributes: ['email'],
  });
  pool.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN;
  pool.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
  Validations.of(pool).acknowledge({
    id: 'AwsSolutions::AwsSolutions-COG3',
    reason: 'Threat protection needs a paid plan. MFA is required, and no one can sign up.',
  });
  Validations.of(pool).acknowledge({
    id: 'AwsSolutions::AwsSolutions-COG8',
    reason: 'The features of a paid plan are the choice of the company.',
  });
  // The stack's own UUID: a domain is unique in the region, over all accounts.
  const uuid = Fn.select(2, Fn.split('/', Aws.STACK_ID));
  new CfnUserPoolDomain(scope, 'StaffPoolDomain', { domain: `honored-desk-${uuid}`, userPoolId: pool.ref });
  const client = new CfnUserPoolClient(scope, 'StaffPoolClient', {
    allowedOAuthFlows: ['code'],
    allowedOAuthFlowsUserPoolClient: true,
    allowedOAuthScopes: ['openid', 'email', 'profile'],
    callbackUrLs: [`${baseUrl}/desk/sign-in/done`],
    explicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
    generateSecret: false, // PKCE protects the sign-in
    logoutUrLs: [`${baseUrl}/desk/signed-out`],
    preventUserExistenceErrors: 'ENABLED',
    supportedIdentityProviders: ['COGNITO'],
    userPoolId: pool.ref,
  });
  const { region, urlSuffix } = Stack.of(scope);
  return {
    issuer: `https://cognito-idp.${region}.${urlSuffix}/${pool.ref}`,
    clientId: client.ref,
    groupsClaim: 'cognito:groups',
  };
}
