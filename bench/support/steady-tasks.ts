import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { rounded } from "@/bench/support/report";
import { did, has, type SteadyShop } from "@/bench/support/steady-shop";
import { userOf } from "@/bench/support/stream-messages";
import { createSegment } from "@/lib/segments/server/create-segment";
import { updateSegment } from "@/lib/segments/server/update-segment";
import { inspectImport } from "@/lib/sources/server/imports/inspect-import";
import { startImport } from "@/lib/sources/server/imports/start-import";
import { uploadImport } from "@/lib/sources/server/imports/upload-import";
import { enqueueSyncRun } from "@/lib/syncs/server/enqueue-sync-run";
import { createTrait } from "@/lib/traits/server/create-trait";
import type { Context } from "@/lib/workspaces/server/context";

/** Seconds each piece of work took until its result was ready. */
export type SteadyTasks = {
	created: number[];
	edited: number[];
	imports: number[];
	trait: number | null;
	syncRuns: number;
	faults: string[];
};

const nowIn = (ctx: Context): Context => ({ ...ctx, now: new Date() });
/** How long to wait after the stream's planned end: longer means never. */
const patienceMs = 120_000;

/**
 * What people do on a busy day, spread over the time; resolves when everything has ended or time is long up.
 */
export async function runSteadyTasks(
	shop: SteadyShop,
	{ seconds, importRows, isStreamOnly }: { seconds: number; importRows: number; isStreamOnly: boolean },
	say: (line: string) => void,
): Promise<SteadyTasks> {
	const { ctx } = shop;
	const startedMs = Date.now();
	const until = startedMs + seconds * 1000;
	const done: SteadyTasks = { created: [], edited: [], imports: [], trait: null, syncRuns: 0, faults: [] };
	const from = async (share: number) =>
		await sleep(Math.max(0, startedMs + seconds * 1000 * share - Date.now()));

	/** Polls until it is true; null if it never is. */
	const waitFor = async (what: string, look: () => Promise<boolean | string>): Promise<number | null> => {
		const beganMs = Date.now();
		while (Date.now() < until + patienceMs) {
			const found = await look();
			if (typeof found === "string") {
				done.faults.push(`${what} failed: ${found}`);
				return null;
			}
			if (found) return (Date.now() - beganMs) / 1000;
			await sleep(100);
		}
		done.faults.push(`${what} did not end`);
		return null;
	};
	const served = (id: string, version: number) => async () => {
		const row = await ctx.db.segment.findUniqueOrThrow({ where: { id }, select: { servedVersion: true } });
		return row.servedVersion === version;
	};
	const pause = Math.max(10_000, (seconds * 1000) / 12);

	const segments = async () => {
		await from(0.1);
		for (let n = 0; Date.now() < until - 5_000; n++) {
			const rule = {
				combinator: "and" as const,
				rules: [has("plan", "team"), did("Product Viewed", ">=", n + 1, 30)],
			};
			const { id } = await createSegment(nowIn(ctx), { name: `New ${n}`, rule });
			const created = await waitFor(`Segment ${n}`, served(id, 1));
			if (created !== null) done.created.push(created);
			const edit = { combinator: "and" as const, rules: [did("Order Completed", ">=", n + 1, 20)] };
			const { version } = await updateSegment(nowIn(ctx), shop.editedId, { rule: edit });
			const edited = await waitFor(`Edit ${n}`, served(shop.editedId, version));
			if (edited !== null) done.edited.push(edited);
			say(
				`${Math.round((Date.now() - startedMs) / 1000)} s: a new segment served after ${created ?? "never"} s, an edit after ${edited ?? "never"} s`,
			);
			await sleep(Math.max(0, Math.min(pause, until - Date.now())));
		}
	};
	const imports = async () => {
		await from(0.2);
		await Promise.all([0, 1].map((file) => importPeople(file)));
	};
	const importPeople = async (file: number) => {
		// Half of each file are people the stream talks about at the same time.
		const rows = Array.from({ length: importRows }, (_, n) =>
			n % 2 === 0 ? `${userOf(n)},file-${file}` : `file-${file}-${n},file-${file}`,
		);
		const bytes = Readable.from([Buffer.from(`User ID,Cohort\n${rows.join("\n")}\n`)]);
		const { id: importId } = await uploadImport(nowIn(ctx), {
			kind: "people",
			fileName: `file-${file}.csv`,
			bytes,
		});
		const { mapping } = await inspectImport(ctx, { importId });
		if (!mapping) throw new Error("The file has no mapping");
		await startImport(nowIn(ctx), { importId, mapping, consent: { kind: "none" } });
		const took = await waitFor(`Import ${file}`, async () => {
			const row = await ctx.db.import.findUniqueOrThrow({ where: { id: importId } });
			return row.status === "failed" ? (row.error ?? "without a reason") : row.status === "finished";
		});
		if (took !== null) done.imports.push(rounded(took));
	};
	const traits = async () => {
		await from(0.3);
		const { id } = await createTrait(nowIn(ctx), {
			name: "orders",
			definition: {
				kind: "aggregate",
				event: "Order Completed",
				window: { kind: "any" },
				measure: { kind: "count" },
			},
		});
		const took = await waitFor("The computed trait", async () => {
			const row = await ctx.db.computedTrait.findUniqueOrThrow({ where: { id } });
			return row.servedVersion === row.currentVersion;
		});
		done.trait = took === null ? null : rounded(took);
		const rule = {
			combinator: "and" as const,
			rules: [
				{
					kind: "trait" as const,
					field: "orders",
					type: "number" as const,
					operator: ">=" as const,
					value: 2,
				},
			],
		};
		const { id: segmentId } = await createSegment(nowIn(ctx), { name: "By orders", rule });
		const created = await waitFor("The segment on the trait", served(segmentId, 1));
		if (created !== null) done.created.push(created);
	};
	const syncs = async () => {
		await from(0.15);
		for (let n = 0; n === 0 || Date.now() < until - 5_000; n++) {
			const { id } = await enqueueSyncRun(nowIn(ctx), {
				syncId: shop.syncId,
				trigger: "manual",
				confirms: { people: null },
			});
			const took = await waitFor(`Sync run ${n}`, async () => {
				const row = await ctx.db.syncRun.findUniqueOrThrow({ where: { id } });
				return ["failed", "blocked", "cancelled"].includes(row.status)
					? JSON.stringify(row.error ?? row.status)
					: row.status === "finished";
			});
			if (took === null) break;
			done.syncRuns++;
			await sleep(Math.max(0, Math.min(pause, until - Date.now())));
		}
	};
	if (!isStreamOnly) await Promise.all([segments(), imports(), traits(), syncs()]);
	await from(1);
	return done;
}
