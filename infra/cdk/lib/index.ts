export { Honored } from './honored';
export type { Company, Desk, HonoredProps, Inbox, Providers, StaffRole } from './props';
