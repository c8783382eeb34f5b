import type { UseQueryResult } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { forecastOf, pointsText, rateText } from "@/components/campaigns/forecast-text";
import { WhenSeen } from "@/components/chart/when-seen";
import { TitledCard } from "@/components/ui/card";
import { cn } from "@/components/ui/class-names";
import { Skeleton } from "@/components/ui/skeleton";
import type { LiftForecast } from "@/lib/lift/forecast-contracts";

// Fetched once there is something to show.
const ForecastAnswer = dynamic(
	async () => (await import("@/components/campaigns/forecast-answer")).ForecastAnswer,
	{ ssr: false },
);

const HoldoutCurve = dynamic(
	async () => (await import("@/components/campaigns/holdout-curve")).HoldoutCurve,
	{ ssr: false },
);

const tableBps = [100, 200, 500, 1000, 2000, 3000, 4000, 5000];

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
						{data.curve.some(({ leastLift }) => leastLift !== null) && (
							<figure className={cn("m-0 grid gap-1", isPlaceholderData && "opacity-60")}>
								<figcaption className="font-medium">
									Lift you can see, in points, by share held out
								</figcaption>
								<WhenSeen className="h-44">
									<HoldoutCurve forecast={data} holdoutBp={holdoutBp} />
								</WhenSeen>
								<CurveTable forecast={data} />
							</figure>
						)}
						<p className="text-muted-foreground">{baseRateText(data, goalEvent)}</p>
					</>
				)}
			</div>
		</TitledCard>
	);
}

/** The picture's figures, for whoever cannot or will not read it. */
function CurveTable({ forecast: { curve } }: { forecast: LiftForecast }) {
	const shown = curve.filter(({ holdoutBp }) => tableBps.includes(holdoutBp));
	return (
		<details className="text-muted-foreground">
			<summary className="cursor-pointer">Figures</summary>
			<table className="mt-1 w-full tabular-nums">
				<thead>
					<tr>
						<th scope="col" className="text-left font-normal">
							Held out
						</th>
						<th scope="col" className="text-right font-normal">
							Smallest lift
						</th>
					</tr>
				</thead>
				<tbody>
					{shown.map(({ holdoutBp, leastLift }) => (
						<tr key={holdoutBp}>
							<td>{holdoutBp / 100}%</td>
							<td className="text-right">{leastLift === null ? "no answer" : pointsText(leastLift)}</td>
						</tr>
					))}
				</tbody>
			</table>
		</details>
	);
}

function baseRateText({ baseRate, worth }: LiftForecast, goalEvent: string): string {
	const known =
		baseRate.reason ??
		`${rateText(baseRate.rate)} of these people had at least one ${goalEvent} event in as many days before.`;
	return worth.isGiven ? known : `${known} Counted with the people in the segment now.`;
}
