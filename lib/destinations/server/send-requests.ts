import { backOffMs } from "@/lib/destinations/back-off";
import { addressProblem, schemeProblem } from "@/lib/destinations/check-address";
import type { Connection, HttpResponse, Problem, RequestDescription } from "@/lib/destinations/contract";
import { describeLongWait, longestWaitMs, readRetryAfter } from "@/lib/destinations/read-retry-after";
import { listSecrets, redactBody, redactSecrets } from "@/lib/destinations/redact-secrets";
import { endSlot, type SlotEnd } from "@/lib/destinations/server/end-slot";
import { otherTransport } from "@/lib/destinations/server/other-transports";
import { type Account, type Slot, takeSlot } from "@/lib/destinations/server/take-slot";
import { mayBePrivate, trustsPlainHttp } from "@/lib/destinations/server/trusted-address";
import { OutboundError, outboundFetch } from "@/lib/platform/outbound/fetch";

export type SendOutcome<T> =
	| { kind: "answered"; value: T; attempts: number }
	| { kind: "problem"; problem: Problem }
	/** Certainly never reached the network. `retryAt` (milliseconds) is known when the network is being left alone. */
	| { kind: "not_sent"; reason: string; isBlocked: boolean; retryAt: number | null }
	/** May have been carried out, or may still be. `wasAnswered`: the network said so itself. */
	| { kind: "ambiguous"; reason: string; detail: string; wasAnswered: boolean };

/**
 * Puts a usable token into the connection that requests are made of; a problem when there is none. `isRefused`: the
 * network did not accept the one at hand.
 */
export type Freshen = (options?: { isRefused?: boolean }) => Promise<Problem | null>;

