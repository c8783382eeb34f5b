import type { Identifier, IdentifierKind } from "@/lib/identity/identifier";
import { newId } from "@/lib/kernel/ids";
import { formatInstant } from "@/lib/kernel/sql-binder";
import type { Transaction } from "@/lib/platform/postgres/database";
import { Prisma } from "@/lib/platform/postgres/generated/client";
import { listed } from "@/lib/platform/postgres/listed";
import { keyedHash, seal } from "@/lib/platform/secrets/keyring";
import { decideIdentity } from "@/lib/profiles/decide-identity";
import type { IdentityClaim, IdentityDecision, IdentityState } from "@/lib/profiles/identity-state";
import { refuseErased } from "@/lib/profiles/refuse-erased";
import { acceptingLock } from "@/lib/profiles/server/erase-person";

export type PersonClaim = {
	identifiers: Identifier[];
	previousId?: string;
	at: number;
	/** `at` is only when it came in: such a claim never brings an erased person back. */
	isUndated?: boolean;
};
export type ProfileChangeRow = {
	ws: number;
	change: "created" | "known" | "merged" | "split" | "erased";
	uid: number;
	root: number;
	effective_at: string;
	recorded_at: string;
};
export type ResolvedPeople = {
	/** Per claim; null when it speaks of a person who has been erased since. */
	uids: (number | null)[];
	createdCount: number;
	/** Persons that others were merged into. */
	mergedRoots: ReadonlySet<number>;
	changes: ProfileChangeRow[];
};

function keyOf(kind: IdentifierKind, value: string): string {
	return `${kind}:${Buffer.from(keyedHash(value, `identifier:${kind}`)).toString("hex")}`;
}

function withKeys(claim: PersonClaim): IdentityClaim {
	const previous: IdentityClaim["previous"] =
		claim.previousId === undefined
			? []
			: (["user_id", "anonymous_id"] as const).map((kind) => {
					const value = claim.previousId ?? "";
					return { kind, value, key: keyOf(kind, value) };
				});
	return {
		identifiers: claim.identifiers.map((one) => ({ ...one, key: keyOf(one.kind, one.value) })),
		previous,
		at: claim.at,
	};
}

type OwnerRow = {
	kind: IdentifierKind;
	hash: string;
	uid: number;
	root_uid: number;
	is_known: boolean;
	effective_at: Date;
	/** Set on rows that are no owner's: the identifier belonged to someone erased then. */
	erased_at: Date | null;
};

type Owners = { state: IdentityState; erasedAt: Map<string, number> };

/** Who owns each of the keys, and which of them were an erased person's. */
export function ownersSql(ws: number, keys: readonly string[]): Prisma.Sql {
	const kinds = listed(keys.map((key) => key.slice(0, key.indexOf(":"))));
	const hashes = listed(keys.map((key) => key.slice(key.indexOf(":") + 1)));
	// One look in the index of each key for each: Postgres takes a workspace whose first import runs for a small one, and
	// would compare all its rows with all keys.
	const each = Prisma.sql`unnest(${kinds}, ${hashes}) AS n(kind, hash)`;
	return Prisma.sql`
		SELECT n.kind, n.hash, i.uid, p.root_uid, p.is_known, p.effective_at, NULL::timestamptz AS erased_at
		FROM ${each}
		CROSS JOIN LATERAL (SELECT uid FROM identifier
			WHERE workspace_number = ${ws} AND kind = n.kind AND value_hash = decode(n.hash, 'hex') OFFSET 0) i
		CROSS JOIN LATERAL (SELECT root_uid, is_known, effective_at FROM profile
			WHERE workspace_number = ${ws} AND uid = i.uid OFFSET 0) p
		UNION ALL
		SELECT n.kind, n.hash, 0, 0, false, e.erased_at, e.erased_at FROM ${each}
		CROSS JOIN LATERAL (SELECT erased_at FROM erased_identifier
			WHERE workspace_number = ${ws} AND kind = n.kind AND value_hash = decode(n.hash, 'hex') OFFSET 0) e`;
}

async function loadOwners(tx: Transaction, ws: number, keys: readonly string[]): Promise<Owners> {
	const state: IdentityState = { owners: new Map(), people: new Map(), holdings: new Map() };
	const erasedAt = new Map<string, number>();
	const rows = await tx.$queryRaw<OwnerRow[]>(ownersSql(ws, keys));
	for (const row of rows) {
		const key = `${row.kind}:${row.hash}`;
		if (row.erased_at) {
			erasedAt.set(key, row.erased_at.getTime());
			continue;
		}
		state.owners.set(key, row.uid);
		state.people.set(row.uid, {
			uid: row.uid,
			root: row.root_uid,
			isKnown: row.is_known,
			effectiveAt: row.effective_at.getTime(),
		});
	}
	return { state, erasedAt };
}

