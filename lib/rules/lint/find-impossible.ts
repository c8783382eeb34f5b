import { unitMs } from "@/lib/rules/catalog";
import { matchesNothing } from "@/lib/rules/compile/compile-aggregate";
import { isImpossible } from "@/lib/rules/lint/is-impossible";
import { type Claim, denyClaim, readClaim } from "@/lib/rules/lint/read-claim";
import { groupsOf, leavesOf } from "@/lib/rules/lint/walk-rule";
import { readComparison } from "@/lib/rules/read-comparison";
import type { EventLeaf, RuleGroup, RuleNode, SegmentRule } from "@/lib/rules/rule";
import { withoutIds } from "@/lib/rules/without-ids";

/** A condition, or a group before its "not", whose answer is the same for everyone. */
export type Certainty = {
	path: number[];
	/** never: it holds for no one. always: for everyone. */
	is: "never" | "always";
	/** The conditions that together make it so. */
	because: number[][];
};

type Spoken = { path: number[]; leaf: RuleNode; isNot: boolean; claim: Claim | null };

/**
 * Conditions and groups that hold for no one or for everyone, judging by the rule alone. Never reports one
 * that could hold for some person or fail for another; may miss some.
 */
export function findImpossible(rule: SegmentRule, timeZone: string): Certainty[] {
	const found: Certainty[] = [];
	for (const { leaf, path } of leavesOf(rule)) {
		const claim = leaf.kind === "everyone" ? null : readClaim(leaf, timeZone);
		if (!claim) continue;
		if (isImpossible([claim])) found.push({ path, is: "never", because: [path] });
		else if (isImpossible([denyClaim(claim)])) found.push({ path, is: "always", because: [path] });
	}
	const settled = new Set(found.map(({ path }) => path.join()));
	for (const { group, path } of groupsOf(rule)) {
		const isAnd = group.combinator === "and";
		// Someone who fails every part of an "or" group fails it: it is always true when no one can.
		const parts = partsOf(group, path, timeZone, isAnd).filter((part) => !settled.has(part.path.join()));
		const because = findConflict(parts, timeZone);
		if (because) found.push({ path, is: isAnd ? "never" : "always", because });
	}
	return found;
}

/** The conditions that all hold when the group does; for an "or" group, those that all fail when it does, denied. */
function partsOf(group: RuleGroup, path: number[], timeZone: string, isAnd: boolean): Spoken[] {
	return group.rules.flatMap((node, index): Spoken[] => {
		const at = [...path, index];
		if (node.kind !== undefined) {
			const claim = readClaim(node, timeZone);
			return [{ path: at, leaf: node, isNot: !isAnd, claim: claim && (isAnd ? claim : denyClaim(claim)) }];
		}
		const isNot = node.not ?? false;
		const isLone = node.rules.length === 1;
		const joinsAlike = isLone || (node.combinator === "and") === (isAnd !== isNot);
		if (!joinsAlike) return [];
		const inner = { ...node, not: false };
		return partsOf(inner, at, timeZone, isAnd !== isNot);
	});
}

function findConflict(parts: readonly Spoken[], timeZone: string): number[][] | null {
	const bySubject = new Map<string, { path: number[]; claim: Claim }[]>();
	for (const { path, claim } of parts) {
		if (claim) bySubject.set(claim.subject, [...(bySubject.get(claim.subject) ?? []), { path, claim }]);
	}
	for (const claims of bySubject.values()) {
		if (claims.length < 2 || !isImpossible(claims.map(({ claim }) => claim))) continue;
		for (const [index, one] of claims.entries()) {
			const other = claims.slice(index + 1).find(({ claim }) => isImpossible([one.claim, claim]));
			if (other) return [one.path, other.path];
		}
		return claims.map(({ path }) => path);
	}
	return findSameOppositely(parts) ?? findWindowConflict(parts, timeZone);
}

/** The same condition, once required and once negated, of any kind. */
function findSameOppositely(parts: readonly Spoken[]): number[][] | null {
	const seen = new Map<string, Spoken>();
	for (const part of parts) {
		if (part.leaf.kind === undefined) continue;
		const key = JSON.stringify(withoutIds(part.leaf));
		const before = seen.get(key);
		if (before && before.isNot !== part.isNot) return [before.path, part.path];
		seen.set(key, part);
	}
	return null;
}

/** Something done in a window, and never done in a longer one. */
function findWindowConflict(parts: readonly Spoken[], timeZone: string): number[][] | null {
	const counts = parts.flatMap(({ leaf, isNot, path }) => {
		if (leaf.kind !== "event" || leaf.aggregate.kind !== "count") return [];
		const reach = reachOf(leaf);
		const read = readComparison({ type: "number", operator: leaf.operator, value: leaf.value }, timeZone);
		if (reach === null || !read.ok) return [];
		const isOfNothing = matchesNothing(leaf.aggregate, read.comparison) !== isNot;
		const claim = readClaim(leaf, timeZone);
		if (!claim) return [];
		const stated = isNot ? denyClaim(claim) : claim;
		return [{ leaf, path, reach, isOfNothing, isNever: isOnlyZero(stated) }];
	});
	for (const did of counts) {
		if (did.isOfNothing) continue;
		const never = counts.find(
			({ leaf, reach, isNever }) =>
				isNever &&
				leaf.window.kind !== "ago" &&
				leaf.field === did.leaf.field &&
				reach >= did.reach &&
				holdsAll(leaf, did.leaf),
		);
		if (never) return [did.path, never.path];
	}
	return null;
}

/** How far back a window with a near end reaches; null for windows of other shapes. */
function reachOf({ window }: EventLeaf): number | null {
	if (window.kind === "any") return Number.POSITIVE_INFINITY;
	if (window.kind !== "last" && window.kind !== "ago") return null;
	if (window.unit === "months" || window.unit === "years") return null;
	return (window.kind === "ago" ? window.to : window.amount) * unitMs[window.unit];
}

function isOnlyZero(claim: Claim): boolean {
	const { values } = claim;
	if (values.kind !== "line") return false;
	const more: Claim = {
		...claim,
		values: { ...values, set: [{ from: 0, fromOpen: true, to: Number.POSITIVE_INFINITY, toOpen: false }] },
	};
	return isImpossible([claim, more]);
}

/** Whether every event that counts for `part` counts for `whole`. */
function holdsAll(whole: EventLeaf, part: EventLeaf): boolean {
	if (!whole.where) return true;
	const text = (leaf: EventLeaf) => JSON.stringify(withoutIds(leaf.where ?? null));
	return text(whole) === text(part);
}
