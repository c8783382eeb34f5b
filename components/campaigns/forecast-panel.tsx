import type { UseQueryResult } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { forecastOf } from "@/components/campaigns/forecast-text";
import { TitledCard } from "@/components/ui/card";
import { cn } from "@/components/ui/class-names";
import { Skeleton } from "@/components/ui/skeleton";
import { Updating } from "@/components/ui/updating";
import type { LiftForecast } from "@/lib/lift/forecast-contracts";

const waiting = (
	<>
		<Skeleton className="h-10 w-full" />
		<Skeleton className="h-5 w-48" />
		<Skeleton className="h-5 w-40" />
	</>
);

// Fetched once there is something to show.
const ForecastShown = dynamic(
	async () => (await import("@/components/campaigns/forecast-shown")).ForecastShown,
	{ ssr: false, loading: () => waiting },
);

/** What the campaign will be able to show, and when; before launch, beside the numbers. */
export function ForecastPanel({
	forecast,
	holdoutBp,
	goalEvent,
	isAaTest = false,
}: {
	forecast: UseQueryResult<LiftForecast>;
	holdoutBp: number;
	goalEvent: string;
	/** Both groups are treated alike. */
	isAaTest?: boolean;
}) {
	const { data, error, isEnabled, isPlaceholderData } = forecast;
	const share = forecastOf(data, holdoutBp);
	return (
		<TitledCard title="What you will be able to see" aria-label="What you will be able to see">
			<Updating
				isUpdating={isPlaceholderData}
				className={cn("grid content-start gap-3 text-sm", isEnabled && "min-h-48")}
				aria-live="polite"
			>
				{!isEnabled ? (
					<p className="text-muted-foreground">
						Choose who, where and a goal to see how small a lift this campaign can show, and when.
					</p>
				) : error ? (
					<p className="text-destructive">{error.message}</p>
				) : !data || !share ? (
					waiting
				) : (
					<ForecastShown
						forecast={data}
						share={share}
						holdoutBp={holdoutBp}
						goalEvent={goalEvent}
						isAaTest={isAaTest}
					/>
				)}
			</Updating>
		</TitledCard>
	);
}
