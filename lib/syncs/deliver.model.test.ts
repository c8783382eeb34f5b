import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideKey, type OwnerReason, ownerReasons } from "@/lib/syncs/decide-key";
import {
	type DeliveryPorts,
	type DeliveryRequest,
	type DueKey,
	deliver,
	type SendResult,
} from "@/lib/syncs/deliver";
import {
	abandonRequest,
	askAgain,
	canMove,
	isPossiblyPresent,
	type LedgerKey,
	type LedgerPolicy,
	newKey,
	nextStep,
	type Operation,
	setDesired,
} from "@/lib/syncs/ledger";
import { passesGate } from "@/lib/syncs/passes-gate";
import { gateFactsOf } from "@/lib/syncs/testing/gate-facts-of";

// A model of everything the ledger meets: people who change, answers that are lost or come late, a process that dies
// at any write, values that expire. The delivery under test is the very one the server runs.

const minute = 60_000;
const day = 1_440 * minute;
const keptMs = 90 * day;
const policy: LedgerPolicy = {
	settleMs: 15 * minute,
	refusedRetryMs: day,
	renewAheadMs: 10 * day,
};

type Person = {
	reason: OwnerReason;
	values: string[];
	/** Merged into someone else: nothing happens to them any more. */
	isAbsorbed?: boolean;
};
type Fault =
	| "ok"
	| "lost_applied"
	| "lost_unapplied"
	| "late"
	| "throttled"
	| "refused"
	| "moved_refused"
	| "not_sent";
class Crash extends Error {}
/** A key of a request, and the one whose record is to be found under it. */
type Sent = { key: string; former?: string };

/** What people want: the truth that the remote must come to equal. */
type Truth = { people: Map<number, Person>; badValues: Set<string> };

class World {
	now = 1_000 * day;
	truth: Truth = { people: new Map(), badValues: new Set() };
	owners = new Map<number, Person>();
	ledger = new Map<string, LedgerKey>();
	remote = new Map<string, number>();
	/** Where the record under a value goes that its owner no longer has, at a network that moves records. */
	moves = new Map<string, string>();
	late: { at: number; operation: Operation; keys: Sent[] }[] = [];
	nextSeq = 1;
	/** Keys ever removed from desire and since then sent: must stay empty. */
	wronglySent: string[] = [];

	advance(ms: number): void {
		this.now += ms;
		for (const one of this.late.filter((one) => one.at <= this.now))
			this.apply(one.operation, one.keys, one.at);
		this.late = this.late.filter((one) => one.at > this.now);
		for (const [key, expiresAt] of this.remote) if (expiresAt <= this.now) this.remote.delete(key);
	}

	apply(operation: Operation, keys: readonly Sent[], at: number): void {
		for (const { key, former } of keys) {
			if (former !== undefined) this.remote.delete(former);
			if (operation === "remove") this.remote.delete(key);
			else this.remote.set(key, at + keptMs);
		}
	}

	ownersOf(key: string, people: Map<number, Person>): [number, Person][] {
		return [...people].filter(([, person]) => person.values.includes(key));
	}

	isTrulyDesired(key: string): boolean {
		return decideKey(this.ownersOf(key, this.truth.people).map(([, person]) => person.reason)).isDesired;
	}

	plan(): void {
		const links: [former: string, key: string][] = [];
		for (const [uid, person] of this.truth.people) {
			const before = this.owners.get(uid);
			const carries = person.reason === "wanted" || person.reason === "held_out";
			const values = carries ? [...person.values] : person.reason === "erased" ? [] : (before?.values ?? []);
			if (person.reason === "wanted") {
				const lost = (before?.values ?? []).filter((one) => !values.includes(one));
				for (const former of lost) for (const key of values) links.push([former, key]);
			}
			this.owners.set(uid, { reason: person.reason, values });
			for (const value of values) {
				if (!this.ledger.has(value)) this.ledger.set(value, { ...newKey, since: this.now });
			}
		}
		for (const [id, key] of this.ledger) {
			const { isDesired } = decideKey(this.ownersOf(id, this.owners).map(([, person]) => person.reason));
			this.ledger.set(id, setDesired(key, isDesired, policy));
			if (isDesired) this.moves.delete(id);
		}
		for (const [former, key] of links) {
			const [from, to] = [this.ledger.get(former), this.ledger.get(key)];
			if (!from || !to || this.ownersOf(former, this.owners).length > 0) continue;
			if (from.isDesired || !isPossiblyPresent(from.state)) continue;
			if (!to.isDesired || (to.state !== "absent" && to.state !== "unknown")) continue;
			this.moves.set(former, key);
			if (to.state === "absent" && from.state === "unknown")
				this.ledger.set(key, { ...to, retryAt: from.retryAt });
		}
	}

