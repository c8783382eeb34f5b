import type { UseQueryResult } from "@tanstack/react-query";
import { forecastOf, helpTexts, pointsText, rateText } from "@/components/campaigns/forecast-text";
import { useWorkspace } from "@/components/shell/workspace-context";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { TitledCard } from "@/components/ui/card";
import { cn } from "@/components/ui/class-names";
import { formatCount, formatPercent } from "@/components/ui/format-number";
import { formatDate } from "@/components/ui/format-time";
import { Skeleton } from "@/components/ui/skeleton";
import type { LiftForecast, ShareForecast } from "@/lib/lift/contracts";

/** What the campaign will be able to show, and when; before launch, beside the numbers. */
export function ForecastPanel({
	forecast,
	holdoutBp,
	goalEvent,
}: {
	forecast: UseQueryResult<LiftForecast>;
	holdoutBp: number;
	goalEvent: string;
}) {
	const { data, error, isEnabled, isPlaceholderData } = forecast;
	const share = forecastOf(data, holdoutBp);
	return (
		<TitledCard title="What you will be able to see" aria-label="What you will be able to see">
			<div
				className={cn("grid content-start gap-3 text-sm", isEnabled && "min-h-48")}
				aria-live="polite"
				aria-busy={isPlaceholderData}
			>
				{!isEnabled ? (
					<p className="text-muted-foreground">
						Choose who, where and a goal to see how small a lift this campaign can show, and when.
					</p>
				) : error ? (
					<p className="text-destructive">{error.message}</p>
				) : !data || !share ? (
					<>
						<Skeleton className="h-10 w-full" />
						<Skeleton className="h-5 w-48" />
						<Skeleton className="h-5 w-40" />
					</>
				) : (
					<>
						<div className={cn("grid gap-3", isPlaceholderData && "opacity-60")}>
							<ForecastAnswer forecast={data} share={share} />
						</div>
						<p className="text-muted-foreground">{baseRateText(data, goalEvent)}</p>
					</>
				)}
			</div>
		</TitledCard>
	);
}

/** The answer a share will give: how small a lift, and when; or that it never can, with what would help. */
export function ForecastAnswer({ forecast, share }: { forecast: LiftForecast; share: ShareForecast }) {
	// The workspace's own zone: the server and the browser say the same day.
	const { timeZone } = useWorkspace();
	const { baseRate, worth, recommendedBp } = forecast;
	const { heldOut, leastLift } = share;
	if (share.answer === "no_holdout")
		return (
			<Alert variant="warning">
				<AlertTitle>This campaign cannot give an answer</AlertTitle>
				<AlertDescription>No one is held out, so there is no one to compare with.</AlertDescription>
			</Alert>
		);
	if (leastLift === null)
		return (
			<Alert variant="warning">
				<AlertTitle>This campaign cannot give an answer</AlertTitle>
				<AlertDescription>
					<p>{neverText(forecast, share)}</p>
					<p className="mt-1.5">What would help:</p>
					<ul className="list-disc pl-4">
						{helpTexts(forecast, share).map((help) => (
							<li key={help}>{help}</li>
						))}
					</ul>
				</AlertDescription>
			</Alert>
		);
	const isBelowWorth = leastLift > worth.effect;
	const better = isBelowWorth
		? forecast.shares.find(({ holdoutBp }) => holdoutBp === recommendedBp)
		: undefined;
	return (
		<>
			<p className="text-pretty">
				With <strong className="font-semibold">{formatCount(heldOut)} held out</strong> you will be able to
				see a lift of <strong className="font-semibold">{pointsText(leastLift)} or more</strong>; first answer
				about <strong className="font-semibold">{formatDate(forecast.firstAnswerAt, timeZone)}</strong>.
			</p>
			<LeastBars base={baseRate.rate} least={leastLift} />
			{worth.isGiven && isBelowWorth && (
				<p className="text-pretty">
					That is more than the {pointsText(worth.effect)} worth acting on
					{better?.leastLift != null && better.holdoutBp !== share.holdoutBp
						? `; holding out ${formatPercent(better.holdoutBp / 10_000)} would show ${pointsText(better.leastLift)}`
						: ""}
					.
				</p>
			)}
		</>
	);
}

function neverText({ baseRate }: LiftForecast, { heldOut, treated }: ShareForecast): string {
	const smaller = Math.min(heldOut, treated);
	const group = heldOut <= treated ? "held out" : "treated";
	const expected = Math.floor(smaller * baseRate.rate);
	return `With ${formatCount(smaller)} ${group}, about ${formatCount(expected)} of them will reach the goal. A comparison needs at least 20.`;
}

function baseRateText({ baseRate, worth }: LiftForecast, goalEvent: string): string {
	const known =
		baseRate.reason ?? `${rateText(baseRate.rate)} of these people did ${goalEvent} in as many days before.`;
	return worth.isGiven ? known : `${known} Counted with the people in the segment now.`;
}

/** What held-out people do anyway, and the least that treated people must do for the difference to show. */
function LeastBars({ base, least }: { base: number; least: number }) {
	const most = base + least;
	const rows = [
		{ label: "Held out", share: base, colour: "bg-holdout", words: rateText(base) },
		{ label: "Treated, at least", share: most, colour: "bg-treated", words: rateText(most) },
	];
	return (
		<dl className="grid gap-2">
			{rows.map(({ label, share, colour, words }) => (
				<div key={label} className="grid grid-cols-[auto_1fr] items-baseline gap-x-3 gap-y-1">
					<dt>{label}</dt>
					<dd className="contents">
						<span className="text-right font-semibold tabular-nums">{words}</span>
						<span className="col-span-2 flex h-2.5 rounded-sm bg-muted" aria-hidden="true">
							<span className={`rounded-sm ${colour}`} style={{ width: `${(share / most) * 100}%` }} />
						</span>
					</dd>
				</div>
			))}
		</dl>
	);
}
