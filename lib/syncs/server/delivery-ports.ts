import type { AudienceScope } from "@/lib/syncs/audience-sql";
import type { RunCounts, RunProgress } from "@/lib/syncs/contracts";
import type {
	DeliveryPorts,
	DeliveryRequest,
	DueKey,
	FormerKey,
	SendResult,
	SettledKey,
} from "@/lib/syncs/deliver";
import { isPossiblyPresent, type Operation } from "@/lib/syncs/ledger";
import { noteStays } from "@/lib/syncs/server/delivery-stays";
import { assertLeaseHeld, assertStillHeld, type Lease } from "@/lib/syncs/server/hold-lease";
import { countDue, dueWhere, forgetGone, markInFlight, settleKeys } from "@/lib/syncs/server/ledger-rows";
import { markWaiting } from "@/lib/syncs/server/mark-waiting";
import { noteReceipt } from "@/lib/syncs/server/note-receipt";
import type { OpenSync } from "@/lib/syncs/server/open-sync";
import { passGate } from "@/lib/syncs/server/pass-gate";
import { readMoves } from "@/lib/syncs/server/read-moves";
import { readDuePayloads } from "@/lib/syncs/server/read-payloads";
import { exchangeRecorder } from "@/lib/syncs/server/record-exchanges";
import type { RunWorld } from "@/lib/syncs/server/run-world";
import { newSessionId, sendBatch } from "@/lib/syncs/server/send-batch";
import type { Context } from "@/lib/workspaces/server/context";

/** What a delivery records as it proceeds. */
export type DeliveryNotes = {
	counts: RunCounts;
	progress: RunProgress;
	hasUnassignedMembers: boolean;
	/** People whose place in the ledger this run looked at. */
	planned: number;
	/** What the plan was made from is as of then. */
	dataAsOf?: Date | null;
};

/** One delivery: of which sync, by which run, to which audience. */
export type Sending = {
	ctx: Context;
	open: OpenSync;
	scope: AudienceScope;
	lease: Lease;
	world: RunWorld;
	audienceId: string;
	notes: DeliveryNotes;
};

/** The delivery's view of Postgres, the warehouse and the network. */
export function deliveryPorts(sending: Sending): DeliveryPorts {
	const { ctx, open, lease, world, audienceId, notes } = sending;
	const record = exchangeRecorder(ctx, open, lease.runId);
	const where = (operation: Operation) => dueWhere(open.sync.id, operation, world.now());
	return {
		now: world.now,
		newSessionId,
		countDue: async (operation) => {
			const total = await countDue(ctx.db, where(operation));
			const since = new Date(world.now()).toISOString();
			notes.progress = { phase: operation === "remove" ? "removing" : "adding", done: 0, total, since };
			return total;
		},
		readDue: (operation, after, limit) =>
			readDuePayloads({ ctx, open, now: world.now() }, operation, where(operation), { after, limit }),
		...(open.network.movesRecords ? { moves: readMoves(sending) } : {}),
		checkGate: (keys) => passGate(sending, keys),
		noteHeldBack: (count) => {
			notes.counts.heldBack += count;
		},
		writeIntent: (request) => writeIntent(sending, request),
		send: async (request) => {
			const sleep = async (ms: number): Promise<void> => {
				await world.sleep(ms);
				// Not by the clock alone: the destination may have been moved or disconnected meanwhile.
				await assertLeaseHeld(ctx.db, lease, world);
			};
			await assertStillHeld(ctx, lease, world);
			const waiting = markWaiting(ctx, { runId: lease.runId, seq: request.seq }, sleep);
			return await record(request, (onExchange) =>
				sendBatch(
					open,
					lease.runId,
					audienceId,
					request,
					{ ...world, sleep: waiting },
					{ recheck: request.recheck, onExchange },
				),
			);
		},
		writeOutcome: (request, result, keys) => writeOutcome(sending, request, result, keys),
		readStopRequest: async () => {
			const run = await ctx.db.syncRun.findUnique({
				where: { id: lease.runId },
				select: { status: true, sync: { select: { status: true, archivedAt: true } } },
			});
			// Before a shutdown: after that, the run goes on elsewhere.
			if (run?.status === "cancelling") return "cancelled";
			if (run?.sync.status === "paused" || run?.sync.archivedAt) return "paused";
			return world.signal?.aborted ? "shutdown" : null;
		},
		keptMs: (kind) =>
			open.network.identifierKinds.find((one) => one.kind === kind)?.keptMs?.(open.connection) ?? null,
	};
}

