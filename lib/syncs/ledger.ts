import { assertNever } from "@/lib/kernel/assert-never";

/**
 * What one remote audience holds, per remote key. absent: not there; adding, removing: a request is in
 * flight; present: the network confirmed this key; accepted: the network accepted it but returns only counts;
 * unknown: an answer was lost, it may be there or not; rejected: the network does not accept this value.
 */
export const keyStates = [
	"absent",
	"adding",
	"present",
	"accepted",
	"removing",
	"unknown",
	"rejected",
] as const;
export type KeyState = (typeof keyStates)[number];
export type Operation = "add" | "remove";

/** Instants are milliseconds. */
export type LedgerKey = {
	isDesired: boolean;
	state: KeyState;
	/** While a request is in flight: the state before it. */
	stateBefore: KeyState | null;
	since: number;
	reason: string | null;
	/** Nothing is sent for this key before then. */
	retryAt: number | null;
	/** When the network drops it on its own. */
	expiresAt: number | null;
	/**
	 * Until when the network may still be processing an addition, however it was answered; null: it never is, or not any
	 * more. Whatever happens to the key meanwhile, a removal before then is repeated.
	 */
	mayApplyUntil: number | null;
	/** Hash of the fields that shall be there, and of those last sent; null for plain audiences. */
	desiredVersion: string | null;
	sentVersion: string | null;
	/** The network's own id of the record, once learned. */
	remoteId: string | null;
};

export type LedgerPolicy = {
	/** How long a request without a clear answer may still take effect at the network. */
	settleMs: number;
	refusedRetryMs: number;
	/** How long before it expires a key is sent again. */
	renewAheadMs: number;
	/**
	 * How long the network may still be processing what it accepted. A removal within that time is sent at once and
	 * once more when it is over, because the earlier addition could be applied after it.
	 */
	appliesWithinMs?: number;
};

/** The result for one key in one request. */
export type KeyOutcome =
	/** The network reported this very key as done. */
	| { kind: "confirmed"; remoteId?: string; formerStays?: true }
	/** Taken; the network answers with counts only. */
	| { kind: "accepted" }
	/** There is no such record at the network: removed already, or not there to be updated. */
	| { kind: "missing"; reason: string }
	/** Certainly not applied: refused before processing, or never sent. */
	| { kind: "not_applied" }
	/** The network will not do this now though nothing is wrong with the value. */
	| { kind: "refused"; reason: string }
	/** The network does not accept this value. */
	| { kind: "rejected"; reason: string; isRetryable: boolean }
	/** No clear answer: it may have been applied, or may still be. */
	| { kind: "ambiguous"; reason: string };

export const newKey: Omit<LedgerKey, "since"> = {
	isDesired: false,
	state: "absent",
	stateBefore: null,
	reason: null,
	retryAt: null,
	expiresAt: null,
	mayApplyUntil: null,
	desiredVersion: null,
	sentVersion: null,
	remoteId: null,
};

/** Whether the network may hold the key. Removals are planned from these, so that a lost answer never leaves anyone behind. */
export function isPossiblyPresent(state: KeyState): boolean {
	switch (state) {
		case "present":
		case "accepted":
		case "adding":
		case "removing":
		case "unknown":
			return true;
		case "absent":
		case "rejected":
			return false;
		default:
			return assertNever(state);
	}
}

/** For statements: the states of which that is true. */
export const possiblyPresentStates: readonly KeyState[] = keyStates.filter(isPossiblyPresent);

/**
 * Someone's desired state changed: the network's answer to the opposite request, and its retry delay, do not
 * apply to this one, and a rejected value is as good as new. A lost answer may still take effect, so that
 * delay stays. `flippedColumns` writes the same in SQL.
 */
export function setDesired(
	key: LedgerKey,
	isDesired: boolean,
	{ settleMs }: Pick<LedgerPolicy, "settleMs">,
): LedgerKey {
	if (key.isDesired === isDesired) return key;
	switch (key.state) {
		case "present":
		case "accepted":
		case "absent":
			return { ...key, isDesired, reason: null, retryAt: null };
		case "rejected":
			return { ...key, isDesired, state: "absent", reason: null, retryAt: null };
		case "unknown": {
			const settledAt = key.since + settleMs;
			const retryAt = key.retryAt === null ? null : Math.min(key.retryAt, settledAt);
			return { ...key, isDesired, retryAt };
		}
		default:
			return { ...key, isDesired };
	}
}