type HoldingRow = {
	root_uid: number;
	user_ids: number;
	emails: number;
	anonymous_ids: number;
	uids: number[];
};

async function loadHoldings(
	tx: Transaction,
	ws: number,
	state: IdentityState,
	claims: IdentityClaim[],
): Promise<void> {
	const roots = new Set<number>();
	for (const claim of claims) {
		if (claim.identifiers.length + claim.previous.length < 2) continue;
		for (const { key } of [...claim.identifiers, ...claim.previous]) {
			const uid = state.owners.get(key);
			const person = uid === undefined ? undefined : state.people.get(uid);
			if (person) roots.add(person.root);
		}
	}
	if (roots.size === 0) return;
	const rows = await tx.$queryRaw<HoldingRow[]>`
		SELECT p.root_uid,
			count(*) FILTER (WHERE i.kind = 'user_id')::int AS user_ids,
			count(*) FILTER (WHERE i.kind = 'email')::int AS emails,
			count(*) FILTER (WHERE i.kind = 'anonymous_id')::int AS anonymous_ids,
			array_agg(DISTINCT p.uid) AS uids
		FROM profile p LEFT JOIN identifier i ON i.workspace_number = p.workspace_number AND i.uid = p.uid
		WHERE p.workspace_number = ${ws} AND p.root_uid = ANY(${[...roots]}::int[])
		GROUP BY p.root_uid`;
	for (const row of rows) {
		state.holdings.set(row.root_uid, {
			userIds: row.user_ids,
			emails: row.emails,
			anonymousIds: row.anonymous_ids,
			uids: row.uids,
		});
		for (const uid of row.uids) {
			if (state.people.has(uid)) continue;
			state.people.set(uid, { uid, root: row.root_uid, isKnown: true, effectiveAt: 0 });
		}
	}
}

/** Nothing to create, link, merge or move: the common case, which needs no lock. */
function isSettled(claims: readonly IdentityClaim[], state: IdentityState): boolean {
	return claims.every((claim) => {
		if (claim.previous.length > 0) return false;
		let root: number | undefined;
		for (const { key } of claim.identifiers) {
			const uid = state.owners.get(key);
			const person = uid === undefined ? undefined : state.people.get(uid);
			if (!person || claim.at < person.effectiveAt) return false;
			root ??= person.root;
			if (root !== person.root) return false;
		}
		return true;
	});
}

async function write(
	tx: Transaction,
	ws: number,
	decision: IdentityDecision,
	base: number,
	now: Date,
): Promise<ProfileChangeRow[]> {
	const real = (uid: number) => (uid < 0 ? base - uid - 1 : uid);
	const changes: ProfileChangeRow[] = [];
	const recordedAt = formatInstant(now);
	const note = (change: ProfileChangeRow["change"], uid: number, root: number, at: number) =>
		changes.push({ ws, change, uid, root, effective_at: formatInstant(at), recorded_at: recordedAt });

	if (decision.created.length > 0) {
		const uids = decision.created.map((person) => real(person.uid));
		const known = decision.created.map((person) => person.knownAt !== null);
		const effective = decision.created.map((person) => new Date(person.effectiveAt).toISOString());
		await tx.$executeRaw`
			INSERT INTO profile (workspace_number, uid, root_uid, is_known, effective_at)
			SELECT ${ws}, uid, uid, known, effective
			FROM unnest(${uids}::int[], ${known}::bool[], ${effective}::timestamptz[]) AS n(uid, known, effective)`;
		for (const person of decision.created) {
			const uid = real(person.uid);
			note("created", uid, uid, person.effectiveAt);
			if (person.knownAt !== null) note("known", uid, uid, person.knownAt);
		}
	}
	if (decision.linked.length > 0) {
		const kinds = decision.linked.map((one) => one.kind);
		const hashes = decision.linked.map((one) => one.key.slice(one.key.indexOf(":") + 1));
		const uids = decision.linked.map((one) => real(one.uid));
		// Of several user ids the first is the person's: the one an alias names as earlier must not come before it.
		const sealed = decision.linked.map((one) => Buffer.from(seal(one.value)).toString("hex"));
		await tx.$executeRaw`
			INSERT INTO identifier (workspace_number, kind, value_hash, uid, value_encrypted, created_at)
			SELECT ${ws}, kind, decode(hash, 'hex'), uid, decode(sealed, 'hex'),
				CURRENT_TIMESTAMP + CASE WHEN is_earlier THEN interval '1 millisecond' ELSE interval '0' END
			FROM unnest(${kinds}::text[], ${hashes}::text[], ${uids}::int[], ${sealed}::text[],
				${decision.linked.map((one) => one.isEarlier)}::bool[]) AS n(kind, hash, uid, sealed, is_earlier)
			ON CONFLICT DO NOTHING`;
	}
	for (const known of decision.becameKnown) note("known", known.uid, known.uid, known.at);
	for (const earlier of decision.seenEarlier) {
		note("created", earlier.uid, earlier.uid, earlier.effectiveAt);
		if (earlier.isKnown) note("known", earlier.uid, earlier.uid, earlier.effectiveAt);
	}
	if (decision.becameKnown.length > 0) {
		await tx.$executeRaw`
			UPDATE profile SET is_known = true
			WHERE workspace_number = ${ws} AND uid = ANY(${decision.becameKnown.map((known) => known.uid)}::int[])`;
	}
	if (decision.seenEarlier.length > 0) {
		const uids = decision.seenEarlier.map((earlier) => earlier.uid);
		const effective = decision.seenEarlier.map((earlier) => new Date(earlier.effectiveAt).toISOString());
		await tx.$executeRaw`
			UPDATE profile p SET effective_at = LEAST(p.effective_at, n.effective)
			FROM unnest(${uids}::int[], ${effective}::timestamptz[]) AS n(uid, effective)
			WHERE p.workspace_number = ${ws} AND p.uid = n.uid`;
	}
	if (decision.merged.length > 0) {
		const absorbed = decision.merged.map((merged) => real(merged.absorbed));
		const roots = decision.merged.map((merged) => real(merged.root));
		await tx.$executeRaw`
			UPDATE profile p SET root_uid = n.root
			FROM unnest(${absorbed}::int[], ${roots}::int[]) AS n(uid, root)
			WHERE p.workspace_number = ${ws} AND p.uid = n.uid`;
		await tx.profileMerge.createMany({
			data: decision.merged.map((merged) => ({
				id: newId("mrg"),
				workspaceNumber: ws,
				rootUid: real(merged.root),
				absorbedUid: real(merged.absorbed),
				reason: merged.reason,
				mergedAt: now,
			})),
		});
		for (const merged of decision.merged) note("merged", real(merged.absorbed), real(merged.root), merged.at);
	}
	return changes;
}

