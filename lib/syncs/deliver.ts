import type { BatchResult, RecordOutcome } from "@/lib/destinations/contract";
import type { FieldValue } from "@/lib/destinations/what-is-sent";
import {
	beginRequest,
	canMove,
	type KeyOutcome,
	type LedgerKey,
	type LedgerPolicy,
	nextStep,
	type Operation,
	settleMove,
	settleRequest,
} from "@/lib/syncs/ledger";

/** One remote key with its place in the ledger. */
export type DueKey = {
	id: string;
	/** Where the next page of due keys begins after this one. */
	cursor: string;
	kind: string;
	value: string;
	ledger: LedgerKey;
	/** Mapped fields, for networks that keep a record of each person. */
	fields?: Readonly<Record<string, FieldValue>>;
	/** Whose fields they are. */
	owner?: number;
	/** The fields cannot be sent, so neither can the key. */
	isUnmapped?: boolean;
	/** Which of the things that happened to the key this is. */
	occurrence?: string;
	/** The key whose record is to be moved to this one. */
	former?: FormerKey;
};
export type FormerKey = Pick<DueKey, "id" | "value" | "ledger">;
export type SettledKey = DueKey & { outcome: KeyOutcome };

/** Keys of the request, by position, that were left out of it; true for those an earlier attempt may have brought. */
export type Withheld = ReadonlyMap<number, boolean>;

export type SendResult = { withheld?: Withheld } & (
	| {
			kind: "answered";
			result: BatchResult;
			/** An earlier attempt had no clear answer: the session cannot continue. */
			isSessionBroken?: boolean;
	  }
	/**
	 * Certainly not applied unless `isUnclear`, and nothing else can proceed: wait, or a person must fix something.
	 */
	| {
			kind: "stopped";
			isUnclear?: true;
			reason: string;
			detail: string;
			needsUserAction: boolean;
			retryAt: number | null;
			isDisabled: boolean;
	  }
	| { kind: "refused"; reason: string; detail: string }
	/** `rows`: those at fault, by position, when the network names them. */
	| { kind: "bad_batch"; reason: string; detail: string; rows: readonly { index: number; reason: string }[] }
	| { kind: "ambiguous"; reason: string; detail: string }
);

/** Of these keys, the ones that must not leave after all. */
export type Recheck = (keyIds: readonly string[]) => Promise<ReadonlySet<string>>;

export type GateDecision = {
	/** Which of the keys may leave. */
	allowed: ReadonlySet<string>;
	/** What is asked right before every attempt, about whatever happened since; null where nothing can. */
	recheck: Recheck | null;
};

export type DeliveryRequest = {
	seq: number;
	operation: Operation;
	keys: readonly DueKey[];
	/** Of the gate these keys passed; null for removals, which pass none. */
	recheck: Recheck | null;
	session: { id: string; seq: number; isLast: boolean; estimatedTotal: number };
	sentAt: number;
};

/**
 * The outside world for the delivery of one run. Each write is one transaction; a crash may follow any of
 * them.
 */
export type DeliveryPorts = {
	now(): number;
	newSessionId(): string;
	countDue(operation: Operation): Promise<number>;
	/** Keys that may be due, in a fixed order, after the cursor `after`. */
	readDue(operation: Operation, after: string | null, limit: number): Promise<DueKey[]>;
	/**
	 * Networks that move records: keys whose owner's record is to be moved to them from a former key, which they name.
	 * Absent: there are none.
	 */
	moves?: {
		count(): Promise<number>;
		read(after: string | null, limit: number): Promise<DueKey[]>;
	};
	/** Which of the keys may leave now. Called for additions only. */
	checkGate(keys: readonly DueKey[]): Promise<GateDecision>;
	/** So many keys did not pass the gate and stay. */
	noteHeldBack(count: number): void;
	/** Writes the intent; throws when this run is no longer the one that may send. */
	writeIntent(request: DeliveryRequest): Promise<void>;
	send(request: DeliveryRequest): Promise<SendResult>;
	writeOutcome(request: DeliveryRequest, result: SendResult, keys: readonly SettledKey[]): Promise<void>;
	/** A reason to end between two requests, or null. */
	readStopRequest(): Promise<string | null>;
	keptMs(kind: string): number | null;
};

export type DeliveryEnd =
	| { kind: "finished" }
	| { kind: "asked_to_stop"; reason: string }
	| {
			kind: "stopped";
			reason: string;
			detail: string;
			needsUserAction: boolean;
			retryAt: number | null;
			isDisabled: boolean;
	  };

/** How often one run may halve a rejected batch before it treats the whole batch as the fault. */
const maxSplits = 200;
/** After this many unclear answers in a row the network is left alone until later. */
const maxUnconfirmed = 3;
/** What the gate decided is asked again after this. */
export const gateHoldsMs = 2_000;

