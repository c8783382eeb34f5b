import type { Batch, BatchResult, RecordOutcome } from "@/lib/destinations/contract";
import { converse } from "@/lib/destinations/server/converse";
import type { Exchange } from "@/lib/destinations/server/send-requests";
import type { DeliveryRequest, Recheck, SendResult } from "@/lib/syncs/deliver";
import type { OpenSync } from "@/lib/syncs/server/open-sync";
import { toBatchRows } from "@/lib/syncs/server/read-payloads";
import type { RunWorld } from "@/lib/syncs/server/run-world";
import { sendOptions } from "@/lib/syncs/server/send-options";

const laterMs = 5 * 60_000;

// Below 2^53, so that it travels as a JSON number without losing digits; unique enough per ad account.
export function newSessionId(): string {
	return String(Date.now() * 1_000 + Math.floor(Math.random() * 1_000));
}

/** What the network said of its rows, by their position in the request as it was planned. */
function byPosition(
	byIndex: ReadonlyMap<number, RecordOutcome>,
	left: readonly number[],
): ReadonlyMap<number, RecordOutcome> {
	const entries = [...byIndex].flatMap(([index, outcome]): [number, RecordOutcome][] => {
		const position = left[index];
		return position === undefined ? [] : [[position, outcome]];
	});
	return new Map(entries);
}

class NothingLeft extends Error {}

/**
 * Sends one request of a run and returns the result in the ledger's terms. `recheck` is asked right before
 * every attempt which keys must not leave after all: the request is made without them.
 */
export async function sendBatch(
	open: OpenSync,
	runId: string,
	audienceId: string,
	request: DeliveryRequest,
	world: RunWorld,
	{ recheck = null, onExchange = () => {} }: Partial<Pick<Rechecking, "recheck" | "onExchange">> = {},
): Promise<SendResult> {
	const withheld = new Map<number, boolean>();
	try {
		const result = await sendRows(open, runId, audienceId, request, world, { recheck, withheld, onExchange });
		return withheld.size === 0 ? result : { ...result, withheld };
	} catch (error) {
		if (!(error instanceof NothingLeft)) throw error;
		const nothing: BatchResult = { others: "unclear", byIndex: new Map(), invalidCount: 0 };
		return { kind: "answered", result: nothing, isSessionBroken: true, withheld };
	}
}

type Rechecking = {
	recheck: Recheck | null;
	withheld: Map<number, boolean>;
	onExchange: (exchange: Exchange) => void;
};

async function sendRows(
	open: OpenSync,
	runId: string,
	audienceId: string,
	request: DeliveryRequest,
	world: RunWorld,
	{ recheck, withheld, onExchange }: Rechecking,
): Promise<SendResult> {
	const { network, sync } = open;
	/** Positions of the rows still to be sent. */
	let left = request.keys.map((_, index) => index);
	let mayBeApplied = false;
	const withhold = async ({ hasWritten }: { hasWritten: boolean }): Promise<boolean> => {
		if (!recheck) return false;
		const barred = await recheck(left.flatMap((index) => request.keys[index]?.id ?? []));
		if (barred.size === 0) return false;
		const isBarred = (index: number) => barred.has(request.keys[index]?.id ?? "");
		for (const index of left.filter(isBarred)) withheld.set(index, mayBeApplied || hasWritten);
		left = left.filter((index) => !isBarred(index));
		if (left.length === 0) throw new NothingLeft();
		return true;
	};
	const batchOf = (attempt: number): Batch => ({
		operation: request.operation,
		audience: { id: audienceId, name: sync.remoteAudienceName },
		kinds: sync.identifierKinds,
		rows: toBatchRows(
			open,
			request.operation,
			left.flatMap((index) => request.keys[index] ?? []),
		),
		...(open.mapping.length > 0 ? { fieldNames: open.mapping.map(({ target }) => target) } : {}),
		...(sync.mode === "update_only" ? { isUpdateOnly: true } : {}),
		// After an unclear answer the session's state is unknown: the next attempt opens its own.
		session:
			attempt === 0
				? request.session
				: { id: newSessionId(), seq: 1, isLast: true, estimatedTotal: left.length },
		requestId: `${runId}_${request.seq}`,
		runId,
		sentAt: request.sentAt,
	});
	const outcome = await converse(network.deliver, {
		...sendOptions(open, world),
		input: batchOf,
		beforeAttempt: withhold,
		onExchange,
		onProblem: (problem) => {
			if (problem.class === "transient") mayBeApplied = true;
		},
	});
	// What a conversation has begun may go on by itself, though nothing more can be said or heard of it now.
	const unclear = outcome.hasWritten ? ({ isUnclear: true } as const) : {};
	switch (outcome.kind) {
		case "answered":
			return {
				kind: "answered",
				result: { ...outcome.value, byIndex: byPosition(outcome.value.byIndex, left) },
				isSessionBroken: outcome.attempts > 1,
			};
		case "ambiguous":
			return { kind: "ambiguous", reason: outcome.reason, detail: outcome.detail };
		case "not_sent":
			return {
				kind: "stopped",
				reason:
					outcome.retryAt === null
						? `${network.name} could not be reached: ${outcome.reason}`
						: outcome.reason,
				detail: "nothing was sent",
				needsUserAction: outcome.isBlocked,
				retryAt: outcome.isBlocked ? null : (outcome.retryAt ?? world.now() + laterMs),
				isDisabled: false,
				...unclear,
			};
		case "problem": {
			const { problem } = outcome;
			const reported = { reason: problem.message, detail: problem.detail };
			if (problem.class === "refused") return { kind: "refused", ...reported };
			if (problem.class === "bad_batch") {
				const rows = (problem.rows ?? []).flatMap(({ index, reason }) => {
					const position = left[index];
					return position === undefined ? [] : [{ index: position, reason }];
				});
				return { kind: "bad_batch", ...reported, rows };
			}
			const isThrottled = problem.class === "throttled" || problem.class === "transient";
			return {
				kind: "stopped",
				...reported,
				needsUserAction: !isThrottled,
				retryAt: isThrottled ? world.now() + (problem.retryAfterMs ?? laterMs) : null,
				isDisabled: problem.class === "disabled",
				...unclear,
			};
		}
	}
}
