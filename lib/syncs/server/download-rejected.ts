import { Readable } from "node:stream";
import { attachment } from "@/lib/kernel/attachment";
import { csvCell } from "@/lib/kernel/csv-cell";
import { readContact } from "@/lib/profiles/server/read-contact";
import { findSync } from "@/lib/syncs/server/open-sync";
import { noReason } from "@/lib/syncs/totals";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** Rows in memory at a time. */
const pageSize = 1_000;
const header = "person,user_id,email,phone,identifier,reason,since\r\n";

type Row = { uid: number; id: string; kind: string; reason: string; since: Date };

/**
 * The people whose identifiers the destination rejected, for one reason or all, as CSV with the contact data to
 * correct. Read page by page while it is sent.
 */
export async function downloadRejected(
	ctx: Context,
	{ syncId, reason }: { syncId: string; reason?: string | undefined },
): Promise<Response> {
	allow(ctx, "people.download");
	const sync = await findSync(ctx, syncId);
	await ctx.db.$transaction(
		async (tx) =>
			await recordAudit(tx, ctx, "sync.rejected_downloaded", syncId, {
				name: sync.name,
				reason: reason ?? null,
			}),
	);
	// Safe because both are the web's streams; Node's types only name them differently.
	const body = Readable.toWeb(
		Readable.from(rejectedLines(ctx, syncId, reason)),
	) as ReadableStream<Uint8Array>;
	return new Response(body, {
		headers: {
			"content-type": "text/csv; charset=utf-8",
			"content-disposition": attachment(`${sync.name} rejected`, "csv", "rejected"),
			"cache-control": "no-store",
		},
	});
}

async function* rejectedLines(ctx: Context, syncId: string, reason?: string): AsyncGenerator<Buffer> {
	yield Buffer.from(header);
	let after = { uid: 0, id: "" };
	for (;;) {
		const rows = await ctx.db.$queryRaw<Row[]>`
			SELECT o.uid, encode(o.key_hash, 'hex') AS id, k.identifier_kind AS kind, coalesce(k.reason, ${noReason}) AS reason, k.since
			FROM delivery_owner o JOIN delivery_key k ON k.sync_id = o.sync_id AND k.key_hash = o.key_hash
			WHERE o.sync_id = ${syncId} AND o.is_desired AND k.is_desired AND k.held_back AND k.state = 'rejected'
				AND (${reason ?? null}::text IS NULL OR coalesce(k.reason, ${noReason}) = ${reason ?? null})
				AND (o.uid, o.key_hash) > (${after.uid}, decode(${after.id}, 'hex'))
			ORDER BY o.uid, o.key_hash LIMIT ${pageSize}`;
		const contacts = await readContact(
			ctx,
			[...new Set(rows.map(({ uid }) => uid))],
			["user_id", "email", "phone"],
		);
		const lines = rows.map(({ uid, kind, reason: why, since }) => {
			const contact = contacts.get(uid) ?? {};
			const cells = [contact.user_id ?? "", contact.email ?? "", contact.phone ?? "", kind, why];
			return `${[uid, ...cells.map(csvCell), since.toISOString()].join(",")}\r\n`;
		});
		if (lines.length > 0) yield Buffer.from(lines.join(""));
		const last = rows.at(-1);
		if (!last || rows.length < pageSize) return;
		after = last;
	}
}
