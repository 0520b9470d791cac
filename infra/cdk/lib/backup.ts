import { Aws, CfnDeletionPolicy, Fn, Validations } from 'aws-cdk-lib';
import { CfnBackupPlan, CfnBackupSelection, CfnBackupVault } from 'aws-cdk-lib/aws-backup';
import { type IManagedPolicy, ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Backups } from './props';

/** AWS's own policies: they change with what AWS Backup calls. It reads only what the selection names. */
const POLICIES = ['service-role/AWSBackupServiceRolePolicyForBackup', 'AWSBackupServiceRolePolicyForS3Backup'];

/** Makes daily backups of these resources. */
export function backUp(scope: Construct, backups: Backups, resources: string[], permissionsBoundary: IManagedPolicy | undefined): void {
  const vault = new CfnBackupVault(scope, 'BackupVault', {
    backupVaultName: `honored-${Fn.select(2, Fn.split('/', Aws.STACK_ID))}`,
  });
  // A vault with backups can't be deleted.
  vault.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE;
  vault.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
  const lifecycle = { deleteAfterDays: backups.days };
  const copy = backups.copyVaultArn;
  const plan = new CfnBackupPlan(scope, 'BackupPlan', {
    backupPlan: {
      backupPlanName: Aws.STACK_NAME,
      backupPlanRule: [
        {
          ruleName: 'daily',
          targetBackupVault: vault.ref,
          scheduleExpression: 'cron(0 9 * * ? *)', // one or two in the morning in California
          startWindowMinutes: 60,
          completionWindowMinutes: 1440,
          lifecycle,
          copyActions: copy ? [{ destinationBackupVaultArn: copy, lifecycle }] : undefined,
        },
      ],
    },
  });
  const role = new Role(scope, 'BackupRole', {
    assumedBy: new ServicePrincipal('backup.amazonaws.com'),
    permissionsBoundary,
    managedPolicies: POLICIES.map((name) => ManagedPolicy.fromAwsManagedPolicyName(name)),
  });
  for (const name of POLICIES) {
    Validations.of(role).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${name}]`,
      reason: "AWS's own policies change with what AWS Backup calls. It reads only what the selection names.",
    });
  }
  new CfnBackupSelection(scope, 'BackupSelection', {
    backupPlanId: plan.ref,
    backupSelection: { selectionName: 'stack', iamRoleArn: role.roleArn, resources },
  });
}
