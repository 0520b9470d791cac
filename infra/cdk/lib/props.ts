import type { IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';

/** The role of a member of staff (`read`, `decide`, `configure`) or of a system of the company (`machine`). */
export type Role = 'read' | 'decide' | 'configure' | 'machine';

/**
 * How staff, or the company's systems, authenticate at the gateway: they sign their calls with IAM, they send a token of
 * the {@link Issuer}, or their routes are not on the web.
 */
export type Access = 'iam' | 'jwt' | 'none';

/** The issuer of tokens. */
export interface Issuer {
  /** The issuer's URL, such as `https://cognito-idp.us-west-2.amazonaws.com/us-west-2_abc`. */
  readonly url: string;
  /** The audiences of the tokens, such as the client IDs of the desk and of a system. */
  readonly audience: readonly string[];
  /** The claim that names a holder's groups. Default: `groups`. */
  readonly groupsClaim?: string;
}

/** The desk in the browser, as a client of the company's OpenID Connect issuer. */
export interface DeskClient {
  /** The issuer's URL. */
  readonly issuer: string;
  /** The client ID of the desk. Its redirect URI is the address of the form, followed by `/desk/sign-in/done`. */
  readonly clientId: string;
  /** The client secret. Without it, the desk is a public client, which PKCE protects. */
  readonly clientSecret?: ISecret;
  /** The claim of its ID tokens that names a holder's groups. Default: that of the tokens of the API. */
  readonly groupsClaim?: string;
}

/** CloudFront in front of the gateway. */
export interface Edge {
  /**
   * The secret that CloudFront sends to the functions. They refuse callers of the gateway itself, unless these sign or send a
   * token.
   */
  readonly originSecret: ISecret;
  /**
   * The version of the secret that CloudFront sends (the `VersionId` that `put-secret-value` prints). CloudFormation doesn't
   * detect a changed secret, so only this property gives CloudFront the new value.
   */
  readonly originSecretVersion?: string;
  /**
   * Whether people may call the gateway itself although CloudFront is in front of it. Choose `true` while a public domain
   * still points to the gateway.
   */
  readonly gatewayOpen?: boolean;
  /** The web ACL (AWS WAF) that filters CloudFront's calls. It must be in `us-east-1`, as a `WebAcl` makes it. */
  readonly webAclArn?: string;
  /** The certificate of `baseUrl`'s domain and of `brandHosts`, in `us-east-1`. Required with `baseUrl`. */
  readonly certificateArn?: string;
  /** The host names of the brands' pages (`brand.json` in the folder of the texts). */
  readonly brandHosts?: readonly string[];
  /**
   * The Route 53 zone in which the stack makes the records of `baseUrl`'s domain, as aliases of CloudFront. Default: you make the
   * record yourself.
   */
  readonly hostedZoneId?: string;
}

/** The company as consumers know it. */
export interface Company {
  /** The name, on every page and in every email. */
  readonly name: string;
  /** The postal address, line by line. */
  readonly address: readonly string[];
  /** The address of the privacy policy. */
  readonly privacyPolicyUrl: string;
  /** The accent color of pages and emails. It must be dark enough for white text. Default: `#1d4f91`. */
  readonly accentColor?: string;
  /**
   * The version of a Lambda layer with the company's own texts, in a folder `texts`. Check them first with `check-texts`
   * (docs/languages.md). Default: the built-in texts.
   */
  readonly textsLayerArn?: string;
}

/** The privacy inbox. */
export interface Inbox {
  /** The address, in lower case: a verified identity in SES. Messages to it are requests, and our emails come from it. */
  readonly address: string;
  /**
   * The inbox addresses of the brands (`brand.json` in the folder of the texts), in lower case: verified identities in SES.
   */
  readonly brandAddresses?: readonly string[];
  /** Addresses or List-Ids of groups that deliver to the inbox, such as a Google Group. */
  readonly groups?: readonly string[];
  /** Domains of colleagues. A message that a colleague forwards counts as its original author's. */
  readonly colleagues?: readonly string[];
  /**
   * The SES receipt rule set that gets the inbox's rule, such as the account's active one. With it, several stacks receive email
   * in one region, and the stack can be deleted at any time. Default: a rule set of the stack's own, which you activate.
   */
  readonly existingRuleSet?: string;
  /** The name under which the receiving server writes Authentication-Results. Default: that of SES. */
  readonly authservId?: string;
}

/** Email providers that deliver by webhook. */
export interface Providers {
  /** The topic whose deliveries are accepted, if SES delivers through SNS. */
  readonly snsTopicArn?: string;
  /** The key with which Mailgun signs. */
  readonly mailgunSigningKey?: ISecret;
  /** `user:password` with which SendGrid posts. */
  readonly sendgridBasicAuth?: ISecret;
  /** `user:password` with which Postmark posts. */
  readonly postmarkBasicAuth?: ISecret;
  /** The signing key (`whsec_…`) of a sender of raw messages that signs as Standard Webhooks does. */
  readonly standardWebhookSecret?: ISecret;
}

/** Browsers' opt-out signals. */
export interface Signals {
  /** The company's sites whose scripts may call `/signals`, exactly as browsers send their origin. */
  readonly origins?: readonly string[];
  /**
   * The domain that the pages share with the company's sites, such as `example.com`, so that these sites get the opt-out
   * cookie. Without it, only the pages use the cookie.
   */
  readonly cookieDomain?: string;
  /** How many browsers of one network address are recorded in a day. Default: 2,000. */
  readonly browsersADay?: number;
}

/** A limit of the account's costs, of which AWS notifies by email. */
export interface Budget {
  /** The address that is notified when a month's costs reach 80 % of the limit, or are forecast to exceed it. */
  readonly address: string;
  /** What the whole account may cost in a month, in US dollars. Default: 100. */
  readonly dollars?: number;
}

/** Daily backups of the table and of raw email in AWS Backup. A person who is erased is in them until they end. */
export interface Backups {
  /** How many days a backup is kept. */
  readonly days: number;
  /** The backup vault in another region or account that gets a copy of each backup. Default: none. */
  readonly copyVaultArn?: string;
}

/** The configuration of {@link Honored}. */
export interface HonoredProps {
  readonly company: Company;
  readonly inbox: Inbox;
  /**
   * The keys of the identifier index. Keep them forever: without them, no record can be found.
   */
  readonly indexKeys: ISecret;
  /** The keys of links in emails. Keep them: without them, no link opens. */
  readonly linkKeys: ISecret;
  /** The address of the form, if it has its own domain. Default: the API's own address. */
  readonly baseUrl?: string;
  /** What the form requires beyond one identifier, such as `delete=name+state`. The law allows nothing for an opt-out. */
  readonly requiredFields?: string;
  /** What the company does with data, such as `sensitive_data,automated_decisions`. The form offers the rights that concern it. */
  readonly practices?: string;
  /** The decisions that count only when another member of staff sends the same: `denials`, `erasures` or both with a comma. */
  readonly secondApprover?: string;
  /** The least time in milliseconds until a submission by anyone is answered. Default: 250. */
  readonly responseMilliseconds?: number;
  /**
   * The company's sites that may show the form in a frame, and whose scripts may send requests and read the response,
   * exactly as browsers send their origin.
   */
  readonly formOrigins?: readonly string[];
  readonly providers?: Providers;
  /** CloudFront in front of the gateway. Without it, people call the gateway itself. */
  readonly edge?: Edge;
  /** How staff sign in to the desk in the browser. Default: a Cognito user pool with MFA, which the stack makes. */
  readonly desk?: DeskClient;
  /** How programs of staff authenticate at the staff API. Default: `iam`. */
  readonly staffAccess?: Access;
  /** How the company's systems authenticate at `/suppression`, `/machine` and `/unsubscribe-links`. Default: `iam`. */
  readonly machineAccess?: Access;
  /** The issuer of tokens. Required if access is by `jwt`. */
  readonly issuer?: Issuer;
  /**
   * The principals of each role: `group:name` or `subject:name` of a token, also as `group:name@issuer` for tokens of one issuer,
   * or an ARN in which `*` stands for any characters but a slash.
   */
  readonly roles?: Partial<Record<Role, readonly string[]>>;
  /** The keys from which partners' webhook secrets are derived. Keep them. */
  readonly partnerKeys: ISecret;
  /** The keys of unsubscribe links. Keep them. */
  readonly unsubscribeKeys: ISecret;
  /** The account's sending rate in SES. The outbox slows down if SES throttles it. Default: 14. */
  readonly emailsPerSecond?: number;
  readonly signals?: Signals;
  /** The keys with which your site signs account IDs. Without them, an account ID from a browser is unverified. */
  readonly accountKeys?: ISecret;
  /** Where staff get the daily digest and alerts. It can't be the inbox. */
  readonly staffAddress?: string;
  /** The topic that gets alarms. Without it, no alarm reaches a person. */
  readonly alarmTopic?: ITopic;
  /** The account's budget. Default: none. */
  readonly budget?: Budget;
  /** How many months a closed request is kept. At least 24 (11 CCR § 7101(a)), which is the default. */
  readonly retentionMonths?: number;
  /**
   * Whether an open request gets what a law that takes effect later adds for the requester: an appeal, an earlier date, a wider
   * scope. Default: `apply`. With `ignore`, each request stays under the law of its day of receipt.
   */
  readonly lawChanges?: 'apply' | 'ignore';
  /**
   * Publishes the metrics of each calendar year that has ended at `/metrics` (11 CCR § 7102). They count the requests of everyone
   * (`all`), or those of Californians and of people whose residence is unknown (`californians`). Default: no page.
   */
  readonly publicMetrics?: 'all' | 'californians';
  /** How much is logged. No level logs personal data. Default: `info`. */
  readonly logLevel?: 'error' | 'warn' | 'info' | 'debug' | 'trace';
  /**
   * How many days logs are kept. They have IDs and no personal data, and the record of which member of staff saw which request.
   * Default: 30.
   */
  readonly logDays?: RetentionDays;
  /**
   * Your own KMS key for the table and the logs. Its policy must let DynamoDB and CloudWatch Logs use it (docs/deploy.md). Raw
   * email has a key of the stack in any case. Default: AWS's keys.
   */
  readonly kmsKey?: IKey;
  /** The policy that limits each role that the construct creates. Default: none. */
  readonly permissionsBoundary?: IManagedPolicy;
  /** Whether Lambda sends a trace of each call to AWS X-Ray. It has no data of a request. Default: `none`. */
  readonly traces?: 'none' | 'xray';
  /** Backups besides the table's point-in-time recovery. Default: none. */
  readonly backups?: Backups;
  /**
   * Whether the stack gets outputs with the names that the documents use, such as `FormUrl`. Choose `false` for a second
   * construct in one stack. Default: `true`.
   */
  readonly outputs?: boolean;
  /** The folder of Honored's Cargo workspace. Default: the workspace of this construct. */
  readonly workspace?: string;
}

/** Checks the props, before any resource is made. */
export function check(props: HonoredProps): void {
  const wrong = (what: string): never => {
    throw new Error(`Honored: ${what}`);
  };
  if (!/^[a-z0-9][a-z0-9._-]*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(props.inbox.address)) {
    wrong(`inbox.address must be one address in lower case, such as privacy@example.com, not ${props.inbox.address}`);
  }
  for (const address of props.inbox.brandAddresses ?? []) {
    if (!/^[a-z0-9][a-z0-9._-]*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(address)) {
      wrong(`inbox.brandAddresses must be addresses in lower case, such as privacy@example.com, not ${address}`);
    }
  }
  if (props.staffAddress === props.inbox.address) {
    wrong('staffAddress must not be the inbox: digests would be read as requests');
  }
  if (!props.company.privacyPolicyUrl.startsWith('https://')) {
    wrong('company.privacyPolicyUrl must start with https://');
  }
  if (props.company.address.some((line) => line.includes('|'))) {
    wrong('a line of company.address must not contain |');
  }
  if ([props.staffAccess, props.machineAccess].includes('jwt') && !props.issuer?.audience.length) {
    wrong("issuer and its audience are required if staffAccess or machineAccess is 'jwt'");
  }
  if (props.edge && props.baseUrl && !props.edge.certificateArn) {
    wrong("edge.certificateArn is required with baseUrl, because CloudFront serves its domain");
  }
  if (props.edge?.certificateArn && !props.baseUrl) {
    wrong("edge.certificateArn is the certificate of baseUrl's domain, so baseUrl is required");
  }
  if (props.edge?.hostedZoneId && !props.edge.certificateArn) {
    wrong("edge.hostedZoneId is the zone of baseUrl's domain, so baseUrl and edge.certificateArn are required");
  }
  const months = props.retentionMonths ?? 24;
  if (!Number.isInteger(months) || months < 24 || months > 600) {
    wrong('retentionMonths must be a whole number from 24 (11 CCR § 7101(a)) to 600');
  }
}
