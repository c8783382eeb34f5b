import { Readable } from "node:stream";
import { z } from "zod";
import { wordOrderSql } from "@/lib/consent/consenting-sql";
import { type ConsentPurpose, consentPurpose, consentPurposes } from "@/lib/consent/purposes";
import { attachment } from "@/lib/kernel/attachment";
import { csvCell } from "@/lib/kernel/csv-cell";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { readContact } from "@/lib/profiles/server/read-contact";
import { readMembers } from "@/lib/segments/server/list-members";
import { requireSegment, requireServed } from "@/lib/segments/server/segment-row";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

/** People in memory at a time. */
const pageSize = 1_000;

/** Columns that an import recognizes by these names. */
const contacts = ["user_id", "email", "phone", "first_name", "last_name", "name"] as const;
const words = { granted: "yes", denied: "no" } as const;

const readWords = defineQuery({
	name: "segments.consents_of_members",
	row: z.object({ person: z.number(), purpose: consentPurpose, state: z.enum(["granted", "denied"]) }),
	build: (input: { ws: number; uids: number[]; roots: number[]; asOf: Date }) => {
		const binder = new SqlBinder();
		const uids = binder.bind(input.uids, "Array(UInt32)");
		return binder.finish(`
			SELECT transform(uid, ${uids}, ${binder.bind(input.roots, "Array(UInt32)")}, uid) AS person, purpose,
				argMax(state, ${wordOrderSql}) AS state
			FROM consent_history
			WHERE ws = ${binder.bind(input.ws, "UInt32")} AND uid IN ${uids}
				AND purpose IN ${binder.bind(consentPurposes, "Array(String)")} AND effective_at <= ${binder.bindInstant(input.asOf)}
			GROUP BY person, purpose`);
	},
});

/**
 * The people a segment serves as CSV, read page by page while it is sent, with contact data and consent. With
 * a purpose, only those who said yes to it are included. Erased people never are.
 */
export async function downloadMembers(
	ctx: Context,
	{ segmentId, purpose }: { segmentId: string; purpose?: ConsentPurpose | undefined },
): Promise<Response> {
	allow(ctx, "people.read");
	const segment = await requireSegment(ctx, ctx.db, segmentId);
	const served = requireServed(segment);
	await ctx.db.$transaction(
		async (tx) =>
			await recordAudit(tx, ctx, "segment.members_downloaded", segmentId, {
				name: segment.name,
				version: served.version,
				people: segment.size,
				purpose: purpose ?? null,
			}),
	);
	async function* write(): AsyncGenerator<Buffer> {
		yield Buffer.from(`${[...contacts, ...consentPurposes.map((one) => `consent_${one}`)].join(",")}\r\n`);
		// Someone merged since is one person, even where the segment still has two numbers.
		const merged = new Set<number>();
		for (let after = 0; ; ) {
			const rows = await readMembers(ctx.warehouse, {
				ws: ctx.workspace.number,
				served,
				after,
				limit: pageSize,
			});
			const lines = await linesOf(
				ctx,
				rows.map(({ uid }) => uid),
				purpose,
				merged,
			);
			if (lines !== "") yield Buffer.from(lines);
			const last = rows.at(-1);
			if (!last || rows.length < pageSize) return;
			after = last.uid;
		}
	}
	// Safe because both are the web's streams; Node's types only name them differently.
	const body = Readable.toWeb(Readable.from(write())) as ReadableStream<Uint8Array>;
	return new Response(body, {
		headers: {
			"content-type": "text/csv; charset=utf-8",
			"content-disposition": attachment(segment.name, "csv", "segment"),
			"cache-control": "no-store",
		},
	});
}

async function linesOf(
	ctx: Context,
	uids: readonly number[],
	purpose: ConsentPurpose | undefined,
	merged: Set<number>,
): Promise<string> {
	if (uids.length === 0) return "";
	const ws = ctx.workspace.number;
	const numbers = await ctx.db.$queryRaw<{ uid: number; root: number }[]>`
		SELECT p.uid, p.root_uid AS root FROM profile p JOIN profile root
			ON root.workspace_number = p.workspace_number AND root.uid = p.root_uid AND root.erased_at IS NULL
		WHERE p.workspace_number = ${ws} AND p.root_uid IN (
			SELECT root_uid FROM profile WHERE workspace_number = ${ws} AND uid = ANY(${[...uids]}::int[]))
		ORDER BY p.root_uid, p.uid`;
	const sizes = new Map<number, number>();
	for (const { root } of numbers) sizes.set(root, (sizes.get(root) ?? 0) + 1);
	const roots = [...sizes].flatMap(([root, size]) => {
		if (size === 1) return [root];
		if (merged.has(root)) return [];
		merged.add(root);
		return [root];
	});
	const [contact, consents] = await Promise.all([
		readContact(ctx, roots, contacts),
		readWords(ctx.warehouse, {
			ws,
			uids: numbers.map(({ uid }) => uid),
			roots: numbers.map(({ root }) => root),
			asOf: ctx.now,
		}),
	]);
	const states = new Map(consents.map((row) => [`${row.person}:${row.purpose}`, row.state]));
	return roots
		.filter((root) => purpose === undefined || states.get(`${root}:${purpose}`) === "granted")
		.map((root) => {
			const cells = contacts.map((kind) => csvCell(contact.get(root)?.[kind] ?? ""));
			const agreed = consentPurposes.map((one) => {
				const state = states.get(`${root}:${one}`);
				return state ? words[state] : "";
			});
			return `${[...cells, ...agreed].join(",")}\r\n`;
		})
		.join("");
}
