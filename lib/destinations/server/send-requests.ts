import { addressProblem } from "@/lib/destinations/check-address";
import type { HttpResponse, Problem, RequestDescription } from "@/lib/destinations/contract";
import { mayBePrivate, trustsPlainHttp } from "@/lib/destinations/server/trusted-address";
import { OutboundError, outboundFetch } from "@/lib/platform/outbound/fetch";

export type SendOutcome<T> =
	| { kind: "answered"; value: T; attempts: number; pauseMs: number }
	| { kind: "problem"; problem: Problem }
	/** Certainly never reached the network. */
	| { kind: "not_sent"; reason: string; isBlocked: boolean }
	/** May have been carried out, or may still be. */
	| { kind: "ambiguous"; reason: string; detail: string };

export type SendOptions<T> = {
	/**
	 * Creates the request of an attempt, counted from 0; each may differ (a new signature, a new session).
	 */
	make: (attempt: number) => RequestDescription;
	read: (answer: HttpResponse) => { ok: true; value: T } | { ok: false; problem: Problem };
	readPause?: (answer: HttpResponse) => number;
	timeoutMs: number;
	signal?: AbortSignal;
	sleep?: (ms: number) => Promise<void>;
	/** Longest time this request may spend waiting to be let in. */
	patienceMs?: number;
	/** Told of every attempt, whatever comes of it. */
	onExchange?: (exchange: Exchange) => void;
};

/** One request and what came back; null: nothing did. */
export type Exchange = {
	request: RequestDescription;
	answer: HttpResponse | null;
	error: string | null;
	at: Date;
	tookMs: number;
};

const maxAttempts = 4;
const defaultPatienceMs = 60_000;

export function realSleep(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * The one way requests leave for a network. Retries what the network itself answered as throttled (certainly not
 * applied) or temporary; a lost answer is never repeated here, because only the ledger may decide about it.
 */
export async function sendWithRetry<T>(options: SendOptions<T>): Promise<SendOutcome<T>> {
	const sleep = options.sleep ?? realSleep;
	let patienceMs = options.patienceMs ?? defaultPatienceMs;
	for (let attempt = 0; ; attempt++) {
		const request = options.make(attempt);
		// Checked again when sending: what is stored may be older than the rule, or its trust withdrawn.
		const unfit = addressProblem(request.url, trustsPlainHttp);
		if (unfit) {
			return { kind: "not_sent", reason: `The address ${unfit}. An admin can change it.`, isBlocked: true };
		}
		const at = new Date();
		const note = (answer: HttpResponse | null, error: string | null) =>
			options.onExchange?.({ request, answer, error, at, tookMs: Date.now() - at.getTime() });
		let answer: HttpResponse;
		try {
			answer = await outboundFetch(request.url, request, {
				timeoutMs: options.timeoutMs,
				allowPrivate: mayBePrivate(request.url),
				...(options.signal ? { signal: options.signal } : {}),
			});
		} catch (error) {
			if (!(error instanceof OutboundError)) throw error;
			note(null, error.message);
			if (error.wasSent) return { kind: "ambiguous", reason: error.message, detail: "no answer" };
			return { kind: "not_sent", reason: error.message, isBlocked: error.isBlocked };
		}
		note(answer, null);
		const verdict = options.read(answer);
		if (verdict.ok) {
			const pauseMs = options.readPause?.(answer) ?? 0;
			return { kind: "answered", value: verdict.value, attempts: attempt + 1, pauseMs };
		}
		const { problem } = verdict;
		if (problem.class !== "throttled" && problem.class !== "transient") return { kind: "problem", problem };
		// Back-off with jitter, unless the network says how long.
		const waitMs = problem.retryAfterMs ?? Math.min(30_000, 1_000 * 4 ** attempt) * (0.5 + Math.random() / 2);
		if (attempt + 1 >= maxAttempts || waitMs > patienceMs || options.signal?.aborted) {
			if (problem.class === "throttled") return { kind: "problem", problem };
			return { kind: "ambiguous", reason: problem.message, detail: problem.detail };
		}
		patienceMs -= waitMs;
		await sleep(waitMs);
	}
}
