import { fault } from "@/lib/destinations/server/sandbox/faults";
import { type SeenRequest, startSandbox } from "@/lib/destinations/server/sandbox/start-sandbox";
import { assignNewMembers } from "@/lib/holdouts/server/assign-new-members";
import { newId } from "@/lib/kernel/ids";
import { runErasure } from "@/lib/privacy/server/run-erasure";
import { pauseSync, resumeSync } from "@/lib/syncs/server/change-sync";
import { readDueReceipts } from "@/lib/syncs/server/read-due-receipts";
import { removeWithdrawn } from "@/lib/syncs/server/remove-withdrawn";
import { runSync } from "@/lib/syncs/server/run-sync";
import type { RunWorld } from "@/lib/syncs/server/run-world";
import { ChaosClock } from "@/lib/syncs/testing/chaos/chaos-clock";
import { chaosDestinations } from "@/lib/syncs/testing/chaos/chaos-destinations";
import { ChaosPeople } from "@/lib/syncs/testing/chaos/chaos-people";
import {
	type Change,
	minutes,
	people as peopleCount,
	type Turn,
	type World,
} from "@/lib/syncs/testing/chaos/chaos-steps";
import {
	compareDelivery,
	comparePlans,
	compareWishes,
	findUndone,
} from "@/lib/syncs/testing/chaos/check-world";
import { mortalContext } from "@/lib/syncs/testing/chaos/mortal-context";
import { type Delivery, openDelivery } from "@/lib/syncs/testing/chaos/open-delivery";
import { createTestCampaign } from "@/lib/syncs/testing/make-campaign";
import { createTestSegment, setMembers } from "@/lib/syncs/testing/make-people";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

const badValue = "person7@example.com";
/** Days after the last fault within which everything must be in order again. */
const settlingDays = 3;

export type Played = {
	/** Statements at which a process died, in words. */
	deaths: Set<string>;
	/** Requests that any network got. */
	requests: number;
};

