import type { Batch } from "@/lib/destinations/contract";
import { converse } from "@/lib/destinations/server/converse";
import type { DeliveryRequest, SendResult } from "@/lib/syncs/deliver";
import type { OpenSync } from "@/lib/syncs/server/open-sync";
import { toBatchRows } from "@/lib/syncs/server/read-payloads";
import type { RunWorld } from "@/lib/syncs/server/run-world";

const laterMs = 5 * 60_000;

// Below 2^53, so that it travels as a JSON number without losing digits; unique enough per ad account.
export function newSessionId(): string {
	return String(Date.now() * 1_000 + Math.floor(Math.random() * 1_000));
}

/** Sends one request of a run and returns the result in the ledger's terms. */
export async function sendBatch(
	open: OpenSync,
	runId: string,
	audienceId: string,
	request: DeliveryRequest,
	world: RunWorld,
): Promise<SendResult> {
	const { network, connection, sync } = open;
	const rows = toBatchRows(open, request);
	const batchOf = (attempt: number): Batch => ({
		operation: request.operation,
		audience: { id: audienceId, name: sync.remoteAudienceName },
		kinds: sync.identifierKinds,
		rows,
		...(open.mapping.length > 0 ? { fieldNames: open.mapping.map(({ target }) => target) } : {}),
		...(sync.mode === "update_only" ? { isUpdateOnly: true } : {}),
		// After an unclear answer the session's state is unknown: the next attempt opens its own.
		session:
			attempt === 0
				? request.session
				: { id: newSessionId(), seq: 1, isLast: true, estimatedTotal: request.keys.length },
		requestId: `${runId}_${request.seq}`,
		runId,
	});
	const outcome = await converse(network.deliver, {
		connection,
		input: batchOf,
		readPause: (answer) => network.readPause(answer),
		timeoutMs: world.timeoutMs ?? network.limits.timeoutMs,
		sleep: world.sleep,
		...(world.signal ? { signal: world.signal } : {}),
	});
	switch (outcome.kind) {
		case "answered":
			if (outcome.pauseMs > 0) await world.sleep(outcome.pauseMs);
			return { kind: "answered", result: outcome.value, isSessionBroken: outcome.attempts > 1 };
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
			if (problem.class === "bad_batch") {
				const rows = (problem.rows ?? []).filter(({ index }) => index >= 0 && index < request.keys.length);
				return { kind: "bad_batch", ...reported, rows };
			}
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