/**
 * Delivers what is due, one request at a time: records that move first, then removals, among them the former keys that
 * could not be moved, then additions. The intent is written before
 * each request leaves; the gate is checked for every batch while the one before it is on its way, and what it decided
 * is asked again when that takes longer; a batch the network rejects is halved until the bad row is alone. What the
 * network answered plainly is written while the next request is on its way.
 */
export async function deliver(
	ports: DeliveryPorts,
	policy: LedgerPolicy,
	rowsPerRequest: number,
	firstSeq: number,
): Promise<DeliveryEnd> {
	const state: RunState = {
		seq: firstSeq,
		splits: 0,
		unclear: 0,
		writing: Promise.resolve(),
		ahead: null,
		reading: null,
	};
	try {
		for (const phase of ["move", "remove", "add"] as const) {
			const end = await deliverPhase(ports, policy, rowsPerRequest, phase, state);
			await state.writing;
			if (end.kind !== "finished") return end;
		}
		return { kind: "finished" };
	} finally {
		// Whatever ended the delivery: nothing of it is read or written later.
		await Promise.allSettled([state.writing, state.ahead, state.reading]);
	}
}

type RunState = {
	seq: number;
	splits: number;
	unclear: number;
	/** The outcome that is being written: the next one, and whatever depends on it, waits for it. */
	writing: Promise<void>;
	/** The page after the one that is being sent. */
	ahead: Promise<Page> | null;
	/** The page after that one. */
	reading: Promise<DueKey[]> | null;
};
type Session = { id: string; seq: number; total: number } | null;

type Phase = Operation | "move";

async function deliverPhase(
	ports: DeliveryPorts,
	policy: LedgerPolicy,
	rowsPerRequest: number,
	phase: Phase,
	state: RunState,
): Promise<DeliveryEnd> {
	let session: Session = null;
	const operation = phase === "move" ? "add" : phase;
	const isMove = phase === "move";
	let remaining = isMove ? ((await ports.moves?.count()) ?? 0) : await ports.countDue(operation);
	// While a request waits for its answer the next page passes the gate and the one after it is read.
	const nextPage = pages(ports, phase, rowsPerRequest, state);
	const readOn = () => preparePage(ports, policy, operation, nextPage());
	while (remaining > 0) {
		const stop = await ports.readStopRequest();
		if (stop !== null) return { kind: "asked_to_stop", reason: stop };
		const { page, due, first } = await (state.ahead ?? readOn());
		state.ahead = null;
		if (page.length === 0) break;
		remaining -= page.length;
		const isLast = remaining <= 0 || page.length < rowsPerRequest;
		const pending: DueKey[][] = [due];
		for (let keys = pending.shift(); keys; keys = pending.shift()) {
			const isFresh = keys === due && ports.now() - first.at <= gateHoldsMs;
			const { allowed, recheck } = isFresh ? first : await passed(ports, operation, keys);
			// What cannot be moved has its turn among the additions.
			if (!isMove) ports.noteHeldBack(keys.length - allowed.length);
			if (allowed.length === 0) continue;
			session ??= { id: ports.newSessionId(), seq: 0, total: allowed.length + Math.max(0, remaining) };
			session.seq++;
			// One instant for all keys of a request: what ends alike is written in one statement.
			const sentAt = ports.now();
			const request: DeliveryRequest = {
				seq: state.seq++,
				operation,
				keys: allowed.map((key) => ({
					...key,
					ledger: beginRequest(key.ledger, operation, sentAt),
					...(key.former
						? { former: { ...key.former, ledger: beginRequest(key.former.ledger, "remove", sentAt) } }
						: {}),
				})),
				recheck,
				session: {
					id: session.id,
					seq: session.seq,
					isLast: isLast && pending.length === 0,
					estimatedTotal: session.total,
				},
				sentAt,
			};
			await ports.writeIntent(request);
			if (remaining > 0 && state.ahead === null) {
				state.ahead = readOn();
				// Its failure is thrown where it is waited for.
				state.ahead.catch(() => undefined);
			}
			const result = await ports.send(request);
			const settled = settle(ports, policy, request, result);
			await state.writing;
			state.writing = ports.writeOutcome(request, result, settled);
			// Its failure is thrown where it is waited for.
			state.writing.catch(() => undefined);
			// Whatever is not plain is written before anything else happens.
			if (result.kind !== "answered" || pending.length > 0) await state.writing;
			if (result.kind !== "answered" || result.isSessionBroken) session = null;
			if (result.kind === "stopped") return result;
			state.unclear = result.kind === "ambiguous" ? state.unclear + 1 : 0;
			if (result.kind === "ambiguous" && state.unclear >= maxUnconfirmed) {
				const retryAt = ports.now() + policy.settleMs;
				return { ...result, kind: "stopped", needsUserAction: false, retryAt, isDisabled: false };
			}
			if (result.kind === "bad_batch" && allowed.length > 1) {
				if (++state.splits > maxSplits) {
					return { ...result, kind: "stopped", needsUserAction: true, retryAt: null, isDisabled: false };
				}
				pending.unshift(...resend(allowed, result.rows));
			}
			const stopInside = pending.length > 0 ? await ports.readStopRequest() : null;
			if (stopInside !== null) return { kind: "asked_to_stop", reason: stopInside };
		}
	}
	return { kind: "finished" };
}

