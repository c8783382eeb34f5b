import { describe, expect, it } from "vitest";
import type { Batch, HttpResponse, Operation } from "@/lib/destinations/contract";
import { networks } from "@/lib/destinations/registry";

/** What stands between Muster and a network, or the network itself on a bad day, answers instead of the usual. */
const bodies = [
	"",
	"<html><body>Scheduled maintenance</body></html>",
	'{"requestId":"abc","num_rec',
	"null",
	"[]",
	"{}",
	"3",
	'{"error":{"code":0}}',
	'{"code":"0","message":"OK"}',
	'{"elements":[{"status":200}]}',
];
const statuses = [200, 201, 202, 203, 204, 206, 208];

function batchOf(kind: string, operation: Operation): Batch {
	return {
		operation,
		audience: { id: "1", name: "Muster: test" },
		kinds: [kind],
		rows: ["a", "b", "c"].map((letter) => ({
			kind,
			value: letter.repeat(64),
			occurrence: { token: letter, change: operation === "add" ? "entered" : "left", personId: "1" },
		})),
		session: { id: "1", seq: 1, isLast: true, estimatedTotal: 3 },
		requestId: "run_1",
		runId: "run",
	};
}

// A webhook has no answer of its own: any 2xx is a yes.
describe.each(networks.filter(({ shape }) => shape !== "stream"))("$slug", (network) => {
	it.each(["add", "remove"] as const)(
		"never takes a success it cannot read for a refusal or a delivery: %s",
		(operation) => {
			const connection = network.sandboxConnection("http://localhost:1");
			const [kind] = network.identifierKinds;
			const said = { connection, input: batchOf(kind?.kind ?? "", operation), at: new Date(0) };
			const first = network.deliver({ ...said, memory: null, answer: null });
			if (first.kind !== "ask") throw new Error("no request");
			const heard = statuses.flatMap((status) =>
				bodies.map((body) => {
					const answer: HttpResponse = { status, headers: {}, body };
					const turn = network.deliver({ ...said, memory: first.memory ?? null, answer });
					return `${status} ${body}: ${turn.kind === "failed" ? turn.problem.class : turn.kind}`;
				}),
			);
			expect(heard.filter((one) => !one.endsWith(": transient"))).toEqual([]);
		},
	);
});
