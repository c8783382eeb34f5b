"use client";

import { createContext, useContext, useSyncExternalStore } from "react";
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

/** The clock, and whether this is the viewer's own browser: the server does not know how long ago it wrote. */
function useClock(): { current: number; isClient: boolean } {
	const current = useSyncExternalStore(subscribe, readNow, readNow);
	const isClient = useSyncExternalStore(
		never,
		() => true,
		() => false,
	);
	return { current, isClient };
}

const Zone = createContext<string | null>(null);

/** The time zone the viewer's browser reported at an earlier visit; null while unknown. */
export const ViewerZone = Zone.Provider;

type TimeProps = { at: string | Date; className?: string };

/**
 * A relative time that updates, in the viewer's own zone; the exact time and zone on hover. The server
 * renders the same, so that nothing moves; the browser renders it again, because what it was sent may be out
 * of date.
 */
function LiveTime({ at, className, words }: TimeProps & { words: keyof typeof sayings }) {
	const iso = typeof at === "string" ? at : at.toISOString();
	const { current, isClient } = useClock();
	const zone = useContext(Zone);
	return (
		<time
			key={isClient ? "viewer" : "server"}
			dateTime={iso}
			title={isClient ? formatDateTime(iso) : undefined}
			className={cn("whitespace-nowrap", className)}
			data-words={words}
			suppressHydrationWarning
		>
			{isClient
				? sayings[words](iso, current)
				: sayings[words](iso, current, zone ?? "UTC", zone ? undefined : "UTC")}
		</time>
	);
}

/** The text of times. A server that does not know the viewer's zone uses its own. */
const sayings = {
	relative: formatRelative,
	asOf: (iso: string, nowMs: number, zone?: string, named?: string) =>
		`As of ${formatClock(iso, nowMs, zone)}${named ? ` ${named}` : ""}`,
};

/** "3 min ago". */
export function RelativeTime(props: TimeProps) {
	return <LiveTime {...props} words="relative" />;
}

/** "As of 09:41": the moment a computed number belongs to. */
export function AsOf(props: TimeProps) {
	return <LiveTime {...props} words="asOf" />;
}

/** Localizes the times in server-rendered markup that has no component behind it yet. */
export function retellTimes(root: Element): void {
	for (const time of root.querySelectorAll<HTMLTimeElement>("time[data-words]")) {
		const { words } = time.dataset;
		if (words === "relative" || words === "asOf") time.textContent = sayings[words](time.dateTime, readNow());
	}
}
