import type { Context } from "@/lib/workspaces/server/context";

class Death extends Error {}

export type Life = {
	isDead: boolean;
	/** Statements sent to a store so far. */
	statements: number;
	/** The last of them, in a word. */
	last: string;
};

/**
 * A context whose process dies at one of its statements: `dyingAt` counts them, and at a half the statement is still
 * carried out. -1: it lives. From then on nothing of it reaches a store any more, not even what it does on its way out.
 * `kill` ends the process for good.
 */
export function mortalContext(
	ctx: Context,
	dyingAt: number,
	kill: () => void = () => {},
): { ctx: Context; life: Life } {
	const life: Life = { isDead: false, statements: 0, last: "" };
	const die = (): never => {
		life.isDead = true;
		kill();
		throw new Death(life.last);
	};
	const isAfter = !Number.isInteger(dyingAt);
	const at = Math.floor(dyingAt);
	const send = (name: string, statement: () => unknown): unknown => {
		if (life.isDead) throw new Death(life.last);
		const mine = life.statements++;
		if (mine === at) life.last = `${isAfter ? "after" : "before"} ${name}`;
		if (mine !== at) return statement();
		if (!isAfter) return die();
		return (async () => {
			await statement();
			return die();
		})();
	};
	const wrap = <T extends object>(store: T, path: string): T =>
		new Proxy(store, {
			get(target, property) {
				// Safe because whatever is there is passed on, and called on the store itself.
				const value = Reflect.get(target, property, target) as unknown;
				if (typeof property !== "string") return value;
				const name = path === "" ? property : `${path}.${property}`;
				if (typeof value === "function") {
					return (...given: unknown[]) => {
						const [first, ...rest] = given;
						// Its statements count, not itself.
						const isTransaction = property === "$transaction" && typeof first === "function";
						const args = isTransaction
							? [(tx: object) => (first as (tx: object) => unknown)(wrap(tx, path)), ...rest]
							: given;
						return isTransaction
							? value.apply(target, args)
							: send(nameOf(name, first), () => value.apply(target, args));
					};
				}
				return typeof value === "object" && value !== null ? wrap(value, name) : value;
			},
		});
	return { ctx: { ...ctx, db: wrap(ctx.db, "db"), warehouse: wrap(ctx.warehouse, "warehouse") }, life };
}

/** Raw statements by their first words. */
function nameOf(path: string, first: unknown): string {
	if (!Array.isArray(first) || typeof first[0] !== "string") return path;
	return `${path} ${first[0].trim().split(/\s+/).slice(0, 3).join(" ")}`;
}
