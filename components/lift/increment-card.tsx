import { formatInterval } from "@/components/lift/format-figures";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { formatCount, formatDays, formatMoney, formatPeople, withSign } from "@/components/ui/format-number";
import { AsOf } from "@/components/ui/relative-time";
import { Stat } from "@/components/ui/stat";
import type { LiftReadOut, MetricKind } from "@/lib/lift/contracts";
import { mainMetric } from "@/lib/lift/main-metric";

/** The campaign's total increment over all the people it reached, with its interval. */
export function IncrementCard({
	read,
	adjustedFor,
}: {
	read: LiftReadOut;
	/** What the figures are adjusted for; null if they are not. */
	adjustedFor: string | null;
}) {
	const { incrementalConversions: conversions, incrementalValue: value, people, campaign, interval } = read;
	const money = (amount: number) => formatMoney(amount, campaign.currency);
	const named = (kind: MetricKind) => {
		const shown = mainMetric(read.metrics, kind);
		return shown && campaign.status === "imported" ? `: ${shown.label}` : "";
	};
	const open = people.treatedOpen + people.holdoutOpen;
	return (
		<Card aria-label="Incremental impact">
			<CardHeader>
				<CardTitle>Incremental impact</CardTitle>
				<AsOf at={read.asOf} className="text-muted-foreground text-xs" />
			</CardHeader>
			<CardContent className="grid gap-x-8 gap-y-5 sm:grid-cols-2 lg:grid-cols-3">
				<Stat
					label={`Incremental conversions${named("conversion")}`}
					size="lg"
					value={
						conversions.known
							? withSign(formatCount(conversions.figure.value), conversions.figure.value)
							: null
					}
					detail={
						conversions.known &&
						`${interval.confidence}% interval ${formatInterval(conversions.figure, formatCount)}`
					}
					unknownReason={conversions.known ? undefined : conversions.reason}
				/>
				<Stat
					label={`Incremental revenue${named("value")}`}
					size="lg"
					value={value.known ? withSign(money(value.figure.value), value.figure.value) : null}
					detail={value.known && `${interval.confidence}% interval ${formatInterval(value.figure, money)}`}
					unknownReason={value.known ? undefined : value.reason}
				/>
				<div className="text-muted-foreground text-sm sm:col-span-2 lg:col-span-1">
					<p>
						{formatPeople(people.treated)} treated, {formatCount(people.holdout)} held out
						{open > 0
							? ` with complete outcomes; ${formatCount(open)} are still within their ${formatDays(campaign.windowDays)}.`
							: "."}
					</p>
					<p className="mt-1">
						{interval.kind === "always_valid"
							? "These intervals stay valid however often you look. They narrow to the usual ones once the campaign has ended and every window is over."
							: "Intervals are for one look at the end of the campaign."}
					</p>
					{adjustedFor !== null && <p className="mt-1">Adjusted for {adjustedFor}.</p>}
				</div>
			</CardContent>
		</Card>
	);
}
