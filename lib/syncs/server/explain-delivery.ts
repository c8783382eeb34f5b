import { purposeText } from "@/lib/consent/purpose-text";
import type { ConsentPurpose } from "@/lib/consent/purposes";
import { networkOf } from "@/lib/destinations/registry";
import { tryOpenConnection } from "@/lib/destinations/server/open-connection";
import { AppError } from "@/lib/kernel/app-error";
import { log } from "@/lib/platform/log";
import type { WithdrawalRemoval } from "@/lib/platform/postgres/generated/client";
import { keptFor, type OwnerReason } from "@/lib/syncs/decide-key";
import { describeFate, describeKey, describeWithdrawal } from "@/lib/syncs/describe-delivery";
import type { KeyState } from "@/lib/syncs/ledger";
import type { DeliveryOfPerson } from "@/lib/syncs/people-contracts";
import { readHigherSyncs, type StoredSync, scopeOf, syncInclude } from "@/lib/syncs/server/open-sync";
import { explainFacts, type PersonFacts, readFacts } from "@/lib/syncs/server/people-facts";
import { exclusionsOf, readExclusions } from "@/lib/syncs/server/read-exclusions";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

type Row = {
	kind: string;
	state: KeyState;
	isDesired: boolean;
	isShared: boolean;
	reason: string | null;
	since: Date;
	runId: string | null;
	retryAt: Date | null;
	expiresAt: Date | null;
	ownReason: OwnerReason;
	problem: string | null;
};

/** A person's state at every destination, and why. A sync that cannot be explained hides none of the others. */
export async function explainDelivery(
	ctx: Context,
	uid: number,
): Promise<{ items: DeliveryOfPerson[]; nextCursor: string | null }> {
	allow(ctx, "people.read");
	const receipts = new Map(
		(await ctx.db.withdrawalRemoval.findMany({ where: { workspaceNumber: ctx.workspace.number, uid } })).map(
			(row) => [row.syncId, row],
		),
	);
	const syncs = await ctx.db.sync.findMany({
		where: {
			workspaceId: ctx.workspace.id,
			// What an archived one held is removed too, and its receipt is shown.
			OR: [{ archivedAt: null }, { id: { in: [...receipts.keys()] } }],
		},
		orderBy: { createdAt: "desc" },
		take: 100,
		include: syncInclude,
	});
	const items: DeliveryOfPerson[] = [];
	const builds = new Map<ConsentPurpose, string | null>();
	for (const sync of syncs) {
		const receipt = receipts.get(sync.id) ?? null;
		try {
			const { isPlanned: _isPlanned, ...item } = await explainInSync(ctx, sync, uid, { receipt, builds });
			// Syncs that never involved this person add nothing useful.
			const isNothing = item.identifiers.length === 0 && receipt === null;
			if (!(isNothing && (item.fate === "left" || item.fate === "erased"))) items.push(item);
		} catch (error) {
			log.warn("syncs.not_explained", { syncId: sync.id, error });
			const problem =
				error instanceof AppError ? error.message : "Something went wrong inside Muster. Try again later.";
			items.push({
				...namesOf(sync),
				fate: "left",
				sentence: `It cannot be told whether they are delivered: ${problem}`,
				problem,
				removal: null,
				withdrawal: receipt && toWithdrawal(receipt, sync.destination.name),
				identifiers: [],
			});
		}
	}
	return { items, nextCursor: null };
}

function namesOf(sync: StoredSync) {
	return { syncId: sync.id, syncName: sync.name, destinationName: sync.destination.name };
}

