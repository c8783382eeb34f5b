"use client";

import { useQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { campaignsQueries } from "@/components/campaigns/api";
import { kindWords, type MetricDraft, readRole, roleWords } from "@/components/campaigns/metric-draft";
import { Button } from "@/components/ui/button";
import { Choice } from "@/components/ui/choose/choice";
import { nameOptions } from "@/components/ui/choose/name-options";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { otherMetricKinds } from "@/lib/campaigns/metrics";

const roleHints = {
	secondary: "Shown beside the verdict.",
	guardrail: "If it gets worse, the campaign is held or stopped.",
};

/** A metric besides those of the goal: what it measures, and what it is for. */
export function OneMetric({
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
