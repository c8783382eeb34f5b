"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ConfirmAction } from "@/components/shell/confirm-action";
import { Checkbox } from "@/components/ui/checkbox";
import { RelativeTime } from "@/components/ui/relative-time";
import { toast } from "@/components/ui/toast";
import { useRemoveMember, workspaceQueries } from "@/components/workspaces/api";
import type { ApiKey, Member } from "@/lib/workspaces/api";

/**
 * Removes a member and, unless unticked, revokes the API keys they created: a person who leaves may know the
 * tokens.
 */
export function RemoveMemberDialog({ member, onDone }: { member: Member | null; onDone: () => void }) {
	const keys = useQuery({ ...workspaceQueries.apiKeys(), enabled: member !== null });
	const remove = useRemoveMember();
	const [isRevoking, setRevoking] = useState(true);
	const userId = member?.userId;
	useEffect(() => {
		if (userId) setRevoking(true);
	}, [userId]);
	const theirs = keys.data?.items.filter((key) => key.createdById === userId && key.revokedAt === null) ?? [];

	return (
		<ConfirmAction
			open={member !== null}
			onOpenChange={(open) => !open && onDone()}
			title={`Remove ${member?.name}?`}
			description={
				<div className="grid gap-3">
					<p>
						They can no longer enter this workspace, at once. What they made stays. You can invite them again
						at any time.
					</p>
					{keys.error && (
						<p>
							Their API keys could not be listed. Those they made are revoked together with the membership.
						</p>
					)}
					{theirs.length > 0 && <KeysOf keys={theirs} isRevoking={isRevoking} onChange={setRevoking} />}
				</div>
			}
			confirmLabel="Remove"
			variant="destructive"
			failTitle="The member was not removed"
			onConfirm={async () => {
				if (!member) return;
				const { revokedApiKeys } = await remove.mutateAsync({
					params: { userId: member.userId },
					query: { apiKeys: isRevoking ? "revoke" : "keep" },
				});
				const revoked = revokedApiKeys === 1 ? "1 API key was" : `${revokedApiKeys} API keys were`;
				toast.success(
					revokedApiKeys > 0
						? `${member.name} was removed and ${revoked} revoked`
						: `${member.name} was removed`,
				);
			}}
		/>
	);
}

function KeysOf({
	keys,
	isRevoking,
	onChange,
}: {
	keys: ApiKey[];
	isRevoking: boolean;
	onChange: (isRevoking: boolean) => void;
}) {
	return (
		<div className="grid gap-2 rounded-md border border-border p-3 text-foreground">
			<label className="flex items-start gap-2.5" htmlFor="revoke-keys">
				<Checkbox
					id="revoke-keys"
					className="mt-0.5"
					checked={isRevoking}
					onCheckedChange={(checked) => onChange(checked === true)}
				/>
				<span>
					Revoke the API {keys.length === 1 ? "key" : "keys"} they created: they may still know the token
				</span>
			</label>
			<ul className="grid max-h-40 gap-1 overflow-y-auto pl-6.5 text-muted-foreground text-sm">
				{keys.map((key) => (
					<li key={key.id} className="min-w-0">
						<span className="font-medium text-foreground">{key.name}</span>{" "}
						<span className="font-mono text-xs">{key.prefix}…</span>, last used{" "}
						{key.lastUsedAt ? <RelativeTime at={key.lastUsedAt} /> : "never"}
					</li>
				))}
			</ul>
		</div>
	);
}
