import type { UseQueryResult } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { forecastOf, rateText } from "@/components/campaigns/forecast-text";
import { TitledCard } from "@/components/ui/card";
import { cn } from "@/components/ui/class-names";
import { Skeleton } from "@/components/ui/skeleton";
import type { LiftForecast } from "@/lib/lift/forecast-contracts";

// Fetched once there is something to show.
const ForecastAnswer = dynamic(
	async () => (await import("@/components/campaigns/forecast-answer")).ForecastAnswer,
	{ ssr: false },
);

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

function baseRateText({ baseRate, worth }: LiftForecast, goalEvent: string): string {
	const known =
		baseRate.reason ??
		`${rateText(baseRate.rate)} of these people had at least one ${goalEvent} event in as many days before.`;
	return worth.isGiven ? known : `${known} Counted with the people in the segment now.`;
}
