"use client";

import { useQuery } from "@tanstack/react-query";
import { Radio } from "lucide-react";
import Link from "next/link";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { sourcesQueries } from "@/components/sources/api";
import { Card, CardAction, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { formatDateTime } from "@/components/ui/format-time";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { StatusBadge } from "@/components/ui/status-badge";
import type { SourceMessage } from "@/lib/sources/contracts";

/** What the source sent recently, polled every few seconds while visible. */
export function LiveMessages({ sourceId }: { sourceId: string }) {
	const { data, error, refetch } = useQuery(sourcesQueries.messages(sourceId));
	return (
		<Card className="overflow-hidden">
			<CardHeader className="pb-3">
				<CardTitle>Live messages</CardTitle>
				<CardAction>
					{error ? (
						<StatusBadge tone="warning">Not updating</StatusBadge>
					) : (
						<StatusBadge tone={data ? "good" : "waiting"}>{data ? "Listening" : "Connecting"}</StatusBadge>
					)}
				</CardAction>
				<CardDescription>
					Accepted in the last 24 hours, newest first. A refused message is not kept: its sender gets the
					reason in the answer.
				</CardDescription>
			</CardHeader>
			{error && !data ? (
				<div className="p-4 pt-0">
					<ErrorNotice error={error} onRetry={refetch} />
				</div>
			) : !data ? (
				<div role="status" aria-label="Loading messages" className="grid gap-4 p-4 pt-0">
					<Skeleton className="h-10" />
					<Skeleton className="h-10" />
				</div>
			) : data.items.length === 0 ? (
				<EmptyState
					className="pt-4 pb-10"
					icon={Radio}
					title="Waiting for the first message"
					description="Copy the code under “Send data” and run them: what they send is here some seconds later. Nothing comes? The answer to the sender says why: 401 is a wrong or revoked write key, 400 names the field that cannot be read."
				/>
			) : (
				<ol
					// biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
					tabIndex={0}
					aria-label="Messages, newest first"
					className="max-h-[40rem] divide-y divide-border overflow-y-auto border-border border-t focus-visible:outline-offset-[-2px]"
				>
					{data.items.map((message) => (
						<li key={message.id} className="px-4 py-2.5 text-sm sm:px-5">
							<Message message={message} />
						</li>
					))}
				</ol>
			)}
		</Card>
	);
}

function Message({ message }: { message: SourceMessage }) {
	const slug = useWorkspaceSlug();
	const { event, traits, person, properties, time, receivedAt } = message;
	const text = JSON.stringify(properties, null, 2);
	const summary =
		event === null
			? traits.join(", ")
			: Object.entries(properties)
					.slice(0, 4)
					.map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
					.join(" · ");
	const who = person.label;
	return (
		<details>
			<summary className="grid min-h-6 cursor-pointer list-none gap-0.5 rounded-sm [&::-webkit-details-marker]:hidden">
				<span className="flex items-baseline justify-between gap-3">
					<span className="truncate font-medium">{event ?? "Traits set"}</span>
					<RelativeTime at={receivedAt} className="shrink-0 text-muted-foreground text-xs" />
				</span>
				<span className="truncate text-muted-foreground text-xs">
					{summary ? `${who} · ${summary}` : who}
				</span>
			</summary>
			<dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-xs">
				<dt className="text-muted-foreground">person</dt>
				<dd>
					{person.isMasked ? (
						who
					) : (
						<Link
							href={`/${slug}/profiles/${person.uid}`}
							prefetch={false}
							className="underline underline-offset-2"
						>
							{who}
						</Link>
					)}
				</dd>
				<dt className="text-muted-foreground">happened</dt>
				<dd>{formatDateTime(time, "UTC")}</dd>
				<dt className="text-muted-foreground">received</dt>
				<dd>{formatDateTime(receivedAt, "UTC")}</dd>
			</dl>
			{text !== "{}" && (
				<pre className="mt-2 whitespace-pre-wrap rounded-md border border-border bg-muted/50 p-3 text-xs leading-5 [overflow-wrap:anywhere]">
					<code>{text}</code>
				</pre>
			)}
		</details>
	);
}
