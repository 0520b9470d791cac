import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { HonoredProps } from './props';

/** The settings that several functions share, in the groups in which their code reads them. */
export interface Settings {
  /** How much is logged. */
  readonly log: Record<string, string>;
  /** How functions know that a call came through CloudFront. */
  readonly edge: Record<string, string>;
  readonly table: Record<string, string>;
  readonly archive: Record<string, string>;
  /** Under which keys identifiers are found. */
  readonly index: Record<string, string>;
  /** By which keys links are made and known again. */
  readonly links: Record<string, string>;
  /** The company, as pages and letters show it. */
  readonly company: Record<string, string>;
}

/** Puts the groups together. */
export function settings(props: HonoredProps, table: string, archive: string, baseUrl: string): Settings {
  return {
    log: { LOG_LEVEL: props.logLevel ?? 'info' },
    edge: { ORIGIN_SECRET: resolved(props.edge?.gatewayOpen ? undefined : props.edge?.originSecret) },
    table: { TABLE_NAME: table },
    archive: { RAW_MAIL_BUCKET: archive },
    index: { INDEX_KEYS: resolved(props.indexKeys) },
    links: { LINK_KEYS: resolved(props.linkKeys) },
    company: {
      COMPANY_NAME: props.company.name,
      COMPANY_ADDRESS: props.company.address.join('|'),
      PRIVACY_POLICY_URL: props.company.privacyPolicyUrl,
      ACCENT_COLOUR: props.company.accentColour ?? '',
      INBOX_ADDRESS: props.inbox.address,
      BASE_URL: baseUrl,
    },
  };
}

/**
 * A secret's value, resolved when the stack is deployed: the template holds a reference. Whoever may read the
 * function's configuration can read it, and a new one arrives with the next deployment.
 */
export function resolved(secret: ISecret | undefined): string {
  return secret?.secretValue.unsafeUnwrap() ?? '';
}
