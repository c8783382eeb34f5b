import type { Batch, BatchVerdict } from "@/lib/destinations/contract";
import { sendWithRetry } from "@/lib/destinations/server/send-requests";
import type { DeliveryRequest, SendResult } from "@/lib/syncs/deliver";
import type { OpenSync } from "@/lib/syncs/server/open-sync";
import type { RunWorld } from "@/lib/syncs/server/run-world";

const laterMs = 5 * 60_000;

// Below 2^53, so that it travels as a JSON number without losing digits; unique enough per ad account.
export function newSessionId(): string {
	return String(Date.now() * 1_000 + Math.floor(Math.random() * 1_000));
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
	recheck: ((keyIds: readonly string[]) => Promise<ReadonlySet<string>>) | null = null,
): Promise<SendResult> {
	const withheld = new Map<number, boolean>();
	try {
		const result = await sendRows(open, runId, audienceId, request, world, { recheck, withheld });
		return withheld.size === 0 ? result : { ...result, withheld };
	} catch (error) {
		if (!(error instanceof NothingLeft)) throw error;
		return { kind: "answered", rejected: [], invalidCount: 0, isSessionBroken: true, withheld };
	}
}

type Rechecking = {
	recheck: ((keyIds: readonly string[]) => Promise<ReadonlySet<string>>) | null;
	withheld: Map<number, boolean>;
};

async function sendRows(
	open: OpenSync,
	runId: string,
	audienceId: string,
	request: DeliveryRequest,
	world: RunWorld,
	{ recheck, withheld }: Rechecking,
): Promise<SendResult> {
	const { network, connection, sync } = open;
	/** Positions of the rows still to be sent. */
	let left = request.keys.map((_, index) => index);
	let mayBeApplied = false;
	const withhold = async (): Promise<void> => {
		if (!recheck) return;
		const barred = await recheck(left.flatMap((index) => request.keys[index]?.id ?? []));
		if (barred.size === 0) return;
		const isBarred = (index: number) => barred.has(request.keys[index]?.id ?? "");
		for (const index of left.filter(isBarred)) withheld.set(index, mayBeApplied);
		left = left.filter((index) => !isBarred(index));
		if (left.length === 0) throw new NothingLeft();
	};
	const batchOf = (attempt: number): Batch => ({
		operation: request.operation,
		audience: { id: audienceId, name: sync.remoteAudienceName },
		kinds: sync.identifierKinds,
		rows: left.flatMap((index) => {
			const key = request.keys[index];
			return key ? [{ kind: key.kind, value: key.value }] : [];
		}),
		// After an unclear answer the session's state is unknown: the next attempt opens its own.
		session:
			attempt === 0
				? request.session
				: { id: newSessionId(), seq: 1, isLast: true, estimatedTotal: left.length },
		requestId: `${runId}_${request.seq}`,
		runId,
	});
	const outcome = await sendWithRetry<Extract<BatchVerdict, { ok: true }>>({
		make: async (attempt) => {
			await withhold();
			return network.buildBatch(connection, batchOf(attempt), new Date());
		},
		read: (answer) => {
			const verdict = network.readBatch(answer, batchOf(0));
			if (!verdict.ok && verdict.problem.class === "transient") mayBeApplied = true;
			return verdict.ok ? { ok: true, value: verdict } : verdict;
		},
		readPause: (answer) => network.readPause(answer),
		timeoutMs: world.timeoutMs ?? network.limits.timeoutMs,
		sleep: world.sleep,
		...(world.signal ? { signal: world.signal } : {}),
	});
	switch (outcome.kind) {
		case "answered":
			if (outcome.pauseMs > 0) await world.sleep(outcome.pauseMs);
			return {
				kind: "answered",
				rejected: outcome.value.rejected.flatMap((one) => {
					const index = left[one.index];
					return index === undefined ? [] : [{ ...one, index }];
				}),
				invalidCount: outcome.value.invalidCount,
				isSessionBroken: outcome.attempts > 1,
			};
		case "ambiguous":
			return { kind: "ambiguous", reason: outcome.reason, detail: outcome.detail };
		case "not_sent":
			return {
				kind: "stopped",
				reason: `${network.name} could not be reached: ${outcome.reason}`,
				detail: "nothing was sent",
				needsUserAction: outcome.isBlocked,
				retryAt: outcome.isBlocked ? null : world.now() + laterMs,
				isDisabled: false,
			};
		case "problem": {
			const { problem } = outcome;
			const reported = { reason: problem.message, detail: problem.detail };
			if (problem.class === "refused") return { kind: "refused", ...reported };
			if (problem.class === "bad_batch") return { kind: "bad_batch", ...reported };
			const isThrottled = problem.class === "throttled" || problem.class === "transient";
			return {
				kind: "stopped",
				...reported,
				needsUserAction: !isThrottled,
				retryAt: isThrottled ? world.now() + (problem.retryAfterMs ?? laterMs) : null,
				isDisabled: problem.class === "disabled",
			};
		}
	}
}
