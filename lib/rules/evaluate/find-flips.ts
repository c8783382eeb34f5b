import type { Cluster, PersonHistory } from "@/lib/rules/evaluate/person-history";
import { prepareRule } from "@/lib/rules/evaluate/prepare-rule";
import type { Moment } from "@/lib/rules/leaf-kind";
import type { SegmentRule } from "@/lib/rules/rule";

/** One person entering or leaving the audience of one of some rules. */
export type Flip = {
	/** Index into the rules. */
	rule: number;
	uid: number;
	change: "entered" | "exited";
	/** When it took effect: exact when time alone caused it. */
	at: number;
	/** New data, time alone, or two people merged: then no one has entered or left. */
	cause: "data" | "time" | "merge";
};

type Question = {
	/** Each rule with its segment, and the instant its served membership is of. */
	rules: readonly { rule: SegmentRule; segment: string; from: number }[];
	people: Iterable<Cluster>;
	/** The segments that serve a number as a member. */
	membershipsOf: (uid: number) => ReadonlySet<string>;
	/** Results of all rules at `to`. */
	answer: (person: PersonHistory) => Uint8Array;
	momentAt: (asOf: number) => Moment;
	to: number;
	/** Nothing new was recorded of this number: only time can have turned an answer. */
	isTimeOnly: (uid: number) => boolean;
};

/** Who enters and who leaves when some people are evaluated again. */
export function findFlips({
	rules,
	people,
	membershipsOf,
	answer,
	momentAt,
	to,
	isTimeOnly,
}: Question): Flip[] {
	const flips: Flip[] = [];
	for (const person of people) {
		const answers = answer(person);
		const memberships = membershipsOf(person.uid);
		const absorbed = person.uids
			.filter((uid) => uid !== person.uid)
			.map((uid) => ({ uid, memberships: membershipsOf(uid) }));
		for (const [rule, { from, segment }] of rules.entries()) {
			const is = answers[rule] === 1;
			const was = memberships.has(segment);
			let wasAbsorbed = false;
			for (const { uid, memberships: own } of absorbed) {
				// Merged people are no longer members; their root replaces them.
				if (!own.has(segment)) continue;
				wasAbsorbed = true;
				flips.push({ rule, uid, change: "exited", at: to, cause: "merge" });
			}
			if (is === was) continue;
			const change = is ? "entered" : "exited";
			if (is && wasAbsorbed) {
				flips.push({ rule, uid: person.uid, change, at: to, cause: "merge" });
			} else if (person.uids.every(isTimeOnly)) {
				const at = turnOf(rules[rule]?.rule, person, from, to, is, momentAt);
				flips.push({ rule, uid: person.uid, change, at: at ?? to, cause: at === null ? "data" : "time" });
			} else {
				flips.push({ rule, uid: person.uid, change, at: latestEvent(person, from, to), cause: "data" });
			}
		}
	}
	return flips;
}

/** The last instant in (from, to] at which the answer turned to what it is at `to`; null if it did not turn there. */
function turnOf(
	rule: SegmentRule | undefined,
	person: PersonHistory,
	from: number,
	to: number,
	is: boolean,
	momentAt: (asOf: number) => Moment,
): number | null {
	if (!rule) return null;
	let turned: number | null = null;
	let prepared = prepareRule(rule, momentAt(from));
	let before = prepared.test(person);
	while (true) {
		const next = prepared.nextInstant(person);
		if (next === null || next > to) return turned;
		prepared = prepareRule(rule, momentAt(next));
		const now = prepared.test(person);
		if (now !== before && now === is) turned = next;
		before = now;
	}
}

/**
 * When time alone turned the answer to what it is at `to`; null where it was no other at `from`: then something that is
 * known by now was not known yet.
 */
export function whenTurned(
	rule: SegmentRule,
	person: PersonHistory,
	{ from, to, is }: { from: number; to: number; is: boolean },
	momentAt: (asOf: number) => Moment,
): number | null {
	if (prepareRule(rule, momentAt(from)).test(person) === is) return null;
	return turnOf(rule, person, from, to, is, momentAt);
}

/** When the newest event of the span happened; what was recorded late counts from now on. */
function latestEvent(person: PersonHistory, from: number, to: number): number {
	let latest: number | null = null;
	for (const { time } of person.events) {
		if (time > from && time <= to && (latest === null || time > latest)) latest = time;
	}
	return latest ?? to;
}