export type SendOptions<T> = {
	/**
	 * Creates the request of an attempt, counted from 0; each may differ (a new signature, a new session, fewer
	 * rows).
	 */
	make: (attempt: number) => RequestDescription | Promise<RequestDescription>;
	read: (answer: HttpResponse) => { ok: true; value: T } | { ok: false; problem: Problem };
	/** Called before each attempt, and once when the network refuses the credentials. */
	freshen?: Freshen | undefined;
	readPause?: (answer: HttpResponse) => number;
	/**
	 * Its credentials are blacked out of every answer before it is read, so that none becomes a reason or a detail. Left
	 * out where the answer brings credentials that are needed: then only what the request shows is blacked out, and only
	 * in problems.
	 */
	connection?: Connection;
	/** Whose allowance is used; without it (a connection that is not stored yet) nothing limits the request. */
	account?: Account;
	/** Whatever its method, it changes nothing there: a test. Then the last answer counts, whatever was before. */
	changesNothing?: boolean;
	/** A person asked for this request: it is sent even while the account is left alone. */
	isForced?: boolean;
	timeoutMs: number;
	signal?: AbortSignal;
	sleep?: (ms: number) => Promise<void>;
	/** A clock of the caller's own; without it Postgres's decides about slots. */
	clock?: () => number;
	/** In [0, 1). */
	random?: () => number;
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
/** Shorter than anyone who withdraws waits for a request (`waitForRequests`): it leaves before, or never. */
const connectMs = 8_000;
const defaultPatienceMs = 60_000;
// What a request may take beyond its time-out: connecting to Postgres, a busy machine.
const slotSlackMs = 10_000;

export function realSleep(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}

type Closed = { until: number; reason: string };

/**
 * The one way requests leave for a network. Each waits for its slot, which all processes share. Retries what the
 * network itself answered as throttled (certainly not applied) or temporary; a lost answer is never repeated here,
 * because only the ledger may decide about it. Once an attempt may have been applied, only success makes clear what
 * the network holds: a later refusal says nothing about the earlier attempt.
 */
export async function sendWithRetry<T>(options: SendOptions<T>): Promise<SendOutcome<T>> {
	const attempts: Attempts = { unclear: null };
	const outcome = await sendAttempts(options, attempts);
	const { unclear } = attempts;
	if (!unclear || outcome.kind === "answered" || outcome.kind === "ambiguous") return outcome;
	// Nothing more is ever sent there, so nothing can be made clear.
	if (outcome.kind === "problem" && outcome.problem.class === "disabled") return outcome;
	const then =
		outcome.kind === "problem" ? `${outcome.problem.message} ${outcome.problem.detail}` : outcome.reason;
	const detail = `${unclear.detail}; then: ${then}`.trim();
	return { kind: "ambiguous", reason: unclear.message, detail, wasAnswered: true };
}

/** `unclear`: the problem of an attempt that may have been applied. */
type Attempts = { unclear: Problem | null };

async function sendAttempts<T>(options: SendOptions<T>, attempts: Attempts): Promise<SendOutcome<T>> {
	const { account, connection, signal } = options;
	const sleep = options.sleep ?? realSleep;
	const now = options.clock ?? Date.now;
	const random = options.random ?? Math.random;
	const at = () => (options.clock ? new Date(options.clock()) : undefined);
	let patienceMs = options.patienceMs ?? defaultPatienceMs;
	let last: Problem | null = null;

	/** Waits, but not for longer than Muster runs. */
	async function rest(ms: number): Promise<void> {
		patienceMs -= ms;
		if (!signal) return await sleep(ms);
		let stop = () => {};
		const stopped = new Promise<void>((resolve) => {
			stop = resolve;
		});
		signal.addEventListener("abort", stop);
		if (!signal.aborted) await Promise.race([sleep(ms), stopped]);
		signal.removeEventListener("abort", stop);
	}

	/** Waits as long as patience allows. */
	async function waitForSlot(): Promise<Slot | Closed | null> {
		if (!account) return null;
		const longestMs = options.timeoutMs + slotSlackMs;
		const isForced = options.isForced ?? false;
		for (let reserved: Date | null = null; ; ) {
			const answer = await takeSlot(account, { reserved, patienceMs, longestMs, isForced, at: at() });
			if (answer.kind === "go") return answer.slot;
			if (answer.kind === "closed") return { until: answer.until.getTime(), reason: answer.reason };
			if (answer.waitMs > patienceMs) {
				const reason = "As many requests as this account allows at once are in progress.";
				return { until: now() + answer.waitMs, reason };
			}
			await rest(answer.waitMs);
			if (signal?.aborted) return { until: now(), reason: "The request was stopped." };
			reserved = answer.reserved;
		}
	}

	let isRenewed = false;
	for (let attempt = 0; ; attempt++) {
		const stale = await options.freshen?.();
		if (stale) return { kind: "problem", problem: stale };
		const slot = await waitForSlot();
		if (slot && "until" in slot) {
			if (last) return afterRetries(last);
			return { kind: "not_sent", reason: slot.reason, isBlocked: false, retryAt: slot.until };
		}
		const end = async (how: SlotEnd): Promise<void> => {
			if (account && slot) await endSlot(account, slot, how, at());
		};
		let request: RequestDescription;
		try {
			request = await options.make(attempt);
		} catch (error) {
			await end(abandoned);
			throw error;
		}
		const secrets = listSecrets(connection, request);
		// Checked again when sending: what is stored may be older than the rule, or its trust withdrawn.
		const other = otherTransport(request.url);
		const unfit = other
			? schemeProblem(request.url, other.scheme)
			: addressProblem(request.url, trustsPlainHttp);
		if (unfit) {
			await end(abandoned);
			const reason = `The address ${unfit}. An admin can change it.`;
			return { kind: "not_sent", reason, isBlocked: true, retryAt: null };
		}
		const sentAt = new Date();
		const note = (answer: HttpResponse | null, error: string | null) =>
			options.onExchange?.({ request, answer, error, at: sentAt, tookMs: Date.now() - sentAt.getTime() });
		let answer: HttpResponse;
		try {
			const how = {
				timeoutMs: options.timeoutMs,
				connectMs,
				allowPrivate: mayBePrivate(request.url),
				...(signal ? { signal } : {}),
			};
			answer =
				other && connection
					? await other.exchange(request, connection, how)
					: await outboundFetch(request.url, request, how);
		} catch (error) {
			const wasStopped = signal?.aborted ?? false;
			if (!(error instanceof OutboundError) || error.isBlocked || wasStopped) await end(abandoned);
			else await end({ kind: "failed", reason: error.message, hold: null });
			if (!(error instanceof OutboundError)) throw error;
			note(null, error.message);
			if (error.wasSent) {
				return { kind: "ambiguous", reason: error.message, detail: "no answer", wasAnswered: false };
			}
			// Stopped by ourselves: nothing has to be waited for.
			const retryAt = wasStopped ? now() : null;
			return { kind: "not_sent", reason: error.message, isBlocked: error.isBlocked, retryAt };
		}
		note(answer, null);
		const verdict = options.read(connection ? redactAnswer(answer, secrets) : answer);
		const pauseMs = options.readPause?.(answer) ?? 0;
		const pause =
			pauseMs > 0 ? { ms: pauseMs, reason: "The account is close to its network's limit." } : null;
		if (verdict.ok) {
			await end({ kind: "answered", reason: null, hold: pause });
			return { kind: "answered", value: verdict.value, attempts: attempt + 1 };
		}
		const problem = redactProblem(verdict.problem, secrets);
		if (problem.class === "auth" && options.freshen && !isRenewed) {
			await end({ kind: "answered", reason: null, hold: pause });
			isRenewed = true;
			const gone = await options.freshen({ isRefused: true });
			if (gone) return { kind: "problem", problem: gone };
			// Certainly not applied: the same attempt again.
			attempt--;
			continue;
		}
		if (problem.class !== "throttled" && problem.class !== "transient") {
			await end({ kind: "answered", reason: null, hold: pause });
			return { kind: "problem", problem };
		}
		const asked = readAsked(problem, answer, now());
		const waitMs = asked === null ? backOffMs(attempt, random()) : asked.waitMs + random() * 1_000;
		last = asked === null ? problem : { ...problem, ...asked.told, retryAfterMs: waitMs };
		const mustHold = problem.class === "throttled" || asked !== null;
		await end({
			kind: problem.class === "throttled" ? "answered" : "failed",
			reason: last.message,
			hold: mustHold ? { ms: waitMs, reason: last.message } : pause,
		});
		if (problem.class === "transient" && request.method !== "GET" && !options.changesNothing)
			attempts.unclear = last;
		if (attempt + 1 >= maxAttempts || waitMs > patienceMs || signal?.aborted) return afterRetries(last);
		// A held account makes the next attempt wait, like every other request.
		if (account && mustHold) continue;
		await rest(waitMs);
	}
}

const abandoned: SlotEnd = { kind: "abandoned", reason: null, hold: null };

/** What the network's wish to wait adds to the problem; null when it said nothing. */
function readAsked(
	problem: Problem,
	answer: HttpResponse,
	now: number,
): { waitMs: number; told: { message?: string } } | null {
	const header = readRetryAfter(answer.headers, now);
	if (header === null && problem.retryAfterMs === undefined) return null;
	const askedMs = Math.max(header?.askedMs ?? 0, problem.retryAfterMs ?? 0);
	const waitMs = Math.min(askedMs, longestWaitMs);
	const long = describeLongWait({ waitMs, askedMs });
	const told = long ? { message: `${problem.message} To be exact, ${long}; Muster waits for one.` } : {};
	return { waitMs, told };
}

function afterRetries(problem: Problem): Extract<SendOutcome<never>, { kind: "problem" | "ambiguous" }> {
	if (problem.class === "throttled") return { kind: "problem", problem };
	return { kind: "ambiguous", reason: problem.message, detail: problem.detail, wasAnswered: true };
}

function redactAnswer(answer: HttpResponse, secrets: readonly string[]): HttpResponse {
	const headers = Object.entries(answer.headers).map(([name, value]) => [
		name,
		redactSecrets(value, secrets),
	]);
	return { ...answer, headers: Object.fromEntries(headers), body: redactBody(answer.body, secrets) };
}

function redactProblem(problem: Problem, secrets: readonly string[]): Problem {
	return {
		...problem,
		message: redactSecrets(problem.message, secrets),
		detail: redactSecrets(problem.detail, secrets),
	};
}
