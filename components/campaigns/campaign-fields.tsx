"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { AmountField } from "@/components/campaigns/amount-field";
import { campaignsQueries } from "@/components/campaigns/api";
import { AudienceFields } from "@/components/campaigns/audience-fields";
import { BalanceChoice } from "@/components/campaigns/balance-choice";
import type { CampaignDraft, DraftProblems } from "@/components/campaigns/campaign-draft";
import { CostFields } from "@/components/campaigns/cost-fields";
import { shareText } from "@/components/campaigns/forecast-text";
import { HoldoutField } from "@/components/campaigns/holdout-field";
import { MetricsFields } from "@/components/campaigns/metrics-fields";
import { readDays, readPoints } from "@/components/campaigns/typed-amounts";
import { VariantFields } from "@/components/campaigns/variant-fields";
import type { ApiError } from "@/components/shell/api-error";
import { Button } from "@/components/ui/button";
import { TitledCard } from "@/components/ui/card";
import { Choice } from "@/components/ui/choose/choice";
import { nameOptions } from "@/components/ui/choose/name-options";
import { DateField } from "@/components/ui/date-field";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { Textarea } from "@/components/ui/textarea";
import { type Confidence, confidences } from "@/lib/campaigns/confidence";
import type { LiftForecast } from "@/lib/lift/forecast-contracts";

// Fetched once it is one.
const AaChoice = dynamic(async () => (await import("@/components/campaigns/aa-choice")).AaChoice, {
	loading: () => <Skeleton className="h-16" />,
});

const confidenceDetails: Record<Confidence, string> = {
	90: "Sooner, wrong in 1 of 10",
	95: "Usual, wrong in 1 of 20",
	99: "Later, wrong in 1 of 100",
};

