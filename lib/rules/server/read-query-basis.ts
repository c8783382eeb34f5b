import { AppError } from "@/lib/kernel/app-error";
import { anyOf } from "@/lib/platform/postgres/any-of";
import { Prisma } from "@/lib/platform/postgres/generated/client";
import { prepared } from "@/lib/platform/postgres/prepared";
import {
	type Change,
	factsAsOf,
	type StoredFacts,
	type StoredFactsRow,
	storedFactsSql,
	toStoredFacts,
} from "@/lib/profiles/server/read-snapshot";
import type { CompileScope } from "@/lib/rules/compile/compile-scope";
import { toPointer } from "@/lib/rules/compile/served-pointer";
import { defaultSessionGapMs } from "@/lib/rules/evaluate/evaluate-rule";
import type { Mentions } from "@/lib/rules/mentions";
import type { Context } from "@/lib/workspaces/server/context";

type ServedRow = {
	id: string;
	name: string;
	servedVersion: number | null;
	servedAt: string | null;
	baseServedAt: string | null;
};
type BuiltRow = { id: string; name: string; build: string | null };
type Found = StoredFactsRow & {
	catalogueVersion: string;
	segments: ServedRow[] | null;
	lists: BuiltRow[] | null;
	contacts: { hash: string; uid: number }[] | null;
};

/** Everything in Postgres that a query about people depends on, for what some rules mention. */
export type QueryBasis = {
	catalogueVersion: string;
	stored: StoredFacts;
	/** What is served of the segments, the current builds of the lists: by id, those there are. */
	segments: ReadonlyMap<string, ServedRow>;
	lists: ReadonlyMap<string, BuiltRow>;
	/** Who has each address; an unknown address maps to no one. */
	contacts: ReadonlyMap<string, readonly number[]>;
};

const none = Prisma.sql`NULL::jsonb`;

function segmentsSql(workspaceId: string, ids: readonly string[]): Prisma.Sql {
	if (ids.length === 0) return none;
	return Prisma.sql`(SELECT jsonb_agg(jsonb_build_object('id', id, 'name', name, 'servedVersion', served_version,
			'servedAt', served_at, 'baseServedAt', base_served_at))
		FROM segment WHERE workspace_id = ${workspaceId} AND id = ANY(${ids}::text[]))`;
}

function listsSql(workspaceId: string, ids: readonly string[]): Prisma.Sql {
	if (ids.length === 0) return none;
	return Prisma.sql`(SELECT jsonb_agg(jsonb_build_object('id', id, 'name', name, 'build', build))
		FROM stored_list WHERE workspace_id = ${workspaceId} AND id = ANY(${ids}::text[]))`;
}

/** Who has each address, by its hash: whose last word on their address it is, over all their numbers. */
function contactsSql(ws: number, hashes: readonly string[]): Prisma.Sql {
	if (hashes.length === 0) return none;
	return Prisma.sql`(SELECT jsonb_agg(jsonb_build_object('hash', encode(v.value_hash, 'hex'), 'uid', v.uid) ORDER BY v.uid)
		FROM vault_value v JOIN profile p ON p.workspace_number = v.workspace_number AND p.uid = v.uid
		WHERE v.workspace_number = ${ws} AND v.field = 'email' AND v.value_hash = ${anyOf(hashes)} AND NOT EXISTS (
			SELECT 1 FROM profile other JOIN vault_value w ON w.workspace_number = other.workspace_number AND w.uid = other.uid
			WHERE other.workspace_number = p.workspace_number AND other.root_uid = p.root_uid AND w.field = 'email'
				AND (w.valid_from, w.recorded_at, w.seq, -w.uid) > (v.valid_from, v.recorded_at, v.seq, -v.uid)))`;
}

/** All of it in one statement: a query waits for Postgres once, and all of it is from the same moment. */
export async function readQueryBasis(
	ctx: Pick<Context, "db" | "workspace">,
	mentions: Mentions,
): Promise<QueryBasis> {
	const { id, number: ws } = ctx.workspace;
	const stored = storedFactsSql(ws);
	const [found] = await ctx.db.$queryRaw<Found[]>(
		prepared(Prisma.sql`
			SELECT ${stored.columns},
				coalesce((SELECT version FROM catalogue_version WHERE workspace_number = ${ws}), 0)::text AS "catalogueVersion",
				${segmentsSql(id, mentions.segments)} AS segments, ${listsSql(id, mentions.lists)} AS lists,
				${contactsSql(ws, mentions.contacts)} AS contacts
			FROM ${stored.from}`),
	);
	if (!found) throw new Error("Postgres gave no facts");
	const contacts = new Map<string, number[]>(mentions.contacts.map((hash) => [hash, []]));
	for (const { hash, uid } of found.contacts ?? []) contacts.get(hash)?.push(uid);
	return {
		catalogueVersion: found.catalogueVersion,
		stored: toStoredFacts(found),
		segments: new Map((found.segments ?? []).map((row) => [row.id, row])),
		lists: new Map((found.lists ?? []).map((row) => [row.id, row])),
		contacts,
	};
}

/** The part that other mentions need; null when it does not cover all of them. */
export function basisOf(standing: QueryBasis, mentions: Mentions): QueryBasis | null {
	const segments = pick(standing.segments, mentions.segments);
	const lists = pick(standing.lists, mentions.lists);
	const contacts = pick(standing.contacts, mentions.contacts);
	return segments && lists && contacts && { ...standing, segments, lists, contacts };
}

function pick<Value>(from: ReadonlyMap<string, Value>, keys: readonly string[]): Map<string, Value> | null {
	const picked = new Map<string, Value>();
	for (const key of keys) {
		const value = from.get(key);
		if (value === undefined) return null;
		picked.set(key, value);
	}
	return picked;
}

/**
 * The compile scope of rules with the requested mentions, as of an instant, with the changes since the
 * snapshot's build. Refuses when one of their segments or lists was never built: its people are unknown.
 */
export function scopeOn(
	ctx: Pick<Context, "workspace">,
	asOf: Date,
	known: { standing: QueryBasis; mentions: Mentions; since: readonly Change[]; typed: CompileScope["typed"] },
): CompileScope {
	const { mentions, since, typed } = known;
	const { stored, segments, lists, contacts } = known.standing;
	return {
		ws: ctx.workspace.number,
		asOf: asOf.getTime(),
		timeZone: ctx.workspace.timeZone,
		typed,
		...factsAsOf(stored, since, asOf),
		sessionGapMs: defaultSessionGapMs,
		segments: new Map(mentions.segments.map((id) => [id, pointerOf(segments.get(id))])),
		lists: new Map(mentions.lists.map((id) => [id, buildOf(lists.get(id))])),
		contacts,
	};
}

function pointerOf(row: ServedRow | undefined) {
	const instant = (text: string | null) => (text === null ? null : new Date(text));
	const pointer =
		row && toPointer({ ...row, servedAt: instant(row.servedAt), baseServedAt: instant(row.baseServedAt) });
	if (!pointer) throw neverBuilt(row ? `The segment "${row.name}"` : "A segment that this rule builds on");
	return pointer;
}

function buildOf(row: BuiltRow | undefined): string {
	if (!row || row.build === null) {
		throw neverBuilt(row ? `The list "${row.name}"` : "A list that this rule names");
	}
	return row.build;
}

function neverBuilt(what: string): AppError {
	// Someone may be building it right now.
	return new AppError("precondition", `${what} has not been computed yet, so its members are not known.`, {
		retryable: true,
	});
}
