import fc from "fast-check";
import { afterAll, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { closeDatabase } from "@/lib/platform/postgres/database";
import { reportChaos } from "@/lib/platform/testing/report-chaos";
import { testSeed } from "@/lib/platform/testing/test-seed";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { chaosNetworks } from "@/lib/syncs/testing/chaos/chaos-destinations";
import { worldOf } from "@/lib/syncs/testing/chaos/chaos-steps";
import { type Played, playWorld } from "@/lib/syncs/testing/chaos/play-world";

// Every network of the sandbox under random faults, changes of people and deaths of the process, in the real stores and
// over real HTTP. A world is one history of people that every network lives through with faults and deaths of its own:
// as many schedules as there are networks. `npm run chaos -- sync` plays as many as you like.

const schedules = Number(process.env.MUSTER_CHAOS_WORLDS || 25);
const first = Number(process.env.MUSTER_CHAOS_FIRST || 0);
const worlds = Math.ceil(schedules / chaosNetworks.length);
/** Worlds at once: while one waits for a time-out, another goes on. */
const atOnce = 3;

const deaths = new Set<string>();
let played = 0;
afterAll(async () => {
	reportChaos("delivery-chaos", { schedules: played, destinations: chaosNetworks });
	await closeDatabase();
	await closeWarehouse();
});

it(
	"ends with every network holding exactly the people who are wanted, none of them held out, whatever happened",
	async () => {
		const sampled = fc.sample(worldOf(chaosNetworks.length), { numRuns: first + worlds, seed: testSeed });
		const waiting = [...sampled.entries()].slice(first);
		const problems: string[] = [];
		const work = async (): Promise<void> => {
			for (let next = waiting.shift(); next && problems.length === 0; next = waiting.shift()) {
				const [number, world] = next;
				try {
					const one: Played = await playWorld(world);
					for (const death of one.deaths) deaths.add(death);
					played += chaosNetworks.length;
				} catch (error) {
					const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
					problems.push(`World ${number} of seed ${testSeed}: ${why}\n${JSON.stringify(world)}`);
				}
			}
		};
		await Promise.all(Array.from({ length: atOnce }, work));
		expect(problems).toEqual([]);
	},
	60_000 + worlds * 60_000,
);
