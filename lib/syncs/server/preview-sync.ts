import { purposesOf } from "@/lib/destinations/purposes-of";
import { networkOf } from "@/lib/destinations/registry";
import { tryOpenConnection } from "@/lib/destinations/server/open-connection";
import type { ContactKind } from "@/lib/profiles/server/read-contact";
import type { AudienceScope } from "@/lib/syncs/audience-sql";
import type { SyncPreview } from "@/lib/syncs/contracts";
import type { Mapping } from "@/lib/syncs/mapping/contracts";
import { countUnmapped } from "@/lib/syncs/server/count-totals";
import { findBlock } from "@/lib/syncs/server/find-mapping-warnings";
import { mapPerson } from "@/lib/syncs/server/map-person";
import {
	findSync,
	mappingOf,
	type OpenSync,
	purposeOf,
	type StoredSync,
	scopeOf,
} from "@/lib/syncs/server/open-sync";
import { countPeople, enteringPeople } from "@/lib/syncs/server/people-facts";
import { hasMappingChanged, keepsWhoLeft, peopleWithNewValues } from "@/lib/syncs/server/plan-versions";
import { type Exclusion, exclusionsOf, readExclusions } from "@/lib/syncs/server/read-exclusions";
import { readValues } from "@/lib/syncs/server/read-values";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const chunk = 20_000;

/** What a run would do now, in people. Nothing is sent or written. */
export async function previewSync(ctx: Context, syncId: string): Promise<SyncPreview> {
	allow(ctx, "people.read");
	const sync = await findSync(ctx, syncId);
	const { preview } = await readPreview(ctx, sync, await scopeOf(ctx, sync, ctx.now));
	return preview;
}

/** The same, with how many of the people to add no plan has looked at yet. */
export async function readPreview(
	ctx: Context,
	sync: StoredSync,
	scope: AudienceScope,
): Promise<{ preview: SyncPreview; unplannedEntering: number }> {
	const syncId = sync.id;
	const network = networkOf(sync.destination.network);
	const people = await countPeople(ctx, scope);
	const kinds = network.identifierKinds
		.filter((kind) => sync.identifierKinds.includes(kind.kind))
		// Safe because origins name vault fields and identifier kinds that the vault knows.
		.map((kind) => (kind.origin.from === "vault" ? kind.origin.field : kind.origin.kind) as ContactKind);
	const mapping = mappingOf(sync);
	let withIdentifier = 0;
	let unmappedEntering = 0;
	let page: number[] = [];
	const look = async (): Promise<void> => {
		const unfit = await findUnmapped(ctx, { network, mapping }, scope, page);
		withIdentifier += await countWithIdentifier(
			ctx,
			page.filter((uid) => !unfit.has(uid)),
			kinds,
		);
		unmappedEntering += await countWithIdentifier(ctx, [...unfit], kinds);
		page = [];
	};
	for await (const uid of enteringPeople(ctx, scope)) {
		page.push(uid);
		if (page.length >= chunk) await look();
	}
	await look();
	// People an earlier run left behind: planned, and not there yet.
	const [waiting] = await ctx.db.$queryRaw<
		{ toAdd: bigint; carrying: bigint; rejected: bigint; kept: bigint; toRemove: bigint }[]
	>`
		SELECT count(DISTINCT o.uid) FILTER (WHERE k.is_desired AND o.is_desired AND k.state IN ('absent', 'unknown')) AS "toAdd",
			count(DISTINCT o.uid) FILTER (WHERE o.is_desired) AS carrying,
			count(DISTINCT o.uid) FILTER (WHERE o.is_desired)
				- count(DISTINCT o.uid) FILTER (WHERE o.is_desired AND k.state <> 'rejected') AS rejected,
			count(DISTINCT o.uid) FILTER (WHERE o.reason = 'kept') AS kept,
			count(DISTINCT o.uid) FILTER (WHERE NOT k.is_desired AND k.state IN ('present', 'accepted', 'unknown')) AS "toRemove"
		FROM delivery_owner o JOIN delivery_key k ON k.sync_id = o.sync_id AND k.key_hash = o.key_hash
		WHERE o.sync_id = ${syncId}`;
	// Whom an add-only audience kept leaves with its next run once it is one no more.
	const planned = keepsWhoLeft(sync)
		? people.leaving - people.merelyLeaving
		: people.leaving + Number(waiting?.kept ?? 0);
	const leaving = Math.max(0, planned - (await countRemovedSince(ctx, sync)));
	const toAdd = withIdentifier + Number(waiting?.toAdd ?? 0);
	const unchangedCarriers = Math.max(0, Number(waiting?.carrying ?? 0) - leaving);
	const there = Math.max(0, unchangedCarriers - Number(waiting?.toAdd ?? 0));
	const withoutKey = Math.max(0, people.wanted - unchangedCarriers - withIdentifier);
	const unmapped = Math.min(withoutKey, unmappedEntering + (await countUnmapped(ctx.db, syncId)));
	const toUpdate = Math.min(there, await countToUpdate(ctx, { sync, mapping }, scope, there));
	const rejected = Math.min(there - toUpdate, Number(waiting?.rejected ?? 0));
	const preview: SyncPreview = {
		asOf: ctx.now.toISOString(),
		members: people.members,
		wanted: people.wanted,
		toAdd,
		toRemove: leaving + Number(waiting?.toRemove ?? 0),
		toUpdate,
		unchanged: there - toUpdate - rejected,
		rejected,
		heldOut: people.heldOut,
		globallyHeldOut: people.globallyHeldOut,
		noConsent: people.noConsent,
		suppressed: people.suppressed,
		excluded: people.excluded,
		converted: people.converted,
		otherVariant: people.otherVariant,
		outranked: people.outranked,
		unmapped,
		noIdentifier: withoutKey - unmapped,
		problem:
			problemOf(sync, exclusionsOf(sync, await readExclusions(ctx, sync.excludedSegmentIds))) ??
			(sync.emptyingSince ? null : await findBlock(ctx, { sync, mapping }, scope)),
	};
	return { preview, unplannedEntering: withIdentifier };
}

