"use client";

import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError } from "@/components/shell/api-error";
import { callApi } from "@/components/shell/call-api";
import { ConfirmAction } from "@/components/shell/confirm-action";
import { ErrorNotice } from "@/components/shell/error-notice";
import { FormCard } from "@/components/shell/form-card";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Choice } from "@/components/ui/choose/choice";
import { nameOptions } from "@/components/ui/choose/name-options";
import { Field } from "@/components/ui/field";
import { formatCount, formatNumber, formatPeople } from "@/components/ui/format-number";
import { formatDate } from "@/components/ui/format-time";
import { AsOf } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import { globalHoldoutApi } from "@/lib/campaigns/global-holdout-api";
import type { GlobalHoldoutGroup, GlobalHoldoutState } from "@/lib/campaigns/global-holdout-contracts";
import { globalRotations, WASH_OUT_DAYS } from "@/lib/holdouts/global-holdout";
import type { ContractInput } from "@/lib/kernel/api-contract";
import { catalogApi } from "@/lib/rules/api";
import type { CampaignDefaults } from "@/lib/workspaces/contracts";

const queryKey = ["workspace", "global-holdout"];
const stateQuery = () =>
	queryOptions({ queryKey, queryFn: ({ signal }) => callApi(globalHoldoutApi.get, { signal }) });
const goalsQuery = () =>
	queryOptions({
		queryKey: ["workspace", "catalog"],
		queryFn: ({ signal }) => callApi(catalogApi.get, { signal }),
	});

/** A write after which the state is the answer, and everything it decides is refetched. */
function useGlobalMutation<Input>(run: (input: Input) => Promise<GlobalHoldoutState>) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: run,
		onSuccess: async (state) => {
			client.setQueryData(queryKey, state);
			await Promise.all(
				["lift", "campaigns", "syncs"].map((noun) => client.invalidateQueries({ queryKey: [noun] })),
			);
		},
	});
}

/** A share of everyone whom no campaign and no sync reaches: begun, replaced and released here. */
export function GlobalHoldoutSettings({ defaults }: { defaults: CampaignDefaults }) {
	const { data, error, refetch } = useQuery(stateQuery());
	return (
		<section aria-labelledby="global-holdout" className="grid gap-3">
			<div>
				<h2 id="global-holdout" className="font-semibold text-base">
					Global holdout
				</h2>
				<p className="max-w-2xl text-pretty text-muted-foreground text-sm">
					A share of everyone, chosen at random, whom no campaign and no sync reaches. It shows what all of
					them together add.
				</p>
			</div>
			{data ? (
				data.current ? (
					<Current state={data} group={data.current} />
				) : (
					<Start state={data} defaults={defaults} />
				)
			) : error ? (
				<ErrorNotice error={error} onRetry={refetch} />
			) : (
				<Skeleton className="h-48 w-full max-w-2xl" />
			)}
		</section>
	);
}

const percent = (shareBp: number) => `${formatNumber(shareBp / 100)}%`;
const shares = [100, 200, 300, 500, 1000];

function rotationText(months: number | null): string {
	return months === null ? "Never automatically" : `Every ${months} months`;
}

function Start({ state, defaults }: { state: GlobalHoldoutState; defaults: CampaignDefaults }) {
	const [draft, setDraft] = useState<ContractInput<typeof globalHoldoutApi.start>["body"]>({
		shareBp: 500,
		rotateMonths: 6,
		goalEvent: defaults.goalEvent ?? "",
		valueProperty: defaults.valueProperty,
		currency: defaults.currency,
	});
	const [isAsking, setAsking] = useState(false);
	const catalog = useQuery(goalsQuery());
	const start = useGlobalMutation((input: ContractInput<typeof globalHoldoutApi.start>) =>
		callApi(globalHoldoutApi.start, input),
	);
	const error = start.error instanceof ApiError ? start.error : null;
	const change = (part: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...part }));
	const event = catalog.data?.events.find(({ name }) => name === draft.goalEvent);
	const numbers = event?.properties.filter(({ type }) => type === "number").map(({ name }) => name);
	const people =
		typeof state.people === "number" ? Math.round((state.people * draft.shareBp) / 10_000) : null;
	return (
		<FormCard
			submitLabel={`Hold out ${percent(draft.shareBp)}…`}
			isPending={start.isPending}
			isReady={draft.goalEvent !== ""}
			onSubmit={() => setAsking(true)}
		>
			{error && error.issues.length === 0 && <ErrorNotice title="Not started" error={error} />}
			<div className="grid items-start gap-5 sm:grid-cols-2">
				<Field
					label="Share of everyone"
					error={error?.issueAt("shareBp")}
					hint={
						people === null
							? "Of all known people."
							: `About ${formatCount(people)} of ${formatPeople(state.people)} known today.`
					}
				>
					<Choice
						value={String(draft.shareBp)}
						onChange={(shareBp) => change({ shareBp: Number(shareBp) })}
						options={shares.map((share) => ({ value: String(share), label: percent(share) }))}
					/>
				</Field>
				<Field
					label="Replace them"
					hint="Another group takes their place, and they are reached again."
					error={error?.issueAt("rotateMonths")}
				>
					<Choice
						value={draft.rotateMonths == null ? "never" : String(draft.rotateMonths)}
						onChange={(months) => change({ rotateMonths: months === "never" ? null : Number(months) })}
						options={[
							...globalRotations.map((months) => ({ value: String(months), label: rotationText(months) })),
							{ value: "never", label: rotationText(null) },
						]}
					/>
				</Field>
				<Field
					label="Measured by"
					hint="What people should do."
					error={error?.issueAt("goalEvent") ?? catalog.error?.message}
				>
					<Choice
						value={draft.goalEvent}
						onChange={(goalEvent) => change({ goalEvent, valueProperty: null })}
						placeholder="Choose an event"
						isFailed={catalog.isError}
						options={
							catalog.data &&
							nameOptions(
								catalog.data.events.map(({ name }) => name),
								draft.goalEvent || null,
							)
						}
					/>
				</Field>
				<Field
					label={`Value (${draft.currency})`}
					hint="The property that says what it is worth."
					error={error?.issueAt("valueProperty")}
				>
					<Choice
						value={draft.valueProperty ?? ""}
						onChange={(valueProperty) => change({ valueProperty: valueProperty || null })}
						none="No value"
						disabled={draft.goalEvent === ""}
						options={nameOptions(numbers ?? [], draft.valueProperty ?? null)}
					/>
				</Field>
			</div>
			<ConfirmAction
				open={isAsking}
				onOpenChange={setAsking}
				title={`Hold ${percent(draft.shareBp)} of everyone out of everything?`}
				description={
					<ul className="grid list-disc gap-1.5 pl-4">
						<li>
							{people === null ? "They" : `About ${formatPeople(people)}`} will not be reached by any campaign
							that is launched from now on, and are removed from the audiences of all other syncs now.
						</li>
						<li>Campaigns that are running keep the people they already reach.</li>
						<li>
							Lists that ads exclude stay complete. A sync that everyone must get can be set to reach them
							under its delivery rules.
						</li>
					</ul>
				}
				confirmLabel="Hold them out"
				failTitle="No one is held out"
				onConfirm={async () => {
					await start.mutateAsync({ body: draft });
					toast.success("The global holdout has begun");
				}}
			/>
		</FormCard>
	);
}

