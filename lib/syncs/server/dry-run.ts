import type { Batch, BatchRow } from "@/lib/destinations/contract";
import { rowsPerRequest } from "@/lib/destinations/rows-per-request";
import type { FieldValue } from "@/lib/destinations/what-is-sent";
import { displayPeople } from "@/lib/profiles/server/display-people";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import { type ContactKind, readContact } from "@/lib/profiles/server/read-contact";
import type { AudienceScope } from "@/lib/syncs/audience-sql";
import { isBelowMinimum, readGuards } from "@/lib/syncs/decide-guard";
import type { DueKey } from "@/lib/syncs/deliver";
import type { DryRun } from "@/lib/syncs/dry-run";
import { newKey } from "@/lib/syncs/ledger";
import { mappingReads } from "@/lib/syncs/mapping/mapping-reads";
import { redactRequest } from "@/lib/syncs/redact-request";
import { findBlock } from "@/lib/syncs/server/find-mapping-warnings";
import { withoutMissing } from "@/lib/syncs/server/leave-out-missing";
import { dueWhere, readKeysOf } from "@/lib/syncs/server/ledger-rows";
import { mapPerson } from "@/lib/syncs/server/map-person";
import { findSync, type OpenSync, openSync, scopeOf } from "@/lib/syncs/server/open-sync";
import { askedLeavingPeople, enteringPeople, someLeavingPeople } from "@/lib/syncs/server/people-facts";
import { keepsWhoLeft } from "@/lib/syncs/server/plan-versions";
import { readPreview } from "@/lib/syncs/server/preview-sync";
import { readChange } from "@/lib/syncs/server/read-change";
import { readDuePayloads, readPayloads, toBatchRows } from "@/lib/syncs/server/read-payloads";
import { readValues } from "@/lib/syncs/server/read-values";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** People of the sample, and identifiers per shown request. */
const sampleSize = 10;

/**
 * What a run would send: the counts, some of the people, and the very requests the network would get for them, built
 * by its own code. Nothing is sent or written; identifiers and secrets are covered.
 */
export async function dryRunSync(ctx: Context, syncId: string): Promise<DryRun> {
	allow(ctx, "people.read");
	const open = await withoutMissing(ctx, openSync(await findSync(ctx, syncId)));
	const scope = await scopeOf(ctx, open.sync, ctx.now);
	const { preview, unplannedEntering } = await readPreview(ctx, open.sync, scope);
	const uids: number[] = [];
	for await (const uid of enteringPeople(ctx, scope)) {
		uids.push(uid);
		if (uids.length >= sampleSize) break;
	}
	const rowsOf = await readRows(ctx, open, uids);
	const people = new Map((await displayPeople(ctx, uids)).map(({ uid, label }) => [uid, label]));
	const leaving = await readLeaving(ctx, open, scope);
	const added = [...rowsOf.values()].flat();
	return {
		preview,
		question: await questionOf(ctx, open, scope, preview, unplannedEntering),
		sample: uids.map((uid) => ({
			uid,
			label: people.get(uid) ?? `Person ${uid}`,
			kinds: (rowsOf.get(uid) ?? []).map(({ kind }) => kind),
		})),
		requests: [
			...requestOf(ctx, open, "remove", toBatchRows(open, "remove", leaving)),
			...requestOf(ctx, open, "add", added),
		],
	};
}

async function questionOf(
	ctx: Context,
	open: OpenSync,
	scope: AudienceScope,
	preview: DryRun["preview"],
	unplannedEntering: number,
): Promise<DryRun["question"]> {
	const { sync } = open;
	if (sync.emptyingSince !== null) return null;
	const common = { runId: "", askedAt: ctx.now.toISOString() };
	if (sync.confirmedAt === null) {
		return {
			...common,
			kind: "first_run",
			delivered: 0,
			entering: preview.toAdd,
			leaving: preview.toRemove,
			isBeyond: ["entering"],
		};
	}
	// Someone ended the campaign: everyone leaves, and that was the question.
	if (!scope.isOpen) return null;
	const guards = readGuards(sync.guards);
	const isBlocked = (await findBlock(ctx, open, scope)) !== null;
	const asked = await readChange(ctx, open, {
		now: ctx.now.getTime(),
		guards,
		addsNoOne: isBlocked || isBelowMinimum(guards, preview.wanted),
		unplanned: { entering: unplannedEntering, leaving: await countUnplannedLeaving(ctx, sync, scope) },
	});
	return asked && { ...common, ...asked, kind: "change" };
}

const chunk = 20_000;

