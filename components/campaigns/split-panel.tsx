import type { UseQueryResult } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { AsOf } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import type { CampaignPreview } from "@/lib/campaigns/contracts";

const waiting = (
	<div className="grid gap-3">
		<Skeleton className="h-9 w-32" />
		<Skeleton className="h-5 w-48" />
		<Skeleton className="h-5 w-40" />
	</div>
);

// Fetched once there is something to show.
const SplitResult = dynamic(async () => (await import("@/components/campaigns/split-result")).SplitResult, {
	loading: () => waiting,
});

/** What a launch would do, in people: the segment, those who can be reached, and the two groups. */
export function SplitPanel({
	preview,
	hint,
	holdoutBp,
	isAaTest = false,
}: {
	preview: UseQueryResult<CampaignPreview>;
	hint: string;
	holdoutBp: number;
	/** No one is sent anything. */
	isAaTest?: boolean;
}) {
	const { data, error, isFetching, isEnabled } = preview;
	return (
		<Card aria-label="What a launch would do">
			<CardHeader>
				<CardTitle>If launched now</CardTitle>
				{data && <AsOf at={data.segmentAsOf} className="text-muted-foreground text-xs" />}
			</CardHeader>
			<CardContent className="grid gap-4" aria-live="polite">
				{!isEnabled ? (
					<p className="text-muted-foreground text-sm">{hint}</p>
				) : error ? (
					<p className="text-destructive text-sm">{error.message}</p>
				) : !data ? (
					waiting
				) : (
					<SplitResult preview={data} isFetching={isFetching} holdoutBp={holdoutBp} isAaTest={isAaTest} />
				)}
			</CardContent>
		</Card>
	);
}
