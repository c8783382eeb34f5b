"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { insightsQueries } from "@/components/segments/insights-queries";
import { MorePeople, PeopleList } from "@/components/segments/people-list";
import { ErrorNotice } from "@/components/shell/error-notice";
import { Card } from "@/components/ui/card";
import { DateField } from "@/components/ui/date-field";
import { formatPeople } from "@/components/ui/format-number";
import { formatDateTime } from "@/components/ui/format-time";
import { RadioGroup, RadioGroupItem } from "@/components/ui/radio-group";
import { Skeleton } from "@/components/ui/skeleton";
import { momentProblem } from "@/lib/kernel/typed-day";
import type { Knowledge } from "@/lib/segments/insights-contracts";

const meanings: Record<Knowledge, { label: string; hint: string }> = {
	served: {
		label: "As recorded",
		hint: "Members by the segment's log, as destinations received them. Never recalculated.",
	},
	today: {
		label: "Recalculated with current data",
		hint: "Today's rule at that time, including data that arrived late and people merged since.",
	},
};

/**
 * Size and people of the segment at a past instant. `at` may be set from the size chart; empty until then.
 */
export function TimeTravel({
	segmentId,
	at,
	onChange,
	onAsk,
}: {
	segmentId: string;
	at: string;
	onChange: (at: string) => void;
	onAsk: (profileId: number) => void;
}) {
	const [as, setAs] = useState<Knowledge>("served");
	const instant = toInstant(at);
	return (
		<Card className="grid gap-4 p-4" id="time-travel">
			<div>
				<h2 className="font-semibold">Point-in-time membership</h2>
				<p className="text-muted-foreground text-sm">
					Choose a date and time, or a point on the chart above.
				</p>
			</div>
			<div className="flex flex-wrap items-start gap-x-8 gap-y-4">
				<DateField
					label="Date and time"
					hint="In your time zone"
					className="w-60"
					withTime
					value={at}
					onChange={onChange}
				/>
				<RadioGroup
					value={as}
					onValueChange={(value) => setAs(value === "today" ? "today" : "served")}
					aria-label="Data used"
					className="grid max-w-xl gap-2"
				>
					{(["served", "today"] as const).map((each) => (
						<div key={each} className="flex gap-2.5">
							<RadioGroupItem value={each} id={`knowledge-${each}`} className="mt-0.5" />
							<label htmlFor={`knowledge-${each}`} className="grid text-sm">
								{meanings[each].label}
								<span className="text-muted-foreground text-xs">{meanings[each].hint}</span>
							</label>
						</div>
					))}
				</RadioGroup>
			</div>
			{instant && <Then key={`${instant} ${as}`} segmentId={segmentId} at={instant} as={as} onAsk={onAsk} />}
		</Card>
	);
}

/** The field's value as an instant; null while it is not one. */
function toInstant(local: string): string | null {
	return local === "" || momentProblem(local) !== undefined ? null : new Date(local).toISOString();
}

/** The first whole second at or after an instant, as the field's value in the viewer's zone. */
export function toFieldValue(instant: number): string {
	const second = Math.ceil(instant / 1000) * 1000;
	const local = new Date(second - new Date(second).getTimezoneOffset() * 60_000);
	return local.toISOString().slice(0, 19);
}

function Then({
	segmentId,
	at,
	as,
	onAsk,
}: {
	segmentId: string;
	at: string;
	as: Knowledge;
	onAsk: (profileId: number) => void;
}) {
	const query = useInfiniteQuery(insightsQueries.membersAt(segmentId, at, as));
	if (query.error && !query.data) {
		return <ErrorNotice title="That time cannot be shown" error={query.error} onRetry={query.refetch} />;
	}
	const first = query.data?.pages[0];
	if (!query.data || !first) return <Skeleton className="h-24" />;
	const people = query.data.pages.flatMap((page) => page.items);
	return (
		<div className="grid gap-3" aria-live="polite">
			<p className="text-sm tabular-nums">
				<span className="font-semibold text-lg" data-testid="size-then">
					{formatPeople(first.total)}
				</span>{" "}
				<span className="text-muted-foreground">
					on {formatDateTime(first.asOf)}, version {first.version},{" "}
					{as === "served" ? "as recorded" : "recalculated with current data"}
				</span>
			</p>
			{people.length > 0 && <PeopleList caption="People at that time" people={people} onAsk={onAsk} />}
			{people.length > 0 && <MorePeople list={query} shown={people.length} total={first.total} />}
		</div>
	);
}
