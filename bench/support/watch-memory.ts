import { rounded } from "@/bench/support/report";
import { readProc, stackProcesses } from "@/bench/support/stack-processes";

const everyMs = 5_000;

/** MB that this stack's processes use, by name; shared memory is counted once. */
function memoryNow(): Map<string, number> {
	const held = new Map<string, number>();
	for (const [pid, name] of stackProcesses()) {
		const kilobytes = /^Pss:\s+(\d+)/m.exec(readProc(`${pid}/smaps_rollup`))?.[1];
		if (kilobytes !== undefined) held.set(name, (held.get(name) ?? 0) + Number(kilobytes) / 1024);
	}
	return held;
}

/**
 * Watches the memory of this stack's processes. The returned function stops it and gives each one's growth in
 * MB per hour, a linear fit of the readings after the first third (processes warm up); empty without /proc.
 */
export function watchMemory(): () => Record<string, number> {
	const seen: { atMs: number; held: Map<string, number> }[] = [];
	const look = () => seen.push({ atMs: performance.now(), held: memoryNow() });
	look();
	const timer = setInterval(look, everyMs);
	return () => {
		clearInterval(timer);
		look();
		const late = seen.slice(Math.floor(seen.length / 3));
		const names = new Set(late.flatMap(({ held }) => [...held.keys()]));
		return Object.fromEntries(
			[...names].map((name) => [
				name,
				rounded(
					slope(late.flatMap(({ atMs, held }) => (held.has(name) ? [[atMs, held.get(name) ?? 0]] : []))) *
						3_600_000,
				),
			]),
		);
	};
}

/** Slope of the least-squares line through some points. */
function slope(points: number[][]): number {
	const mean = (at: number) => points.reduce((sum, point) => sum + (point[at] ?? 0), 0) / points.length;
	const [x, y] = [mean(0), mean(1)];
	const along = points.reduce((sum, [a = 0]) => sum + (a - x) ** 2, 0);
	return along === 0 ? 0 : points.reduce((sum, [a = 0, b = 0]) => sum + (a - x) * (b - y), 0) / along;
}