/** Of the people there whom no plan has taken out yet, those whose removal a run may have to ask about. */
async function countUnplannedLeaving(
	ctx: Context,
	sync: OpenSync["sync"],
	scope: AudienceScope,
): Promise<number> {
	if (keepsWhoLeft(sync)) return 0;
	let there = 0;
	let page: number[] = [];
	const look = async (): Promise<void> => {
		const [row] = await ctx.db.$queryRaw<{ people: number }[]>`
			SELECT count(DISTINCT o.uid)::int AS people FROM delivery_owner o CROSS JOIN LATERAL (
				SELECT state FROM delivery_key WHERE sync_id = ${sync.id} AND key_hash = o.key_hash OFFSET 0) k
			WHERE o.sync_id = ${sync.id} AND o.uid = ANY(${page}::int[]) AND k.state IN ('present', 'accepted', 'unknown')`;
		there += row?.people ?? 0;
		page = [];
	};
	for await (const uid of askedLeavingPeople(ctx, scope)) {
		page.push(uid);
		if (page.length >= chunk) await look();
	}
	await look();
	// Whom an add-only audience kept leaves with the next run once it is one no more.
	const kept = await ctx.db.deliveryOwner.groupBy({
		by: ["uid"],
		where: { syncId: sync.id, reason: "kept" },
	});
	return there + kept.length;
}

/** Keys of some people who would be removed: those a run has planned to remove, then those no run has looked at since. */
async function readLeaving(ctx: Context, open: OpenSync, scope: AudienceScope): Promise<DueKey[]> {
	const { sync } = open;
	const now = ctx.now.getTime();
	const due = await readDuePayloads({ ctx, open, now }, "remove", dueWhere(sync.id, "remove", now), {
		after: null,
		limit: sampleSize,
	});
	const limit = sampleSize - due.length;
	if (limit <= 0) return due;
	const uids = await someLeavingPeople(ctx, scope, { keepsWhoLeft: keepsWhoLeft(sync), limit });
	if (!keepsWhoLeft(sync) && uids.length < limit) {
		const kept = await ctx.db.deliveryOwner.findMany({
			where: { syncId: sync.id, reason: "kept" },
			orderBy: { uid: "asc" },
			distinct: ["uid"],
			take: limit,
			select: { uid: true },
		});
		uids.push(...kept.map(({ uid }) => uid));
	}
	const found = await readKeysOf(sync.id, uids, limit);
	return [...due, ...(await readPayloads(ctx, open, found, "remove", ctx.now))];
}

/** What the network would get of some people, as it takes it; nothing of someone whose fields cannot be sent. */
async function readRows(
	ctx: Context,
	open: OpenSync,
	uids: readonly number[],
): Promise<Map<number, BatchRow[]>> {
	const { network, sync, connection, mapping } = open;
	const kinds = network.identifierKinds.filter((kind) => sync.identifierKinds.includes(kind.kind));
	// Safe because origins name vault fields and identifier kinds that readContact knows.
	const originOf = (kind: (typeof kinds)[number]) =>
		(kind.origin.from === "vault" ? kind.origin.field : kind.origin.kind) as ContactKind;
	const contacts = await readContact(ctx, [...uids], kinds.map(originOf));
	const values = await readValues(ctx, { mapping, hasMerges: await hasMerges(ctx), asOf: ctx.now }, uids);
	return new Map(
		uids.map((uid) => {
			const { fields, problems } = mapPerson(open, values.get(uid));
			if (problems.length > 0) return [uid, []];
			const keys = kinds.flatMap((kind): DueKey[] => {
				const raw = contacts.get(uid)?.[originOf(kind)];
				const value = raw === undefined ? null : kind.toRemoteKey(raw, connection);
				if (value === null) return [];
				const ledger = { ...newKey, since: ctx.now.getTime() };
				const own = mapping.length > 0 ? { fields } : {};
				return [
					{ id: `${uid} ${kind.kind}`, cursor: "", kind: kind.kind, value, ledger, owner: uid, ...own },
				];
			});
			return [uid, toBatchRows(open, "add", keys)];
		}),
	);
}

function requestOf(
	ctx: Context,
	{ network, sync, connection, mapping }: OpenSync,
	operation: Batch["operation"],
	rows: readonly BatchRow[],
): DryRun["requests"] {
	if (rows.length === 0) return [];
	const batch: Batch = {
		operation,
		audience: { id: sync.remoteAudienceId ?? "new-audience", name: sync.remoteAudienceName },
		kinds: sync.identifierKinds,
		rows: rows.slice(0, rowsPerRequest(network, connection)),
		session: { id: "1", seq: 1, isLast: true, estimatedTotal: rows.length },
		requestId: "dry-run",
		runId: "dry-run",
		...(mapping.length > 0 ? { fieldNames: mapping.map(({ target }) => target) } : {}),
		...(sync.mode === "update_only" ? { isUpdateOnly: true } : {}),
	};
	const turn = network.deliver({ connection, input: batch, memory: null, answer: null, at: ctx.now });
	// A receiver may not want to know of it.
	if (turn.kind !== "ask" && turn.kind !== "wait") return [];
	const { request } = turn;
	// Fields made of what identifies a person are covered like identifiers.
	const personal = mapping.filter((one) => mappingReads([one]).personal.length > 0);
	const redacted = redactRequest(request, {
		secrets: Object.values(connection.credentials),
		identifiers: rows.flatMap(({ value, fields }) => [
			value,
			...personal.flatMap(({ target }) => textsOf(fields?.[target])),
		]),
	});
	return [{ operation, ...redacted }];
}

function textsOf(value: FieldValue | undefined): readonly string[] {
	if (typeof value === "string") return [value];
	return Array.isArray(value) ? value : [];
}