/** The claims that may be made, and which of the given claims each one is. */
function takeable(
	people: readonly PersonClaim[],
	claims: readonly IdentityClaim[],
	erasedAt: ReadonlyMap<string, number>,
): { claims: IdentityClaim[]; places: number[] } {
	const accepted: IdentityClaim[] = [];
	const places: number[] = [];
	for (const [place, claim] of claims.entries()) {
		const isUndated = people[place]?.isUndated ?? false;
		const left = erasedAt.size === 0 ? claim : refuseErased(claim, erasedAt, { isUndated });
		if (!left) continue;
		accepted.push(left);
		places.push(place);
	}
	return { claims: accepted, places };
}

/**
 * Resolves whose rows the claims are: looks identifiers up, creates people, links and merges, all in the
 * caller's transaction. Any identity change locks the workspace's row, so any number of processes agree; a
 * batch of known people takes no lock but the shared one that an erasure waits for. Returns one uid per
 * claim, null for those of erased people, and the rows for `profile_change`.
 */
export async function resolvePeople(
	tx: Transaction,
	ws: number,
	people: readonly PersonClaim[],
	now: Date,
): Promise<ResolvedPeople> {
	const given = people.map(withKeys);
	const keys = [
		...new Set(given.flatMap((claim) => [...claim.identifiers, ...claim.previous].map((one) => one.key))),
	];
	const uids: (number | null)[] = people.map(() => null);
	await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(${acceptingLock}::int, ${ws}::int)`;
	const first = await loadOwners(tx, ws, keys);
	const settled = takeable(people, given, first.erasedAt);
	if (isSettled(settled.claims, first.state)) {
		for (const [at, claim] of settled.claims.entries()) {
			uids[settled.places[at] ?? 0] = first.state.owners.get(claim.identifiers[0]?.key ?? "") ?? 0;
		}
		return { uids, createdCount: 0, mergedRoots: new Set(), changes: [] };
	}
	const [locked] = await tx.$queryRaw<{ next_uid: number }[]>`
		SELECT next_uid FROM workspace WHERE number = ${ws} FOR NO KEY UPDATE`;
	if (!locked) throw new Error(`Workspace ${ws} does not exist`);
	const { state, erasedAt } = await loadOwners(tx, ws, keys);
	const { claims, places } = takeable(people, given, erasedAt);
	await loadHoldings(tx, ws, state, claims);
	const decision = decideIdentity(claims, state);
	const changes = await write(tx, ws, decision, locked.next_uid, now);
	if (decision.created.length > 0) {
		await tx.$executeRaw`UPDATE workspace SET next_uid = next_uid + ${decision.created.length}::int WHERE number = ${ws}`;
	}
	for (const [at, uid] of decision.uids.entries()) {
		uids[places[at] ?? 0] = uid < 0 ? locked.next_uid - uid - 1 : uid;
	}
	const mergedRoots = new Set(changes.flatMap(({ change, root }) => (change === "merged" ? [root] : [])));
	return { uids, createdCount: decision.created.length, mergedRoots, changes };
}
