"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ApiError } from "@/components/shell/api-error";
import { ErrorNotice } from "@/components/shell/error-notice";
import { FormCard } from "@/components/shell/form-card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import { useUpdateWorkspace, workspaceQueries } from "@/components/workspaces/api";
import { CampaignDefaults } from "@/components/workspaces/campaign-defaults";
import { GlobalHoldoutSettings } from "@/components/workspaces/global-holdout-settings";
import { SettingsFrame } from "@/components/workspaces/settings-frame";
import { TimeZoneInput } from "@/components/workspaces/time-zone-input";
import type { WorkspaceSettings as Settings } from "@/lib/workspaces/api";

export function WorkspaceSettings() {
	const { data, error, refetch } = useQuery(workspaceQueries.settings());
	return (
		<SettingsFrame
			title="Workspace"
			description="Name, time zone, what a new campaign starts with, and who is held out of everything."
		>
			{data ? (
				<>
					<Form key={data.id} settings={data} />
					<CampaignDefaults key={JSON.stringify(data.defaults)} defaults={data.defaults} />
					<GlobalHoldoutSettings defaults={data.defaults} />
				</>
			) : error ? (
				<ErrorNotice error={error} onRetry={refetch} />
			) : (
				<Skeleton className="h-64 w-full max-w-2xl" />
			)}
		</SettingsFrame>
	);
}

function Form({ settings }: { settings: Settings }) {
	const [name, setName] = useState(settings.name);
	const [zone, setZone] = useState(settings.timeZone);
	const router = useRouter();
	const update = useUpdateWorkspace();
	const error = update.error instanceof ApiError ? update.error : null;
	const isChanged = name !== settings.name || zone !== settings.timeZone;
	const submit = () => {
		update.mutate(
			{ body: { name, timeZone: zone } },
			{
				onSuccess: () => {
					toast.success("Workspace saved");
					// The name is in the navigation, which the server renders.
					router.refresh();
				},
			},
		);
	};
	return (
		<FormCard submitLabel="Save" isPending={update.isPending} isReady={isChanged} onSubmit={submit}>
			{error && error.issues.length === 0 && <ErrorNotice title="Not saved" error={error} />}
			<Field label="Name" error={error?.issueAt("name")}>
				<Input value={name} required maxLength={100} onChange={(event) => setName(event.target.value)} />
			</Field>
			<Field
				label="Time zone"
				hint="“Today”, “this week” and “in the last 2 months” follow this time zone. Changing it moves people in and out of segments that use such periods at their next refresh."
				error={error?.issueAt("timeZone")}
			>
				<TimeZoneInput value={zone} onChange={setZone} />
			</Field>
			<dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 text-sm">
				<dt className="text-muted-foreground">Address</dt>
				<dd className="font-mono text-[13px]">/{settings.slug}</dd>
				<dt className="text-muted-foreground">Created</dt>
				<dd>
					<RelativeTime at={settings.createdAt} />
				</dd>
			</dl>
		</FormCard>
	);
}
