import { converse } from "@/lib/destinations/server/converse";
import { decideKey, type OwnerReason } from "@/lib/syncs/decide-key";
import { type DeliveryPorts, type DueKey, deliver } from "@/lib/syncs/deliver";
import {
	abandonRequest,
	askAgain,
	canMove,
	isPossiblyPresent,
	type LedgerKey,
	newKey,
	nextStep,
	type Operation,
	setDesired,
} from "@/lib/syncs/ledger";
import { passesGate } from "@/lib/syncs/passes-gate";
import type { OpenSync } from "@/lib/syncs/server/open-sync";
import { type RunWorld, realWorld } from "@/lib/syncs/server/run-world";
import { newSessionId, sendBatch } from "@/lib/syncs/server/send-batch";
import { sendOptions } from "@/lib/syncs/server/send-options";
import type { Delivery } from "@/lib/syncs/testing/chaos/open-delivery";
import type { PeopleTruth } from "@/lib/syncs/testing/chaos/people-truth";
import { gateFactsOf } from "@/lib/syncs/testing/gate-facts-of";

class Death extends Error {}
type Owner = { reason: OwnerReason; values: Map<string, string> };

/**
 * One delivery whose ledger is kept in memory by the very functions the server keeps it with, while everything from the
 * delivery loop outwards is the product: the order of requests, the network's conversation, the sender with its retries
 * and limits, HTTP. A schedule costs a hundredth of one in the real stores.
 */
export class ModelDelivery {
	readonly ledger = new Map<string, LedgerKey>();
	private readonly owners = new Map<number, Owner>();
	private readonly occurrences = new Map<string, number>();
	private readonly kinds = new Map<string, string>();
	/** Where the record under a value goes that its owner no longer has. */
	private readonly moves = new Map<string, string>();
	private audienceId: string | null = null;
	private runs = 0;
	private readonly delivery: Delivery;
	private readonly open: OpenSync;
	private readonly truth: PeopleTruth;
	private readonly name: string;
	private readonly now: () => number;

	constructor(
		{ delivery, open, name }: { delivery: Delivery; open: OpenSync; name: string },
		truth: PeopleTruth,
		now: () => number,
	) {
		this.delivery = delivery;
		this.open = open;
		this.name = name;
		this.truth = truth;
		this.now = now;
	}

	get audience(): string | null {
		return this.audienceId;
	}

	private valuesOf(root: number): Map<string, string> {
		const pairs = this.truth.contactsOf(root).flatMap((contact): [string, string][] => {
			const value = this.delivery.sent(contact);
			return value === null ? [] : [[value, contact.kind]];
		});
		return new Map(pairs);
	}

	private reasonOf(uid: number): OwnerReason {
		const person = this.truth.people.get(uid);
		if (!person || person.isErased) return "erased";
		if (person.root !== uid) return "left";
		if (this.truth.isHeldOut(uid)) return "held_out";
		if (!this.truth.members.has(uid)) return "left";
		return this.truth.isWanted(uid) ? "wanted" : "no_consent";
	}

	private plan(): void {
		const links: [former: string, value: string][] = [];
		for (const uid of this.truth.people.keys()) {
			const reason = this.reasonOf(uid);
			const carries = reason === "wanted" || reason === "held_out";
			const before = this.owners.get(uid)?.values ?? new Map<string, string>();
			const values = carries ? this.valuesOf(uid) : reason === "erased" ? new Map() : before;
			const root = this.truth.people.get(uid)?.root ?? uid;
			const instead = root === uid ? values : this.valuesOf(root);
			const isMoving = reason === "wanted" || (root !== uid && this.reasonOf(root) === "wanted");
			for (const [former, kind] of isMoving ? before : []) {
				for (const [value, of] of instead) if (of === kind && value !== former) links.push([former, value]);
			}
			this.owners.set(uid, { reason, values });
			for (const [value, kind] of values) {
				this.kinds.set(value, kind);
				if (!this.ledger.has(value)) this.ledger.set(value, { ...newKey, since: this.now() });
			}
		}
		for (const [value, key] of this.ledger) {
			const { isDesired } = decideKey(this.ownersOf(value).map(([, { reason }]) => reason));
			if (isDesired !== key.isDesired) this.occurrences.set(value, (this.occurrences.get(value) ?? 0) + 1);
			this.ledger.set(value, setDesired(key, isDesired, this.open.policy));
			if (isDesired) this.moves.delete(value);
		}
		if (!this.open.network.movesRecords) return;
		for (const [former, value] of links) {
			const [from, to] = [this.ledger.get(former), this.ledger.get(value)];
			const isFree = this.ownersOf(former).every(([, { reason }]) => reason === "left");
			if (!isFree || !from || !to || from.isDesired || !isPossiblyPresent(from.state)) continue;
			if (!to.isDesired || (to.state !== "absent" && to.state !== "unknown")) continue;
			this.moves.set(former, value);
			if (to.state === "absent" && from.state === "unknown")
				this.ledger.set(value, { ...to, retryAt: from.retryAt });
		}
	}

	/** Keys that are due, each with the former one whose record it is to have. */
	private moving(): DueKey[] {
		const found = new Map<string, DueKey>();
		for (const [former, value] of this.moves) {
			const [from, to] = [this.ledger.get(former), this.ledger.get(value)];
			if (!from || !to || !canMove(from, to, this.now(), this.open.policy)) continue;
			found.set(value, { ...this.dueKey(value, to), former: { id: former, value: former, ledger: from } });
		}
		return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
	}

