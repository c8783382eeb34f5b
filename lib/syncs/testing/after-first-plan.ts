import type { Context } from "@/lib/workspaces/server/context";

/** The same context, with something that happens right after the first plan of a run was stored. */
export function afterFirstPlan(ctx: Context, happens: () => Promise<void>): Context {
	let isDone = false;
	const sync = new Proxy(ctx.db.sync, {
		get(target, property) {
			// Safe because whatever is there is passed on, and called on the store itself.
			const value = Reflect.get(target, property, target) as unknown;
			if (typeof value !== "function") return value;
			return async (...given: unknown[]) => {
				const result: unknown = await value.apply(target, given);
				const isPlan = property === "updateMany" && JSON.stringify(given).includes("vaultSeenAt");
				if (isPlan && !isDone) {
					isDone = true;
					await happens();
				}
				return result;
			};
		},
	});
	const db = new Proxy(ctx.db, {
		get: (target, property) => (property === "sync" ? sync : Reflect.get(target, property, target)),
	});
	return { ...ctx, db };
}
