"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useId } from "react";
import { showError } from "@/components/shell/show-error";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { syncsQueries, useUpdateSync } from "@/components/syncs/api";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { formatCount, formatPeople } from "@/components/ui/format-number";
import { pluralText } from "@/lib/kernel/number-text";
import type { HoldoutPreview, SyncDetail } from "@/lib/syncs/contracts";

/** Said of a new sync before it is created: whom of its people campaigns hold out, and whether it does so too. */
export function HoldoutChoice({
	segmentId,
	destinationId,
	isKept,
	onChange,
}: {
	segmentId: string;
	destinationId: string;
	isKept: boolean;
	onChange: (isKept: boolean) => void;
}) {
	const id = useId();
	const { data } = useQuery(syncsQueries.holdouts({ segmentId, destinationId }));
	if (!data || data.people === 0) return null;
	return (
		<Alert variant={isKept ? "default" : "warning"}>
			<AlertTitle>{titleOf(data, isKept)}</AlertTitle>
			<AlertDescription>
				<Campaigns preview={data} />
				<div className="mt-1.5 flex items-start gap-2.5 text-foreground">
					<Checkbox
						id={id}
						className="mt-0.5"
						checked={isKept}
						aria-describedby={`${id}-hint`}
						onCheckedChange={(checked) => onChange(checked === true)}
					/>
					<div>
						<label htmlFor={id}>Hold them out here too</label>
						<p id={`${id}-hint`} className="text-muted-foreground">
							Reached here, they are no longer a fair comparison, and what the campaign added cannot be told.
						</p>
					</div>
				</div>
			</AlertDescription>
		</Alert>
	);
}

/** Said of a sync that reaches people whom campaigns hold out, with the way to hold them out. */
export function HoldoutNotice({ sync }: { sync: SyncDetail }) {
	const mayWrite = useCan("syncs.write");
	const update = useUpdateSync();
	const { data } = useQuery(
		syncsQueries.holdouts({ segmentId: sync.segment.id, destinationId: sync.destination.id }),
	);
	if (!data || data.people === 0) return null;
	return (
		<Alert variant="warning">
			<AlertTitle>{titleOf(data, false)}</AlertTitle>
			<AlertDescription>
				<Campaigns preview={data} />
				<p>Reached here, they are no longer a fair comparison, and what the campaign added cannot be told.</p>
				{mayWrite && (
					<Button
						variant="outline"
						size="sm"
						className="mt-1.5"
						disabled={update.isPending}
						onClick={() =>
							update
								.mutateAsync({ params: { syncId: sync.id }, body: { keepsHoldouts: true } })
								.catch((error: unknown) => showError("They are still reached", error))
						}
					>
						Hold them out here too
					</Button>
				)}
			</AlertDescription>
		</Alert>
	);
}

function titleOf({ people }: HoldoutPreview, isKept: boolean): string {
	if (people === null) return "Campaigns hold people out of this segment or account";
	return isKept
		? `${pluralText(people, "person is", "people are")} left out because campaigns hold them out`
		: `This sync reaches ${pluralText(people, "person", "people")} whom campaigns hold out`;
}

const maxShown = 4;

function Campaigns({ preview: { campaigns } }: { preview: HoldoutPreview }) {
	const slug = useWorkspaceSlug();
	return (
		<>
			<ul className="grid gap-0.5">
				{campaigns.slice(0, maxShown).map(({ id, name, isRunning, people }) => (
					<li key={id}>
						<Link href={`/${slug}/campaigns/${id}`}>{name}</Link>
						{people !== null && `: ${formatPeople(people)}`}
						{!isRunning && " (ended, still being measured)"}
					</li>
				))}
			</ul>
			{campaigns.length > maxShown && <p>and {formatCount(campaigns.length - maxShown)} more.</p>}
		</>
	);
}
