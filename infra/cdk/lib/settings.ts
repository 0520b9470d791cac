import { Aws } from 'aws-cdk-lib';
import type { HonoredProps } from './props';

/** Settings that several functions share, in the groups in which the code reads them. */
export interface Settings {
  /** What every function reads at start: how much is logged, and the stack that its metrics belong to. */
  readonly start: Record<string, string>;
  readonly table: Record<string, string>;
  readonly archive: Record<string, string>;
  /** The company, as pages and emails show it. */
  readonly company: Record<string, string>;
  /** The Lambda layers of functions that show the company's texts. */
  readonly layers: readonly string[];
}

/** Makes the groups. */
export function settings(props: HonoredProps, table: string, archive: string, baseUrl: string): Settings {
  return {
    start: { LOG_LEVEL: props.logLevel ?? 'info', STACK_NAME: Aws.STACK_NAME },
    table: { TABLE_NAME: table },
    archive: { RAW_MAIL_BUCKET: archive },
    company: {
      COMPANY_NAME: props.company.name,
      COMPANY_ADDRESS: props.company.address.join('|'),
      PRIVACY_POLICY_URL: props.company.privacyPolicyUrl,
      ACCENT_COLOR: props.company.accentColor ?? '',
      TEXTS: props.company.textsLayerArn ? '/opt/texts' : '',
      INBOX_ADDRESS: props.inbox.address,
      BASE_URL: baseUrl,
    },
    layers: props.company.textsLayerArn ? [props.company.textsLayerArn] : [],
  };
}
