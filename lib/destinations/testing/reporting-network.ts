import type { DestinationDefinition, OptOut } from "@/lib/destinations/contract";
import { oneRequest } from "@/lib/destinations/conversation";
import { listsNetwork } from "@/lib/destinations/testing/lists-network";

type Page = { optOuts: (Omit<OptOut, "at"> & { at: string })[]; until: string };
const { auth: _, ...plain } = listsNetwork;

/** A network for tests of opt-outs: it is asked page by page. */
export const reportingNetwork: DestinationDefinition = {
	...plain,
	slug: "reporting",
	name: "Reporting",
	category: "Email & messaging",
	purposes: ["email"],
	fields: [
		{
			name: "apiUrl",
			label: "Address",
			kind: "url",
			help: "Of the test's own.",
			isSecret: false,
			isRequired: true,
		},
	],
	optOuts: {
		everyMs: 15 * 60_000,
		read: oneRequest(
			(connection, { since }) => ({
				method: "GET",
				url: `${connection.settings.apiUrl}/opt-outs?since=${since.toISOString()}`,
				headers: {},
			}),
			({ status, body }) => {
				if (status !== 200)
					return {
						ok: false,
						problem: { class: "auth", message: "The key is not accepted.", detail: `HTTP ${status}` },
					};
				// Safe because the test itself answers.
				const page = JSON.parse(body) as Page;
				const optOuts = page.optOuts.map((one) => ({ ...one, at: new Date(one.at) }));
				return { ok: true, value: { optOuts, until: new Date(page.until) } };
			},
		),
	},
};