/**
 * Someone asks for another try: a rejection or a refusal no longer stands in its way, a lost answer still does.
 * `prepareRun` writes the same in SQL.
 */
export function askAgain(key: LedgerKey, { settleMs }: Pick<LedgerPolicy, "settleMs">): LedgerKey {
	if (key.state === "rejected") return { ...key, state: "absent", reason: null, retryAt: null };
	if (key.retryAt === null || key.state === "adding" || key.state === "removing") return key;
	if (key.state === "unknown") return { ...key, retryAt: Math.min(key.retryAt, key.since + settleMs) };
	return { ...key, reason: null, retryAt: null };
}

/** What the key needs at `now`: a request, waiting, or nothing. */
export function nextStep(key: LedgerKey, now: number, policy: LedgerPolicy): Operation | "wait" | "none" {
	if (key.state === "adding" || key.state === "removing") return "wait";
	const due = dueAt(key, policy);
	if (due === null) return "none";
	if (due <= now) return key.isDesired ? "add" : "remove";
	// A renewal in the far future is nothing to wait for.
	return key.retryAt !== null && key.retryAt > now ? "wait" : "none";
}

/** From when on a request is needed, stored with the key so that finding what is due is one look; null: none is. */
export function dueAt(key: LedgerKey, policy: LedgerPolicy): number | null {
	const soonest = key.retryAt ?? 0;
	switch (key.state) {
		case "adding":
		case "removing":
		case "rejected":
			return null;
		case "absent":
			return key.isDesired ? soonest : null;
		case "unknown":
			return soonest;
		case "present":
		case "accepted":
			if (!key.isDesired || key.desiredVersion !== key.sentVersion) return soonest;
			return key.expiresAt === null ? null : Math.max(soonest, key.expiresAt - policy.renewAheadMs);
		default:
			return assertNever(key.state);
	}
}

/** The intent, written before the request leaves. */
export function beginRequest(key: LedgerKey, operation: Operation, now: number): LedgerKey {
	return {
		...key,
		state: operation === "add" ? "adding" : "removing",
		stateBefore: key.state,
		since: now,
		reason: null,
		retryAt: null,
	};
}

/** The state after the answer. `sentAt` is when the request left; `keptMs` how long the network keeps this kind of key. */
export function settleRequest(
	key: LedgerKey,
	operation: Operation,
	outcome: KeyOutcome,
	now: number,
	policy: LedgerPolicy,
	{
		sentAt,
		keptMs,
	}: {
		sentAt: number;
		keptMs: number | null;
	},
): LedgerKey {
	const before = key.stateBefore ?? "unknown";
	const base = { ...key, stateBefore: null, since: now, retryAt: null };
	const added = operation === "add" ? { mayApplyUntil: appliedBy(now, policy) } : {};
	switch (outcome.kind) {
		case "confirmed":
		case "accepted":
			if (operation === "remove") return removed(base, now);
			return {
				...base,
				...added,
				state: outcome.kind === "confirmed" ? "present" : "accepted",
				reason: null,
				expiresAt: keptMs === null ? null : sentAt + keptMs,
				sentVersion: key.desiredVersion,
				remoteId: (outcome.kind === "confirmed" ? outcome.remoteId : undefined) ?? key.remoteId,
			};
		case "missing":
			// Gone is what a removal wants; what cannot be updated waits until its data change.
			if (operation === "remove") return { ...removed(base, now), remoteId: null };
			return { ...base, state: "rejected", reason: outcome.reason, expiresAt: null, remoteId: null };
		case "not_applied":
			return { ...base, state: before };
		case "refused":
			return { ...base, state: before, reason: outcome.reason, retryAt: now + policy.refusedRetryMs };
		case "rejected":
			if (outcome.isRetryable || operation === "remove" || isPossiblyPresent(before)) {
				// It may be there from before: rejecting this request does not change that.
				return { ...base, state: before, reason: outcome.reason, retryAt: now + policy.refusedRetryMs };
			}
			return { ...base, state: "rejected", reason: outcome.reason, expiresAt: null };
		case "ambiguous":
			return {
				...base,
				...added,
				...(operation === "remove" ? forgotten : {}),
				state: "unknown",
				reason: outcome.reason,
				retryAt: now + policy.settleMs,
			};
		default:
			return assertNever(outcome);
	}
}