	moving(): DueKey[] {
		const found = new Map<string, DueKey>();
		for (const [former, id] of this.moves) {
			const [from, to] = [this.ledger.get(former), this.ledger.get(id)];
			if (!from || !to || !canMove(from, to, this.now, policy)) continue;
			const key = { id, cursor: id, kind: "EXTERN_ID", value: id, ledger: to };
			found.set(id, { ...key, former: { id: former, value: former, ledger: from } });
		}
		return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
	}

	async run(
		faults: readonly Fault[],
		crashAt: number,
		during: readonly [number, number, OwnerReason][],
		isAsked = false,
	): Promise<void> {
		let writes = 0;
		let requests = 0;
		const write = (): void => {
			if (writes++ === crashAt) throw new Crash();
		};
		// A run that starts finds what a dead one left.
		for (const [id, key] of this.ledger) this.ledger.set(id, abandonRequest(key, this.now, policy));
		if (isAsked) for (const [id, key] of this.ledger) this.ledger.set(id, askAgain(key, policy));
		const due = (operation: Operation): DueKey[] =>
			[...this.ledger]
				.filter(([, key]) => nextStep(key, this.now, policy) === operation)
				.map(([id, ledger]) => ({ id, cursor: id, kind: "EXTERN_ID", value: id, ledger }))
				.sort((a, b) => (a.id < b.id ? -1 : 1));
		const ports: DeliveryPorts = {
			now: () => this.now,
			newSessionId: () => "1",
			countDue: async (operation) => due(operation).length,
			readDue: async (operation, after, limit) => {
				// People change their minds while the run goes on.
				for (const [at, uid, reason] of during) {
					const person = this.truth.people.get(uid);
					if (at === requests && person && !person.isAbsorbed) person.reason = reason;
				}
				return due(operation)
					.filter((key) => after === null || key.id > after)
					.slice(0, limit);
			},
			moves: {
				count: async () => this.moving().length,
				read: async (after, limit) =>
					this.moving()
						.filter((key) => after === null || key.id > after)
						.slice(0, limit),
			},
			checkGate: async (keys) => {
				// Someone is held out of whom the plan knows nothing yet, so neither of the values shared with others.
				const hasUnassignedMembers = [...this.truth.people].some(
					([id, person]) => person.reason === "held_out" && this.owners.get(id)?.reason !== "held_out",
				);
				if (hasUnassignedMembers) return { allowed: new Set(), recheck: null };
				const allowed = new Set(
					keys
						.filter((key) =>
							passesGate(
								this.ownersOf(key.id, this.owners).map(([uid]) =>
									gateFactsOf(this.truth.people.get(uid)?.reason),
								),
							),
						)
						.map((key) => key.id),
				);
				return { allowed, recheck: null };
			},
			noteHeldBack: () => {},
			writeIntent: async (request) => {
				write();
				for (const { id, ledger, former } of request.keys) {
					this.ledger.set(id, ledger);
					this.moves.delete(id);
					if (former) this.ledger.set(former.id, { ...former.ledger, remoteId: null });
				}
				write();
			},
			send: async (request) => this.send(request, faults[requests++] ?? "ok"),
			writeOutcome: async (_request, _result, keys) => {
				write();
				for (const key of keys) {
					const now = this.ledger.get(key.id);
					this.ledger.set(key.id, { ...key.ledger, isDesired: now?.isDesired ?? false });
					if (key.former) this.ledger.set(key.former.id, key.former.ledger);
				}
				write();
			},
			readStopRequest: async () => null,
			keptMs: () => keptMs,
		};
		try {
			this.plan();
			write();
			await deliver(ports, policy, 3, this.nextSeq);
		} catch (error) {
			if (!(error instanceof Crash)) throw error;
		}
		this.nextSeq += 1_000;
	}

	send(request: DeliveryRequest, fault: Fault): SendResult {
		const keys = request.keys.map(
			({ value, former }): Sent => ({ key: value, ...(former ? { former: former.value } : {}) }),
		);
		if (request.operation === "add") {
			for (const { key } of keys) {
				if (!this.isTrulyDesired(key)) this.wronglySent.push(key);
			}
		}
		const detail = "";
		if (fault === "moved_refused") {
			// Records were moved in a turn before the one that was refused.
			this.apply(
				request.operation,
				keys.filter(({ former }) => former && this.remote.has(former)),
				this.now,
			);
			return { kind: "refused", reason: "too small", detail };
		}
		if (fault === "not_sent" || fault === "throttled") {
			return {
				kind: "stopped",
				reason: fault,
				detail,
				needsUserAction: false,
				retryAt: this.now + minute,
				isDisabled: false,
			};
		}
		if (fault === "refused") return { kind: "refused", reason: "too small", detail };
		if (fault === "late") {
			this.late.push({ at: this.now + 14 * minute, operation: request.operation, keys });
			return { kind: "ambiguous", reason: "time-out", detail };
		}
		if (fault === "lost_unapplied") return { kind: "ambiguous", reason: "cut", detail };
		if (request.operation === "add" && keys.some(({ key }) => this.truth.badValues.has(key))) {
			return fault === "lost_applied"
				? { kind: "ambiguous", reason: "cut", detail }
				: { kind: "bad_batch", reason: "bad value", detail, rows: [] };
		}
		this.apply(request.operation, keys, this.now);
		return fault === "lost_applied"
			? { kind: "ambiguous", reason: "cut", detail }
			: { kind: "answered", result: { others: "accepted", byIndex: new Map(), invalidCount: 0 } };
	}
}

