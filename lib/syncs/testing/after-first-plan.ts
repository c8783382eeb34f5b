import type { Context } from "@/lib/workspaces/server/context";

/** The same context, with something that happens after the first plan of a run was made, before anything of it is delivered. */
export function afterFirstPlan(ctx: Context, happens: () => Promise<void>): Context {
	let isDone = false;
	const syncRequest = new Proxy(ctx.db.syncRequest, {
		get(target, property) {
			// Safe because whatever is there is passed on, and called on the store itself.
			const value = Reflect.get(target, property, target) as unknown;
			if (typeof value !== "function") return value;
			return async (...given: unknown[]) => {
				const result: unknown = await value.apply(target, given);
				// A delivery begins with the number of its first request.
				if (property === "aggregate" && !isDone) {
					isDone = true;
					await happens();
				}
				return result;
			};
		},
	});
	const db = new Proxy(ctx.db, {
		get: (target, property) =>
			property === "syncRequest" ? syncRequest : Reflect.get(target, property, target),
	});
	return { ...ctx, db };
}