/** The fields of a new campaign in the order people think of them. */
export function CampaignFields({
	draft,
	suggested = new Set(),
	forecast,
	treated,
	problems,
	refused,
	isCreated = false,
	onChange,
}: {
	draft: CampaignDraft;
	/** Which fields show suggestions, not what was chosen. */
	suggested?: ReadonlySet<keyof CampaignDraft>;
	forecast?: LiftForecast | undefined;
	/** People a launch would treat; undefined while unknown. */
	treated?: number | undefined;
	problems: DraftProblems;
	refused: ApiError | null;
	/** It is stored as a draft: whether it is an A/A test is decided. */
	isCreated?: boolean;
	onChange: (part: Partial<CampaignDraft>) => void;
}) {
	const catalog = useQuery(campaignsQueries.catalog());
	// Stays in place once it was chosen, and takes the focus of the button it replaces.
	const [isAaOffered, setAaOffered] = useState(false);
	const event = catalog.data?.events.find(({ name }) => name === draft.goalEvent);
	const numbers = event?.properties.filter(({ type }) => type === "number").map(({ name }) => name);
	// The API's own names where they differ from the form's.
	const named = { cost: "costCents", effectPoints: "effectWorthHaving", endsOn: "endsAt" } as Record<
		string,
		string
	>;
	const problem = (field: keyof CampaignDraft) => problems[field] ?? refused?.issueAt(named[field] ?? field);
	return (
		<>
			<TitledCard contentClassName="grid grid-cols-[minmax(0,1fr)] gap-4" title="Who and where">
				<AudienceFields draft={draft} suggested={suggested} problem={problem} onChange={onChange} />
				<Field
					label="Name"
					error={problem("name")}
					hint={suggested.has("name") ? "Suggested: the segment’s name." : undefined}
				>
					<Input
						value={draft.name}
						maxLength={100}
						onChange={(event) => onChange({ name: event.target.value })}
					/>
				</Field>
				<Field
					label="Hypothesis (optional)"
					error={problem("hypothesis")}
					hint="What you expect it to change, and why. Fixed at launch."
				>
					<Textarea
						rows={2}
						value={draft.hypothesis}
						maxLength={1000}
						onChange={(event) => onChange({ hypothesis: event.target.value })}
					/>
				</Field>
			</TitledCard>
			{!draft.isAaTest && (
				<TitledCard contentClassName="grid gap-4" title="Variants">
					<VariantFields
						variants={draft.variants}
						treated={treated}
						error={problem("variants")}
						issueAt={(path) => refused?.issueAt(path)}
						onChange={(variants) => onChange({ variants })}
					/>
				</TitledCard>
			)}
			<TitledCard contentClassName="grid gap-4" title="How it is measured">
				<HoldoutField
					holdoutBp={draft.holdoutBp}
					reason={draft.holdoutReason}
					error={problem("holdoutReason")}
					onChange={onChange}
					recommendedBp={forecast?.recommendedBp}
					details={Object.fromEntries(
						(forecast?.shares ?? []).map((share) => [share.holdoutBp, shareText(share)]),
					)}
				/>
				<div className="grid items-start gap-4 sm:grid-cols-2">
					<Field
						label="Goal"
						error={problem("goalEvent") ?? catalog.error?.message}
						hint={
							suggested.has("goalEvent")
								? "Preselected: the goal this workspace uses."
								: "What people should do."
						}
					>
						<Choice
							value={draft.goalEvent}
							onChange={(goalEvent) => onChange({ goalEvent, valueProperty: "" })}
							placeholder="Choose an event"
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
						label="Value"
						error={problem("valueProperty")}
						hint={
							draft.goalEvent && numbers?.length === 0
								? "No numeric property."
								: suggested.has("valueProperty")
									? "Preselected: the value of one conversion."
									: "Value of one conversion."
						}
					>
						<Choice
							value={draft.valueProperty}
							onChange={(valueProperty) => onChange({ valueProperty })}
							placeholder="No value"
							none="No value"
							options={nameOptions(numbers ?? [], draft.valueProperty)}
						/>
					</Field>
					<AmountField
						label="Conversion window (days)"
						error={problem("windowDays")}
						hint="Starts when a person is assigned to a group."
						value={draft.windowDays}
						isWhole
						problemOf={(text) => readDays(text, 365).problem}
						onChange={(windowDays) => onChange({ windowDays })}
					/>
					<DateField
						label="Ends on (optional)"
						error={problem("endsOn")}
						hint="The last day people are sent."
						value={draft.endsOn}
						onChange={(endsOn) => onChange({ endsOn })}
					/>
					<Field
						label="Confidence level"
						error={problem("confidence")}
						hint="How sure an interval is to hold the truth. Fixed at launch."
					>
						<Choice
							value={String(draft.confidence)}
							onChange={(level) => onChange({ confidence: Number(level) })}
							options={confidences.map((level) => ({
								value: String(level),
								label: `${level}%`,
								detail: confidenceDetails[level],
							}))}
						/>
					</Field>
				</div>
				{draft.holdoutBp > 0 && (
					<BalanceChoice
						value={draft.stratify}
						error={refused?.issueAt("stratifyBy.trait")}
						onChange={(stratify) => onChange({ stratify })}
					/>
				)}
				{!isCreated &&
					(draft.isAaTest || isAaOffered ? (
						<AaChoice
							isAaTest={draft.isAaTest}
							takesFocus={isAaOffered}
							onChange={(isAaTest) => onChange({ isAaTest })}
						/>
					) : (
						<div className="flex flex-wrap items-center justify-between gap-3 text-sm">
							<p className="text-muted-foreground">Whoever is not held out is sent the campaign.</p>
							<Button
								variant="outline"
								size="sm"
								onClick={() => {
									setAaOffered(true);
									onChange({ isAaTest: true });
								}}
							>
								Run an A/A test instead
							</Button>
						</div>
					))}
			</TitledCard>
			<TitledCard contentClassName="grid gap-4" title="Metrics">
				<MetricsFields
					primaryMetric={draft.primaryMetric}
					hasValue={draft.valueProperty !== ""}
					metrics={draft.metrics}
					problem={problem}
					issueAt={(path) => refused?.issueAt(path)}
					onChange={onChange}
				/>
			</TitledCard>
			<TitledCard contentClassName="grid gap-4" title="What it costs">
				<div className="grid items-start gap-4 sm:grid-cols-3">
					<CostFields
						draft={draft}
						problem={problem}
						hints={{ cost: "Can be set later.", currency: "For the cost and the value." }}
						onChange={onChange}
					/>
					<AmountField
						label="Smallest lift worth acting on (optional)"
						error={problem("effectPoints")}
						hint="In percentage points. Default: 10% of the holdout’s rate."
						value={draft.effectPoints}
						problemOf={(text) => readPoints(text).problem}
						onChange={(effectPoints) => onChange({ effectPoints })}
					/>
				</div>
			</TitledCard>
		</>
	);
}
