import { rememberOfObject } from "@/lib/kernel/remember-of-object";
import type { Watch } from "@/lib/rules/leaf-kind";
import { findKind } from "@/lib/rules/leaves/registry";
import { leavesOf, type Needs, needsOf } from "@/lib/rules/needs";
import type { SegmentRule } from "@/lib/rules/rule";

/** How a rule's people are followed, by all of its conditions. */
export type Following = Pick<Watch, "scope" | "hangsOnAll">;

// Stored rules are parsed once, so each is looked through once.

/** How the people of a rule are followed: the widest of its conditions. */
export const followingOf = rememberOfObject((rule: SegmentRule): Following => {
	const watches = leavesOf(rule).map((leaf) => findKind(leaf.kind).watch(leaf));
	const onAll = new Set(watches.flatMap(({ hangsOnAll }) => hangsOnAll ?? []));
	return {
		scope: watches.some(({ scope }) => scope === "day") ? "day" : "person",
		...(onAll.size > 0 ? { hangsOnAll: onAll.has("time") ? "time" : "watched" } : {}),
	};
});

/** What one rule reads. */
export const needsOfRule = rememberOfObject((rule: SegmentRule): Needs => needsOf(leavesOf(rule)));