/** What to send again of a batch refused as a whole: all but the named rows, or else its halves. */
function resend(keys: readonly DueKey[], rows: readonly { index: number }[]): DueKey[][] {
	if (rows.length > 0) {
		const bad = new Set(rows.map(({ index }) => index));
		const rest = keys.filter((_key, index) => !bad.has(index));
		return rest.length > 0 ? [rest] : [];
	}
	const middle = Math.ceil(keys.length / 2);
	return [keys.slice(0, middle), keys.slice(middle)];
}

/** The keys of a batch that passed the gate, and when it looked. */
type Passed = { allowed: readonly DueKey[]; recheck: Recheck | null; at: number };
/** A page of keys that may be due: those that are, and of them those that may leave now. */
type Page = { page: DueKey[]; due: DueKey[]; first: Passed };

/** Reads one page after another, each a page ahead of what is asked for. */
function pages(
	ports: DeliveryPorts,
	phase: Phase,
	limit: number,
	state: Pick<RunState, "reading">,
): () => Promise<DueKey[]> {
	let after: string | null = null;
	const read = async () =>
		phase === "move"
			? ((await ports.moves?.read(after, limit)) ?? [])
			: await ports.readDue(phase, after, limit);
	state.reading = null;
	return async () => {
		const page = await (state.reading ?? read());
		after = page.at(-1)?.cursor ?? after;
		state.reading = page.length < limit ? Promise.resolve([]) : read();
		// Its failure is thrown where it is waited for.
		state.reading.catch(() => undefined);
		return page;
	};
}

async function preparePage(
	ports: DeliveryPorts,
	policy: LedgerPolicy,
	operation: Operation,
	reading: Promise<DueKey[]>,
): Promise<Page> {
	const page = await reading;
	const due = page.filter(({ ledger, former }) =>
		former
			? canMove(former.ledger, ledger, ports.now(), policy)
			: nextStep(ledger, ports.now(), policy) === operation,
	);
	return { page, due, first: await passed(ports, operation, due) };
}

async function passed(ports: DeliveryPorts, operation: Operation, keys: readonly DueKey[]): Promise<Passed> {
	const at = ports.now();
	if (operation === "remove" || keys.length === 0) return { allowed: keys, recheck: null, at };
	const { allowed, recheck } = await ports.checkGate(keys);
	return { allowed: keys.filter((key) => allowed.has(key.id)), recheck, at };
}

function settle(
	ports: DeliveryPorts,
	policy: LedgerPolicy,
	request: DeliveryRequest,
	result: SendResult,
): SettledKey[] {
	const named = new Map(
		result.kind === "bad_batch" ? result.rows.map((row) => [row.index, row.reason] as const) : [],
	);
	const now = ports.now();
	return request.keys.map((key, index) => {
		const mayBeThere = result.withheld?.get(index);
		const outcome: KeyOutcome =
			mayBeThere === undefined
				? outcomeOf(result, index, named, request.keys.length - (result.withheld?.size ?? 0))
				: mayBeThere
					? { kind: "ambiguous", reason: "An earlier attempt had no clear answer." }
					: { kind: "not_applied" };
		const sent = { sentAt: request.sentAt, keptMs: ports.keptMs(key.kind) };
		if (key.former) {
			const settled = settleMove(key.ledger, key.former.ledger, outcome, now, policy, sent);
			return { ...key, ledger: settled.key, former: { ...key.former, ledger: settled.former }, outcome };
		}
		const ledger = settleRequest(key.ledger, request.operation, outcome, now, policy, sent);
		return { ...key, ledger, outcome };
	});
}

function outcomeOf(
	result: SendResult,
	index: number,
	named: ReadonlyMap<number, string>,
	rows: number,
): KeyOutcome {
	switch (result.kind) {
		case "answered": {
			const { byIndex, others } = result.result;
			const outcome: RecordOutcome =
				byIndex.get(index) ??
				(others === "unclear"
					? { kind: "unclear", reason: "The answer did not name it." }
					: { kind: others });
			return outcome.kind === "unclear" ? { kind: "ambiguous", reason: outcome.reason } : outcome;
		}
		case "ambiguous":
			return { kind: "ambiguous", reason: result.reason };
		case "refused":
			return { kind: "refused", reason: result.reason };
		case "bad_batch": {
			const reason = named.get(index) ?? (rows === 1 ? result.reason : undefined);
			return reason === undefined
				? { kind: "not_applied" }
				: { kind: "rejected", reason, isRetryable: false };
		}
		case "stopped":
			return result.isUnclear ? { kind: "ambiguous", reason: result.reason } : { kind: "not_applied" };
	}
}
