import { consentRow } from "@/lib/consent/consent-row";
import type { ConsentPurpose } from "@/lib/consent/purposes";
import { noteOwedRemovals, noteWithdrawals } from "@/lib/consent/server/note-withdrawals";
import { suppressionHashes } from "@/lib/consent/server/suppression-hash";
import { waitForRequests } from "@/lib/consent/server/wait-for-requests";
import { suppressionHint } from "@/lib/consent/suppression-hint";
import type { SuppressionReason } from "@/lib/consent/suppressions";
import type { OptOut } from "@/lib/destinations/contract";
import { normalizeIdentifier } from "@/lib/identity/identifier";
import { newId } from "@/lib/kernel/ids";
import { anyOf } from "@/lib/platform/postgres/any-of";
import type { Transaction } from "@/lib/platform/postgres/database";
import { keyedHash } from "@/lib/platform/secrets/keyring";
import { flushOutbox, queueRows } from "@/lib/platform/warehouse/outbox";
import { acceptingLock } from "@/lib/profiles/server/erase-person";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

type Source = { id: string; name: string };
type Report = Omit<OptOut, "at"> & {
	at: Date;
	hash: string;
	valueHash: string;
	identifierHash: string;
	hint: string;
};
type AppliedOptOuts = {
	/** Reports not applied before. */
	applied: number;
	/** Whose address, number or ID cannot be one. */
	unreadable: number;
};

// Histories hold nothing earlier: clocks that were never set begin in 1970.
const firstMs = Date.UTC(1971, 0, 1);
/** In one transaction. */
const batch = 500;

const reasons: Record<OptOut["reason"], SuppressionReason> = {
	unsubscribed: "unsubscribe",
	complained: "complaint",
	bounced: "bounce",
};
const words: Record<OptOut["reason"], string> = {
	unsubscribed: "Unsubscribed",
	complained: "Marked a message as spam",
	bounced: "Address bounced",
};

/**
 * Applies what a destination reports, each report once. Unsubscribing and complaining are the person's own word for that
 * channel as of then, so a later yes of theirs stands and an import changes nothing. A complaint and a bounce are
 * suppressions besides, which no yes lifts; so is an unsubscribe of someone unknown, who may come later. When this
 * returns, none of these people is sent for that channel any more.
 */
export async function applyOptOuts(
	ctx: Context,
	destination: Source,
	optOuts: readonly OptOut[],
): Promise<AppliedOptOuts> {
	const reports = new Map<string, Report>();
	let unreadable = 0;
	for (const one of optOuts) {
		const report = toReport(destination, one, ctx.now);
		if (report) reports.set(report.hash, report);
		else unreadable++;
	}
	const waiting = [...reports.values()];
	let applied = 0;
	for (let at = 0; at < waiting.length; at += batch) {
		const { fresh, uids } = await ctx.db.$transaction(
			(tx) => applyBatch(tx, ctx, destination, waiting.slice(at, at + batch)),
			{ timeout: 120_000 },
		);
		await waitForRequests(ctx.db, ctx.workspace.number, uids);
		applied += fresh;
	}
	if (applied > 0) await flushOutbox(ctx.db, ctx.warehouse);
	return { applied, unreadable };
}

function toReport(destination: Source, optOut: OptOut, now: Date): Report | null {
	const value = normalizeIdentifier(optOut.kind, optOut.value.toWellFormed());
	const ms = optOut.at.getTime();
	if (value === null || !(ms >= firstMs)) return null;
	// Whatever was reported was so by now, however far the tool's clock is ahead.
	const at = new Date(Math.min(ms, now.getTime()));
	const hashes = suppressionHashes(optOut.kind, value);
	const what = [destination.id, optOut.kind, value, optOut.channel, optOut.reason, ms].join("\n");
	return {
		...optOut,
		at,
		hash: hex(keyedHash(what, "opt-out")),
		valueHash: hex(hashes.value),
		identifierHash: hex(hashes.identifier),
		hint: suppressionHint(optOut.kind, value),
	};
}

