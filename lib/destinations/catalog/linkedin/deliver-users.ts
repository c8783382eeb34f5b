import { readBatch, readProblem } from "@/lib/destinations/catalog/linkedin/read-outcome";
import { buildBatch, buildSegment } from "@/lib/destinations/catalog/linkedin/to-requests";
import type { Batch, BatchResult, Conversation, Turn } from "@/lib/destinations/contract";

const waitsMs = [5_000, 10_000];
const furtherWaitMs = 15_000;
/** Together four minutes. */
const maxWaits = 17;
const laterMs = 5 * 60_000;

/**
 * Adds or removes people. A new segment answers 404 until it is ready, within a minute or two: the same people are
 * sent again. After some minutes the segment itself is asked for, because it may have been deleted.
 */
export const deliverUsers: Conversation<Batch, BatchResult> = ({
	connection,
	input,
	memory,
	answer,
}): Turn<BatchResult> => {
	if (!answer) return { kind: "ask", request: buildBatch(connection, input), memory: { waits: 0 } };
	if (memory?.step === "segment") {
		const problem = readProblem(answer);
		if (answer.status !== 200) return { kind: "failed", problem };
		return {
			kind: "failed",
			problem: {
				class: "throttled",
				message: "LinkedIn is still preparing this audience. Muster tries again in a few minutes.",
				detail: "HTTP 404 from the users of an existing segment",
				retryAfterMs: laterMs,
			},
		};
	}
	if (answer.status !== 404) {
		const verdict = readBatch(answer, input);
		return verdict.ok ? { kind: "done", value: verdict.value } : { kind: "failed", problem: verdict.problem };
	}
	const waits = Number(memory?.waits ?? 0);
	if (waits < maxWaits) {
		return {
			kind: "wait",
			ms: waitsMs[waits] ?? furtherWaitMs,
			request: buildBatch(connection, input),
			memory: { waits: waits + 1 },
		};
	}
	return {
		kind: "ask",
		request: buildSegment(connection, input.audience.id),
		memory: { step: "segment" },
	};
};
