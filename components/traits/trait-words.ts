import { ChartColumnIncreasing, type LucideIcon, Route, Sigma, Trophy } from "lucide-react";
import type { StatusTone } from "@/components/ui/status-badge";
import type { ValueType } from "@/lib/rules/catalog";
import type { TraitState } from "@/lib/traits/contracts";
import type { TraitKind } from "@/lib/traits/definition";

export const kindLooks: Record<TraitKind, { label: string; says: string; icon: LucideIcon }> = {
	aggregate: {
		label: "Aggregate",
		says: "Counts, sums or picks from a person's events: orders in 90 days, the last plan viewed.",
		icon: ChartColumnIncreasing,
	},
	formula: {
		label: "Formula",
		says: "Calculates with other traits: revenue divided by orders, days since the trial began.",
		icon: Sigma,
	},
	score: {
		label: "Score",
		says: "Gives points for what a person does, and lets them fade: engagement, interest, intent.",
		icon: Trophy,
	},
	stage: {
		label: "Lifecycle",
		says: "Sorts people into stages by rules, in order: new, active, at risk, churned. Records every move.",
		icon: Route,
	},
};

export const stateWords: Record<TraitState, { label: string; tone: StatusTone }> = {
	live: { label: "Live", tone: "good" },
	building: { label: "Computing", tone: "busy" },
	stale: { label: "Stale", tone: "warning" },
	archived: { label: "Archived", tone: "neutral" },
};

export const typeWords: Record<ValueType, string> = {
	string: "text",
	number: "number",
	boolean: "yes or no",
	date: "date",
	list: "list",
};