	private dueKey(id: string, ledger: LedgerKey): DueKey {
		const occurrence = `${this.name} ${this.occurrences.get(id) ?? 0}`;
		return { id, cursor: id, kind: this.kinds.get(id) ?? "", value: id, ledger, occurrence };
	}

	private ownersOf(value: string): [number, Owner][] {
		return [...this.owners].filter(([, { values }]) => values.has(value));
	}

	/** Keys that no one may be sent for any more, as the checks before each attempt find them. */
	private barred(values: readonly string[]): Set<string> {
		const isBarred = (uid: number) => {
			const reason = this.reasonOf(uid);
			return reason === "no_consent" || reason === "erased";
		};
		return new Set(
			values.filter((value) =>
				this.ownersOf(value)
					.filter(([, { reason }]) => reason === "wanted")
					.every(([uid]) => isBarred(uid)),
			),
		);
	}

	/** One run; the process dies at this write, -1: at none. Returns how many writes there were. */
	async run(world: Partial<RunWorld>, dyingAt: number, isManual: boolean): Promise<number> {
		let writes = 0;
		const write = (): void => {
			if (writes++ === dyingAt) throw new Death();
		};
		try {
			await this.deliver({ ...realWorld, ...world, now: this.now }, write, isManual);
		} catch (error) {
			if (!(error instanceof Death)) throw error;
		}
		return writes;
	}

	private async deliver(world: RunWorld, write: () => void, isManual: boolean): Promise<void> {
		const { open, ledger } = this;
		const { policy, network } = open;
		const runId = `run_${this.name}_${this.runs++}`;
		for (const [value, key] of ledger) ledger.set(value, abandonRequest(key, this.now(), policy));
		if (isManual) for (const [value, key] of ledger) ledger.set(value, askAgain(key, policy));
		write();
		const audienceId = await this.findAudience(world);
		write();
		if (audienceId === null) return;
		this.plan();
		write();
		const due = (operation: Operation): DueKey[] =>
			[...ledger]
				.filter(([, key]) => nextStep(key, this.now(), policy) === operation)
				.map(([id, key]) => this.dueKey(id, key))
				.sort((a, b) => (a.id < b.id ? -1 : 1));
		const ports: DeliveryPorts = {
			now: this.now,
			newSessionId,
			countDue: async (operation) => due(operation).length,
			readDue: async (operation, after, limit) =>
				due(operation)
					.filter((key) => after === null || key.id > after)
					.slice(0, limit),
			moves: {
				count: async () => this.moving().length,
				read: async (after, limit) =>
					this.moving()
						.filter((key) => after === null || key.id > after)
						.slice(0, limit),
			},
			checkGate: async (keys) => {
				const barred = this.barred(keys.map(({ id }) => id));
				const passes = (id: string) =>
					passesGate(this.ownersOf(id).map(([uid]) => gateFactsOf(this.reasonOf(uid))));
				const allowed = new Set(keys.map(({ id }) => id).filter((id) => !barred.has(id) && passes(id)));
				return { allowed, recheck: async (ids) => this.barred(ids) };
			},
			noteHeldBack: () => {},
			writeIntent: async ({ keys }) => {
				write();
				for (const { id, ledger: key, former } of keys) {
					ledger.set(id, key);
					this.moves.delete(id);
					if (former) ledger.set(former.id, { ...former.ledger, remoteId: null });
				}
				write();
			},
			send: async (request) =>
				await sendBatch(open, runId, audienceId, request, world, {
					recheck: request.recheck,
				}),
			writeOutcome: async (_request, _result, keys) => {
				write();
				for (const { id, ledger: key, former } of keys) {
					const isDesired = ledger.get(id)?.isDesired ?? false;
					ledger.set(id, { ...key, isDesired });
					if (former) ledger.set(former.id, former.ledger);
				}
				write();
			},
			readStopRequest: async () => null,
			keptMs: (kind) =>
				network.identifierKinds.find((one) => one.kind === kind)?.keptMs?.(open.connection) ?? null,
		};
		// Two rows a request, so that most runs have several, and sessions go on over them.
		await deliver(ports, policy, 2, 1);
	}

	private async findAudience(world: RunWorld): Promise<string | null> {
		const { network } = this.open;
		if (this.audienceId !== null) return this.audienceId;
		const stale = await this.open.freshen?.();
		if (stale) return null;
		if (!network.prepareAudience) {
			this.audienceId = this.name;
			return this.audienceId;
		}
		const outcome = await converse(network.prepareAudience, {
			...sendOptions(this.open, world),
			input: () => ({ name: this.name, description: "", ownId: this.name }),
		});
		if (outcome.kind === "answered") this.audienceId = outcome.value;
		return this.audienceId;
	}

	/** What is not as it must be now: network = ledger = wanted, but for what is listed with a reason. */
	compare(held: readonly string[], refused: string | null): string[] {
		const broken: string[] = [];
		const listed = new Set(
			[...this.ledger].flatMap(([value, { isDesired, reason }]) =>
				reason !== null && (isDesired || value === refused) ? [value] : [],
			),
		);
		for (const value of listed) if (value !== refused) broken.push(`${value} is listed without need`);
		const wanted = new Set(
			[...this.truth.wantedValues().values()].flatMap(({ contact }) => this.delivery.sent(contact) ?? []),
		);
		const has = new Set(held);
		for (const value of wanted) if (!has.has(value) && !listed.has(value)) broken.push(`${value} is missing`);
		for (const value of has) if (!wanted.has(value)) broken.push(`${value} is still there`);
		for (const [value, { state }] of this.ledger) {
			if (!listed.has(value) && isPossiblyPresent(state) !== has.has(value))
				broken.push(`the ledger says of ${value} that it is ${state}`);
		}
		return broken;
	}
}
