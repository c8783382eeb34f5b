import { vi } from "vitest";

/**
 * Mocks the server for one test: each endpoint's ("GET /segments") response to a request. Returns what
 * was sent, in order.
 */
export function answerApi(answers: Record<string, unknown>) {
	const sent: { to: string; query: string; body: unknown }[] = [];
	vi.stubGlobal("fetch", async (address: string, init: RequestInit) => {
		const to = `${init.method} ${address.replace(/^\/api\/v1/, "").replace(/\?.*$/, "")}`;
		sent.push({
			to,
			query: address.split("?")[1] ?? "",
			body: typeof init.body === "string" ? JSON.parse(init.body) : null,
		});
		if (!(to in answers)) return Response.json({ error: `no one answers ${to}` }, { status: 500 });
		return Response.json(answers[to]);
	});
	return {
		/** The bodies sent to one endpoint. */
		sentTo: (to: string) => sent.filter((each) => each.to === to).map(({ body }) => body),
		/** What followed the question mark in the addresses of one endpoint. */
		queriesOf: (to: string) => sent.filter((each) => each.to === to).map(({ query }) => query),
	};
}
