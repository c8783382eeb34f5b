"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { PersonSearch } from "@/components/profiles/person-search";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { syncPeopleQueries } from "@/components/syncs/people-api";
import { Card } from "@/components/ui/card";
import { NextTry } from "@/components/ui/next-try";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { StatusBadge, type StatusTone } from "@/components/ui/status-badge";
import type { PersonInSync } from "@/lib/syncs/people-contracts";

const looks: Record<PersonInSync["place"], { tone: StatusTone; word: string }> = {
	there: { tone: "good", word: "There" },
	not_there: { tone: "neutral", word: "Not there" },
	unclear: { tone: "waiting", word: "Not confirmed" },
};

/** "Why is Ann not in Meta?": finds one person and says where they are, and why. */
export function PersonFate({
	syncId,
	destination,
	after,
}: {
	syncId: string;
	destination: string;
	after: string;
}) {
	const [uid, setUid] = useState<number | null>(null);
	return (
		<div className="grid gap-2">
			<PersonSearch
				label={`Is someone at ${destination}? Search by name, email, user ID or phone`}
				placeholder="Why is someone there, or not?"
				onAsk={setUid}
			/>
			{uid !== null && <Fate syncId={syncId} uid={uid} after={after} />}
		</div>
	);
}

function Fate({ syncId, uid, after }: { syncId: string; uid: number; after: string }) {
	const slug = useWorkspaceSlug();
	const { data, error, refetch } = useQuery(syncPeopleQueries.person(syncId, uid, after));
	if (error) return <ErrorNotice error={error} onRetry={refetch} />;
	if (!data) return <Skeleton className="h-20" />;
	const look = looks[data.place];
	return (
		<Card aria-label={data.label} className="grid gap-2 p-4 text-sm">
			<p className="flex flex-wrap items-baseline gap-x-3 gap-y-1" aria-live="polite">
				<StatusBadge tone={look.tone}>{look.word}</StatusBadge>
				<Link className="font-medium hover:underline" href={`/${slug}/profiles/${uid}`}>
					{data.label}
				</Link>
				<span className="min-w-0 flex-1 basis-64">
					{data.sentence}{" "}
					{data.since && (
						<span className="text-muted-foreground">
							Since <RelativeTime at={data.since} />.
						</span>
					)}{" "}
					{data.nextTryAt && <NextTry at={data.nextTryAt} />}
				</span>
			</p>
			{data.identifiers.length > 0 && (
				<ul className="grid gap-1 border-border border-t pt-2 text-muted-foreground">
					{data.identifiers.map((one) => (
						<li key={`${one.kind} ${one.since}`} className="flex flex-wrap justify-between gap-x-3">
							<span className="min-w-0">
								<span className="text-foreground">{one.label}:</span> {one.sentence}
							</span>
							<RelativeTime at={one.since} />
						</li>
					))}
				</ul>
			)}
		</Card>
	);
}
