import { parseArgs } from "node:util";
import type { Scale } from "@/bench/data/shape";

export type BenchOptions = Scale & {
	/** Where the data of this scale is. */
	folder: string;
	/** Postgres is measured on this many events; 0 skips it. */
	postgresEvents: number;
	/** Counted runs of each question. */
	rounds: number;
	/** Between ticks of incremental refresh. */
	pauseSeconds: number;
	/** End with one line of JSON. */
	json: boolean;
	/** Call the verb in this process instead of the web server. */
	direct: boolean;
	/** Run only these questions; none named means all. */
	only: string[];
	/** Which workspaces to create. */
	workspaces: string[];
};

/** Whole numbers by name, and whether the last line is JSON; unknown options are refused. */
export function readNumbers<const Name extends string>(
	defaults: Record<Name, number>,
	args = process.argv.slice(2),
): Record<Name, number> & { json: boolean } {
	const names = Object.keys(defaults) as Name[];
	const { values } = parseArgs({
		args,
		options: {
			...Object.fromEntries(names.map((name) => [name, { type: "string" as const }])),
			json: { type: "boolean", default: false },
		},
	});
	const numbers = Object.fromEntries(
		names.map((name) => {
			const value = Number((values as Record<string, unknown>)[name] ?? defaults[name]);
			if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} must be a whole number from 1`);
			return [name, value];
		}),
	) as Record<Name, number>;
	return { ...numbers, json: values.json === true };
}

/** Takes `--name value` out of the arguments; `fallback` where it is not among them. */
export function takeText(name: string, fallback: string, args = process.argv): string {
	const at = args.indexOf(`--${name}`);
	if (at === -1) return fallback;
	const [, value] = args.splice(at, 2);
	if (value === undefined) throw new Error(`--${name} needs a value`);
	return value;
}

/** What scripts/muster/run-bench.mjs passes on. */
export function readOptions(args = process.argv.slice(2)): BenchOptions {
	const { values } = parseArgs({
		args,
		options: {
			folder: { type: "string" },
			people: { type: "string" },
			events: { type: "string" },
			"postgres-events": { type: "string" },
			rounds: { type: "string" },
			"pause-seconds": { type: "string", default: "0" },
			json: { type: "boolean", default: false },
			direct: { type: "boolean", default: false },
			only: { type: "string", default: "" },
			workspaces: { type: "string", default: "" },
		},
	});
	const number = (name: "people" | "events" | "postgres-events" | "rounds" | "pause-seconds") => {
		const value = Number(values[name]);
		if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} must be a whole number`);
		return value;
	};
	if (!values.folder) throw new Error("--folder is missing: start this by npm run bench.");
	return {
		folder: values.folder,
		people: number("people"),
		events: number("events"),
		postgresEvents: number("postgres-events"),
		rounds: number("rounds"),
		pauseSeconds: number("pause-seconds"),
		json: values.json,
		direct: values.direct,
		only: values.only.split(",").filter((id) => id !== ""),
		workspaces: values.workspaces.split(","),
	};
}
