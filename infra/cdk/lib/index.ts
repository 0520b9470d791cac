export { Honored } from './honored';
export type { Access, Backups, Budget, Company, DeskClient, Edge, HonoredProps, Inbox, Issuer, Providers, Role, Signals } from './props';
export { WebAcl, type WebAclProps } from './web-acl';
