import { TitledCard } from "@/components/ui/card";
import { StatusBadge, type StatusTone } from "@/components/ui/status-badge";
import type { HealthCheck } from "@/lib/lift/contracts";

const names: Record<HealthCheck["name"], string> = {
	split: "Sample ratio (SRM)",
	variants: "Sample ratio of variants (SRM)",
	leak: "Holdout contamination",
	merges: "Merged across groups",
	times: "Times of assignments and outcomes",
	outcomes: "Missing outcomes",
	values: "Impossible values",
	windows: "Open conversion windows",
};
const states: Record<HealthCheck["state"], { tone: StatusTone; word: string }> = {
	good: { tone: "good", word: "Good" },
	warning: { tone: "warning", word: "Warning" },
	failed: { tone: "bad", word: "Failed" },
	unknown: { tone: "neutral", word: "Unknown" },
};

/** The preconditions for the figures above to be valid. */
export function HealthCard({ health }: { health: readonly HealthCheck[] }) {
	return (
		<TitledCard title="Health" description="A failed check blocks the verdict." aria-label="Health">
			<ul className="grid gap-4">
				{health.map((check) => {
					const { tone, word } = states[check.state];
					return (
						<li key={check.name} className="grid gap-0.5">
							<span className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
								<span className="font-medium text-sm">{names[check.name]}</span>
								<StatusBadge tone={tone}>{word}</StatusBadge>
							</span>
							<span className="text-pretty text-muted-foreground text-sm">{check.sentence}</span>
						</li>
					);
				})}
			</ul>
		</TitledCard>
	);
}
