import type { ConsentPurpose } from "@/lib/consent/purposes";
import { formatInstant } from "@/lib/kernel/sql-binder";
import { keyedHash, seal } from "@/lib/platform/secrets/keyring";
import { runSql } from "@/lib/platform/warehouse/define-query";
import type { Context } from "@/lib/workspaces/server/context";

const since = new Date("2026-01-01T00:00:00Z");
const page = 20_000;

export const benchEmail = (uid: number): string => `person${uid}@example.com`;

/** People with an email address and consent to one purpose, uids from 1, as ingest would leave them in both stores. */
export async function createAudiencePeople(
	ctx: Context,
	people: number,
	purpose: ConsentPurpose,
): Promise<void> {
	const ws = ctx.workspace.number;
	await ctx.db.$executeRaw`
		INSERT INTO profile (workspace_number, uid, root_uid, is_known, effective_at)
		SELECT ${ws}, n, n, true, ${since} FROM generate_series(1, ${people}::int) n`;
	for (let first = 1; first <= people; first += page) {
		const uids = Array.from({ length: Math.min(page, people - first + 1) }, (_, index) => first + index);
		const emails = uids.map(benchEmail);
		await ctx.db.$executeRaw`
			INSERT INTO vault_value (workspace_number, uid, field, value_hash, value_encrypted, valid_from, recorded_at, seq, updated_at)
			SELECT ${ws}, uid, 'email', decode(hash, 'hex'), decode(sealed, 'hex'), ${since}, ${since}, 0, ${since}
			FROM unnest(${uids}::int[], ${emails.map((one) => hex(keyedHash(one, "vault:email")))}::text[],
				${emails.map((one) => hex(seal(one)))}::text[]) AS n(uid, hash, sealed)`;
	}
	await ctx.db.$executeRaw`ANALYZE profile, vault_value`;
	const at = formatInstant(since);
	const numbers = { ws, people, at };
	for (const change of ["created", "known"]) {
		await runSql(ctx.warehouse, "bench.create_people", {
			sql: `INSERT INTO profile_change (ws, change, uid, root, effective_at, recorded_at)
				SELECT {ws:UInt32}, {change:String}, number + 1, number + 1, {at:String}, {at:String} FROM numbers({people:UInt32})`,
			params: { ...numbers, change },
		});
	}
	await runSql(ctx.warehouse, "bench.create_consent", {
		sql: `INSERT INTO consent_history (ws, purpose, uid, state, effective_at, recorded_at, source, statement)
			SELECT {ws:UInt32}, {purpose:String}, number + 1, 'granted', {at:String}, {at:String}, 'bench', '' FROM numbers({people:UInt32})`,
		params: { ...numbers, purpose },
	});
}

/** From now on everyone from `from` to `to` has this text as a trait. */
export async function setTextTrait(
	ctx: Context,
	trait: string,
	{ value, from, to }: { value: string; from: number; to: number },
): Promise<void> {
	const ws = ctx.workspace.number;
	await ctx.db.traitDefinition.createMany({
		data: [{ workspaceNumber: ws, name: trait, type: "string" }],
		skipDuplicates: true,
	});
	await runSql(ctx.warehouse, "bench.set_trait", {
		sql: `INSERT INTO trait_history (ws, trait, uid, type, string_value, number_value, list_value, priority, source, valid_from, recorded_at)
			SELECT {ws:UInt32}, {trait:String}, toUInt32(number + {from:UInt32}), 'string', {value:String}, 0, [], 0, 'bench', now64(3), now64(3)
			FROM numbers({people:UInt32})`,
		params: { ws, trait, value, from, people: to - from + 1 },
	});
}

/** As if everything had become known long ago: no run looks at it as recent. */
export async function forgetWhenKnown(ctx: Context): Promise<void> {
	await runSql(ctx.warehouse, "bench.forget_when_known", {
		sql: "ALTER TABLE person_change DELETE WHERE ws = {ws:UInt32} SETTINGS mutations_sync = 2",
		params: { ws: ctx.workspace.number },
	});
}

/** Serves everyone from `from` to `to` as the segment's people, from now on. */
export async function serveRange(ctx: Context, segmentId: string, from: number, to: number): Promise<void> {
	await runSql(ctx.warehouse, "bench.set_members", {
		sql: `INSERT INTO membership (ws, segment, version, as_of, served_at, people)
			SELECT {ws:UInt32}, {segment:String}, 1, now64(3), now64(3), groupBitmapState(toUInt32(number + {from:UInt32}))
			FROM numbers({people:UInt32})`,
		params: { ws: ctx.workspace.number, segment: segmentId, from, people: to - from + 1 },
	});
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
