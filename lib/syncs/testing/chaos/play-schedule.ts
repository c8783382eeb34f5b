import { fault } from "@/lib/destinations/server/sandbox/faults";
import {
	type Sandbox,
	type SeenRequest,
	startSandbox,
} from "@/lib/destinations/server/sandbox/start-sandbox";
import { findSync, openSync } from "@/lib/syncs/server/open-sync";
import type { RunWorld } from "@/lib/syncs/server/run-world";
import { ChaosClock } from "@/lib/syncs/testing/chaos/chaos-clock";
import { chaosDestinations } from "@/lib/syncs/testing/chaos/chaos-destinations";
import {
	type Change,
	minutes,
	people as peopleCount,
	type World,
} from "@/lib/syncs/testing/chaos/chaos-steps";
import { ModelDelivery } from "@/lib/syncs/testing/chaos/model-delivery";
import { type Delivery, openDelivery } from "@/lib/syncs/testing/chaos/open-delivery";
import { chaosEmail, PeopleTruth } from "@/lib/syncs/testing/chaos/people-truth";
import { createTestSegment } from "@/lib/syncs/testing/make-people";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

/** A sandbox with one account of each network, connected; schedules use it one after the other. */
export type Stage = {
	ctx: Context;
	sandbox: Sandbox;
	clock: ChaosClock;
	deliveries: ReadonlyMap<string, Delivery>;
	watch: { request: (request: SeenRequest) => void };
	close: () => Promise<void>;
};

const usualWrites = 14;
const settlingDays = 3;

export async function openStage(): Promise<Stage> {
	const watch: Stage["watch"] = { request: () => {} };
	const sandbox = await startSandbox({ port: 0, onRequest: (request) => watch.request(request) });
	const ctx = await createTestWorkspace();
	const segmentId = await createTestSegment(ctx, []);
	const deliveries = new Map<string, Delivery>();
	for (const [network, own] of Object.entries(chaosDestinations({ readsReceipts: false }))) {
		deliveries.set(network, await openDelivery(ctx, { network, own, segmentId, campaignId: null, sandbox }));
	}
	return { ctx, sandbox, clock: new ChaosClock(sandbox), deliveries, watch, close: () => sandbox.close() };
}

/** Lives through a world with one network; returns what is not as promised, and the writes at which the process died. */
export async function playSchedule(
	{ ctx, sandbox, clock, deliveries, watch }: Stage,
	{ network, world, number }: { network: string; world: World; number: number },
): Promise<{ broken: string[]; diedAt: number[] }> {
	const delivery = deliveries.get(network);
	if (!delivery) throw new Error(`${network} is not connected`);
	const { own, sent } = delivery;
	const broken: string[] = [];
	const diedAt: number[] = [];
	const truth = new PeopleTruth();
	truth.create(
		Array.from({ length: peopleCount }, (_, index) => index + 1),
		clock.now(),
	);
	truth.members = new Set(truth.roots());
	truth.campaign = { salt: `schedule-${number}`, holdoutBp: world.holdoutBp };
	const fresh = async () => openSync(await findSync(ctx, delivery.syncId));
	const model = new ModelDelivery(
		{ delivery, open: await fresh(), name: `schedule-${number}` },
		truth,
		clock.now,
	);
	const seen = new Set<string>();
	watch.request = (request) => {
		if (request.operation !== "add" && request.operation !== "remove") return;
		const wanted = truth.wantedValues();
		for (const contact of truth.knownValues()) {
			const value = sent(contact);
			if (value === null || !request.body.includes(value)) continue;
			seen.add(contact.value);
			if (
				request.operation === "add" &&
				!wanted.has(contact.value) &&
				!own.isNamedToLeave?.(request.body, value)
			)
				broken.push(`${contact.value} was sent, which was not wanted`);
		}
	};
	const refused = world.hasBadValue ? (sent({ kind: "email", value: chaosEmail(7) }) ?? null) : null;
	const refuse = (): void => {
		own.refuse?.(sandbox, refused === null ? [] : [refused]);
		if (own.refuse || refused === null) return;
		const kind = network === "webhook" ? "reject_rows" : "bad_rows";
		sandbox.faults.add(fault.parse({ network, kind, operation: "add", values: [refused], times: 10_000 }));
	};
	const change = (one: Change): void => {
		clock.advance(1_000);
		const at = clock.now();
		const person = truth.find(one.uid);
		if (!person) return;
		if (one.what === "email") person.email = { value: chaosEmail(one.to), at };
		if (one.what === "consent") person.consents = { value: one.agrees, at };
		if (one.what === "erase") truth.erased(person.root);
		if (one.what === "merge" && truth.canMerge(one.uid, one.other)) {
			const roots = [person.root, truth.find(one.other)?.root ?? 0];
			const root = Math.min(...roots);
			for (const other of truth.people.values()) if (roots.includes(other.root)) other.root = root;
		}
	};
	let waiting: Change[] = [];
	const given = (timeoutMs: number): Partial<RunWorld> => ({
		timeoutMs,
		sleep: async (ms) => {
			clock.advance(ms);
			const next = waiting.shift();
			if (next) change(next);
		},
	});
	/** Whatever a network or its account held against us: someone has looked into it. */
	const reconnect = async (): Promise<void> => {
		const { destinationId } = delivery;
		await ctx.db.destination.update({ where: { id: destinationId }, data: { needsReconnect: false } });
		await ctx.db.destinationRate.deleteMany({ where: { destinationId } });
		sandbox.faults.clear();
	};
	await reconnect();
	for (const round of world.rounds) {
		const [turn] = round.turns;
		for (const one of round.changes) change(one);
		truth.members = new Set(truth.roots().filter((root) => round.members.includes(root)));
		refuse();
		own.setPartial?.(sandbox, turn?.isPartial ?? false);
		for (const one of turn?.faults ?? []) sandbox.faults.add({ ...one, network });
		waiting = [...round.meanwhile];
		const dyingAt = turn?.dyingAt == null ? -1 : Math.floor(turn.dyingAt * usualWrites);
		const writes = await model.run(given(150), dyingAt, turn?.isManual ?? false);
		if (dyingAt >= 0 && writes > dyingAt) diedAt.push(dyingAt);
		waiting = [];
		own.setPartial?.(sandbox, false);
		await reconnect();
		clock.advance(minutes(round.minutesLater));
	}
	let problems: string[] = [];
	for (let left = settlingDays; left > 0; left--) {
		refuse();
		clock.advance(minutes(26 * 60));
		await model.run(given(5_000), -1, true);
		sandbox.faults.clear();
		const held = own.held(sandbox, { id: model.audience ?? "", remoteAudienceId: model.audience });
		problems = model.compare(
			held.map((key) => key.slice(key.indexOf(":") + 1)),
			refused,
		);
		if (problems.length === 0) break;
	}
	broken.push(...problems);
	for (const value of truth.ownOfHeldOut()) if (seen.has(value)) broken.push(`${value} of a person held out`);
	broken.push(...(sandbox.webhooks.receivers.get("demo")?.broken.splice(0) ?? []));
	return { broken, diedAt };
}
