"use client";

import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { DataTable } from "@/components/data-table/data-table";
import { ConfirmAction } from "@/components/shell/confirm-action";
import { showError } from "@/components/shell/show-error";
import { useWorkspace } from "@/components/shell/workspace-context";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { DropdownMenuItem } from "@/components/ui/dropdown-menu";
import { MoreMenu } from "@/components/ui/more-menu";
import { RelativeTime } from "@/components/ui/relative-time";
import { toast } from "@/components/ui/toast";
import { useChangeMemberRole, useResetMemberPassword, workspaceQueries } from "@/components/workspaces/api";
import { InviteDialog } from "@/components/workspaces/invite-dialog";
import { type GivenPassword, PasswordOnce } from "@/components/workspaces/password-once";
import { RemoveMemberDialog } from "@/components/workspaces/remove-member-dialog";
import { RoleSelect, roleName } from "@/components/workspaces/role-select";
import { SettingsFrame } from "@/components/workspaces/settings-frame";
import type { Member } from "@/lib/workspaces/api";
import { roles } from "@/lib/workspaces/policy";

export function MembersPage() {
	const { data, error, refetch } = useQuery(workspaceQueries.members());
	const { user } = useWorkspace();
	const [isInviting, setInviting] = useState(false);
	const [removing, setRemoving] = useState<Member | null>(null);
	const [resetting, setResetting] = useState<Member | null>(null);
	const [given, setGiven] = useState<GivenPassword | null>(null);
	const changeRole = useChangeMemberRole();
	const reset = useResetMemberPassword();
	const adminCount = data?.items.filter(({ role }) => role === "admin").length ?? 0;
	const isLastAdmin = (member: Member) => member.role === "admin" && adminCount === 1;

	return (
		<SettingsFrame
			title="Members"
			description="Who may enter this workspace, and what each may do."
			action={
				<Button onClick={() => setInviting(true)}>
					<UserPlus aria-hidden="true" />
					Invite a member
				</Button>
			}
		>
			<DataTable
				caption="Members"
				rows={data?.items}
				rowKey={(row) => row.userId}
				searchText={(row) => `${row.name} ${row.email}`}
				error={error}
				onRetry={refetch}
				filters={[
					{
						id: "role",
						label: "Role",
						options: roles.map((role) => ({ value: role, label: roleName(role) })),
						matches: (row, value) => row.role === value,
					},
				]}
				empty={null}
				columns={[
					{
						id: "name",
						header: "Name",
						sortValue: (row) => row.name,
						cell: (row) => (
							<div className="min-w-0">
								<div className="flex items-center gap-2 font-medium">
									<span className="truncate">{row.name}</span>
									{row.userId === user.id && <Badge variant="outline">You</Badge>}
								</div>
								<div className="break-words text-muted-foreground sm:truncate">{row.email}</div>
							</div>
						),
					},
					{
						id: "role",
						header: "Role",
						sortValue: (row) => roles.indexOf(row.role),
						cell: (row) => (
							<RoleSelect
								label={`Role of ${row.name}`}
								className="w-30"
								value={row.role}
								disabled={isLastAdmin(row) || changeRole.isPending}
								onChange={(role) =>
									changeRole.mutate(
										{ params: { userId: row.userId }, body: { role } },
										{
											onSuccess: () => {
												// Our own role: we may no longer be allowed on this page, and it asks us to sign in
												// again.
												if (row.userId === user.id) window.location.reload();
												toast.success(
													`${row.name} is now ${roleName(role).toLowerCase()} and has to sign in again`,
												);
											},
											onError: (cause) => showError("The role was not changed", cause),
										},
									)
								}
							/>
						),
					},
					{
						id: "joined",
						header: "Joined",
						hideBelow: "md",
						sortValue: (row) => row.joinedAt,
						cell: (row) => <RelativeTime at={row.joinedAt} className="text-muted-foreground" />,
					},
					{
						id: "actions",
						header: "Actions",
						isHeaderHidden: true,
						align: "right",
						cell: (row) => (
							<MoreMenu label={`More about ${row.name}`}>
								<DropdownMenuItem disabled={row.userId === user.id} onSelect={() => setResetting(row)}>
									Reset password
								</DropdownMenuItem>
								<DropdownMenuItem
									variant="destructive"
									disabled={isLastAdmin(row)}
									onSelect={() => setRemoving(row)}
								>
									Remove from workspace
								</DropdownMenuItem>
							</MoreMenu>
						),
					},
				]}
			/>
			<InviteDialog open={isInviting} onOpenChange={setInviting} />
			<RemoveMemberDialog member={removing} onDone={() => setRemoving(null)} />
			<ConfirmAction
				open={resetting !== null}
				onOpenChange={(open) => !open && setResetting(null)}
				title={`Reset the password of ${resetting?.name}?`}
				description="The old password stops working and they are signed out everywhere. The new one is shown once, for you to pass on."
				confirmLabel="Reset password"
				failTitle="The password was not changed"
				onConfirm={async () => {
					if (!resetting) return;
					const { oneTimePassword } = await reset.mutateAsync({ params: { userId: resetting.userId } });
					setGiven({ email: resetting.email, password: oneTimePassword });
				}}
			/>
			<PasswordOnce title="New password" given={given} onDone={() => setGiven(null)} />
		</SettingsFrame>
	);
}
