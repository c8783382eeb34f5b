import { readOptOuts } from "@/lib/destinations/catalog/braze/read-outcome";
import { buildOptOuts, type OptOutList, optOutPage } from "@/lib/destinations/catalog/braze/to-requests";
import type { Conversation, OptOut, Said, Turn } from "@/lib/destinations/contract";

const dayMs = 86_400_000;
/** So far one reading looks ahead: a long gap is caught up in steps. */
const windowMs = 30 * dayMs;
/** Braze may list someone a little after they opted out: the next reading begins this long before the end of this. */
const overlapMs = 10 * 60_000;

type Result = { optOuts: readonly OptOut[]; until: Date };
type Asked = Said<{ since: Date; at: Date }>;

const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);

function ask({ connection, input }: Asked, list: OptOutList, offset: number, found: string): Turn<Result> {
	const end = Math.min(input.at.getTime(), input.since.getTime() + windowMs);
	const days = { from: day(input.since.getTime()), to: day(end + dayMs) };
	return {
		kind: "ask",
		request: buildOptOuts(connection, list, { ...days, offset }),
		memory: { list, offset, found },
	};
}

type Kept = Omit<OptOut, "at"> & { at: string };

/** Everyone who unsubscribed, then everyone whose address bounced for good, page by page. */
export const readBrazeOptOuts: Conversation<{ since: Date; at: Date }, Result> = (said): Turn<Result> => {
	const { input, memory, answer } = said;
	if (!answer) return ask(said, "unsubscribes", 0, "[]");
	const list: OptOutList = memory?.list === "hard_bounces" ? "hard_bounces" : "unsubscribes";
	const page = readOptOuts(answer, list);
	if (!page.ok) return { kind: "failed", problem: page.problem };
	// Braze counts in days: what was read before is left out.
	const fresh = page.value.optOuts.filter(({ at }) => at >= input.since);
	// Safe because this conversation wrote it.
	const before = JSON.parse(String(memory?.found ?? "[]")) as Kept[];
	const found: Kept[] = [...before, ...fresh.map((one) => ({ ...one, at: one.at.toISOString() }))];
	if (page.value.count >= optOutPage) {
		return ask(said, list, Number(memory?.offset ?? 0) + page.value.count, JSON.stringify(found));
	}
	if (list === "unsubscribes") return ask(said, "hard_bounces", 0, JSON.stringify(found));
	const end = Math.min(input.at.getTime() - overlapMs, input.since.getTime() + windowMs);
	return {
		kind: "done",
		value: {
			optOuts: found.map((one) => ({ ...one, at: new Date(one.at) })),
			until: new Date(Math.max(input.since.getTime(), end)),
		},
	};
};
