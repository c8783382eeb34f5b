"use client";

import { useSyncExternalStore } from "react";
import { cn } from "./class-names";
import { formatClock, formatDateTime, formatRelative } from "./format-time";

let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

// One clock for all the times on a page, so that a long list does not start a timer per row.
function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	timer ??= setInterval(() => {
		now = Date.now();
		for (const each of listeners) each();
	}, 20_000);
	return () => {
		listeners.delete(listener);
		if (listeners.size === 0 && timer) {
			clearInterval(timer);
			timer = undefined;
		}
	};
}

type TimeProps = { at: string | Date; className?: string };

/** An instant in words that follow the clock, in the viewer's own zone; the exact time and zone on hover. */
function LiveTime({
	at,
	className,
	prefix = "",
	say,
}: TimeProps & { prefix?: string; say: (iso: string, nowMs: number) => string }) {
	const iso = typeof at === "string" ? at : at.toISOString();
	const current = useSyncExternalStore(
		subscribe,
		() => Math.max(now, Date.now() - (Date.now() % 20_000)),
		() => null,
	);
	const isClient = current !== null;
	return (
		<time
			dateTime={iso}
			title={isClient ? formatDateTime(iso) : undefined}
			className={cn("whitespace-nowrap", className)}
			suppressHydrationWarning
		>
			{prefix}
			{isClient ? say(iso, current) : formatDateTime(iso, "UTC")}
		</time>
	);
}

/** "3 min ago". Rendered by the server as the plain UTC time. */
export function RelativeTime(props: TimeProps) {
	return <LiveTime {...props} say={formatRelative} />;
}

/** "As of 09:41": the moment a computed number belongs to. */
export function AsOf(props: TimeProps) {
	return <LiveTime {...props} prefix="As of " say={formatClock} />;
}