async function writeIntent(sending: Sending, request: DeliveryRequest): Promise<void> {
	const { ctx, open, lease, world } = sending;
	world.checkpoint("intent.before");
	await ctx.db.$transaction(
		async (tx) => {
			await assertLeaseHeld(tx, lease, world);
			await tx.syncRequest.create({
				data: {
					runId: lease.runId,
					seq: request.seq,
					operation: request.operation,
					keyCount: request.keys.length,
					status: "sent",
					sentAt: new Date(request.sentAt),
				},
			});
			await markInFlight(
				tx,
				{ syncId: open.sync.id, runId: lease.runId, requestSeq: request.seq },
				request.operation,
				request.keys,
				request.sentAt,
			);
			await markInFlight(
				tx,
				{ syncId: open.sync.id, runId: lease.runId, requestSeq: request.seq },
				"remove",
				formersOf(request.keys),
				request.sentAt,
				true,
			);
		},
		{ timeout: 120_000 },
	);
	world.checkpoint("intent.after");
}

const formersOf = (keys: readonly DueKey[]): FormerKey[] => keys.flatMap(({ former }) => former ?? []);

const requestStatus = {
	answered: "answered",
	ambiguous: "ambiguous",
	refused: "refused",
	bad_batch: "refused",
	stopped: "refused",
} as const satisfies Record<SendResult["kind"], string>;

async function writeOutcome(
	sending: Sending,
	request: DeliveryRequest,
	result: SendResult,
	keys: readonly SettledKey[],
): Promise<void> {
	const { ctx, open, lease, world, notes } = sending;
	world.checkpoint("outcome.before");
	count(notes.counts, request, result, keys);
	const isSplit = result.kind === "bad_batch" && keys.length > 1;
	if (!isSplit) notes.progress.done += keys.length;
	notes.progress.at = new Date(world.now()).toISOString();
	await ctx.db.$transaction(
		async (tx) => {
			const of = { syncId: open.sync.id, runId: lease.runId, requestSeq: request.seq };
			const formers = formersOf(keys);
			await settleKeys(tx, { syncId: open.sync.id, of, policy: open.policy }, [...keys, ...formers]);
			await noteStays(tx, { syncId: open.sync.id, endedAt: new Date(world.now()), isStillThere: false }, [
				...left(request, keys),
				...goneOf(formers),
			]);
			// First: what the network has yet to process is not forgotten.
			if (result.kind === "answered" && result.result.receipt !== undefined) {
				await noteReceipt(tx, open, of, result.result.receipt, world.now());
			}
			await forgetGone(tx, open.sync.id, goneOf(request.operation === "remove" ? keys : formers));
			await tx.syncRequest.update({
				where: { runId_seq: { runId: lease.runId, seq: request.seq } },
				data: {
					status: requestStatus[result.kind],
					answer:
						result.kind === "answered"
							? {
									message: null,
									detail: null,
									rejected: keys.filter((key) => key.outcome.kind === "rejected").length,
									invalid: result.result.invalidCount,
									session: request.session.id,
								}
							: { message: result.reason, detail: result.detail },
					answeredAt: new Date(world.now()),
				},
			});
			await tx.syncRun.updateMany({
				where: { id: lease.runId, leaseOwner: lease.owner },
				data: { counts: notes.counts, progress: notes.progress },
			});
		},
		{ timeout: 120_000 },
	);
	world.checkpoint("outcome.after");
}

function goneOf(keys: readonly Pick<DueKey, "id" | "ledger">[]): string[] {
	return keys.filter((key) => key.ledger.state === "absent").map((key) => key.id);
}

/** The keys that were there, or may have been, and are no longer. */
function left(request: DeliveryRequest, keys: readonly SettledKey[]): string[] {
	const wasThere = ({ stateBefore }: SettledKey["ledger"]) =>
		request.operation === "remove" || (stateBefore !== null && isPossiblyPresent(stateBefore));
	return keys.flatMap((key, index) => {
		const before = request.keys[index]?.ledger;
		return before && wasThere(before) && !isPossiblyPresent(key.ledger.state) ? [key.id] : [];
	});
}

function count(
	counts: RunCounts,
	request: DeliveryRequest,
	result: SendResult,
	keys: readonly SettledKey[],
): void {
	// What was to be moved has another turn, among the additions.
	if (!request.keys.some(({ former }) => former)) counts.heldBack += result.withheld?.size ?? 0;
	if (result.kind === "answered") counts.invalidUnnamed += result.result.invalidCount;
	for (const [index, key] of keys.entries()) {
		switch (key.outcome.kind) {
			case "confirmed":
			case "accepted": {
				// The request's keys still have the state before it.
				const before = request.keys[index]?.ledger;
				if (request.operation === "remove") counts.removed += key.ledger.state === "absent" ? 1 : 0;
				else if (key.former) counts.updated++;
				else if (!before?.stateBefore || !isPossiblyPresent(before.stateBefore)) counts.added++;
				else if (before.desiredVersion !== before.sentVersion) counts.updated++;
				else counts.renewed++;
				break;
			}
			case "missing":
				if (request.operation === "remove") counts.removed++;
				else counts.rejected++;
				break;
			case "rejected":
				counts.rejected++;
				break;
			case "refused":
				counts.refused++;
				break;
			case "ambiguous":
				counts.unknown++;
				break;
			case "not_applied":
				break;
		}
	}
}
