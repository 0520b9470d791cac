import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';

/** What somebody may do: staff at the desk, or a system of the company. */
export type Role = 'read' | 'decide' | 'configure' | 'machine';

/**
 * How staff, or the company's systems, show the gateway who they are: they sign their calls with IAM, they bring a token
 * of the {@link Issuer}, or there are no routes for them on the web.
 */
export type Access = 'iam' | 'jwt' | 'none';

/** Who issues the tokens of those who bring one. */
export interface Issuer {
  /** Such as `https://cognito-idp.us-west-2.amazonaws.com/us-west-2_abc`. */
  readonly url: string;
  /** Whom the tokens are for, such as the client ids of the desk and of a system. */
  readonly audience: readonly string[];
  /** The claim with their holders' groups; without it, `groups`. */
  readonly groupsClaim?: string;
}

/** CloudFront in front of the gateway. */
export interface Edge {
  /**
   * What CloudFront shows to the functions. Whoever calls the gateway itself is refused then, unless they sign or bring
   * a token.
   */
  readonly originSecret: ISecret;
  /**
   * The version of it that CloudFront shows, as `put-secret-value` prints its `VersionId`. CloudFormation does not look
   * whether a secret has changed, so a new value reaches CloudFront by this alone.
   */
  readonly originSecretVersion?: string;
  /**
   * Whether people may call the gateway itself all the same: `true` while a domain that they use still leads there, so
   * that nobody is refused.
   */
  readonly gatewayOpen?: boolean;
  /** The web ACL (AWS WAF) that CloudFront asks about each call: one of `us-east-1`, as a `WebAcl` there makes it. */
  readonly webAclArn?: string;
  /** The certificate of `baseUrl`'s domain, in `us-east-1`; needed where there is one. */
  readonly certificateArn?: string;
}

/** The company, as consumers see it. */
export interface Company {
  /** Its name, on every page and letter. */
  readonly name: string;
  /** Its postal address, line by line. */
  readonly address: readonly string[];
  /** Where the privacy policy is. */
  readonly privacyPolicyUrl: string;
  /** The accent colour of pages and letters, such as `#1d4f91`, dark enough for white text. Without it, the house's own. */
  readonly accentColour?: string;
}

/** The privacy inbox. */
export interface Inbox {
  /** Its address, in lower case. Mail to it is a request, and letters come from it: a verified identity in SES. */
  readonly address: string;
  /** Addresses or List-Ids of its own groups, a Google Group for instance. */
  readonly groups?: readonly string[];
  /** Domains at which colleagues have their addresses: what they forward is its original author's. */
  readonly colleagues?: readonly string[];
  /** The name under which the server that takes mail in writes Authentication-Results. Without it, that of SES. */
  readonly authservId?: string;
}

/** Mail providers that deliver by webhook. */
export interface Providers {
  /** The topic whose deliveries are taken, if SES tells of mail through SNS. */
  readonly snsTopicArn?: string;
  /** The key with which Mailgun signs. */
  readonly mailgunSigningKey?: ISecret;
  /** `user:password` with which SendGrid posts. */
  readonly sendgridBasicAuth?: ISecret;
  /** `user:password` with which Postmark posts. */
  readonly postmarkBasicAuth?: ISecret;
  /** The secret (`whsec_…`) of a sender of raw mail that signs as Standard Webhooks does. */
  readonly standardWebhookSecret?: ISecret;
}

/** How browsers' opt-out signals reach this, and are kept. */
export interface Signals {
  /** The company's sites whose scripts may call `/signals`, exactly as browsers send their origin. */
  readonly origins?: readonly string[];
  /**
   * The domain that the pages and the company's sites share, such as `example.com`, so that the sites' servers get the
   * opt-out cookie, too. Without it, the cookie is for these pages alone.
   */
  readonly cookieDomain?: string;
  /** How many browsers of one network address are put on record in a day; 2,000 without it. */
  readonly browsersADay?: number;
}

