import {
	CircleAlert,
	CircleCheck,
	CircleX,
	Hourglass,
	type LucideIcon,
	TrendingUp,
	Wrench,
} from "lucide-react";
import { cn } from "@/components/ui/class-names";
import type { Verdict } from "@/lib/lift/contracts";

export const verdictLooks: Record<Verdict["kind"], { word: string; icon: LucideIcon; tone: string }> = {
	expand: { word: "Expand", icon: TrendingUp, tone: "text-success" },
	keep: { word: "Keep", icon: CircleCheck, tone: "text-success" },
	keep_collecting: { word: "Keep collecting", icon: Hourglass, tone: "text-muted-foreground" },
	change: { word: "Change", icon: Wrench, tone: "text-warning" },
	retire: { word: "Retire", icon: CircleX, tone: "text-destructive" },
	invalid: { word: "No verdict", icon: CircleAlert, tone: "text-destructive" },
};

/** The verdict as an icon and a word: colour never alone. */
export function VerdictWord({ kind, className }: { kind: Verdict["kind"]; className?: string }) {
	const { word, icon: Icon, tone } = verdictLooks[kind];
	return (
		<span className={cn("inline-flex items-center gap-1.5 whitespace-nowrap font-medium", tone, className)}>
			<Icon aria-hidden="true" className="size-4 shrink-0" />
			{word}
		</span>
	);
}

/** First thing on the page, and enough on its own. */
export function VerdictCard({ verdict }: { verdict: Verdict }) {
	return (
		<section aria-label="Verdict" className="rounded-lg border border-border bg-card p-4 shadow-xs sm:p-5">
			<VerdictWord kind={verdict.kind} className="text-sm" />
			<p className="mt-1.5 max-w-4xl text-pretty text-lg leading-7" data-testid="verdict">
				{verdict.sentence}
			</p>
		</section>
	);
}
