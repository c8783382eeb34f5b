/** A segment with those its rule builds on. */
export type ChainLink = {
	id: string;
	name: string;
	buildsOn: readonly string[];
	/** Set for a campaign's own audience. */
	campaignId?: string | null;
};

/** The longest chain of segments: each is as late as all those it builds on together. */
export const maxLevels = 10;

/**
 * What is wrong with `changed` in place of the segment with its id: it builds on itself through others, or
 * too many build on one another. The message names the chain; null when all is well.
 */
export function findChainProblem(changed: ChainLink, others: readonly ChainLink[]): string | null {
	const links = new Map(others.map((link) => [link.id, link]));
	links.set(changed.id, changed);
	const cycle = pathTo(changed.id, changed.buildsOn, links);
	if (cycle) {
		const names = [changed.id, ...cycle].map((id) => links.get(id)?.name ?? "another segment");
		return `A segment cannot build on itself: ${names.join(" → ")}`;
	}
	const below = longest(changed.id, (id) => links.get(id)?.buildsOn ?? []);
	const usedBy = new Map<string, string[]>();
	for (const { id, buildsOn } of links.values()) {
		for (const one of buildsOn) usedBy.set(one, [...(usedBy.get(one) ?? []), id]);
	}
	const above = longest(changed.id, (id) => usedBy.get(id) ?? []);
	const whole = [...above.slice(1).reverse(), ...below];
	if (whole.length <= maxLevels) return null;
	const names = whole.map((id) => links.get(id)?.name ?? "another segment");
	return `${whole.length} segments would build on one another, ${maxLevels} are allowed: ${names.join(" → ")}`;
}

/** The segments that build on one, directly or indirectly, nearest first. */
export function findStandingOn(id: string, links: readonly ChainLink[]): ChainLink[] {
	const found: ChainLink[] = [];
	const below = new Set([id]);
	for (let more = true; more; ) {
		const next = links.filter((link) => !below.has(link.id) && link.buildsOn.some((one) => below.has(one)));
		for (const link of next) below.add(link.id);
		found.push(...next);
		more = next.length > 0;
	}
	return found;
}

/** The shortest way back to `target`, itself at the end; null when there is none. */
function pathTo(
	target: string,
	from: readonly string[],
	links: ReadonlyMap<string, ChainLink>,
): string[] | null {
	const cameFrom = new Map<string, string | null>(from.map((id) => [id, null]));
	const queue = [...from];
	for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
		if (at === target) {
			const path = [at];
			for (let step = cameFrom.get(at); step; step = cameFrom.get(step)) path.unshift(step);
			return path;
		}
		for (const next of links.get(at)?.buildsOn ?? []) {
			if (cameFrom.has(next)) continue;
			cameFrom.set(next, at);
			queue.push(next);
		}
	}
	return null;
}

/** The longest chain that begins at `start`. Nothing reachable from it leads back to it. */
function longest(start: string, next: (id: string) => readonly string[]): string[] {
	const known = new Map<string, string[]>();
	const open = new Set<string>();
	const from = (id: string): string[] => {
		const found = known.get(id);
		if (found) return found;
		// The others may include a cycle from before these were refused; it is not this segment's.
		if (open.has(id)) return [];
		open.add(id);
		let best: string[] = [];
		for (const one of next(id)) {
			const chain = from(one);
			if (chain.length > best.length) best = chain;
		}
		open.delete(id);
		const chain = [id, ...best];
		known.set(id, chain);
		return chain;
	};
	return from(start);
}
