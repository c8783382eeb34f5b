"use client";

import { useQuery } from "@tanstack/react-query";
import { ErrorNotice } from "@/components/shell/error-notice";
import { requestsQuery } from "@/components/syncs/requests-query";
import { formatCount } from "@/components/ui/format-number";
import { formatDuration } from "@/components/ui/format-time";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import type { ExchangeView, RequestView } from "@/lib/syncs/request-contracts";

/** The requests of a run, each with what was sent and answered where that is still kept. */
export function RunRequests({ syncId, runId }: { syncId: string; runId: string }) {
	const { data, error, refetch } = useQuery(requestsQuery(syncId, runId));
	if (error && !data) return <ErrorNotice error={error} onRetry={refetch} />;
	if (!data) return <Skeleton className="h-16" />;
	if (data.items.length === 0) return <p className="text-muted-foreground text-sm">No request was needed.</p>;
	const hasAnswers = data.items.some(({ exchanges }) => exchanges.length > 0);
	return (
		<div className="grid gap-1.5">
			<ol
				aria-label="Requests"
				className="grid divide-y divide-border rounded-md border border-border text-sm"
			>
				{data.items.map((request) => (
					<Request key={request.seq} request={request} />
				))}
			</ol>
			{data.nextCursor && (
				<p className="text-muted-foreground text-xs">The first {data.items.length} requests are shown.</p>
			)}
			<p className="text-muted-foreground text-xs">
				{hasAnswers
					? "Identifiers and secrets have been removed from the responses."
					: "Responses are kept for the last five runs that sent something, and shown to roles with access to people."}
			</p>
		</div>
	);
}

function Request({ request }: { request: RequestView }) {
	const { seq, operation, keyCount, exchanges } = request;
	const head = (
		<span className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-3">
			<span className="tabular-nums">
				{seq}. {operation === "add" ? "Add" : "Remove"} {formatCount(keyCount)}{" "}
				{keyCount === 1 ? "identifier" : "identifiers"}
			</span>
			<span className="min-w-0 text-muted-foreground" title={request.detail ?? undefined}>
				{answerText(request)}
			</span>
			<span className="ml-auto text-muted-foreground">
				<RelativeTime at={request.sentAt} />
			</span>
		</span>
	);
	if (exchanges.length === 0) return <li className="flex px-3 py-2">{head}</li>;
	return (
		<li>
			<details>
				<summary className="flex min-h-6 cursor-pointer items-baseline gap-2 px-3 py-2 hover:bg-accent/60">
					{head}
				</summary>
				<div className="grid gap-2 px-3 pb-3">
					{exchanges.map((exchange) => (
						<Exchange key={`${exchange.at} ${exchange.line} ${exchange.tookMs}`} exchange={exchange} />
					))}
				</div>
			</details>
		</li>
	);
}

function Exchange({ exchange: { line, status, tookMs, answer } }: { exchange: ExchangeView }) {
	return (
		<div className="grid gap-1">
			<div className="flex flex-wrap items-baseline gap-x-3 text-xs">
				<code className="min-w-0 break-all font-mono">{line}</code>
				<span className={status !== null && status < 300 ? "text-muted-foreground" : "text-destructive"}>
					{status === null ? "No answer" : `HTTP ${status}`}
				</span>
				<span className="text-muted-foreground tabular-nums">{formatDuration(tookMs)}</span>
			</div>
			{answer !== "" && (
				<pre className="whitespace-pre-wrap break-all rounded-md bg-muted p-2 font-mono text-xs">
					{answer}
				</pre>
			)}
		</div>
	);
}

function answerText({ status, message }: RequestView): string {
	if (status === "answered") return "Accepted";
	return status === "sent" ? "No answer yet" : (message ?? "No answer");
}
