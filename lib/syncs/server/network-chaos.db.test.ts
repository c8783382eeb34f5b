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
import { openStage, playSchedule } from "@/lib/syncs/testing/chaos/play-schedule";

// The same worlds as in delivery-chaos, with the ledger in memory: so many schedules that every crash point meets every
// fault of every network, in a minute. What the stores do with a ledger is proved there, what becomes of it here.

const schedules = Number(process.env.MUSTER_CHAOS_WORLDS || 480);
const first = Number(process.env.MUSTER_CHAOS_FIRST || 0);
const atOnce = 4;
let played = 0;
const deaths = new Set<number>();
afterAll(async () => {
	reportChaos("network-chaos", { schedules: played, destinations: chaosNetworks });
	await closeDatabase();
	await closeWarehouse();
});

it(
	"ends with the network holding exactly what is wanted, wherever the process died and whatever the network did",
	async () => {
		const worlds = fc.sample(worldOf(1), { numRuns: first + schedules, seed: testSeed });
		const waiting = [...worlds.entries()].slice(first);
		const problems: string[] = [];
		const work = async (): Promise<void> => {
			const stage = await openStage();
			try {
				for (let next = waiting.shift(); next && problems.length < 3; next = waiting.shift()) {
					const [number, world] = next;
					const network = chaosNetworks[number % chaosNetworks.length] ?? "";
					const { broken, diedAt } = await playSchedule(stage, { network, world, number });
					for (const write of diedAt) deaths.add(write);
					if (broken.length > 0)
						problems.push(
							`Schedule ${number} of seed ${testSeed}, ${network}: ${broken.join("; ")}\n${JSON.stringify(world)}`,
						);
					else played++;
				}
			} finally {
				await stage.close();
			}
		};
		await Promise.all(Array.from({ length: atOnce }, work));
		expect(problems).toEqual([]);
		// Every write of a run of the usual length was one to die at.
		if (schedules >= 480)
			expect(Array.from({ length: 12 }, (_, write) => deaths.has(write))).not.toContain(false);
	},
	60_000 + schedules * 5_000,
);
