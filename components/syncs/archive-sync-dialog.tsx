"use client";

import { useRouter } from "next/navigation";
import { useId, useState } from "react";
import { ConfirmAction } from "@/components/shell/confirm-action";
import { showError } from "@/components/shell/show-error";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useArchiveSync, useRestoreSync } from "@/components/syncs/api";
import { RadioGroup, RadioGroupItem } from "@/components/ui/radio-group";
import { toast } from "@/components/ui/toast";
import type { SyncDetail } from "@/lib/syncs/contracts";
import type { AudienceEnd } from "@/lib/syncs/sync-settings";

/** Archiving, after asking what becomes of the people at the destination. */
export function ArchiveSyncDialog({
	sync,
	open,
	onOpenChange,
}: {
	sync: SyncDetail;
	open: boolean;
	onOpenChange: (open: boolean) => void;
}) {
	const slug = useWorkspaceSlug();
	const router = useRouter();
	const archive = useArchiveSync();
	const restore = useRestoreSync();
	const [audience, setAudience] = useState<AudienceEnd>("empty");
	const id = useId();
	const place = sync.destination.name;
	const undo = () =>
		restore
			.mutateAsync({ params: { syncId: sync.id } })
			.then(() => toast.success(`“${sync.name}” is back`))
			.catch((error: unknown) => showError("The sync was not restored", error));
	const choices: { value: AudienceEnd; label: string; detail: string }[] = [
		{
			value: "empty",
			label: `Remove everyone from ${place} first`,
			detail: "The sync is archived once the audience is empty.",
		},
		{
			value: "leave",
			label: "Leave everyone in the audience",
			detail: "Muster stops removing people, including anyone who leaves the segment later.",
		},
	];
	return (
		<ConfirmAction
			open={open}
			onOpenChange={onOpenChange}
			title={`Archive ${sync.name}?`}
			description={
				<div className="grid gap-4">
					<p>Muster stops keeping this audience up to date. What should happen to the people in it?</p>
					<RadioGroup
						aria-label={`The people at ${place}`}
						value={audience}
						// Safe because the items below are the only values.
						onValueChange={(value) => setAudience(value as AudienceEnd)}
					>
						{choices.map(({ value, label, detail }) => (
							<div key={value} className="flex items-start gap-2.5 text-sm">
								<RadioGroupItem id={`${id}-${value}`} value={value} className="mt-0.5" />
								<div>
									<label htmlFor={`${id}-${value}`} className="text-foreground">
										{label}
									</label>
									<p className="text-muted-foreground">{detail}</p>
								</div>
							</div>
						))}
					</RadioGroup>
				</div>
			}
			confirmLabel={audience === "empty" ? "Remove everyone and archive" : "Archive"}
			variant="destructive"
			failTitle="The sync was not archived"
			onConfirm={async () => {
				const { isArchived } = await archive.mutateAsync({
					params: { syncId: sync.id },
					query: { audience },
				});
				const action = { label: "Undo", onClick: () => void undo() };
				if (!isArchived) {
					toast.success(`Everyone is being removed from ${place}`, { action });
					return;
				}
				toast.success("The sync was archived", { action });
				router.push(`/${slug}/syncs`);
			}}
		/>
	);
}
