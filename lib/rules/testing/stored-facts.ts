import { formatInstant } from "@/lib/kernel/sql-binder";
import type { PersonHistory } from "@/lib/rules/evaluate/person-history";
import { contactKey } from "@/lib/rules/leaves/contact/contact-key";
import { listKey } from "@/lib/rules/leaves/list/list-key";
import type { World } from "@/lib/rules/testing/world";
import {
	addressHashes,
	listIds,
	type PersonFacts,
	segmentIds,
	served,
	servedAfterMs,
} from "@/lib/rules/testing/world-facts";

/** What is not served yet is no one's membership. */
function isServed({ effectiveAt }: { effectiveAt: number }): boolean {
	return effectiveAt + servedAfterMs <= served.servedAt.getTime();
}

function rootsOf(world: World): (uid: number) => number {
	const rootOf = new Map(
		world.merges.filter(({ undone }) => !undone).map(({ absorbed, root }) => [absorbed, root]),
	);
	return (uid) => rootOf.get(uid) ?? uid;
}

/** People after merges, with the consents and memberships of everyone who became them. */
export function withFacts(
	people: Map<number, PersonHistory>,
	world: World,
	facts: PersonFacts[],
): Map<number, PersonHistory> {
	const rootOf = rootsOf(world);
	const whole = new Map(people);
	for (const [index, { uid }] of world.people.entries()) {
		const person = whole.get(rootOf(uid));
		const found = facts[index];
		if (!person || !found) continue;
		whole.set(rootOf(uid), {
			...person,
			consents: [...person.consents, ...found.consents],
			memberships: [...person.memberships, ...found.memberships.filter(isServed)],
		});
	}
	return whole;
}

/** Root people on each list and with each address, as the reference evaluator is given them. */
export function setsOf(world: World, facts: PersonFacts[]): Map<string, Set<number>> {
	const rootOf = rootsOf(world);
	const having = (test: (facts: PersonFacts) => boolean) =>
		new Set(world.people.filter((_, index) => test(facts[index] ?? noOne)).map(({ uid }) => rootOf(uid)));
	return new Map([
		...listIds.map((id) => [listKey(id), having(({ lists }) => lists.includes(id))] as const),
		...addressHashes.map(
			(hash) => [contactKey(hash), having(({ addresses }) => addresses.includes(hash))] as const,
		),
	]);
}
const noOne: PersonFacts = {
	consents: [],
	memberships: [],
	traits: [],
	events: [],
	lists: [],
	addresses: [],
};

/** Who has each address, by their own numbers, as a scope is given them. */
export function contactsOf(world: World, facts: PersonFacts[]): Map<string, number[]> {
	return new Map(
		addressHashes.map((hash) => [
			hash,
			world.people.filter((_, index) => facts[index]?.addresses.includes(hash)).map(({ uid }) => uid),
		]),
	);
}

/** The same facts as rows of the warehouse's tables. */
export function factRowsOf(world: World, facts: PersonFacts[], ws: number): Record<string, object[]> {
	const at = formatInstant;
	const uidOf = (index: number) => world.people[index]?.uid ?? 0;
	return {
		consent_history: facts.flatMap((found, index) =>
			found.consents.map(({ purpose, isGranted, isOwn, effectiveAt, recordedAt, seq }) => ({
				ws,
				purpose,
				uid: uidOf(index),
				state: isGranted ? "granted" : "denied",
				effective_at: at(effectiveAt),
				recorded_at: at(recordedAt),
				seq,
				source: "test",
				statement: isOwn ? "" : "stm_test",
			})),
		),
		membership_change: facts.flatMap((found, index) =>
			found.memberships.map(({ segment, change, effectiveAt }) => ({
				ws,
				segment,
				version: served.version,
				uid: uidOf(index),
				change,
				effective_at: at(effectiveAt),
				served_at: at(effectiveAt + servedAfterMs),
				cause: "data",
			})),
		),
	};
}

/** People of each membership at its base, and of each list. */
export function bitmapsOf(world: World, facts: PersonFacts[]) {
	const peopleWhere = (test: (facts: PersonFacts) => boolean) =>
		facts.flatMap((found, index) => (test(found) ? [world.people[index]?.uid ?? 0] : []));
	return {
		membership: segmentIds.map((segment) => ({
			segment,
			people: peopleWhere(
				({ memberships: log }) =>
					log
						.filter((row) => row.segment === segment && row.effectiveAt + servedAfterMs <= served.baseAt)
						.at(-1)?.change === "entered",
			),
		})),
		stored_list: listIds.map((list) => ({ list, people: peopleWhere(({ lists }) => lists.includes(list)) })),
	};
}