function Current({ state, group }: { state: GlobalHoldoutState; group: GlobalHoldoutGroup }) {
	const [asking, setAsking] = useState<"rotate" | "release" | null>(null);
	const rotate = useGlobalMutation(() => callApi(globalHoldoutApi.rotate, { body: {} }));
	const release = useGlobalMutation(() => callApi(globalHoldoutApi.release, {}));
	const rows: [string, string][] = [
		[
			"Held out",
			`${percent(group.shareBp)} of everyone${state.heldOut === null ? "" : `: ${formatPeople(state.heldOut)} of ${formatPeople(state.people)} known today`}`,
		],
		["Since", `${formatDate(group.startedAt)}, by ${group.createdName}`],
		...(group.countsFrom === group.startedAt
			? []
			: [["Outcomes count from", formatDate(group.countsFrom)] as [string, string]]),
		[
			"Replaced",
			group.nextRotationAt === null ? rotationText(null) : `On ${formatDate(group.nextRotationAt)}`,
		],
		[
			"Measured by",
			`${group.goalEvent}${group.valueProperty === null ? "" : `, worth its ${group.valueProperty}`}`,
		],
		...(state.previous.length === 0
			? []
			: [
					[
						"Groups before",
						state.previous
							.slice(0, 3)
							.map(
								({ shareBp, startedAt, endedAt }) =>
									`${percent(shareBp)} from ${formatDate(startedAt)} to ${endedAt === null ? "now" : formatDate(endedAt)}`,
							)
							.join("; "),
					] as [string, string],
				]),
	];
	return (
		<Card className="grid max-w-2xl gap-4 p-4 sm:p-6">
			<dl className="grid gap-x-6 gap-y-2 text-sm sm:grid-cols-[11rem_1fr]">
				{rows.map(([label, value]) => (
					<div key={label} className="contents">
						<dt className="text-muted-foreground">{label}</dt>
						<dd className="tabular-nums max-sm:mb-1.5">{value}</dd>
					</div>
				))}
			</dl>
			<AsOf at={state.asOf} className="text-muted-foreground text-xs" />
			<div className="flex flex-wrap justify-end gap-2 border-border border-t pt-4">
				<Button variant="ghost" onClick={() => setAsking("release")}>
					Release them…
				</Button>
				<Button variant="outline" onClick={() => setAsking("rotate")}>
					Replace them now…
				</Button>
			</div>
			<ConfirmAction
				open={asking === "rotate"}
				onOpenChange={(open) => !open && setAsking(null)}
				title="Replace the people held out?"
				description={`Another ${percent(group.shareBp)} of everyone is held out, and these people are reached again. Outcomes count again after ${WASH_OUT_DAYS} days, once what the two groups knew before has faded.`}
				confirmLabel="Replace them"
				failTitle="They were not replaced"
				onConfirm={async () => {
					await rotate.mutateAsync(undefined);
					toast.success("Another group is held out");
				}}
			/>
			<ConfirmAction
				open={asking === "release"}
				onOpenChange={(open) => !open && setAsking(null)}
				title="Release the people held out?"
				description="Campaigns and syncs reach them again, and nothing more is learned about all campaigns together. The result so far stays."
				confirmLabel="Release them"
				variant="destructive"
				failTitle="They were not released"
				onConfirm={async () => {
					await release.mutateAsync(undefined);
					toast.success("No one is held out of everything any more");
				}}
			/>
		</Card>
	);
}
