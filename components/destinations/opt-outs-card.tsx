"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { destinationsQueries } from "@/components/destinations/api";
import { PushDialog } from "@/components/destinations/push-dialog";
import { Button } from "@/components/ui/button";
import { TitledCard } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { formatCount } from "@/components/ui/format-number";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { TroubleAlert } from "@/components/ui/trouble-alert";
import type { OptOutFeedView } from "@/lib/destinations/opt-outs/api";
import { pushFormatLabels } from "@/lib/destinations/opt-outs/push-formats";
import { pluralText } from "@/lib/kernel/number-text";

/** What a destination reports back: unsubscribes, complaints and bounces, asked for or posted by itself. */
export function OptOutsCard({
	destinationId,
	networkName,
	mayWrite,
}: {
	destinationId: string;
	networkName: string;
	mayWrite: boolean;
}) {
	const { data, error } = useQuery(destinationsQueries.optOuts(destinationId));
	const [isSettingUp, setSettingUp] = useState(false);
	if (data && !data.isPossible) return null;
	return (
		<TitledCard title="Opt-outs" className="h-fit" contentClassName="grid gap-3 text-sm">
			{!data && (error ? <p>Could not be loaded: {error.message}</p> : <Skeleton className="h-16" />)}
			{data && (
				<>
					{data.problem && (
						<TroubleAlert title={`${networkName} could not be asked`} nextTryAt={data.nextTryAt}>
							<span className="wrap-anywhere">{data.problem}</span>
						</TroubleAlert>
					)}
					<p>
						<ReceivedText feed={data} />
					</p>
					<p className="text-muted-foreground">{whenText(data, networkName)}</p>
					{data.push.format && (
						<div className="grid gap-1">
							<span className="text-muted-foreground">Address to paste there</span>
							<span className="flex items-center gap-2">
								<code className="min-w-0 break-all text-xs">{data.push.address}</code>
								<CopyButton text={data.push.address} label="Copy the address" variant="ghost" />
							</span>
						</div>
					)}
					{mayWrite && (
						<div>
							<Button variant="outline" size="sm" onClick={() => setSettingUp(true)}>
								{data.push.format ? "Change" : "Receive by webhook"}
							</Button>
						</div>
					)}
					{isSettingUp && (
						<PushDialog destinationId={destinationId} feed={data} onClose={() => setSettingUp(false)} />
					)}
				</>
			)}
		</TitledCard>
	);
}

function ReceivedText({ feed: { received, lastAt, unreadable } }: { feed: OptOutFeedView }) {
	if (received === null) return "How many were received is for roles that may see people.";
	return (
		<>
			<span className="font-medium tabular-nums">{formatCount(received)}</span> received
			{lastAt && (
				<>
					, the last <RelativeTime at={lastAt} />
				</>
			)}
			{unreadable !== null &&
				unreadable > 0 &&
				`. ${pluralText(unreadable, "report names", "reports name")} no address, number or ID that can be one`}
			.
		</>
	);
}

function intervalText(ms: number): string {
	const minutes = Math.round(ms / 60_000);
	if (minutes === 60) return "hour";
	return minutes > 60
		? pluralText(Math.round(minutes / 60), "hour", "hours")
		: pluralText(minutes, "minute", "minutes");
}

function whenText({ everyMs, push }: OptOutFeedView, networkName: string): string {
	const asked = everyMs === null ? null : `Muster asks ${networkName} every ${intervalText(everyMs)}`;
	const posted = push.format && `${pushFormatLabels[push.format].name} posts them as they happen`;
	if (asked && posted) return `${asked}; ${posted}.`;
	if (asked || posted) return `${asked ?? posted}.`;
	return "Unsubscribes, spam complaints and bounces are not known here until your messaging tool posts them.";
}