/** A person's state in one sync. `isPlanned`: whether its last plan counted on them as it does now. */
export async function explainInSync(
	ctx: Context,
	sync: StoredSync,
	uid: number,
	{
		receipt = null,
		builds,
	}: { receipt?: WithdrawalRemoval | null; builds?: Map<ConsentPurpose, string | null> } = {},
): Promise<DeliveryOfPerson & { isPlanned: boolean }> {
	const network = networkOf(sync.destination.network);
	const scope = await scopeOf(ctx, sync, ctx.now, builds);
	const facts = (await readFacts(ctx, scope, [uid])).get(uid);
	const decidedNow: OwnerReason = facts ? explainFacts(facts) : "left";
	const rows = await ctx.db.$queryRaw<Row[]>`
		SELECT k.identifier_kind AS kind, k.state, k.is_desired AS "isDesired", k.reason, k.since, k.run_id AS "runId",
			k.retry_at AS "retryAt", k.expires_at AS "expiresAt", o.reason AS "ownReason", o.problem,
			o.is_desired AND NOT k.is_desired AND EXISTS (SELECT 1 FROM delivery_owner x
				WHERE x.sync_id = o.sync_id AND x.key_hash = o.key_hash AND x.reason = 'held_out') AS "isShared"
		FROM delivery_owner o JOIN delivery_key k ON k.sync_id = o.sync_id AND k.key_hash = o.key_hash
		WHERE o.sync_id = ${sync.id} AND o.uid = ${uid} ORDER BY k.identifier_kind, k.since`;
	const fate = fateOf(decidedNow, rows);
	// The secrets are not needed to explain, but nothing can be sent without them.
	const opened = tryOpenConnection(sync.destination);
	return {
		...namesOf(sync),
		fate,
		problem: null,
		removal: null,
		withdrawal: receipt && toWithdrawal(receipt, sync.destination.name),
		sentence: [
			describeFate(fate, {
				purpose: purposeText(sync.purpose),
				hasIdentifier: rows.length > 0 || sync.runs.length === 0,
				problem: rows.find((row) => row.problem)?.problem ?? null,
				isOtherVariant: sync.variantKey !== null && facts?.isMember === true,
				...(facts ? await namesBehind(ctx, sync, facts) : {}),
			}),
			...(opened.ok ? [] : [`Nothing can be sent there now: ${opened.problem}`]),
		].join(" "),
		identifiers: rows.map((row) => ({
			kind: row.kind,
			label: network.identifierKinds.find((kind) => kind.kind === row.kind)?.label ?? row.kind,
			state: row.state,
			isDesired: row.isDesired,
			sentence: describeKey(row, sync.destination.name, {
				isDisconnected: sync.destination.archivedAt !== null,
			}),
			since: row.since.toISOString(),
			runId: row.runId,
			nextTryAt: row.retryAt?.toISOString() ?? null,
			expiresAt: row.expiresAt?.toISOString() ?? null,
		})),
		isPlanned: facts !== undefined && facts.isPlanned === facts.isWanted,
	};
}

/** The names of what keeps a person out of a sync. */
async function namesBehind(
	ctx: Context,
	sync: StoredSync,
	{ excludedBy, outrankedBy }: Pick<PersonFacts, "excludedBy" | "outrankedBy">,
): Promise<{ exclusion?: { segment: string } | { problem: string }; outrankedBy?: string }> {
	const exclusions =
		excludedBy > 0 ? exclusionsOf(sync, await readExclusions(ctx, sync.excludedSegmentIds)) : [];
	const segment = exclusions[excludedBy - 1];
	const problem = exclusions.find((one) => one.problem !== null)?.problem;
	const higher = outrankedBy > 0 ? (await readHigherSyncs(ctx, sync))[outrankedBy - 1] : undefined;
	return {
		...(segment ? { exclusion: { segment: segment.name } } : problem ? { exclusion: { problem } } : {}),
		...(higher ? { outrankedBy: higher.name } : {}),
	};
}

function toWithdrawal(row: WithdrawalRemoval, destination: string): DeliveryOfPerson["withdrawal"] {
	return {
		reason: row.reason === "suppressed" ? "suppressed" : "withdrawn",
		requestedAt: row.requestedAt.toISOString(),
		confirmedAt: row.confirmedAt?.toISOString() ?? null,
		givenUpAt: row.confirmedAt ? null : (row.givenUpAt?.toISOString() ?? null),
		nextTryAt: row.nextTryAt?.toISOString() ?? null,
		sentence: describeWithdrawal(row, destination),
	};
}

/** The last plan knows more of people whose fields cannot be sent, and of those who stay although they left. */
function fateOf(decidedNow: OwnerReason, rows: readonly Row[]): OwnerReason {
	if (decidedNow === "wanted" && rows.some((row) => row.ownReason === "unmapped")) return "unmapped";
	if (keptFor.has(decidedNow) && rows.some((row) => row.ownReason === "kept")) return "kept";
	return decidedNow;
}