/** Lives through one world with every network, and returns what happened; throws what is not as promised. */
export async function playWorld(world: World): Promise<Played> {
	const played: Played = { deaths: new Set(), requests: 0 };
	const broken: string[] = [];
	let watch: (request: SeenRequest) => void = () => {};
	const sandbox = await startSandbox({ port: 0, onRequest: (request) => watch(request) });
	try {
		const clock = new ChaosClock(sandbox);
		const base = await createTestWorkspace({ now: new Date(clock.now()) });
		const people = new ChaosPeople(base, clock);
		const at = (): Context => ({ ...base, now: new Date(clock.now()) });
		const uids = await people.createAll(peopleCount);
		const segmentId = await createTestSegment(base, uids);
		people.members = new Set(uids);
		const campaignId = await createTestCampaign(at(), segmentId, world.holdoutBp);
		const all: Delivery[] = [];
		for (const [network, own] of Object.entries(chaosDestinations())) {
			all.push(await openDelivery(at(), { network, own, segmentId, campaignId, sandbox }));
		}
		await assignNewMembers(at(), campaignId);
		people.campaign = { salt: campaignId, holdoutBp: world.holdoutBp };

		const seenOf = new Map<string, Set<string>>(all.map(({ network }) => [network, new Set()]));
		watch = ({ network, operation, body }) => {
			const one = all.find((other) => other.network === network);
			if (!one || (operation !== "add" && operation !== "remove")) return;
			played.requests++;
			const wanted = people.wantedValues();
			for (const contact of people.knownValues()) {
				const value = one.sent(contact);
				if (value === null || !body.includes(value)) continue;
				seenOf.get(network)?.add(contact.value);
				if (operation === "add" && !wanted.has(contact.value) && !one.own.isNamedToLeave?.(body, value))
					broken.push(`${network} was sent ${contact.value}, which was not wanted`);
			}
		};
		const refuse = (): void => {
			if (!world.hasBadValue) return;
			for (const { network, own, sent } of all) {
				const values = [sent({ kind: "email", value: badValue }) ?? ""];
				if (own.refuse) own.refuse(sandbox, values);
				else {
					const kind = network === "webhook" ? "reject_rows" : "bad_rows";
					sandbox.faults.add(fault.parse({ network, kind, operation: "add", values, times: 10_000 }));
				}
			}
		};
		const change = async (one: Change): Promise<void> => {
			switch (one.what) {
				case "email":
					return await people.changeEmail(one.uid, `person${one.to}@example.com`);
				case "plan":
					return await people.changePlan(one.uid, one.to);
				case "consent":
					return await people.state([one.uid], one.agrees, one);
				case "merge":
					return await people.merge(one.uid, one.other);
				case "erase":
					return await people.erase(one.uid);
			}
		};
		const live = async (
			dyingAt: number,
			work: (ctx: Context) => Promise<unknown>,
		): Promise<{ statements: number }> => {
			const { ctx, life } = mortalContext(at(), dyingAt);
			try {
				await work(ctx);
			} catch (error) {
				if (!life.isDead) throw error;
			}
			if (life.isDead) {
				played.deaths.add(life.last);
				// By the world's clock and the machine's: its lease has run out.
				await base.db.syncRun.updateMany({
					where: { sync: { workspaceId: base.workspace.id }, status: "running" },
					data: { leaseUntil: new Date() },
				});
			}
			return life;
		};
		/** What the minute's ticks do. */
		const tick = async (dyingAt: number, given: Partial<RunWorld>): Promise<void> => {
			await live(dyingAt, async (ctx) => {
				for (const erasureId of people.erasures) await runErasure(ctx, { erasureId }, given);
				for (const { syncId } of all) await removeWithdrawn(ctx, { syncId }, given);
			});
			await readDueReceipts({
				now: clock.now,
				workspaceId: base.workspace.id,
				sleep: async (ms) => clock.advance(ms),
			});
		};
		const run = async (one: Delivery, given: Partial<RunWorld>, turn?: Turn): Promise<void> => {
			const runId = newId("run");
			const trigger = turn?.isManual === false ? "schedule" : "manual";
			await base.db.syncRun.create({
				data: { id: runId, syncId: one.syncId, trigger, status: "queued", counts: {} },
			});
			const place = turn?.dyingAt ?? null;
			const dyingAt = place === null ? -1 : Math.floor(place * one.statements) + (turn?.diesAfter ? 0.5 : 0);
			const { statements } = await live(dyingAt, (ctx) => runSync(ctx, { runId }, given));
			if (place === null) one.statements = statements;
		};
		const waiting: RunWorld["sleep"][] = [];
		const given = (timeoutMs: number): Partial<RunWorld> => ({
			now: clock.now,
			timeoutMs,
			sleep: async (ms) => {
				clock.advance(ms);
				await waiting.shift()?.(ms);
			},
		});
		const reconnect = async (): Promise<void> => {
			await base.db.destination.updateMany({
				where: { workspaceId: base.workspace.id },
				data: { needsReconnect: false, status: "connected" },
			});
			await base.db.destinationRate.deleteMany({
				where: { destinationId: { in: all.map(({ destinationId }) => destinationId) } },
			});
		};

		for (const round of world.rounds) {
			for (const one of round.changes) await change(one);
			people.members = new Set(people.roots().filter((root) => round.members.includes(root)));
			await setMembers(base, segmentId, [...people.members]);
			for (const [index, one] of all.entries()) {
				const turn = round.turns[index];
				if (!turn) continue;
				refuse();
				one.own.setPartial?.(sandbox, turn.isPartial);
				for (const given of turn.faults) sandbox.faults.add({ ...given, network: one.network });
				if (turn.isPaused) await pauseSync(at(), one.syncId);
				waiting.length = 0;
				for (const meanwhile of round.meanwhile) waiting.push(async () => await change(meanwhile));
				await run(one, given(400), turn);
				if (turn.isPaused) await resumeSync(at(), one.syncId);
				one.own.setPartial?.(sandbox, false);
				sandbox.faults.clear();
				if (turn.isManual) await reconnect();
			}
			waiting.length = 0;
			clock.advance(minutes(round.minutesLater));
			if (round.hasTick)
				await tick(round.tickDyingAt === null ? -1 : Math.floor(round.tickDyingAt * 60), given(400));
		}
		await people.deliverWords();
		await reconnect();
		let problems: string[] = [];
		// Soon, while a plan looks only at what changed: then the ledger must know what is wanted. And then by the day, for
		// what a network takes its time with.
		for (const pauseMinutes of [70, ...Array.from({ length: settlingDays }, () => 26 * 60)]) {
			refuse();
			clock.advance(minutes(pauseMinutes));
			await tick(-1, given(5_000));
			for (const one of all) await run(one, given(5_000));
			sandbox.faults.clear();
			problems = [];
			const wanted = people.wantedValues();
			for (const one of all) {
				const sync = await base.db.sync.findUniqueOrThrow({ where: { id: one.syncId } });
				const held = one.own.held(sandbox, sync).map((key) => key.slice(key.indexOf(":") + 1));
				broken.push(...(await compareWishes(base, one, { wanted, people })));
				problems.push(
					...(await compareDelivery(base, one, {
						held,
						wanted,
						refused: world.hasBadValue ? badValue : null,
						people,
					})),
				);
				if (one.own.plans)
					problems.push(...comparePlans(one, one.own.plans(sandbox, sync), { wanted, people }));
			}
			problems.push(...(await findUndone(base)));
			if (problems.length === 0) break;
		}
		broken.push(...problems);
		for (const { network } of all) {
			for (const value of people.ownOfHeldOut())
				if (seenOf.get(network)?.has(value)) broken.push(`${network} was sent ${value} of a person held out`);
		}
		broken.push(...(sandbox.webhooks.receivers.get("demo")?.broken ?? []));
	} finally {
		await sandbox.close();
	}
	if (broken.length > 0) throw new Error([...new Set(broken)].join("\n"));
	return played;
}
