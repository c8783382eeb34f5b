import type { ConsentPurpose } from "@/lib/consent/purposes";
import { noteOwedRemovals } from "@/lib/consent/server/note-withdrawals";
import { suppressionHashes } from "@/lib/consent/server/suppression-hash";
import { waitForRequests } from "@/lib/consent/server/wait-for-requests";
import { suppressionHint } from "@/lib/consent/suppression-hint";
import {
	type AddedSuppressions,
	type AddSuppressionsInput,
	addSuppressionsInput,
	type SuppressedKind,
} from "@/lib/consent/suppressions";
import { normalizeIdentifier } from "@/lib/identity/identifier";
import { newId } from "@/lib/kernel/ids";
import { anyOf } from "@/lib/platform/postgres/any-of";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

const kindWords: Record<SuppressedKind, string> = {
	email: "is not an email address",
	phone: "is not a phone number with its country code",
	user_id: "cannot be a customer ID",
};

/**
 * Puts identifiers on the list of what is never sent, for a purpose or for all. They apply to people who come
 * later, too. When this returns no request takes them along any more; what destinations hold is removed in
 * the background, with a receipt. Only keyed hashes are kept.
 */
export async function suppress(ctx: Context, given: AddSuppressionsInput): Promise<AddedSuppressions> {
	allow(ctx, "data.write");
	const { kind, values, purpose, reason } = addSuppressionsInput.parse(given);
	const ws = ctx.workspace.number;
	const invalid: AddedSuppressions["invalid"] = [];
	const byHash = new Map<string, { hint: string; identifierHash: string }>();
	for (const [index, raw] of values.entries()) {
		const value = normalizeIdentifier(kind, raw.toWellFormed());
		if (value === null) {
			invalid.push({ index, reason: kindWords[kind] });
			continue;
		}
		const hashes = suppressionHashes(kind, value);
		byHash.set(hex(hashes.value), {
			hint: suppressionHint(kind, value),
			identifierHash: hex(hashes.identifier),
		});
	}
	const hashes = [...byHash.keys()];
	const identifierHashes = [...byHash.values()].map((one) => one.identifierHash);
	const { added, uids } = await ctx.db.$transaction(
		async (tx) => {
			const count = await tx.$executeRaw`
				INSERT INTO suppression
					(id, workspace_number, kind, value_hash, identifier_hash, purpose, reason, hint, added_by, added_by_name, created_at)
				SELECT id, ${ws}::int, ${kind}::text, decode(hash, 'hex'), decode(identifier_hash, 'hex'), ${purpose ?? ""}::text, ${reason}::text, hint,
					${ctx.actor.id}::text, ${ctx.actor.name}::text, ${ctx.now}::timestamptz
				FROM unnest(${hashes.map(() => newId("sup", ctx.now.getTime()))}::text[], ${hashes}::text[],
					${identifierHashes}::text[], ${[...byHash.values()].map((one) => one.hint)}::text[])
					AS n(id, hash, identifier_hash, hint)
				ON CONFLICT DO NOTHING`;
			const people = await tx.$queryRaw<{ uid: number }[]>`
				SELECT DISTINCT root_uid AS uid FROM profile
				WHERE workspace_number = ${ws} AND erased_at IS NULL AND uid = ANY(ARRAY(
					SELECT uid FROM vault_value
						WHERE workspace_number = ${ws} AND field = ${kind}::text AND value_hash = ${anyOf(hashes)}
					UNION
					SELECT uid FROM identifier
						WHERE workspace_number = ${ws} AND kind = ${kind}::text AND value_hash = ${anyOf(identifierHashes)}))`;
			await noteOwedRemovals(
				tx,
				ws,
				"suppressed",
				people.map(({ uid }) => ({ uid, purpose })),
				ctx.now,
			);
			if (count > 0) {
				await recordAudit(tx, ctx, "suppression.added", "", { kind, purpose, reason, identifiers: count });
			}
			return { added: count, uids: people.map(({ uid }) => uid) };
		},
		{ timeout: 120_000 },
	);
	await waitForRequests(ctx.db, ws, uids);
	return { added, known: hashes.length - added, invalid, people: uids.length };
}

/**
 * Someone agreed to a purpose again themselves: their own unsubscribe from it is lifted. Complaints, bounces
 * and what someone decided by hand stay, as does an unsubscribe from everything.
 */
export async function liftUnsubscribe(
	tx: Pick<Context["db"], "$executeRaw">,
	ws: number,
	uid: number,
	purpose: ConsentPurpose,
	at: Date,
): Promise<void> {
	await tx.$executeRaw`
		DELETE FROM suppression s USING profile me JOIN profile p ON p.workspace_number = me.workspace_number AND p.root_uid = me.root_uid
		WHERE me.workspace_number = ${ws} AND me.uid = ${uid}
			AND s.workspace_number = ${ws} AND s.reason = 'unsubscribe' AND s.purpose = ${purpose} AND s.created_at <= ${at}
			AND (EXISTS (SELECT 1 FROM vault_value v WHERE v.workspace_number = ${ws} AND v.uid = p.uid
					AND v.field = s.kind AND v.value_hash = s.value_hash)
				OR EXISTS (SELECT 1 FROM identifier i WHERE i.workspace_number = ${ws} AND i.uid = p.uid
					AND i.kind = s.kind AND i.value_hash = s.identifier_hash))`;
}

function hex(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString("hex");
}
