import { countries, devices, eventNames, propertiesOf } from "@/bench/data/shape";
import { formatInstant } from "@/lib/kernel/sql-binder";
import { insertRows } from "@/lib/platform/warehouse/define-query";
import type { Context } from "@/lib/workspaces/server/context";
import { Rng } from "@/prisma/seed/rng";

/** A few events each for some people, others in every round, happening now. */
export async function insertActivity(
	ctx: Pick<Context, "workspace" | "warehouse">,
	{ round, people, active }: { round: number; people: number; active: number },
): Promise<void> {
	const rng = new Rng(`activity ${round}`);
	const nowMs = Date.now();
	const rows = Array.from({ length: active }, (_, index) => {
		const uid = 1 + ((round * active + index) % people);
		return Array.from({ length: rng.int(1, 4) }, (_, step) => {
			const event = rng.pick(eventNames);
			const values = {
				device: rng.pick(devices),
				country: rng.pick(countries),
				product_id: rng.int(0, 4_999),
				revenue: rng.int(20, 800) / 4,
				page: `/pricing/${rng.int(0, 59)}`,
			};
			return {
				ws: ctx.workspace.number,
				event,
				uid,
				time: formatInstant(nowMs - step),
				message: 1e12 + (round * active + index) * 10 + step,
				received_at: formatInstant(nowMs),
				source: "bench",
				properties: Object.fromEntries(propertiesOf(event).map(([name]) => [name, values[name]])),
			};
		});
	}).flat();
	await insertRows(ctx.warehouse, "events", rows);
}
