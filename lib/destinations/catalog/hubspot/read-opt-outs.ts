import { z } from "zod";
import { readProblem } from "@/lib/destinations/catalog/hubspot/read-outcome";
import { buildOptOuts } from "@/lib/destinations/catalog/hubspot/to-requests";
import type { Conversation, OptOut, Turn } from "@/lib/destinations/contract";

/** A search ends after so many contacts (developers.hubspot.com, CRM search). */
const mostFound = 10_000;

const page = z.object({
	results: z.array(
		z.object({
			properties: z.object({
				email: z.string().nullish(),
				hs_email_optout: z.string().nullish(),
				hs_email_hard_bounce_reason_enum: z.string().nullish(),
				lastmodifieddate: z.string(),
			}),
		}),
	),
	paging: z.object({ next: z.object({ after: z.string() }).optional() }).nullish(),
});
const kept = z.array(
	z.object({ value: z.string(), reason: z.enum(["unsubscribed", "bounced"]), at: z.number() }),
);

type Reading = { optOuts: readonly OptOut[]; until: Date };

/**
 * Contacts that are unsubscribed from all email, or whose address bounced for good, and that changed since: HubSpot does
 * not say when it happened, so an opt-out bears the day its contact was last changed.
 */
export const readOptOuts: Conversation<{ since: Date; at: Date }, Reading> = ({
	connection,
	input,
	memory,
	answer,
}): Turn<Reading> => {
	if (!answer) {
		const request = buildOptOuts(connection, input.since, null);
		return { kind: "ask", request, memory: { found: "[]", seen: 0 } };
	}
	let body: unknown = null;
	try {
		body = JSON.parse(answer.body);
	} catch {
		// A page of something in between: said below.
	}
	const read = page.safeParse(body);
	if (answer.status !== 200 || !read.success)
		return { kind: "failed", problem: readProblem(answer.status === 200 ? { ...answer, body: "" } : answer) };
	const found = kept.parse(JSON.parse(String(memory?.found ?? "[]")));
	for (const { properties } of read.data.results) {
		const at = Date.parse(properties.lastmodifieddate);
		if (!properties.email || Number.isNaN(at)) continue;
		const reason = properties.hs_email_optout === "true" ? "unsubscribed" : "bounced";
		found.push({ value: properties.email.toLowerCase(), reason, at });
	}
	const seen = Number(memory?.seen ?? 0) + read.data.results.length;
	const after = read.data.paging?.next?.after;
	if (after !== undefined && seen < mostFound) {
		const request = buildOptOuts(connection, input.since, after);
		return { kind: "ask", request, memory: { found: JSON.stringify(found), seen } };
	}
	const optOuts = found.map(
		({ value, reason, at }): OptOut => ({
			kind: "email",
			value,
			channel: "email",
			reason,
			at: new Date(at),
		}),
	);
	// Where the search ended before everyone was read, the next one begins with the last that was.
	const last = found.at(-1);
	return {
		kind: "done",
		value: { optOuts, until: after !== undefined && last ? new Date(last.at) : input.at },
	};
};