async function applyBatch(
	tx: Transaction,
	ctx: Context,
	destination: Source,
	reports: readonly Report[],
): Promise<{ fresh: number; uids: number[] }> {
	const ws = ctx.workspace.number;
	// No one is erased meanwhile: nothing may be recorded about them afterwards.
	await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(${acceptingLock}::int, ${ws}::int)`;
	const fresh = await claimReports(tx, destination.id, reports);
	if (fresh.length === 0) return { fresh: 0, uids: [] };
	const owners = await findOwners(tx, ws, fresh);
	const peopleOf = ({ kind, valueHash }: Report) => owners.get(`${kind} ${valueHash}`) ?? [];
	const scope = { ws, source: destination.id, recordedAt: ctx.now };
	const consents = fresh.flatMap((report) =>
		report.reason === "bounced" ? [] : peopleOf(report).map((uid) => ({ report, uid })),
	);
	const rows = consents.map(({ report: { channel, at, reason }, uid }, seq) =>
		consentRow(
			{ ...scope, seq },
			{ uid, purpose: channel, state: "denied", at: at.getTime(), statement: words[reason] },
		),
	);
	const outboxId = newId("box");
	await queueRows(tx, ws, { consent_history: rows }, outboxId);
	await noteWithdrawals(
		tx,
		ws,
		outboxId,
		distinct(consents.map(({ report, uid }) => ({ uid, purpose: report.channel }))),
		ctx.now,
	);
	const lasting = fresh.filter((report) => report.reason !== "unsubscribed" || peopleOf(report).length === 0);
	await storeSuppressions(tx, ws, destination, lasting);
	await noteOwedRemovals(
		tx,
		ws,
		"suppressed",
		distinct(lasting.flatMap((report) => peopleOf(report).map((uid) => ({ uid, purpose: report.channel })))),
		ctx.now,
	);
	await recordAudit(tx, ctx, "opt_outs.received", destination.id, {
		name: destination.name,
		reports: fresh.length,
	});
	return { fresh: fresh.length, uids: [...new Set(fresh.flatMap(peopleOf))] };
}

/** Those not applied before. Whoever comes second with the same waits here, and finds none. */
async function claimReports(
	tx: Transaction,
	destinationId: string,
	reports: readonly Report[],
): Promise<Report[]> {
	const hashes = reports.map(({ hash }) => hash).sort();
	const rows = await tx.$queryRaw<{ hash: string }[]>`
		INSERT INTO opt_out_seen (destination_id, report_hash)
		SELECT ${destinationId}, decode(hash, 'hex') FROM unnest(${hashes}::text[]) AS n(hash) ORDER BY hash
		ON CONFLICT DO NOTHING RETURNING encode(report_hash, 'hex') AS hash`;
	const fresh = new Set(rows.map(({ hash }) => hash));
	return reports.filter(({ hash }) => fresh.has(hash));
}

/** Root people by kind and hash of the value they are known by, now or formerly. */
async function findOwners(
	tx: Transaction,
	ws: number,
	reports: readonly Report[],
): Promise<Map<string, number[]>> {
	const owners = new Map<string, number[]>();
	for (const kind of ["email", "phone", "user_id"] as const) {
		const own = reports.filter((report) => report.kind === kind);
		if (own.length === 0) continue;
		const identifiers = new Map(own.map((report) => [report.identifierHash, report.valueHash]));
		const rows = await tx.$queryRaw<{ hash: string; uid: number }[]>`
			SELECT DISTINCT n.hash, p.root_uid AS uid FROM (
				SELECT encode(value_hash, 'hex') AS hash, uid FROM vault_value
					WHERE workspace_number = ${ws} AND field = ${kind}::text AND value_hash = ${anyOf([...identifiers.values()])}
				UNION ALL
				SELECT encode(value_hash, 'hex') AS hash, uid FROM identifier
					WHERE workspace_number = ${ws} AND kind = ${kind}::text AND value_hash = ${anyOf([...identifiers.keys()])}) n
				JOIN profile p ON p.workspace_number = ${ws} AND p.uid = n.uid AND p.erased_at IS NULL`;
		for (const { hash, uid } of rows) {
			const key = `${kind} ${identifiers.get(hash) ?? hash}`;
			owners.set(key, [...new Set([...(owners.get(key) ?? []), uid])]);
		}
	}
	return owners;
}

/** A report of the past is as old as what it reports: a yes said since then lifts an unsubscribe. */
async function storeSuppressions(
	tx: Transaction,
	ws: number,
	destination: Source,
	reports: readonly Report[],
): Promise<void> {
	if (reports.length === 0) return;
	const column = (of: (report: Report) => string) => reports.map(of);
	await tx.$executeRaw`
		INSERT INTO suppression AS s
			(id, workspace_number, kind, value_hash, identifier_hash, purpose, reason, hint, added_by, added_by_name, created_at)
		SELECT DISTINCT ON (n.kind, n.hash, n.purpose, n.reason)
			n.id, ${ws}::int, n.kind, decode(n.hash, 'hex'), decode(n.identifier_hash, 'hex'), n.purpose, n.reason,
			CASE WHEN e.erased_at IS NULL THEN n.hint ELSE '' END, ${destination.id}::text, ${destination.name}::text, n.at::timestamptz
		FROM unnest(${column(() => newId("sup"))}::text[], ${column(({ kind }) => kind)}::text[], ${column(({ valueHash }) => valueHash)}::text[],
			${column(({ identifierHash }) => identifierHash)}::text[], ${column(({ channel }) => channel)}::text[],
			${column(({ reason }) => reasons[reason])}::text[], ${column(({ hint }) => hint)}::text[],
			${column(({ at }) => at.toISOString())}::text[]) AS n(id, kind, hash, identifier_hash, purpose, reason, hint, at)
			LEFT JOIN erased_identifier e ON e.workspace_number = ${ws} AND e.kind = n.kind AND e.value_hash = decode(n.identifier_hash, 'hex')
		ORDER BY n.kind, n.hash, n.purpose, n.reason, n.at DESC
		ON CONFLICT (workspace_number, kind, value_hash, purpose, reason) DO UPDATE SET created_at = greatest(s.created_at, excluded.created_at)`;
}

function distinct<T extends { uid: number; purpose: ConsentPurpose }>(people: readonly T[]): T[] {
	return [...new Map(people.map((one) => [`${one.uid} ${one.purpose}`, one])).values()];
}

function hex(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString("hex");
}
