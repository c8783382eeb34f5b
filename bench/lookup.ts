// How long a website waits for a look-up of one person, over HTTP, on the demo data: segments, three traits, campaigns.
// npm run bench -- lookup [--requests N] [--connections N] [--json]
import { parseArgs } from "node:util";
import { printJson, printTable, rounded } from "@/bench/support/report";
import { baseUrl, demoVisitor } from "@/e2e/support/workspace";

const { values } = parseArgs({
	options: {
		requests: { type: "string", default: "2000" },
		connections: { type: "string", default: "1" },
		json: { type: "boolean", default: false },
	},
});
const requests = Number(values.requests);
const connections = Number(values.connections);

/** A website is expected to wait no longer. */
const budgetMs = 20;

const visitor = await demoVisitor();
const headers = {
	cookie: `next-auth.session-token=${visitor.session}`,
	"muster-workspace": visitor.workspace.slug,
};
const get = async (path: string) => {
	const answer = await fetch(`${baseUrl}/api/v1${path}`, { headers });
	if (!answer.ok) throw new Error(`${path}: HTTP ${answer.status} ${await answer.text()}`);
	return await answer.json();
};

/** User ids of some hundred people of the demo company. */
async function findPeople(): Promise<string[]> {
	const ids: string[] = [];
	for (let cursor = ""; ids.length < 400; ) {
		const page = await get(`/profiles?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
		for (const { uid } of page.items) {
			const { identifiers } = await get(`/profiles/${uid}`);
			const one = identifiers.find(({ kind }: { kind: string }) => kind === "user_id");
			if (one) ids.push(one.value);
		}
		if (!page.nextCursor) break;
		cursor = page.nextCursor;
	}
	return ids;
}

const people = await findPeople();
const { items: segments } = await get("/segments?limit=200");
const look = async (index: number): Promise<number> => {
	const id = people[index % people.length] ?? "";
	const begun = performance.now();
	const found = await get(`/lookup?externalId=${encodeURIComponent(id)}&traits=plan,country,lifecycle_stage`);
	if (found.personId === null) throw new Error(`${id} is not found`);
	return performance.now() - begun;
};
// The first ones load code and open connections.
for (let index = 0; index < 50; index++) await look(index);

const times: number[] = [];
let next = 0;
const begun = performance.now();
await Promise.all(
	Array.from({ length: connections }, async () => {
		while (next < requests) times.push(await look(next++));
	}),
);
const seconds = (performance.now() - begun) / 1_000;
times.sort((a, b) => a - b);
const at = (share: number) =>
	rounded(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
const figures = { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), perSecond: rounded(requests / seconds) };
printTable(
	["look-ups", "connections", "p50 ms", "p95 ms", "p99 ms", "per second"],
	[[requests, connections, figures.p50Ms, figures.p95Ms, figures.p99Ms, figures.perSecond]],
);
console.log(
	`${people.length} people, ${segments.length} segments. p95 is ${figures.p95Ms <= budgetMs ? "within" : "beyond"} ${budgetMs} ms.`,
);
if (values.json)
	printJson({
		name: "lookup",
		scale: { people: people.length, segments: segments.length },
		figures,
		ratios: {},
	});