/**
 * Whether the record under a key that is no longer wanted can be moved to its owner's new key: both are due, and nothing
 * is known to be under the new one.
 */
export function canMove(former: LedgerKey, key: LedgerKey, now: number, policy: LedgerPolicy): boolean {
	return (
		(key.state === "absent" || key.state === "unknown") &&
		nextStep(former, now, policy) === "remove" &&
		nextStep(key, now, policy) === "add"
	);
}

/**
 * The states after a request that was to move a record from one key to another. Only a plain success says where the
 * record is: it may have been moved before the network said no to something else. So in all other cases either key is
 * unknown, and the id of the record is forgotten with the former: a removal by it would take out what was moved.
 */
export function settleMove(
	key: LedgerKey,
	former: LedgerKey,
	outcome: KeyOutcome,
	now: number,
	policy: LedgerPolicy,
	sent: { sentAt: number; keptMs: number | null },
): { key: LedgerKey; former: LedgerKey } {
	const base = { ...former, stateBefore: null, since: now, retryAt: null };
	const unknown: LedgerKey = { ...base, ...forgotten, state: "unknown", remoteId: null };
	switch (outcome.kind) {
		case "confirmed":
			return {
				key: settleRequest(key, "add", outcome, now, policy, sent),
				former: outcome.formerStays
					? { ...base, state: former.stateBefore ?? "unknown" }
					: removed({ ...base, remoteId: null }, now),
			};
		case "accepted":
		case "ambiguous":
			return {
				key: settleRequest(key, "add", outcome, now, policy, sent),
				former: { ...unknown, retryAt: now + policy.settleMs },
			};
		default: {
			const settled = settleRequest({ ...key, stateBefore: "unknown" }, "add", outcome, now, policy, sent);
			// What is refused as a move may be accepted by itself.
			const isFinal = outcome.kind === "rejected" && !outcome.isRetryable;
			return { key: isFinal ? { ...settled, retryAt: null } : settled, former: unknown };
		}
	}
}

/** After a removal without a clear answer: what was sent before may be gone, so whoever comes back enters anew. */
const forgotten = { sentVersion: null };

/** Gone, unless an earlier addition may still be applied after this removal: then it is repeated when it no longer can. */
function removed(key: LedgerKey, now: number): LedgerKey {
	const { mayApplyUntil } = key;
	const isEarly = mayApplyUntil !== null && mayApplyUntil > now;
	return {
		...key,
		state: isEarly ? "unknown" : "absent",
		reason: isEarly ? "Removed while an earlier addition was still being processed." : null,
		retryAt: isEarly ? mayApplyUntil : null,
		mayApplyUntil: isEarly ? mayApplyUntil : null,
		expiresAt: null,
		sentVersion: null,
	};
}

/** Until when an addition sent by `now` may take effect; null where the network applies at once. */
function appliedBy(now: number, { appliesWithinMs = 0 }: LedgerPolicy): number | null {
	return appliesWithinMs > 0 ? now + appliesWithinMs : null;
}

/** A run died with this request in flight: its result is unknown. */
export function abandonRequest(key: LedgerKey, now: number, policy: LedgerPolicy): LedgerKey {
	if (key.state !== "adding" && key.state !== "removing") return key;
	return {
		...key,
		state: "unknown",
		stateBefore: null,
		...(key.state === "adding" ? { mayApplyUntil: appliedBy(now, policy) } : forgotten),
		since: now,
		reason: "The run was interrupted before an answer came.",
		retryAt: now + policy.settleMs,
	};
}
