import {
	CircleAlert,
	CircleCheck,
	CircleHelp,
	CircleX,
	Hand,
	Hourglass,
	type LucideIcon,
	TrendingUp,
	Wrench,
} from "lucide-react";
import { Awaited } from "@/components/lift/awaited";
import { formatDifference, formatInterval, formatRelative } from "@/components/lift/format-figures";
import { NamedMetricBars } from "@/components/lift/metric-bars";
import { cn } from "@/components/ui/class-names";
import type { LiftReadOut, MetricReadOut, Verdict } from "@/lib/lift/contracts";

export const verdictLooks: Record<Verdict["kind"], { word: string; icon: LucideIcon; tone: string }> = {
	expand: { word: "Expand", icon: TrendingUp, tone: "text-success" },
	keep: { word: "Keep running", icon: CircleCheck, tone: "text-success" },
	keep_collecting: { word: "Keep collecting", icon: Hourglass, tone: "text-muted-foreground" },
	change: { word: "Change", icon: Wrench, tone: "text-warning" },
	hold: { word: "Hold", icon: Hand, tone: "text-warning" },
	retire: { word: "Stop", icon: CircleX, tone: "text-destructive" },
	inconclusive: { word: "Inconclusive", icon: CircleHelp, tone: "text-muted-foreground" },
	as_expected: { word: "As expected", icon: CircleCheck, tone: "text-success" },
	invalid: { word: "No verdict", icon: CircleAlert, tone: "text-destructive" },
};

/** The verdict as an icon and a word: color is never the only cue. */
export function VerdictWord({ kind, className }: { kind: Verdict["kind"]; className?: string }) {
	const { word, icon: Icon, tone } = verdictLooks[kind];
	return (
		<span className={cn("inline-flex items-center gap-1.5 whitespace-nowrap font-medium", tone, className)}>
			<Icon aria-hidden="true" className="size-4 shrink-0" />
			{word}
		</span>
	);
}

/** First thing on the page, and enough on its own: one short sentence, and the two groups as two bars. */
export function VerdictCard({ read }: { read: LiftReadOut }) {
	const { verdict, metrics, campaign, outlook } = read;
	const primary = metrics.find((metric) => metric.isPrimary) ?? metrics[0];
	const hasBars = primary !== undefined && primary.treated.mean !== null && primary.holdout.mean !== null;
	const rest = verdict.sentence.slice(verdict.headline.length).trim();
	return (
		<section
			aria-label="Verdict"
			className={cn(
				"grid gap-x-10 gap-y-5 rounded-lg border border-border bg-card p-4 shadow-xs sm:p-5",
				hasBars && "lg:grid-cols-2",
			)}
		>
			<div data-testid="verdict">
				<VerdictWord kind={verdict.kind} className="text-sm" />
				<p className="mt-1.5 text-balance font-semibold text-xl leading-7 tracking-tight">
					{verdict.headline}
				</p>
				{rest && <p className="mt-2 max-w-3xl text-pretty text-muted-foreground text-sm">{rest}</p>}
			</div>
			{outlook && <Awaited read={read} outlook={outlook} />}
			{hasBars && (
				<Arms metric={primary} currency={campaign.currency} confidence={read.interval.confidence} />
			)}
		</section>
	);
}

function Arms({
	metric,
	currency,
	confidence,
}: {
	metric: MetricReadOut;
	currency: string;
	confidence: number;
}) {
	const unit = { unit: metric.unit, currency };
	const { difference, relative } = metric;
	const format = (value: number) => formatDifference(value, unit);
	return (
		<div className="grid content-start gap-3">
			<NamedMetricBars metric={metric} currency={currency} confidence={confidence} />
			<p className="text-sm tabular-nums">
				{difference.known ? (
					<>
						<strong className="font-semibold">{format(difference.figure.value)}</strong>
						{relative.known && ` · ${formatRelative(relative.figure.value)}`}
						<span className="text-muted-foreground"> ({formatInterval(difference.figure, format)})</span>
					</>
				) : (
					<span className="text-muted-foreground">{difference.reason}</span>
				)}
			</p>
		</div>
	);
}
