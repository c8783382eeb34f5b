import { z } from "zod";
import { SqlBinder } from "@/lib/kernel/sql-binder";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import type { Warehouse } from "@/lib/platform/warehouse/warehouse";
import type { ServedPointer } from "@/lib/rules/compile/served-membership-sql";

type Question = { ws: number; uids: readonly number[]; served: readonly ServedPointer[] };

const instant = z.coerce.number();

/** A few rows: more threads take longer to start than they save. */
const oneThread = { settings: { max_threads: 1 } };

const readBases = defineQuery({
	name: "segments.bases_of_person",
	row: z.object({ segment: z.string(), version: z.number(), members: z.array(z.number()), at: instant }),
	build: ({ ws, uids, served }: Question) => {
		const binder = new SqlBinder();
		const people = binder.bind([...uids], "Array(UInt32)");
		const segments = served.map(({ segmentId }) => segmentId);
		return binder.finish(`SELECT segment, version,
				argMax(arrayFilter(uid -> bitmapContains(people, uid), ${people}), served_at) AS members,
				toUnixTimestamp64Milli(max(served_at)) AS at
			FROM membership WHERE ws = ${binder.bind(ws, "UInt32")} AND segment IN ${binder.bind(segments, "Array(String)")}
			GROUP BY segment, version`);
	},
});

const readLog = defineQuery({
	name: "segments.log_of_person",
	row: z.object({
		segment: z.string(),
		version: z.number(),
		uid: z.number(),
		change: z.enum(["entered", "exited"]),
		at: instant,
		effective: instant,
	}),
	build: ({ ws, uids, served }: Question) => {
		const binder = new SqlBinder();
		const segments = served.map(({ segmentId }) => segmentId);
		const oldest = Math.min(...served.map(({ baseServedAt }) => baseServedAt?.getTime() ?? 0));
		return binder.finish(`SELECT segment, version, uid, change, toUnixTimestamp64Milli(served_at) AS at,
				toUnixTimestamp64Milli(effective_at) AS effective
			FROM membership_change WHERE ws = ${binder.bind(ws, "UInt32")}
				AND segment IN ${binder.bind(segments, "Array(String)")} AND served_at > ${binder.bindInstant(oldest)}
				AND uid IN ${binder.bind([...uids], "Array(UInt32)")}`);
	},
});

/**
 * Segments that serve any of a few people: what `servedMembershipsSql` says of them. One statement asks each base only
 * whether it contains them, and the few rows of the log are put on top here: for one person that is half the time of the
 * statement for many.
 */
export async function readMembershipsOf(warehouse: Warehouse, question: Question): Promise<Set<string>> {
	if (question.served.length === 0 || question.uids.length === 0) return new Set();
	const [bases, log] = await Promise.all([
		readBases(warehouse, question, oneThread),
		readLog(warehouse, question, oneThread),
	]);
	const baseOf = new Map(bases.map((row) => [`${row.segment} ${row.version}`, row]));
	const members = new Set<string>();
	for (const { segmentId, version, servedAt } of question.served) {
		const key = `${segmentId} ${version}`;
		const base = baseOf.get(key);
		// Never built: in no segment rather than in an empty one.
		if (!base) continue;
		const latest = new Map<number, { at: number; effective: number; isIn: boolean }>();
		for (const { uid, at, effective, change, ...row } of log) {
			if (row.segment !== segmentId || row.version !== version) continue;
			if (at <= base.at || at > servedAt.getTime()) continue;
			const before = latest.get(uid);
			if (!before || at > before.at || (at === before.at && effective >= before.effective))
				latest.set(uid, { at, effective, isIn: change === "entered" });
		}
		const isIn = (uid: number) => latest.get(uid)?.isIn ?? base.members.includes(uid);
		if (question.uids.some(isIn)) members.add(segmentId);
	}
	return members;
}
