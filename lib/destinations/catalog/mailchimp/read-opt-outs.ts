import { readOptOutPage } from "@/lib/destinations/catalog/mailchimp/read-outcome";
import { buildOptOuts, type OptOutStatus, pageSize } from "@/lib/destinations/catalog/mailchimp/to-requests";
import type { Conversation, OptOut, Turn } from "@/lib/destinations/contract";

type Result = { optOuts: readonly OptOut[]; until: Date };
type Kept = Omit<OptOut, "at"> & { at: string };

/** Everyone who unsubscribed, then everyone whose address was cleaned because it bounced, page by page. */
export const readMailchimpOptOuts: Conversation<{ since: Date; at: Date }, Result> = ({
	connection,
	input,
	memory,
	answer,
}): Turn<Result> => {
	const ask = (status: OptOutStatus, offset: number, found: readonly Kept[]): Turn<Result> => ({
		kind: "ask",
		request: buildOptOuts(connection, status, { since: input.since, before: input.at, offset }),
		memory: { status, offset, found: JSON.stringify(found) },
	});
	if (!answer) return ask("unsubscribed", 0, []);
	const status: OptOutStatus = memory?.status === "cleaned" ? "cleaned" : "unsubscribed";
	const page = readOptOutPage(answer, status === "cleaned" ? "bounced" : "unsubscribed");
	if (!page.ok) {
		const { problem } = page;
		return {
			kind: "failed",
			problem: problem.class === "bad_batch" ? { ...problem, class: "config" } : problem,
		};
	}
	// Safe because this conversation wrote it.
	const before = JSON.parse(String(memory?.found ?? "[]")) as Kept[];
	const found = [...before, ...page.value.map((one) => ({ ...one, at: one.at.toISOString() }))];
	if (page.value.length >= pageSize)
		return ask(status, Number(memory?.offset ?? 0) + page.value.length, found);
	if (status === "unsubscribed") return ask("cleaned", 0, found);
	return {
		kind: "done",
		value: { optOuts: found.map((one) => ({ ...one, at: new Date(one.at) })), until: input.at },
	};
};
