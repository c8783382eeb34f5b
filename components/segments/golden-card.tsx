"use client";

import { useQuery } from "@tanstack/react-query";
import { PinOff } from "lucide-react";
import { useGolden } from "@/components/segments/golden-choice";
import { insightsQueries } from "@/components/segments/insights-queries";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useCan } from "@/components/shell/workspace-context";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { StatusBadge } from "@/components/ui/status-badge";
import type { GoldenPerson } from "@/lib/segments/insights-contracts";

/**
 * People who must be in or out, and whether the current rule gets them right. Hidden while no one is pinned.
 */
export function GoldenCard({ segmentId, onAsk }: { segmentId: string; onAsk: (profileId: number) => void }) {
	const { data, error, refetch } = useQuery(insightsQueries.golden(segmentId));
	if (error && !data) return <ErrorNotice error={error} onRetry={refetch} />;
	if (!data || data.items.length === 0) return null;
	return (
		<Card className="grid gap-3 p-4">
			<h2 className="font-semibold">Test profiles</h2>
			<ul className="grid gap-2">
				{data.items.map((golden) => (
					<GoldenRow key={golden.person.uid} segmentId={segmentId} golden={golden} onAsk={onAsk} />
				))}
			</ul>
		</Card>
	);
}

function GoldenRow({
	segmentId,
	golden,
	onAsk,
}: {
	segmentId: string;
	golden: GoldenPerson;
	onAsk: (profileId: number) => void;
}) {
	const mayWrite = useCan("segments.write");
	const change = useGolden(segmentId);
	const { person, expected, holds, reason, note } = golden;
	return (
		<li className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
			<button
				type="button"
				onClick={() => onAsk(person.uid)}
				className="inline-flex min-h-6 cursor-pointer items-center rounded-sm font-medium hover:underline"
			>
				{person.label}
			</button>
			<span className="text-muted-foreground">expected {expected}</span>
			<StatusBadge tone={holds ? "good" : "bad"}>
				{holds ? "As expected" : `Is ${expected === "in" ? "out" : "in"}`}
			</StatusBadge>
			{mayWrite && (
				<Button
					variant="ghost"
					size="icon-sm"
					aria-label={`Unpin ${person.label}`}
					title="Unpin"
					disabled={change.isPending}
					onClick={() => change.mutate({ profileId: person.uid, expected: null, was: expected })}
				>
					<PinOff aria-hidden="true" />
				</Button>
			)}
			{(note || !holds) && (
				<span className="basis-full text-muted-foreground text-xs">
					{[note, holds ? "" : reason].filter(Boolean).join(" · ")}
				</span>
			)}
		</li>
	);
}
