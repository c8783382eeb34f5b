import { z } from "zod";
import { type LookedUp, type LookupQuery, maxLookedUpTraits } from "@/lib/find/lookup-api";
import { arms } from "@/lib/holdouts/assign-arm";
import { type Identifier, normalizeIdentifier } from "@/lib/identity/identifier";
import { AppError } from "@/lib/kernel/app-error";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { keyedHash } from "@/lib/platform/secrets/keyring";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { readTraits } from "@/lib/profiles/server/read-history";
import { vaultHash } from "@/lib/profiles/server/store-personal";
import { shownTraitValue } from "@/lib/profiles/trait-value";
import { pointerColumns, toPointer } from "@/lib/rules/compile/served-pointer";
import { readMembershipsOf } from "@/lib/segments/server/read-memberships-of";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** A few rows: more threads take longer to start than they save. */
const oneThread = { settings: { max_threads: 1 } };

/**
 * Segments, chosen traits and campaigns of one person, for a website or an app that is about to greet them. Whoever is not
 * known is in nothing; that is an answer, not an error.
 */
export async function lookUpPerson(ctx: Context, query: LookupQuery): Promise<LookedUp> {
	allow(ctx, "people.read");
	const names = readNames(query.traits);
	const uids = await findUids(ctx, readIdentifier(query));
	const unknown = {
		segments: [],
		traits: Object.fromEntries(names.map((name) => [name, null])),
		campaigns: [],
	};
	const asOf = ctx.now.toISOString();
	const [root] = uids;
	if (root === undefined) return { asOf, personId: null, ...unknown };
	const [segments, traits, campaigns] = await Promise.all([
		segmentsOf(ctx, uids),
		names.length === 0
			? []
			: readTraits(ctx.warehouse, { ws: ctx.workspace.number, uids, names, asOf: ctx.now }, oneThread),
		campaignsOf(ctx, uids),
	]);
	const held = Object.fromEntries(traits.map((row) => [row.trait, shownTraitValue(row)]));
	return { asOf, personId: root, segments, traits: { ...unknown.traits, ...held }, campaigns };
}

function readNames(traits: string | undefined): string[] {
	const names = [...new Set((traits ?? "").split(",").map((name) => name.trim()))].filter(
		(name) => name !== "",
	);
	if (names.length > maxLookedUpTraits) {
		const message = `Name at most ${maxLookedUpTraits} traits.`;
		throw new AppError("invalid", message, { issues: [{ path: "traits", message }] });
	}
	return names;
}

/** The one identifier that is named, in the form in which it is kept; null for one that identifies no one. */
function readIdentifier(query: LookupQuery): Identifier | null {
	const given = (
		[
			["user_id", query.externalId],
			["email", query.email],
			["phone", query.phone],
			["anonymous_id", query.anonymousId],
		] as const
	).flatMap(([kind, value]) => (value === undefined ? [] : [{ kind, value }]));
	const [one, ...others] = given;
	if (!one || others.length > 0) {
		const message = "Name the person by one of externalId, email, phone and anonymousId.";
		throw new AppError("invalid", message, { issues: [{ path: "externalId", message }] });
	}
	const value = normalizeIdentifier(one.kind, one.value);
	return value === null ? null : { kind: one.kind, value };
}

/**
 * Every number of the person with this identifier, the root first; none where no one living has it, or where several have
 * the same email or phone and nothing says who is meant.
 */
async function findUids(ctx: Context, identifier: Identifier | null): Promise<number[]> {
	if (!identifier) return [];
	const { kind, value } = identifier;
	const ws = ctx.workspace.number;
	const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
	// An email or phone that identifies no one, because too many have it, is still in the vault.
	const field = kind === "email" || kind === "phone" ? kind : null;
	const rows = await ctx.db.$queryRaw<{ uid: number; root: number }[]>`
		SELECT p.uid, p.root_uid AS root FROM profile p
		JOIN profile r ON r.workspace_number = ${ws} AND r.uid = p.root_uid AND r.erased_at IS NULL
		WHERE p.workspace_number = ${ws} AND p.root_uid IN (
			SELECT o.root_uid FROM profile o WHERE o.workspace_number = ${ws} AND o.uid IN (
				SELECT uid FROM identifier WHERE workspace_number = ${ws} AND kind = ${kind}
					AND value_hash = decode(${hex(keyedHash(value, `identifier:${kind}`))}, 'hex')
				UNION
				SELECT uid FROM vault_value WHERE workspace_number = ${ws} AND field = ${field}
					AND value_hash = decode(${field === null ? "" : hex(vaultHash(field, value))}, 'hex')))
		ORDER BY p.uid = p.root_uid DESC, p.uid LIMIT 1000`;
	return new Set(rows.map(({ root }) => root)).size > 1 ? [] : rows.map(({ uid }) => uid);
}

async function segmentsOf(ctx: Context, uids: number[]): Promise<LookedUp["segments"]> {
	const segments = await ctx.db.segment.findMany({
		where: {
			workspaceId: ctx.workspace.id,
			campaignId: null,
			archivedAt: null,
			servedVersion: { not: null },
		},
		select: { ...pointerColumns, name: true },
		orderBy: { name: "asc" },
	});
	const served = segments.map(toPointer).filter((pointer) => pointer !== null);
	const members = await readMembershipsOf(ctx.warehouse, { ws: ctx.workspace.number, served, uids });
	return segments.filter(({ id }) => members.has(id)).map(({ id, name }) => ({ id, name }));
}

const armsOf = defineQuery({
	name: "find.arms_of_person",
	row: z.object({ campaign: z.string(), arm: z.enum(arms), variant: z.string() }),
	build: ({ ws, campaigns, uids }: { ws: number; campaigns: string[]; uids: number[] }) => {
		const binder = new SqlBinder();
		// Of merged people the earliest assignment stays, as `assignedPeopleSql` has it.
		return binder.finish(`SELECT campaign, argMin(arm, (assigned_at, uid)) AS arm, argMin(variant, (assigned_at, uid)) AS variant
			FROM assignment WHERE ws = ${binder.bind(ws, "UInt32")} AND campaign IN ${binder.bind(campaigns, "Array(String)")}
				AND uid IN ${binder.bind(uids, "Array(UInt32)")} GROUP BY campaign`);
	},
});

async function campaignsOf(ctx: Context, uids: number[]): Promise<LookedUp["campaigns"]> {
	const running = await ctx.db.campaign.findMany({
		where: { workspaceId: ctx.workspace.id, status: "running", archivedAt: null },
		select: { id: true, name: true, variants: { select: { key: true, name: true } } },
		orderBy: { name: "asc" },
	});
	if (running.length === 0) return [];
	const rows = await armsOf(
		ctx.warehouse,
		{
			ws: ctx.workspace.number,
			campaigns: running.map(({ id }) => id),
			uids,
		},
		oneThread,
	);
	return running.flatMap(({ id, name, variants }) => {
		const row = rows.find(({ campaign }) => campaign === id);
		const variant = variants.find(({ key }) => key === row?.variant) ?? null;
		return row ? [{ id, name, arm: row.arm, variant }] : [];
	});
}
