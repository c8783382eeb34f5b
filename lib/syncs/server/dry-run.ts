import type { Batch, BatchRow } from "@/lib/destinations/contract";
import { firstRequest } from "@/lib/destinations/conversation";
import { rowsPerRequest } from "@/lib/destinations/rows-per-request";
import { displayPeople } from "@/lib/profiles/server/display-people";
import { type ContactKind, readContact } from "@/lib/profiles/server/read-contact";
import { decideGuard, readGuards } from "@/lib/syncs/decide-guard";
import type { DryRun } from "@/lib/syncs/dry-run";
import { redactRequest } from "@/lib/syncs/redact-request";
import { dueWhere, readDue } from "@/lib/syncs/server/ledger-rows";
import { findSync, type OpenSync, openSync, scopeOf } from "@/lib/syncs/server/open-sync";
import { enteringPeople } from "@/lib/syncs/server/people-facts";
import { previewSync } from "@/lib/syncs/server/preview-sync";
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
	const leaving = await readDue(dueWhere(syncId, "remove", ctx.now.getTime()), null, sampleSize);
	const added = [...rowsOf.values()].flat();
	return {
		preview,
		question: questionOf(ctx, open, preview),
		sample: uids.map((uid) => ({
			uid,
			label: people.get(uid) ?? `Person ${uid}`,
			kinds: (rowsOf.get(uid) ?? []).map(({ kind }) => kind),
		})),
		requests: [
			...requestOf(
				ctx,
				open,
				"remove",
				leaving.map(({ kind, value }) => ({ kind, value })),
			),
			...requestOf(ctx, open, "add", added),
		],
	};
}

function questionOf(ctx: Context, { sync }: OpenSync, preview: DryRun["preview"]): DryRun["question"] {
	const common = {
		runId: "",
		entering: preview.toAdd,
		leaving: preview.toRemove,
		askedAt: ctx.now.toISOString(),
	};
	if (sync.confirmedAt === null)
		return { ...common, kind: "first_run", delivered: 0, isBeyond: ["entering"] };
	const delivered = preview.unchanged + preview.toRemove;
	const isBeyond = decideGuard(readGuards(sync.guards), { ...common, delivered });
	return isBeyond.length === 0 ? null : { ...common, kind: "change", delivered, isBeyond };
}

/** The values the network would get of some people, as it takes them. */
async function readRows(
	ctx: Context,
	{ network, sync, connection }: OpenSync,
	uids: readonly number[],
): Promise<Map<number, BatchRow[]>> {
	const kinds = network.identifierKinds.filter((kind) => sync.identifierKinds.includes(kind.kind));
	// Safe because origins name vault fields and identifier kinds that readContact knows.
	const originOf = (kind: (typeof kinds)[number]) =>
		(kind.origin.from === "vault" ? kind.origin.field : kind.origin.kind) as ContactKind;
	const contacts = await readContact(ctx, [...uids], kinds.map(originOf));
	return new Map(
		uids.map((uid) => [
			uid,
			kinds.flatMap((kind) => {
				const raw = contacts.get(uid)?.[originOf(kind)];
				const value = raw === undefined ? null : kind.toRemoteKey(raw, connection);
				return value === null ? [] : [{ kind: kind.kind, value }];
			}),
		]),
	);
}

function requestOf(
	ctx: Context,
	{ network, sync, connection }: OpenSync,
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
	};
	const request = firstRequest(network.deliver, { connection, input: batch, at: ctx.now });
	const redacted = redactRequest(request, {
		secrets: Object.values(connection.credentials),
		identifiers: rows.map(({ value }) => value),
	});
	return [{ operation, ...redacted }];
}
