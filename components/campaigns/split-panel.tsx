import type { UseQueryResult } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { formatCount } from "@/components/ui/format-number";
import { AsOf } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { Stat } from "@/components/ui/stat";
import type { CampaignPreview } from "@/lib/campaigns/contracts";

// Fetched if there are any.
const OtherDeliveries = dynamic(
	async () => (await import("@/components/campaigns/other-deliveries")).OtherDeliveries,
	{ ssr: false },
);

const Conflicts = dynamic(async () => (await import("@/components/campaigns/conflicts")).Conflicts, {
	ssr: false,
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
	const others = data ? otherThanConflicts(data) : [];
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
					<div className="grid gap-3">
						<Skeleton className="h-9 w-32" />
						<Skeleton className="h-5 w-48" />
						<Skeleton className="h-5 w-40" />
					</div>
				) : (
					<>
						<Stat
							size="lg"
							label={isAaTest ? "In the first group" : "Will be sent"}
							value={formatCount(data.willBeSent)}
							isStale={isFetching}
						/>
						<SplitBar sent={data.willBeSent} heldOut={data.willBeHeldOut} />
						<dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1.5 text-sm tabular-nums">
							<dt className="text-muted-foreground">In the audience</dt>
							<dd className="text-right">{formatCount(data.segmentSize)}</dd>
							{data.excluded !== null && data.excluded > 0 && (
								<>
									<dt className="text-muted-foreground">In a segment that is left out</dt>
									<dd className="text-right">{formatCount(data.excluded)}</dd>
								</>
							)}
							<dt className="text-muted-foreground">Reachable, with consent to {data.purpose}</dt>
							<dd className="text-right">{formatCount(data.assignable)}</dd>
							<dt className="text-muted-foreground">{isAaTest ? "In the second group" : "Held out"}</dt>
							<dd className="text-right">{formatCount(data.willBeHeldOut)}</dd>
							{data.globallyHeldOut > 0 && (
								<>
									<dt className="text-muted-foreground">In the global holdout, in no campaign</dt>
									<dd className="text-right">{formatCount(data.globallyHeldOut)}</dd>
								</>
							)}
						</dl>
						{unreachable(data) > 0 && (
							<p className="text-pretty text-muted-foreground text-sm">
								{formatCount(unreachable(data))} people have not agreed to {data.purpose}, or have no
								identifier this destination takes. They are neither sent nor held out.
							</p>
						)}
						{!isAaTest && others.length > 0 && <OtherDeliveries others={others} />}
						{!isAaTest && data.conflicts.length > 0 && <Conflicts preview={data} holdoutBp={holdoutBp} />}
					</>
				)}
			</CardContent>
		</Card>
	);
}

/** People of the audience without consent or an identifier: neither assigned nor held out of everything. */
export function unreachable({ segmentSize, assignable, globallyHeldOut }: CampaignPreview): number {
	return segmentSize - assignable - globallyHeldOut;
}

/** Deliveries of the same segment that are not named as conflicts. */
export function otherThanConflicts({ others, conflicts }: CampaignPreview): CampaignPreview["others"] {
	return others.filter(({ id }) => !conflicts.some((conflict) => conflict.id === id));
}

export function SplitBar({ sent, heldOut }: { sent: number; heldOut: number }) {
	const total = sent + heldOut;
	if (total === 0) return null;
	return (
		<div className="flex h-2 gap-0.5 overflow-hidden rounded-full" aria-hidden="true">
			<div className="bg-treated" style={{ width: `${(sent / total) * 100}%` }} />
			<div className="bg-holdout" style={{ width: `${(heldOut / total) * 100}%` }} />
		</div>
	);
}
