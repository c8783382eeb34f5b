"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { campaignsQueries } from "@/components/campaigns/api";
import {
	blankMetric,
	goalWords,
	kindWords,
	type MetricDraft,
	readRole,
	roleWords,
} from "@/components/campaigns/metric-draft";
import { Button } from "@/components/ui/button";
import { Choice } from "@/components/ui/choose/choice";
import { nameOptions } from "@/components/ui/choose/name-options";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { goalMetrics, maxOtherMetrics, otherMetricKinds } from "@/lib/campaigns/metrics";

const roleHints = {
	secondary: "Shown beside the verdict.",
	guardrail: "If it gets worse, the campaign is held or stopped.",
};

/** Which metric decides, and which others are measured: beside it, or as guardrails. */
export function MetricsFields({
	primaryMetric,
	hasValue,
	metrics,
	problem,
	issueAt,
	onChange,
}: {
	primaryMetric: string;
	/** Whether a conversion has a value. */
	hasValue: boolean;
	metrics: readonly MetricDraft[];
	/** What is wrong, by field of the form. */
	problem: (field: "primaryMetric" | "metrics") => string | undefined;
	/** What the server refused, by field. */
	issueAt: (path: string) => string | undefined;
	onChange: (part: { primaryMetric?: string; metrics?: MetricDraft[] }) => void;
}) {
	const add = (role: "secondary" | "guardrail") => onChange({ metrics: [...metrics, blankMetric(role)] });
	const offered = goalMetrics.filter((metric) => metric !== "value" || hasValue || primaryMetric === "value");
	return (
		<div className="grid gap-4">
			<Field
				label="The verdict is about"
				error={problem("primaryMetric")}
				hint="The primary metric. The goal’s other metrics are shown beside it."
			>
				<Choice
					value={primaryMetric}
					onChange={(next) => onChange({ primaryMetric: next })}
					options={offered.map((metric) => ({ value: metric, label: goalWords[metric] }))}
				/>
			</Field>
			{metrics.map((metric, index) => (
				<OneMetric
					// Metrics have no other identity than their place.
					// biome-ignore lint/suspicious/noArrayIndexKey: their order changes only by adding and removing
					key={index}
					metric={metric}
					index={index}
					issueAt={(field) => issueAt(`metrics.${index}.${field}`)}
					onChange={(part) =>
						onChange({ metrics: metrics.map((one, i) => (i === index ? { ...one, ...part } : one)) })
					}
					onRemove={() => onChange({ metrics: metrics.filter((_, i) => i !== index) })}
				/>
			))}
			<FieldError>{problem("metrics")}</FieldError>
			{metrics.length < maxOtherMetrics && (
				<div className="flex flex-wrap gap-2">
					<Button variant="outline" size="sm" onClick={() => add("guardrail")}>
						<Plus aria-hidden="true" /> Add guardrail
					</Button>
					<Button variant="outline" size="sm" onClick={() => add("secondary")}>
						<Plus aria-hidden="true" /> Add metric
					</Button>
				</div>
			)}
		</div>
	);
}

function OneMetric({
	metric,
	index,
	issueAt,
	onChange,
	onRemove,
}: {
	metric: MetricDraft;
	index: number;
	issueAt: (field: string) => string | undefined;
	onChange: (part: Partial<MetricDraft>) => void;
	onRemove: () => void;
}) {
	const catalog = useQuery(campaignsQueries.catalog());
	const { kind, event, role } = metric;
	const named = metric.name || `metric ${index + 1}`;
	const events = (chosen: string) =>
		catalog.data &&
		nameOptions(
			catalog.data.events.map(({ name }) => name),
			chosen,
		);
	const numbers =
		catalog.data?.events
			.find(({ name }) => name === event)
			?.properties.filter(({ type }) => type === "number")
			.map(({ name }) => name) ?? [];
	const isRatio = kind === "ratio";
	return (
		<fieldset className="grid gap-3 rounded-md border border-border p-3">
			<legend className="sr-only">{named}</legend>
			<div className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto]">
				<Field label="Metric" error={issueAt("name")}>
					<Input
						value={metric.name}
						maxLength={60}
						placeholder={role === "guardrail" ? "Unsubscribes" : "Revenue per order"}
						onChange={(typed) => onChange({ name: typed.target.value })}
					/>
				</Field>
				<Field
					label="Role"
					className="max-sm:col-span-2 max-sm:row-start-2"
					error={issueAt("role")}
					hint={roleHints[readRole(role)]}
				>
					<Choice
						value={role}
						onChange={(next) => onChange({ role: next })}
						options={(["secondary", "guardrail"] as const).map((value) => ({
							value,
							label: roleWords[value],
						}))}
					/>
				</Field>
				<Button
					variant="ghost"
					size="icon"
					className="mt-5.5 max-sm:col-start-2 max-sm:row-start-1"
					aria-label={`Remove ${named}`}
					onClick={onRemove}
				>
					<Trash2 aria-hidden="true" />
				</Button>
			</div>
			<div className="grid items-start gap-3 sm:grid-cols-2">
				<Field label="Measured as" error={issueAt("kind")}>
					<Choice
						value={kind}
						onChange={(next) => onChange({ kind: next })}
						options={otherMetricKinds.map((value) => ({ value, label: kindWords[value] }))}
					/>
				</Field>
				<Field label="Better when" error={issueAt("better")}>
					<Choice
						value={metric.better}
						onChange={(better) => onChange({ better })}
						options={[
							{ value: "up", label: "Higher" },
							{ value: "down", label: "Lower" },
						]}
					/>
				</Field>
				<Field label={isRatio ? "Event to add up" : "Event"} error={issueAt("event")}>
					<Choice
						value={event}
						onChange={(next) => onChange({ event: next, property: "" })}
						placeholder="Choose an event"
						isFailed={catalog.isError}
						options={events(event)}
					/>
				</Field>
				{(isRatio || kind === "value") && (
					<Field label="Number to add up" error={issueAt("property")}>
						<Choice
							value={metric.property}
							onChange={(property) => onChange({ property })}
							placeholder={isRatio ? "How often it happens" : "Choose a number"}
							none={isRatio ? "How often it happens" : undefined}
							options={nameOptions(numbers, metric.property)}
						/>
					</Field>
				)}
				{isRatio && (
					<>
						<Field label="Divided by" error={issueAt("per.event") ?? issueAt("per")}>
							<Choice
								value={metric.perEvent}
								onChange={(perEvent) => onChange({ perEvent })}
								placeholder="Choose an event"
								isFailed={catalog.isError}
								options={events(metric.perEvent)}
							/>
						</Field>
						<Field label="Counted as" error={issueAt("per.by")}>
							<Choice
								value={metric.perBy}
								onChange={(perBy) => onChange({ perBy })}
								options={[
									{ value: "times", label: "How often it happens" },
									{ value: "people", label: "People who did it" },
								]}
							/>
						</Field>
					</>
				)}
			</div>
		</fieldset>
	);
}
