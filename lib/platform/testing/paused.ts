import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "@/lib/platform/postgres/database";
import type { Warehouse } from "@/lib/platform/warehouse/warehouse";

type Stores = { db: Database; warehouse: Warehouse };

/** Mostly none; now and then some milliseconds, seldom most of a second. */
function pauseMs(random: () => number): number {
	const kind = random();
	if (kind < 0.8) return 0;
	if (kind < 0.95) return random() * 15;
	return kind < 0.99 ? 15 + random() * 100 : 115 + random() * 600;
}

/**
 * The stores with a pause before and after each question, as `random` has it: what happens in between on a busy machine
 * happens here too. What runs within a transaction is not held up: others wait for it.
 */
export function withPauses<Given extends Stores>(given: Given, random: () => number): Given {
	const pause = async () => {
		const ms = pauseMs(random);
		if (ms > 0) await sleep(ms);
	};
	const held = <Call extends (...values: never[]) => PromiseLike<unknown>>(call: Call): Call =>
		// Safe because it is called with the same values and returns the same.
		(async (...values: Parameters<Call>) => {
			await pause();
			const answer = await call(...values);
			await pause();
			return answer;
		}) as unknown as Call;
	return { ...given, db: wrap(given.db, held, 1), warehouse: wrap(given.warehouse, held, 1) };
}

type Hold = <Call extends (...values: never[]) => PromiseLike<unknown>>(call: Call) => Call;

/** Functions of an object are held, and those of the objects in it as far as `depth` says; the rest is as it was. */
function wrap<Store extends object>(store: Store, held: Hold, depth: number): Store {
	return new Proxy(store, {
		get(target, name) {
			const value: unknown = Reflect.get(target, name);
			if (typeof value === "function") return held(value.bind(target));
			const isModel = depth > 0 && typeof value === "object" && value !== null;
			return isModel && typeof name === "string" && !name.startsWith("_")
				? wrap(value, held, depth - 1)
				: value;
		},
	});
}
