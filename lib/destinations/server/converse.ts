import type {
	Connection,
	Conversation,
	Memory,
	Problem,
	RequestDescription,
	Turn,
} from "@/lib/destinations/contract";
import {
	realSleep,
	type SendOptions,
	type SendOutcome,
	sendWithRetry,
} from "@/lib/destinations/server/send-requests";

export type ConverseOptions<I> = Omit<SendOptions<never>, "make" | "read"> & {
	connection: Connection;
	/** What is asked for, by attempt counted from 0: a repeated upload may need a session of its own. */
	input: (attempt: number) => I;
	/** Longest time the network may take to finish what it was given; then its answer counts as lost. */
	deadlineMs?: number;
	/**
	 * Called right before every attempt; true when `input` has changed by it. `hasWritten`: an earlier turn changed
	 * something there, with the input as it was then.
	 */
	beforeAttempt?: (said: { hasWritten: boolean }) => Promise<boolean>;
	/** Told of every answer that is a problem. */
	onProblem?: (problem: Problem) => void;
};

/** `hasWritten`: an earlier turn had changed something there before this end. */
export type ConversationOutcome<T> = SendOutcome<T> & { hasWritten: boolean };

const maxTurns = 200;
const maxLostReads = 2;
const defaultDeadlineMs = 10 * 60_000;

/**
 * Holds a conversation with a network to its end. A turn that only reads is repeated when its answer is lost; for
 * one that writes only the ledger may decide.
 */
export async function converse<I, T>(
	conversation: Conversation<I, T>,
	options: ConverseOptions<I>,
): Promise<ConversationOutcome<T>> {
	const { input, deadlineMs = defaultDeadlineMs, beforeAttempt, onProblem, ...sending } = options;
	const { connection } = sending;
	const sleep = options.sleep ?? realSleep;
	let attempt = 0;
	let waitedMs = 0;
	let lostReads = 0;
	let hasWritten = false;
	// What this turn was decided from: repeating it decides it again, with a fresh signature and time.
	let decide = (): Turn<T> =>
		conversation({ connection, input: input(attempt), memory: null, answer: null, at: new Date() });
	let turn = decide();
	for (let turns = 0; turns < maxTurns; turns++) {
		if (turn.kind === "done")
			return { kind: "answered", value: turn.value, attempts: attempt + 1, hasWritten };
		if (turn.kind === "failed") return { kind: "problem", problem: turn.problem, hasWritten };
		if (turn.kind === "wait") {
			waitedMs += turn.ms;
			if (waitedMs > deadlineMs) {
				const minutes = Math.round(deadlineMs / 60_000);
				return {
					kind: "ambiguous",
					reason: `Not finished after ${minutes} minutes.`,
					detail: "no end",
					wasAnswered: true,
					hasWritten,
				};
			}
			await sleep(turn.ms);
		}
		const memory: Memory | null = turn.memory ?? null;
		const isRead = turn.request.method === "GET" || turn.request.onlyReads === true;
		const { request } = turn;
		// A conversation that goes on after a refusal has changed nothing by it.
		let isTaken = false;
		// Built again for a repeated attempt, after a wait, and where the access token may have been renewed meanwhile.
		let isUsable = turn.kind === "ask" && !sending.freshen;
		const repeat = decide;
		const first = attempt;
		const outcome = await sendWithRetry<{ turn: Turn<T>; decide: () => Turn<T> }>({
			...sending,
			make: async (again) => {
				attempt = first + again;
				if (await beforeAttempt?.({ hasWritten })) isUsable = false;
				if (!isUsable) return requestOf(repeat());
				isUsable = false;
				return request;
			},
			read: (answer) => {
				isTaken = answer.status < 400;
				const next = (): Turn<T> =>
					conversation({ connection, input: input(attempt), memory, answer, at: new Date() });
				const heard = next();
				if (heard.kind !== "failed") return { ok: true, value: { turn: heard, decide: next } };
				onProblem?.(heard.problem);
				return { ok: false, problem: heard.problem };
			},
		});
		if (outcome.kind === "ambiguous" && isRead && lostReads++ < maxLostReads) continue;
		if (outcome.kind !== "answered") return { ...outcome, hasWritten };
		hasWritten ||= !isRead && isTaken;
		decide = outcome.value.decide;
		turn = outcome.value.turn;
	}
	const detail = `${maxTurns} turns`;
	return {
		kind: "problem",
		problem: { class: "config", message: "The network never finished.", detail },
		hasWritten,
	};
}

function requestOf<T>(turn: Turn<T>): RequestDescription {
	if (turn.kind === "ask" || turn.kind === "wait") return turn.request;
	throw new Error("A turn that asked before does not ask again");
}
