"use client";

import { useQuery } from "@tanstack/react-query";
import { KeyRound, Plus, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { DataTable } from "@/components/data-table/data-table";
import { ConfirmAction } from "@/components/shell/confirm-action";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import { toast } from "@/components/ui/toast";
import { useRevokeApiKey, workspaceQueries } from "@/components/workspaces/api";
import { CreateKeyDialog } from "@/components/workspaces/create-key-dialog";
import { roleName } from "@/components/workspaces/role-select";
import { SettingsFrame } from "@/components/workspaces/settings-frame";
import type { ApiKey } from "@/lib/workspaces/api";

/**
 * A key can do no more than its creator can now; one whose creator has left keeps working: worth a second
 * look.
 */
const creatorNotes: Partial<Record<ApiKey["creatorState"], string>> = {
	left: "Creator left",
	member: "Limited to the role of its creator, who is no longer an admin",
	unknown: "Creator unknown",
};

export function ApiKeysPage() {
	const { data, error, refetch } = useQuery(workspaceQueries.apiKeys());
	const [isCreating, setCreating] = useState(false);
	const [revoking, setRevoking] = useState<ApiKey | null>(null);
	const revoke = useRevokeApiKey();
	const create = (
		<Button onClick={() => setCreating(true)}>
			<Plus aria-hidden="true" />
			Create a key
		</Button>
	);
	return (
		<SettingsFrame
			title="API keys"
			description={
				<>
					For scripts and other systems: everything the screens do is in the{" "}
					<a className="text-primary underline underline-offset-2" href="/api/v1/openapi.json">
						REST API
					</a>
					. Keys for sending events are under Data.
				</>
			}
			action={create}
		>
			<DataTable
				caption="API keys"
				rows={data?.items}
				rowKey={(row) => row.id}
				searchText={(row) => `${row.name} ${row.prefix} ${row.createdBy}`}
				error={error}
				onRetry={refetch}
				defaultSort="-created"
				empty={
					<EmptyState
						icon={KeyRound}
						title="No API keys yet"
						description="A key lets a script or another system read and change this workspace with a role you choose."
						action={create}
					/>
				}
				columns={[
					{
						id: "name",
						header: "Name",
						sortValue: (row) => row.name,
						cell: (row) => (
							<div className="min-w-0">
								<div className="truncate font-medium">{row.name}</div>
								<div className="truncate font-mono text-muted-foreground text-xs">{row.prefix}…</div>
								<div className="truncate text-muted-foreground text-xs md:hidden">by {row.createdBy}</div>
								{!row.revokedAt && creatorNotes[row.creatorState] && (
									<Badge variant="warning" className="mt-1">
										<TriangleAlert aria-hidden="true" />
										{creatorNotes[row.creatorState]}
									</Badge>
								)}
							</div>
						),
					},
					{
						id: "role",
						header: "Role",
						sortValue: (row) => row.role,
						cell: (row) => <Badge>{roleName(row.role)}</Badge>,
					},
					{
						id: "used",
						header: "Last used",
						hideBelow: "sm",
						sortValue: (row) => row.lastUsedAt,
						cell: (row) =>
							row.lastUsedAt ? (
								<RelativeTime at={row.lastUsedAt} className="text-muted-foreground" />
							) : (
								<span className="text-muted-foreground">never</span>
							),
					},
					{
						id: "created",
						header: "Created",
						hideBelow: "md",
						sortValue: (row) => row.createdAt,
						cell: (row) => (
							<span className="text-muted-foreground">
								<RelativeTime at={row.createdAt} /> by {row.createdBy}
							</span>
						),
					},
					{
						id: "state",
						header: "Actions",
						isHeaderHidden: true,
						align: "right",
						cell: (row) =>
							row.revokedAt ? (
								<StatusBadge tone="neutral">Revoked</StatusBadge>
							) : (
								<Button variant="outline" size="sm" onClick={() => setRevoking(row)}>
									Revoke<span className="sr-only"> {row.name}</span>
								</Button>
							),
					},
				]}
			/>
			<CreateKeyDialog open={isCreating} onOpenChange={setCreating} />
			<ConfirmAction
				open={revoking !== null}
				onOpenChange={(open) => !open && setRevoking(null)}
				title={`Revoke ${revoking?.name}?`}
				description="Every request with this key is refused from now on. This cannot be undone; a new key can be made at any time."
				confirmLabel="Revoke"
				variant="destructive"
				failTitle="The key was not revoked"
				onConfirm={async () => {
					if (!revoking) return;
					await revoke.mutateAsync({ params: { apiKeyId: revoking.id } });
					toast.success(`${revoking.name} was revoked`);
				}}
			/>
		</SettingsFrame>
	);
}
