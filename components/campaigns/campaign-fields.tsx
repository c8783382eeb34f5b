"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { campaignsQueries } from "@/components/campaigns/api";
import type { CampaignDraft, DraftProblems } from "@/components/campaigns/campaign-draft";
import { HoldoutField } from "@/components/campaigns/holdout-field";
import type { ApiError } from "@/components/shell/api-error";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { Choice } from "@/components/ui/choose/choice";
import { Field } from "@/components/ui/field";
import { formatPeople } from "@/components/ui/format-number";
import { Input } from "@/components/ui/input";

/** The fields of a new campaign in the order one thinks of them. */
export function CampaignFields({
	draft,
	problems,
	refused,
	onChange,
}: {
	draft: CampaignDraft;
	problems: DraftProblems;
	refused: ApiError | null;
	onChange: (part: Partial<CampaignDraft>) => void;
}) {
	const slug = useWorkspaceSlug();
	const segments = useQuery(campaignsQueries.segments());
	const destinations = useQuery(campaignsQueries.destinations());
	const catalog = useQuery(campaignsQueries.catalog());
	const event = catalog.data?.events.find(({ name }) => name === draft.goalEvent);
	const numbers = event?.properties.filter(({ type }) => type === "number");
	// The API's own names where they differ from the form's.
	const named = { cost: "costCents", effectPoints: "effectWorthHaving", endsOn: "endsAt" } as Record<
		string,
		string
	>;
	const problem = (field: keyof CampaignDraft) => problems[field] ?? refused?.issueAt(named[field] ?? field);
	return (
		<>
			<Part title="Who and where">
				<Field label="Name" error={problem("name")}>
					<Input
						value={draft.name}
						maxLength={100}
						onChange={(event) => onChange({ name: event.target.value })}
					/>
				</Field>
				<Field
					label="Who"
					error={problem("segmentId") ?? segments.error?.message}
					hint={
						segments.data?.items.length === 0 ? (
							<Link
								className="text-primary underline-offset-4 hover:underline"
								href={`/${slug}/segments/new`}
							>
								Build a segment first
							</Link>
						) : undefined
					}
				>
					<Choice
						value={draft.segmentId}
						onChange={(segmentId) => onChange({ segmentId })}
						placeholder="Choose a segment"
						isFailed={segments.isError}
						options={segments.data?.items.map(({ id, name, size }) => ({
							value: id,
							label: name,
							detail: size === null ? "not computed yet" : formatPeople(size),
						}))}
					/>
				</Field>
				<Field
					label="Where"
					error={problem("destinationId") ?? destinations.error?.message}
					hint={
						destinations.data?.items.length === 0 ? (
							<Link
								className="text-primary underline-offset-4 hover:underline"
								href={`/${slug}/destinations`}
							>
								Connect a destination first
							</Link>
						) : undefined
					}
				>
					<Choice
						value={draft.destinationId}
						onChange={(destinationId) => onChange({ destinationId })}
						placeholder="Choose a destination"
						isFailed={destinations.isError}
						options={destinations.data?.items.map(({ id, name, networkName, status }) => ({
							value: id,
							label: name,
							detail: status === "connected" ? networkName : `${networkName}, ${status}`,
						}))}
					/>
				</Field>
			</Part>
			<Part title="How it is measured">
				<HoldoutField
					holdoutBp={draft.holdoutBp}
					reason={draft.holdoutReason}
					error={problem("holdoutReason")}
					onChange={onChange}
				/>
				<div className="grid items-start gap-4 sm:grid-cols-2">
					<Field
						label="Goal"
						error={problem("goalEvent") ?? catalog.error?.message}
						hint="What people should do."
					>
						<Choice
							value={draft.goalEvent}
							onChange={(goalEvent) => onChange({ goalEvent, valueProperty: "" })}
							placeholder="Choose an event"
							isFailed={catalog.isError}
							options={catalog.data?.events.map(({ name }) => ({ value: name, label: name }))}
						/>
					</Field>
					<Field
						label="Value"
						error={problem("valueProperty")}
						hint={
							draft.goalEvent && numbers?.length === 0
								? "This event carries no number."
								: "What doing it is worth."
						}
					>
						<Choice
							value={draft.valueProperty}
							onChange={(valueProperty) => onChange({ valueProperty })}
							placeholder="No value"
							none="No value"
							options={(numbers ?? []).map(({ name }) => ({ value: name, label: name }))}
						/>
					</Field>
					<Field
						label="Counted for, days"
						error={problem("windowDays")}
						hint="From the moment a person is put in a group."
					>
						<Input
							inputMode="numeric"
							value={draft.windowDays}
							onChange={(event) => onChange({ windowDays: event.target.value })}
						/>
					</Field>
					<Field label="Ends on (optional)" error={problem("endsOn")} hint="The last day people are sent.">
						<Input
							type="date"
							value={draft.endsOn}
							onChange={(event) => onChange({ endsOn: event.target.value })}
						/>
					</Field>
				</div>
			</Part>
			<Part title="What it costs">
				<div className="grid items-start gap-4 sm:grid-cols-3">
					<Field label="Cost (optional)" error={problem("cost")} hint="Can be set later.">
						<Input
							inputMode="decimal"
							value={draft.cost}
							onChange={(event) => onChange({ cost: event.target.value })}
						/>
					</Field>
					<Field label="Currency" error={problem("currency")} hint="Of the cost and the value.">
						<Input
							value={draft.currency}
							maxLength={3}
							onChange={(event) => onChange({ currency: event.target.value.toUpperCase() })}
						/>
					</Field>
					<Field
						label="Effect worth having (optional)"
						error={problem("effectPoints")}
						hint="In percentage points of people who reach the goal."
					>
						<Input
							inputMode="decimal"
							value={draft.effectPoints}
							onChange={(event) => onChange({ effectPoints: event.target.value })}
						/>
					</Field>
				</div>
			</Part>
		</>
	);
}

function Part({ title, children }: { title: string; children: ReactNode }) {
	return (
		<Card>
			<CardHeader>
				<CardTitle>{title}</CardTitle>
			</CardHeader>
			<CardContent className="grid gap-4">{children}</CardContent>
		</Card>
	);
}
