import { setConsent } from "@/lib/consent/testing/set-consent";
import { newId } from "@/lib/kernel/ids";
import { formatInstant } from "@/lib/kernel/sql-binder";
import { keyedHash, seal } from "@/lib/platform/secrets/keyring";
import { insertRows, runSql } from "@/lib/platform/warehouse/define-query";
import type { Context } from "@/lib/workspaces/server/context";

export type TestPerson = { uid: number; email?: string; phone?: string; userId?: string; consents?: boolean };

const long = new Date("2026-01-01T00:00:00Z");

/** People as ingest would leave them, straight into both stores; consent to advertising unless stated otherwise. */
export async function createPeople(ctx: Context, people: readonly TestPerson[]): Promise<void> {
	const ws = ctx.workspace.number;
	for (let at = 0; at < people.length; at += 5_000) {
		const page = people.slice(at, at + 5_000);
		await ctx.db.profile.createMany({
			data: page.map(({ uid }) => ({
				workspaceNumber: ws,
				uid,
				rootUid: uid,
				isKnown: true,
				effectiveAt: long,
			})),
		});
		await setVault(ctx, page);
		await ctx.db.identifier.createMany({
			data: page.flatMap(({ uid, userId }) =>
				userId
					? [
							{
								workspaceNumber: ws,
								kind: "user_id",
								uid,
								valueHash: keyedHash(userId, "identifier:user_id"),
								valueEncrypted: seal(userId),
							},
						]
					: [],
			),
		});
	}
	const at = formatInstant(long);
	await insertRows(
		ctx.warehouse,
		"profile_change",
		people.flatMap(({ uid }) =>
			["created", "known"].map((change) => ({
				ws,
				change,
				uid,
				root: uid,
				effective_at: at,
				recorded_at: at,
			})),
		),
	);
	await setConsent(
		ctx,
		people.filter((one) => one.consents !== false).map((one) => one.uid),
		"granted",
		long,
	);
}

export async function setVault(ctx: Context, people: readonly TestPerson[]): Promise<void> {
	const rows = people.flatMap(({ uid, email, phone }) =>
		[
			{ uid, field: "email", value: email },
			{ uid, field: "phone", value: phone },
		].flatMap((row) => (row.value === undefined ? [] : [{ ...row, value: row.value }])),
	);
	await ctx.db.vaultValue.deleteMany({
		where: { workspaceNumber: ctx.workspace.number, uid: { in: [...new Set(rows.map((row) => row.uid))] } },
	});
	await ctx.db.vaultValue.createMany({
		data: rows.map(({ uid, field, value }) => ({
			workspaceNumber: ctx.workspace.number,
			uid,
			field,
			valueHash: keyedHash(value, `vault:${field}`),
			valueEncrypted: seal(value),
			validFrom: new Date(),
		})),
	});
}

/** A segment whose served members are exactly these people. */
export async function createTestSegment(ctx: Context, uids: readonly number[]): Promise<string> {
	const id = newId("seg");
	await ctx.db.segment.create({
		data: {
			id,
			workspaceId: ctx.workspace.id,
			name: `Segment ${id.slice(-4)}`,
			ownerId: ctx.actor.id,
			ownerName: ctx.actor.name,
			currentVersion: 1,
			servedVersion: 1,
			servedAt: new Date(),
			size: uids.length,
			asOf: new Date(),
		},
	});
	await setMembers(ctx, id, uids);
	return id;
}

export async function setMembers(ctx: Context, segmentId: string, uids: readonly number[]): Promise<void> {
	const { number: ws } = ctx.workspace;
	// Numbers only: nothing of this text comes from outside.
	await runSql(
		ctx.warehouse,
		"test.set_members",
		{
			sql: `INSERT INTO membership (ws, segment, version, as_of, served_at, people)
			SELECT {ws:UInt32}, {segment:String}, 1, now64(3), now64(3), groupBitmapState(toUInt32(uid))
			FROM (SELECT arrayJoin(CAST([${uids.join(",")}], 'Array(UInt32)')) AS uid)`,
			params: { ws, segment: segmentId },
		},
		{ settings: { max_query_size: "10000000" } },
	);
}
