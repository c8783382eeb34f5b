"use client";

import { queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { AmountField } from "@/components/campaigns/amount-field";
import { readDays } from "@/components/campaigns/typed-amounts";
import { ApiError } from "@/components/shell/api-error";
import { callApi } from "@/components/shell/call-api";
import { ErrorNotice } from "@/components/shell/error-notice";
import { FormCard } from "@/components/shell/form-card";
import { Choice } from "@/components/ui/choose/choice";
import { nameOptions } from "@/components/ui/choose/name-options";
import { Field } from "@/components/ui/field";
import { formatNumber } from "@/components/ui/format-number";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { useUpdateWorkspace } from "@/components/workspaces/api";
import { holdoutChoices } from "@/lib/campaigns/contracts";
import { catalogApi } from "@/lib/rules/api";
import type { CampaignDefaults as Defaults } from "@/lib/workspaces/contracts";

// Not with the workspace's other queries: its schema is heavy, and those run on Home.
const goalsQuery = () =>
	queryOptions({
		queryKey: ["workspace", "catalog"],
		queryFn: ({ signal }) => callApi(catalogApi.get, { signal }),
	});

/**
 * What a new campaign starts with, so that the usual need not be chosen again. Existing campaigns do not
 * change.
 */
export function CampaignDefaults({ defaults }: { defaults: Defaults }) {
	const [draft, setDraft] = useState({ ...defaults, windowDays: String(defaults.windowDays) });
	const catalog = useQuery(goalsQuery());
	const update = useUpdateWorkspace();
	const error = update.error instanceof ApiError ? update.error : null;
	const change = (part: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...part }));
	const days = readDays(draft.windowDays, 365);
	const isChanged =
		draft.windowDays !== String(defaults.windowDays) ||
		(["goalEvent", "valueProperty", "currency", "holdoutBp"] as const).some(
			(field) => draft[field] !== defaults[field],
		);
	const event = catalog.data?.events.find(({ name }) => name === draft.goalEvent);
	const numbers = event?.properties.filter(({ type }) => type === "number").map(({ name }) => name);
	const submit = () => {
		if (days.value === undefined) return;
		update.mutate(
			{ body: { defaults: { ...draft, windowDays: days.value } } },
			{ onSuccess: () => toast.success("Campaign defaults saved") },
		);
	};
	return (
		<section aria-labelledby="campaign-defaults" className="grid gap-3">
			<div>
				<h2 id="campaign-defaults" className="font-semibold text-base">
					Campaign defaults
				</h2>
				<p className="text-muted-foreground text-sm">
					What a new campaign starts with. Everyone can change it for their campaign.
				</p>
			</div>
			<FormCard
				submitLabel="Save defaults"
				isPending={update.isPending}
				isReady={isChanged && days.value !== undefined}
				onSubmit={submit}
			>
				{error && error.issues.length === 0 && <ErrorNotice title="Not saved" error={error} />}
				<div className="grid items-start gap-5 sm:grid-cols-2">
					<Field
						label="Goal"
						hint="What people should do."
						error={error?.issueAt("defaults.goalEvent") ?? catalog.error?.message}
					>
						<Choice
							value={draft.goalEvent ?? ""}
							onChange={(goalEvent) => change({ goalEvent: goalEvent || null, valueProperty: null })}
							none="No default"
							isFailed={catalog.isError}
							options={
								catalog.data &&
								nameOptions(
									catalog.data.events.map(({ name }) => name),
									draft.goalEvent,
								)
							}
						/>
					</Field>
					<Field
						label="Value of one conversion"
						hint={
							draft.goalEvent === null
								? "Choose a goal first."
								: numbers?.length === 0
									? "This event has no numeric property."
									: "The property that says what a conversion is worth."
						}
						error={error?.issueAt("defaults.valueProperty")}
					>
						<Choice
							value={draft.valueProperty ?? ""}
							onChange={(valueProperty) => change({ valueProperty: valueProperty || null })}
							none="No value"
							disabled={draft.goalEvent === null}
							options={nameOptions(numbers ?? [], draft.valueProperty)}
						/>
					</Field>
					<Field label="Currency" hint="Of costs and values." error={error?.issueAt("defaults.currency")}>
						<Input
							value={draft.currency}
							maxLength={3}
							required
							spellCheck={false}
							onChange={(event) => change({ currency: event.target.value.toUpperCase() })}
						/>
					</Field>
					<Field
						label="Holdout"
						hint="People held out at random for the whole campaign."
						error={error?.issueAt("defaults.holdoutBp")}
					>
						<Choice
							value={String(draft.holdoutBp)}
							onChange={(holdoutBp) => change({ holdoutBp: Number(holdoutBp) })}
							options={[...new Set([...holdoutChoices, defaults.holdoutBp])]
								.sort((one, other) => one - other)
								.map((holdoutBp) => ({
									value: String(holdoutBp),
									label: holdoutBp === 0 ? "No one" : `${formatNumber(holdoutBp / 100)}%`,
								}))}
						/>
					</Field>
					<AmountField
						label="Conversion window (days)"
						hint="Starting at assignment."
						error={error?.issueAt("defaults.windowDays")}
						value={draft.windowDays}
						isWhole
						problemOf={(text) => readDays(text, 365).problem}
						onChange={(windowDays) => change({ windowDays })}
					/>
				</div>
			</FormCard>
		</section>
	);
}
