export { Honored } from './honored';
export type { Company, Desk, HonoredProps, Inbox, Providers, Role, Signals } from './props';
