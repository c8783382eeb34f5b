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

/** The zone of the viewer's browser, as it was named at an earlier visit; null while it is not known. */
export const ViewerZone = Zone.Provider;

type TimeProps = { at: string | Date; className?: string };

/**
 * An instant in words that follow the clock, in the viewer's own zone; the exact time and zone on hover. The server writes
 * the same, so that nothing moves; the browser draws it anew, because what it was sent may be older than it says.
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

/** What times say. A server that does not know the viewer's zone names its own. */
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

/** Writes the times in what the server drew as the viewer reads them, where no component stands behind it yet. */
export function retellTimes(root: Element): void {
	for (const time of root.querySelectorAll<HTMLTimeElement>("time[data-words]")) {
		const { words } = time.dataset;
		if (words === "relative" || words === "asOf") time.textContent = sayings[words](time.dateTime, readNow());
	}
}
