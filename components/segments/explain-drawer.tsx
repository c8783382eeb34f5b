"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { ExplainConditions } from "@/components/segments/explain-conditions";
import { GoldenChoice } from "@/components/segments/golden-choice";
import { insightsQueries } from "@/components/segments/insights-queries";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { AsOf, RelativeTime } from "@/components/ui/relative-time";
import { Sheet, SheetContent, SheetDescription, SheetHeader, SheetTitle } from "@/components/ui/sheet";
import { Skeleton } from "@/components/ui/skeleton";
import { StatusBadge } from "@/components/ui/status-badge";
import type { Explanation } from "@/lib/segments/insights-contracts";

/** Why a person is in a segment or out of it; open while there is a person. */
export function ExplainDrawer({
	segmentId,
	segmentName,
	profileId,
	onClose,
}: {
	segmentId: string;
	segmentName: string;
	profileId: number | null;
	onClose: () => void;
}) {
	return (
		<Sheet open={profileId !== null} onOpenChange={(isOpen) => !isOpen && onClose()}>
			<SheetContent className="w-[min(34rem,100vw)]">
				{profileId !== null && (
					<Explained segmentId={segmentId} segmentName={segmentName} profileId={profileId} />
				)}
			</SheetContent>
		</Sheet>
	);
}

function Explained({
	segmentId,
	segmentName,
	profileId,
}: {
	segmentId: string;
	segmentName: string;
	profileId: number;
}) {
	const query = useQuery(insightsQueries.explain(segmentId, profileId));
	const { data, error } = query;
	return (
		<>
			<SheetHeader>
				<SheetTitle>{data ? `${data.person.label} and ${segmentName}` : `Why, in ${segmentName}`}</SheetTitle>
				<SheetDescription>
					{data ? (
						<>
							By version {data.version} of the rule · <AsOf at={data.asOf} />
						</>
					) : (
						"Looking up this person"
					)}
				</SheetDescription>
			</SheetHeader>
			{error && !data ? (
				<div className="p-4 pt-0">
					<ErrorNotice error={error} onRetry={query.refetch} />
				</div>
			) : !data ? (
				<div role="status" aria-label="Explaining" className="grid gap-3 p-4 pt-0">
					<Skeleton className="h-8" />
					<Skeleton className="h-24" />
				</div>
			) : (
				<div className="grid gap-5 p-4 pt-0">
					<Verdict explanation={data} />
					<section aria-labelledby="explain-conditions" className="grid gap-2">
						<h3 id="explain-conditions" className="font-medium text-sm">
							Condition by condition
						</h3>
						<ExplainConditions nodes={data.nodes} profileId={data.person.uid} />
					</section>
					{data.missing.length > 0 && (
						<section aria-labelledby="explain-missing" className="grid gap-1.5">
							<h3 id="explain-missing" className="font-medium text-sm">
								What is missing
							</h3>
							<ul className="grid list-disc gap-1 pl-5 text-sm">
								{data.missing.map((text) => (
									<li key={text}>{text}</li>
								))}
							</ul>
						</section>
					)}
					<GoldenChoice segmentId={segmentId} profileId={data.person.uid} golden={data.golden} />
					<ProfileLink profileId={data.person.uid} />
				</div>
			)}
		</>
	);
}

function Verdict({ explanation }: { explanation: Explanation }) {
	const { matches, isServed, servedSince, servedAsOf, nextChange } = explanation;
	return (
		<div className="grid gap-1.5 text-sm">
			<div className="flex flex-wrap items-center gap-2">
				<StatusBadge tone={matches ? "good" : "neutral"}>{matches ? "In" : "Out"}</StatusBadge>
				{servedSince && isServed === matches && (
					<span className="text-muted-foreground">
						{matches ? "in" : "out"} since <RelativeTime at={servedSince} />
					</span>
				)}
			</div>
			<p>{explanation.sentence}</p>
			{isServed !== null && isServed !== matches && (
				<p className="text-muted-foreground">
					The live list still has them as {isServed ? "in" : "out"}
					{servedAsOf && (
						<>
							{" "}
							(<AsOf at={servedAsOf} className="lowercase" />)
						</>
					)}
					: the next refresh corrects it.
				</p>
			)}
			<p className="text-muted-foreground">
				{nextChange === null ? (
					`Without anything new, ${matches ? "stays in" : "stays out"} for the next 400 days.`
				) : nextChange.isCertain ? (
					<>
						Without anything new, {matches ? "leaves" : "enters"} <RelativeTime at={nextChange.at} />.
					</>
				) : (
					<>
						Without anything new, {matches ? "stays in" : "stays out"} at least until{" "}
						<RelativeTime at={nextChange.at} />.
					</>
				)}
			</p>
		</div>
	);
}

function ProfileLink({ profileId }: { profileId: number }) {
	const slug = useWorkspaceSlug();
	return (
		<Link
			href={`/${slug}/profiles/${profileId}`}
			className="inline-flex min-h-6 items-center text-primary text-sm hover:underline"
		>
			Open this person's profile
		</Link>
	);
}