/**
 * People whose withdrawal was removed, and confirmed, after the last plan: they leave the plan with the next run, but the
 * audience does not hold them any more.
 */
async function countRemovedSince(ctx: Context, { id, vaultSeenAt }: StoredSync): Promise<number> {
	if (vaultSeenAt === null) return 0;
	const [row] = await ctx.db.$queryRaw<{ people: number }[]>`
		SELECT count(*)::int AS people FROM withdrawal_removal r
		WHERE r.sync_id = ${id} AND r.confirmed_at IS NOT NULL AND r.requested_at > ${vaultSeenAt}
			AND NOT EXISTS (SELECT 1 FROM delivery_owner o JOIN delivery_key k ON k.sync_id = o.sync_id AND k.key_hash = o.key_hash
				WHERE o.sync_id = r.sync_id AND o.uid = r.uid AND k.state IN ('present', 'accepted', 'unknown', 'adding', 'removing'))`;
	return row?.people ?? 0;
}

/** Of these people, those whose fields cannot be sent. */
async function findUnmapped(
	ctx: Context,
	open: Pick<OpenSync, "network" | "mapping">,
	{ hasMerges, asOf }: AudienceScope,
	uids: readonly number[],
): Promise<ReadonlySet<number>> {
	const { mapping } = open;
	if (mapping.length === 0) return new Set();
	const values = await readValues(ctx, { mapping, hasMerges, asOf }, uids);
	return new Set(uids.filter((uid) => mapPerson(open, values.get(uid)).problems.length > 0));
}

