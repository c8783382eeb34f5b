"use client";

import type { ImportDraft } from "@/components/campaigns/import-draft";
import { TitledCard } from "@/components/ui/card";
import { Choice } from "@/components/ui/choose/choice";
import { FieldError } from "@/components/ui/field";
import { Label } from "@/components/ui/label";
import { RadioGroup, RadioGroupItem } from "@/components/ui/radio-group";
import type { CampaignMetricKind } from "@/lib/campaigns/metric-kinds";

const kinds: { value: CampaignMetricKind; label: string }[] = [
	{ value: "conversion", label: "Did it or not" },
	{ value: "count", label: "How often" },
	{ value: "value", label: "How much money" },
];

/** Which columns are outcomes, of which kind, and which one the verdict is about. */
export function OutcomeChooser({
	columns,
	kindOf,
	usedColumns,
	metrics,
	error,
	onChange,
}: {
	columns: readonly string[];
	kindOf: (column: number) => CampaignMetricKind | null;
	usedColumns: readonly number[];
	metrics: ImportDraft["metrics"];
	error?: string | undefined;
	onChange: (metrics: ImportDraft["metrics"]) => void;
}) {
	const set = (column: number, kind: string) => {
		const others = metrics.filter((metric) => metric.column !== column);
		const before = metrics.find((metric) => metric.column === column);
		// Safe because the options are exactly the kinds, and "" for none.
		const next =
			kind === ""
				? others
				: [
						...others,
						{
							column,
							name: columns[column] ?? "",
							kind: kind as CampaignMetricKind,
							isPrimary: before?.isPrimary ?? false,
						},
					];
		const first = next[0];
		const hasPrimary = next.some(({ isPrimary }) => isPrimary);
		onChange(
			next
				.map((metric) => (metric === first && !hasPrimary ? { ...metric, isPrimary: true } : metric))
				.sort((a, b) => a.column - b.column),
		);
	};
	const primary = metrics.find(({ isPrimary }) => isPrimary);
	return (
		<TitledCard
			title="Outcomes"
			description="What each person did afterwards. The marked one is what the verdict is about."
		>
			<RadioGroup
				aria-label="The outcome the verdict is about"
				value={primary ? String(primary.column) : ""}
				onValueChange={(value) =>
					onChange(metrics.map((metric) => ({ ...metric, isPrimary: metric.column === Number(value) })))
				}
			>
				{columns.map((name, column) => {
					const guessed = kindOf(column);
					if (guessed === null || usedColumns.includes(column)) return null;
					const chosen = metrics.find((metric) => metric.column === column);
					return (
						<div key={name} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1.5">
							<span className="flex min-w-0 items-center gap-2.5">
								<RadioGroupItem value={String(column)} id={`outcome-${column}`} disabled={!chosen} />
								<Label htmlFor={`outcome-${column}`} className="min-w-0 break-words font-normal">
									{name}
									{chosen?.isPrimary && (
										<span className="text-muted-foreground"> · the verdict is about this</span>
									)}
								</Label>
							</span>
							<div className="w-44">
								<Choice
									aria-label={`${name} is`}
									value={chosen?.kind ?? ""}
									onChange={(kind) => set(column, kind)}
									placeholder="Not an outcome"
									none="Not an outcome"
									options={guessed === "conversion" ? kinds : kinds.slice(1)}
								/>
							</div>
						</div>
					);
				})}
			</RadioGroup>
			<FieldError className="mt-3">{error}</FieldError>
		</TitledCard>
	);
}