/** What a company tells of itself. Everything that has no default of its own is required. */
export interface HonoredProps {
  readonly company: Company;
  readonly inbox: Inbox;
  /**
   * The keys under which identifiers are found, and those of status links. They are made once and kept for ever:
   * without them no record is found again, and no link opens.
   */
  readonly indexKeys: ISecret;
  /** See {@link indexKeys}. */
  readonly linkKeys: ISecret;
  /** Where people find the form, if it has a domain of its own. Without it, the API's own address. */
  readonly baseUrl?: string;
  /** What the form requires beyond one identifier, such as `delete=name+state`. The law allows nothing for a choice. */
  readonly requiredFields?: string;
  readonly providers?: Providers;
  /** CloudFront in front of the gateway. Without it, people call the gateway itself. */
  readonly edge?: Edge;
  /** How staff reach the desk; `iam` without it. */
  readonly staffAccess?: Access;
  /** How the company's systems reach `/suppression`, `/machine` and `/unsubscribe-links`; `iam` without it. */
  readonly machineAccess?: Access;
  /** Who issues the tokens, where access is by `jwt`. */
  readonly issuer?: Issuer;
  /**
   * The principals of each role: an ARN in which `*` stands for anything but a slash, or `group:name` or `subject:name`
   * of a token.
   */
  readonly roles?: Partial<Record<Role, readonly string[]>>;
  /** The keys from which the secrets of recipients are made, made once. */
  readonly partnerKeys: ISecret;
  /** The keys of unsubscribe links, made once. */
  readonly unsubscribeKeys: ISecret;
  readonly signals?: Signals;
  /** The keys with which your site signs account ids. Without them, an account from a browser is only claimed. */
  readonly accountKeys?: ISecret;
  /** Where those who look after requests get digest and alarms. Not the inbox. */
  readonly staffAddress?: string;
  /** The topic that alarms are told to. Somebody must hear of them. */
  readonly alarmTopic?: ITopic;
  /** For how many months a closed request is kept: 24 at least (11 CCR § 7101(a)), and without it. */
  readonly retentionMonths?: number;
  /** How much is logged; `info` without it. No level logs anything personal. */
  readonly logLevel?: 'error' | 'warn' | 'info' | 'debug' | 'trace';
  /** The folder of Honored's workspace, whose functions are built. Without it, the one that this construct lies in. */
  readonly workspace?: string;
}

/** Says what is wrong with the props, before anything is made of them. */
export function check(props: HonoredProps): void {
  const wrong = (what: string): never => {
    throw new Error(`Honored: ${what}`);
  };
  if (!/^[a-z0-9][a-z0-9._-]*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(props.inbox.address)) {
    wrong(`inbox.address must be one address in lower case, such as privacy@example.com, not ${props.inbox.address}`);
  }
  if (props.staffAddress === props.inbox.address) {
    wrong('staffAddress must not be the inbox: digests would be read as requests');
  }
  if (!props.company.privacyPolicyUrl.startsWith('https://')) {
    wrong('company.privacyPolicyUrl must begin with https://');
  }
  if (props.company.address.some((line) => line.includes('|'))) {
    wrong('a line of company.address must not hold a |');
  }
  if ([props.staffAccess, props.machineAccess].includes('jwt') && !props.issuer?.audience.length) {
    wrong("where staffAccess or machineAccess is 'jwt', issuer says whose tokens are taken, and for which audience");
  }
  if (props.edge && props.baseUrl && !props.edge.certificateArn) {
    wrong("edge.certificateArn is needed with baseUrl: CloudFront answers for its domain");
  }
  if (props.edge?.certificateArn && !props.baseUrl) {
    wrong("edge.certificateArn is the certificate of baseUrl's domain, so baseUrl names one");
  }
  const months = props.retentionMonths ?? 24;
  if (!Number.isInteger(months) || months < 24 || months > 600) {
    wrong('retentionMonths must be a whole number from 24 (11 CCR § 7101(a)) to 600');
  }
}
