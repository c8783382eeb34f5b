import type { Batch, BatchRow } from "@/lib/destinations/contract";
import { firstRequest } from "@/lib/destinations/conversation";
import { rowsPerRequest } from "@/lib/destinations/rows-per-request";
import type { FieldValue } from "@/lib/destinations/what-is-sent";
import { displayPeople } from "@/lib/profiles/server/display-people";
import { hasMerges } from "@/lib/profiles/server/has-merges";
import { type ContactKind, readContact } from "@/lib/profiles/server/read-contact";
import type { AudienceScope } from "@/lib/syncs/audience-sql";
import { decideGuard, isBelowMinimum, readGuards } from "@/lib/syncs/decide-guard";
import type { DueKey } from "@/lib/syncs/deliver";
import type { DryRun } from "@/lib/syncs/dry-run";
import { newKey } from "@/lib/syncs/ledger";
import { mappingReads } from "@/lib/syncs/mapping/mapping-reads";
import { redactRequest } from "@/lib/syncs/redact-request";
import { dueWhere, readKeysOf } from "@/lib/syncs/server/ledger-rows";
import { mapPerson } from "@/lib/syncs/server/map-person";
import { findSync, type OpenSync, openSync, scopeOf } from "@/lib/syncs/server/open-sync";
import { enteringPeople, someLeavingPeople } from "@/lib/syncs/server/people-facts";
import { keepsWhoLeft } from "@/lib/syncs/server/plan-versions";
import { previewSync } from "@/lib/syncs/server/preview-sync";
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
	const open = openSync(await findSync(ctx, syncId));
	const preview = await previewSync(ctx, syncId);
	const scope = await scopeOf(ctx, open.sync, ctx.now);
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
		question: questionOf(ctx, open, scope, preview),
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

function questionOf(
	ctx: Context,
	{ sync }: OpenSync,
	scope: AudienceScope,
	preview: DryRun["preview"],
): DryRun["question"] {
	if (sync.emptyingSince !== null) return null;
	const guards = readGuards(sync.guards);
	const common = {
		runId: "",
		// Below the minimum no one is added, so no one is asked about it.
		entering: isBelowMinimum(guards, preview.wanted) ? 0 : preview.toAdd,
		leaving: preview.toRemove,
		askedAt: ctx.now.toISOString(),
	};
	if (sync.confirmedAt === null)
		return { ...common, entering: preview.toAdd, kind: "first_run", delivered: 0, isBeyond: ["entering"] };
	// Someone ended the campaign: everyone leaves, and that was the question.
	if (!scope.isOpen) return null;
	const delivered = preview.unchanged + preview.toUpdate + preview.toRemove;
	const isBeyond = decideGuard(guards, { ...common, delivered });
	return isBeyond.length === 0 ? null : { ...common, kind: "change", delivered, isBeyond };
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
	const request = firstRequest(network.deliver, { connection, input: batch, at: ctx.now });
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
