import { readProc, stackProcesses } from "@/bench/support/stack-processes";

/** Seconds of one core that each of this stack's processes has used, by name; empty without /proc. */
export function cpuSeconds(): Map<string, number> {
	const used = new Map<string, number>();
	for (const [pid, name] of stackProcesses()) {
		const fields = readProc(`${pid}/stat`)
			.replace(/^.*\) /s, "")
			.split(" ");
		// In hundredths of a second, in its own code and in the kernel's; the last two are of its children that have ended.
		const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at] ?? 0), 0);
		used.set(name, (used.get(name) ?? 0) + ticks / 100);
	}
	return used;
}

/** How many cores each kept busy between two readings. */
export function coresBetween(
	before: ReadonlyMap<string, number>,
	after: ReadonlyMap<string, number>,
	seconds: number,
): Record<string, number> {
	return Object.fromEntries(
		[...after].map(([name, used]) => [name, Number(((used - (before.get(name) ?? 0)) / seconds).toFixed(2))]),
	);
}
