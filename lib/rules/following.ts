import type { Watch } from "@/lib/rules/leaf-kind";
import { findKind } from "@/lib/rules/leaves/registry";
import { leavesOf, type Needs, needsOf } from "@/lib/rules/needs";
import type { SegmentRule } from "@/lib/rules/rule";

/** How a rule's people are followed, by all of its conditions. */
export type Following = Pick<Watch, "scope" | "hangsOnAll">;

// Stored rules are parsed once, so each is looked through once.
const followings = new WeakMap<SegmentRule, Following>();
const ownNeeds = new WeakMap<SegmentRule, Needs>();

/** How the people of a rule are followed: the widest of its conditions. */
export function followingOf(rule: SegmentRule): Following {
	const known = followings.get(rule);
	if (known) return known;
	const watches = leavesOf(rule).map((leaf) => findKind(leaf.kind).watch(leaf));
	const onAll = new Set(watches.flatMap(({ hangsOnAll }) => hangsOnAll ?? []));
	const following: Following = {
		scope: watches.some(({ scope }) => scope === "day") ? "day" : "person",
		...(onAll.size > 0 ? { hangsOnAll: onAll.has("time") ? "time" : "watched" } : {}),
	};
	followings.set(rule, following);
	return following;
}

/** What one rule reads. */
export function needsOfRule(rule: SegmentRule): Needs {
	let needs = ownNeeds.get(rule);
	if (!needs) {
		needs = needsOf(leavesOf(rule));
		ownNeeds.set(rule, needs);
	}
	return needs;
}