type Command = fc.AsyncCommand<Truth, World>;

function command(title: string, act: (world: World) => void | Promise<void>): Command {
	return {
		check: () => true,
		run: async (_truth, world) => {
			await act(world);
			expect(world.wronglySent).toEqual([]);
		},
		toString: () => title,
	};
}

const uid = fc.integer({ min: 1, max: 4 });
const value = fc.integer({ min: 1, max: 5 }).map((n) => `v${n}`);
// Keeping people who left is another mode; here the network mirrors.
const reason = fc.constantFrom(...ownerReasons.filter((one) => one !== "kept"));
const fault = fc.constantFrom<Fault>(
	"ok",
	"ok",
	"lost_applied",
	"lost_unapplied",
	"late",
	"throttled",
	"refused",
	"moved_refused",
	"not_sent",
);

const runs = fc
	.tuple(
		fc.array(fault, { maxLength: 5 }),
		fc.oneof(
			{ weight: 3, arbitrary: fc.constant(-1) },
			{ weight: 2, arbitrary: fc.integer({ min: 0, max: 14 }) },
		),
		fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), uid, reason), { maxLength: 2 }),
		fc.boolean(),
	)
	.map(([faults, crashAt, during, isAsked]) =>
		command(
			`run(${faults}; crash at ${crashAt}; ${during.join(" ")}${isAsked ? "; asked for" : ""})`,
			(world) => world.run(faults, crashAt, during, isAsked),
		),
	);

const commands = [
	fc.tuple(uid, reason, fc.uniqueArray(value, { maxLength: 2 })).map(([id, why, values]) =>
		command(`person ${id} is ${why} with ${values}`, (world) => {
			world.truth.people.set(id, { reason: why, values });
		}),
	),
	fc.tuple(uid, reason).map(([id, why]) =>
		command(`person ${id} becomes ${why}`, (world) => {
			const person = world.truth.people.get(id);
			if (person && !person.isAbsorbed) person.reason = why;
		}),
	),
	fc.tuple(uid, uid).map(([root, absorbed]) =>
		command(`${absorbed} is merged into ${root}`, (world) => {
			const into = world.truth.people.get(root);
			const from = world.truth.people.get(absorbed);
			if (!into || !from || root === absorbed) return;
			into.values = [...new Set([...into.values, ...from.values])];
			from.values = [];
			from.reason = "left";
			from.isAbsorbed = true;
		}),
	),
	value.map((bad) =>
		command(`${bad} is a value the network rejects`, (world) => void world.truth.badValues.add(bad)),
	),
	fc
		.constantFrom(minute, 14 * minute, 16 * minute, day, 30 * day, 85 * day, 100 * day)
		.map((ms) => command(`${ms / minute} minutes pass`, (world) => world.advance(ms))),
	runs,
	runs,
	runs,
];

async function endsRight(world: World, pauseMs: number, isAsked: boolean): Promise<void> {
	// Faults stop and delays pass.
	for (let i = 0; i < 3; i++) {
		world.advance(pauseMs);
		await world.run([], -1, [], isAsked);
	}
	expect(world.wronglySent).toEqual([]);
	const desired = [...world.ledger.keys()].filter((key) => world.isTrulyDesired(key));
	const listed = new Set(
		[...world.ledger].filter(([, key]) => key.reason !== null && key.isDesired).map(([id]) => id),
	);
	for (const key of listed) expect(world.truth.badValues).toContain(key);
	expect([...world.remote.keys()].filter((key) => !listed.has(key)).sort()).toEqual(
		desired.filter((key) => !listed.has(key)).sort(),
	);
}

describe("delivery over random faults", () => {
	it.each([
		["runs by themselves, once refusals have been waited for", day + minute, false],
		["someone asks for runs, without waiting for refusals", policy.settleMs + minute, true],
	])(
		"ends with the network holding exactly the wanted keys, and never sends one that is not wanted: %s",
		async (_title, pauseMs, isAsked) => {
			await fc.assert(
				fc.asyncProperty(fc.commands(commands, { maxCommands: 60, size: "max" }), async (steps) => {
					const world = new World();
					await fc.asyncModelRun(() => ({ model: world.truth, real: world }), steps);
					await endsRight(world, pauseMs, isAsked);
				}),
				{ numRuns: 1_000 },
			);
		},
		60_000,
	);
});
