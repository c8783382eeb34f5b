import dynamic from "next/dynamic";
import { SplitBar } from "@/components/campaigns/split-bar";
import { otherThanConflicts, unreachable } from "@/components/campaigns/split-people";
import { formatCount } from "@/components/ui/format-number";
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

/** The people a launch would reach and hold out, and whatever else reaches them. */
export function SplitResult({
	preview: data,
	isFetching,
	holdoutBp,
	isAaTest,
}: {
	preview: CampaignPreview;
	isFetching: boolean;
	holdoutBp: number;
	isAaTest: boolean;
}) {
	const others = otherThanConflicts(data);
	return (
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
					{formatCount(unreachable(data))} people have not agreed to {data.purpose}, or have no identifier
					this destination takes. They are neither sent nor held out.
				</p>
			)}
			{!isAaTest && others.length > 0 && <OtherDeliveries others={others} />}
			{!isAaTest && data.conflicts.length > 0 && <Conflicts preview={data} holdoutBp={holdoutBp} />}
		</>
	);
}