/** Another mapping reaches everyone there; otherwise only those of whom something mapped has changed. */
async function countToUpdate(
	ctx: Context,
	open: { sync: StoredSync; mapping: Mapping },
	scope: AudienceScope,
	there: number,
): Promise<number> {
	if (hasMappingChanged(open)) return there;
	if (open.mapping.length === 0) return 0;
	let changed = 0;
	for await (const uids of peopleWithNewValues(ctx, open, scope, open.sync.vaultSeenAt)) {
		const rows = await ctx.db.$queryRaw<{ count: bigint }[]>`
			SELECT count(DISTINCT o.uid) AS count FROM delivery_owner o
			JOIN delivery_key k ON k.sync_id = o.sync_id AND k.key_hash = o.key_hash
			WHERE o.sync_id = ${open.sync.id} AND o.uid = ANY(${uids}::int[]) AND o.is_desired
				AND k.state IN ('present', 'accepted')`;
		changed += Number(rows[0]?.count ?? 0);
	}
	return changed;
}

function problemOf(sync: StoredSync, exclusions: readonly Exclusion[]): string | null {
	if (sync.emptyingSince) return null;
	if (purposeOf(sync) === null) {
		const network = networkOf(sync.destination.network);
		return `${network.name} is not used for “${sync.purpose}”, so no one is sent. Create a sync for ${purposesOf(network).join(" or ")}.`;
	}
	// An audience that only grows outlives its segment and its campaign.
	const fate = keepsWhoLeft(sync) ? "no one is added, and everyone there stays" : "everyone is removed";
	if (sync.segment.archivedAt) return `The segment was archived, so ${fate}.`;
	if (sync.segment.staleReason !== null) {
		return `The segment is out of date, and its last people are delivered: ${sync.segment.staleReason}.`;
	}
	if (sync.segment.servedVersion === null) return "The segment has not been computed yet. Refresh it first.";
	const unknown = exclusions.find(({ problem }) => problem !== null);
	if (unknown) return unknown.problem;
	if (sync.stopsOnConversion && sync.campaign?.goalEvent === null) {
		return "The campaign has no goal, so it cannot be told who converted. No one is sent.";
	}
	if (sync.campaign && sync.campaign.status !== "running") {
		return ["draft", "scheduled"].includes(sync.campaign.status)
			? "The campaign has not been launched, so no one is sent yet."
			: `The campaign has ended, so ${fate}.`;
	}
	const opened = tryOpenConnection(sync.destination);
	if (!opened.ok) return opened.problem;
	if (sync.destination.status !== "connected") {
		return sync.destination.checkError ?? "The destination's connection does not work.";
	}
	return null;
}

async function countWithIdentifier(
	ctx: Context,
	uids: readonly number[],
	kinds: readonly ContactKind[],
): Promise<number> {
	if (uids.length === 0) return 0;
	const ws = ctx.workspace.number;
	const [row] = await ctx.db.$queryRaw<{ count: bigint }[]>`
		WITH person AS (
			SELECT uid, root_uid FROM profile
			WHERE workspace_number = ${ws} AND root_uid = ANY(${[...uids]}::int[]) AND erased_at IS NULL)
		SELECT count(*) AS count FROM (
			SELECT root_uid FROM (
				SELECT DISTINCT ON (p.root_uid, v.field) p.root_uid, v.value_hash FROM person p
				CROSS JOIN LATERAL (SELECT * FROM vault_value
					WHERE workspace_number = ${ws} AND uid = p.uid AND field = ANY(${[...kinds]}::text[]) OFFSET 0) v
				ORDER BY p.root_uid, v.field, v.valid_from DESC, v.recorded_at DESC, v.seq DESC, v.uid) said
			WHERE value_hash IS NOT NULL
			UNION
			SELECT p.root_uid FROM person p CROSS JOIN LATERAL (SELECT kind FROM identifier
				WHERE workspace_number = ${ws} AND uid = p.uid OFFSET 0) i
			WHERE i.kind = ANY(${kinds.filter((kind) => kind === "user_id")}::text[])) reachable`;
	return Number(row?.count ?? 0);
}
