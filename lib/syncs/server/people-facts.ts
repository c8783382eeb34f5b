import { z } from "zod";
import { defineQuery, streamRows } from "@/lib/platform/warehouse/define-query";
import {
	type AudienceScope,
	askedLeavingPeopleSql,
	changedPeopleSql,
	changedUidsSql,
	countPeopleSql,
	enteringPeopleSql,
	leavingPeopleSql,
	namedPeopleSql,
	newlyHeldOutSql,
	type PersonFlag,
	personFlags,
	planInstantsSql,
} from "@/lib/syncs/audience-sql";
import { decidePerson, decideRemoval, type OwnerReason } from "@/lib/syncs/decide-key";
import type { Context } from "@/lib/workspaces/server/context";

const whole = z.number().int();
const peopleRow = z.object({ people: z.array(z.tuple([whole, whole, whole, whole])) });

export type PersonFacts = Record<PersonFlag, boolean> & {
	uid: number;
	/** The place, from 1, of the exclusion that keeps them out; 0 when none does. */
	excludedBy: number;
	/** The place, from 1, of the sync that comes first and wants them; 0 when none does. */
	outrankedBy: number;
};

function readPerson([uid, flags, excludedBy, outrankedBy]: [number, number, number, number]): PersonFacts {
	// Spelled out: it is done for everyone of a first delivery.
	return {
		uid,
		isWanted: (flags & personFlags.isWanted) !== 0,
		isHeldOut: (flags & personFlags.isHeldOut) !== 0,
		isMember: (flags & personFlags.isMember) !== 0,
		hasConsent: (flags & personFlags.hasConsent) !== 0,
		isErased: (flags & personFlags.isErased) !== 0,
		isSuppressed: (flags & personFlags.isSuppressed) !== 0,
		isConverted: (flags & personFlags.isConverted) !== 0,
		isPlanned: (flags & personFlags.isPlanned) !== 0,
		isPlannedHeldOut: (flags & personFlags.isPlannedHeldOut) !== 0,
		excludedBy,
		outrankedBy,
	};
}
export type PlannedPerson = Pick<PersonFacts, "uid" | "hasConsent" | "isSuppressed"> & {
	reason: OwnerReason;
};

/** Why a person is not wanted, leaving aside what a stored plan says. */
export function explainFacts(facts: PersonFacts): OwnerReason {
	const reason = decidePerson({
		...facts,
		isExcluded: facts.excludedBy > 0,
		isOutranked: facts.outrankedBy > 0,
	});
	// In a campaign only people who were assigned to be treated are wanted.
	return reason === "wanted" && !facts.isWanted ? "left" : reason;
}

/** The stored plan decides who is wanted; the facts only explain why someone is not. */
function reasonOf(facts: PersonFacts): OwnerReason {
	if (facts.isPlannedHeldOut) return "held_out";
	if (facts.isPlanned) return "wanted";
	const reason = explainFacts(facts);
	return reason === "wanted" || reason === "held_out" || reason === "left" ? decideRemoval(facts) : reason;
}

function planned(facts: PersonFacts): PlannedPerson {
	const { uid, hasConsent, isSuppressed } = facts;
	return { uid, reason: reasonOf(facts), hasConsent, isSuppressed };
}

const chunk = 10_000;

/** So many people are asked about by name; to ask about everyone costs less than to name more. */
const usualMaxNamed = 50_000;

const changedUids = defineQuery({
	name: "syncs.changed_uids",
	row: z.object({ count: z.coerce.number().int(), uids: z.array(whole) }),
	build: ({ scope, limit }: { scope: Pick<AudienceScope, "ws" | "syncId">; limit: number }) =>
		changedUidsSql(scope, limit),
});

/** People whose state changed since the last plan, or with `isFull` everyone, in order of uid, by the thousands. */
export async function* changedPeople(
	ctx: Context,
	scope: AudienceScope,
	{ isFull, maxNamed = usualMaxNamed }: { isFull: boolean; maxNamed?: number },
): AsyncGenerator<PlannedPerson[]> {
	if (!isFull) {
		const [changed] = await changedUids(ctx.warehouse, { scope, limit: maxNamed });
		if (!changed) throw new Error("The warehouse did not say who changed");
		if (changed.count <= maxNamed) {
			for (let at = 0; at < changed.uids.length; at += chunk) {
				yield await namedPeople(ctx, scope, changed.uids.slice(at, at + chunk));
			}
			return;
		}
	}
	const query = { ...changedPeopleSql(scope, isFull), name: "syncs.changed_people", row: peopleRow };
	for await (const { people } of streamRows(ctx.warehouse, query)) {
		yield people.map((one) => planned(readPerson(one)));
	}
}

