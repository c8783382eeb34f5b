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

const readNow = () => Math.max(now, Date.now() - (Date.now() % 20_000));

const never = () => () => {};

/** The clock, and whether this is the viewer's own browser: the server knows neither their zone nor how long ago it wrote. */
function useClock(): { current: number; isClient: boolean } {
	const current = useSyncExternalStore(subscribe, readNow, readNow);
	const isClient = useSyncExternalStore(
		never,
		() => true,
		() => false,
	);
	return { current, isClient };
}

/**
 * "3 min ago", the exact time and zone on hover. The server writes the same, so that nothing moves; the browser draws it
 * anew, because what it was sent may be older than it says.
 */
export function RelativeTime({ at, className }: { at: string | Date; className?: string }) {
	const iso = typeof at === "string" ? at : at.toISOString();
	const { current, isClient } = useClock();
	return (
		<time
			key={isClient ? "viewer" : "server"}
			dateTime={iso}
			title={isClient ? formatDateTime(iso) : undefined}
			className={cn("whitespace-nowrap", className)}
			suppressHydrationWarning
		>
			{formatRelative(iso, current, isClient ? undefined : "UTC")}
		</time>
	);
}

/** "As of 09:41": the moment a computed number belongs to. The server, not knowing the viewer's zone, names its own. */
export function AsOf({ at, className }: { at: string | Date; className?: string }) {
	const iso = typeof at === "string" ? at : at.toISOString();
	const { current, isClient } = useClock();
	return (
		<time
			key={isClient ? "viewer" : "server"}
			dateTime={iso}
			title={isClient ? formatDateTime(iso) : undefined}
			className={cn("whitespace-nowrap", className)}
			suppressHydrationWarning
		>
			As of {isClient ? formatClock(iso, current) : `${formatClock(iso, current, "UTC")} UTC`}
		</time>
	);
}