const factsOfNamed = defineQuery({
	name: "syncs.named_people",
	row: peopleRow,
	build: (input: { scope: AudienceScope; uids: readonly number[] }) =>
		namedPeopleSql(input.scope, input.uids),
});

/**
 * The deciding facts of individually named people, right now. People unknown to the warehouse are missing.
 */
export async function readFacts(
	ctx: Context,
	scope: AudienceScope,
	uids: readonly number[],
): Promise<Map<number, PersonFacts>> {
	const facts = new Map<number, PersonFacts>();
	for (let at = 0; at < uids.length; at += chunk) {
		const rows = await factsOfNamed(ctx.warehouse, { scope, uids: uids.slice(at, at + chunk) });
		for (const one of rows.flatMap(({ people }) => people)) facts.set(one[0], readPerson(one));
	}
	return facts;
}

export async function namedPeople(
	ctx: Context,
	scope: AudienceScope,
	uids: readonly number[],
): Promise<PlannedPerson[]> {
	const facts = await readFacts(ctx, scope, uids);
	return [...facts.values()].map(planned);
}

const integer = z.coerce.number().int();
const peopleCounts = z.object({
	members: integer,
	wanted: integer,
	heldOut: integer,
	/** Of them, those of the global holdout. */
	globallyHeldOut: integer,
	noConsent: integer,
	erased: integer,
	suppressed: integer,
	excluded: integer,
	converted: integer,
	otherVariant: integer,
	outranked: integer,
	entering: integer,
	leaving: integer,
	/** Of them, those whom an add-only sync keeps. */
	merelyLeaving: integer,
});
export type PeopleCounts = z.output<typeof peopleCounts>;

const countQuery = defineQuery({
	name: "syncs.count_people",
	row: peopleCounts,
	build: (scope: AudienceScope) => countPeopleSql(scope),
});

export async function countPeople(ctx: Context, scope: AudienceScope): Promise<PeopleCounts> {
	const [row] = await countQuery(ctx.warehouse, scope);
	if (!row) throw new Error("The warehouse gave no counts");
	return row;
}

const newlyHeldOut = defineQuery({
	name: "syncs.newly_held_out",
	row: z.object({ newlyHeldOut: integer }),
	build: newlyHeldOutSql,
});

/** How many people were held out since the plan was made. */
export async function countNewlyHeldOut(ctx: Context, scope: AudienceScope): Promise<number> {
	const [row] = await newlyHeldOut(ctx.warehouse, scope);
	if (!row) throw new Error("The warehouse gave no count");
	return row.newlyHeldOut;
}

/** Uids of people whom the next run would add. */
export async function* enteringPeople(ctx: Context, scope: AudienceScope): AsyncGenerator<number> {
	const query = {
		...enteringPeopleSql(scope),
		name: "syncs.entering_people",
		row: z.object({ uid: integer }),
	};
	for await (const row of streamRows(ctx.warehouse, query)) yield row.uid;
}

/** Uids of people whom the next run would remove, as far as it may have to ask about them. */
export async function* askedLeavingPeople(ctx: Context, scope: AudienceScope): AsyncGenerator<number> {
	const query = {
		...askedLeavingPeopleSql(scope),
		name: "syncs.asked_leaving_people",
		row: z.object({ uid: integer }),
	};
	for await (const row of streamRows(ctx.warehouse, query)) yield row.uid;
}

const leavingQuery = defineQuery({
	name: "syncs.leaving_people",
	row: z.object({ uid: integer }),
	build: (input: { scope: AudienceScope; keepsWhoLeft: boolean; limit: number }) =>
		leavingPeopleSql(input.scope, input),
});

/** Uids of some people whom the next run would remove, and no run has planned to yet. */
export async function someLeavingPeople(
	ctx: Context,
	scope: AudienceScope,
	{ keepsWhoLeft, limit }: { keepsWhoLeft: boolean; limit: number },
): Promise<number[]> {
	return (await leavingQuery(ctx.warehouse, { scope, keepsWhoLeft, limit })).map(({ uid }) => uid);
}

const instantsQuery = defineQuery({
	name: "syncs.plan_instants",
	row: z.object({ sync: z.string(), at: integer }),
	build: (scope: Pick<AudienceScope, "ws" | "syncId">) => planInstantsSql(scope),
});

/** False when the last plan was never completed, so that differences from it mean nothing. */
export async function isPlanWhole(ctx: Context, scope: AudienceScope): Promise<boolean> {
	const rows = await instantsQuery(ctx.warehouse, scope);
	const instants = new Set(rows.map((row) => row.at));
	return rows.length === 0 || (rows.length === 2 && instants.size === 1);
}
