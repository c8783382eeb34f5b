// Uses a destination's token from a process of its own: run-token-child.ts <destination id> <requests> [checkpoint to die at].
// Prints "ready", begins at a line on its input, and prints how many requests were done and the problems of the others.
import { once } from "node:events";
import { converse } from "@/lib/destinations/server/converse";
import { keepFresh } from "@/lib/destinations/server/keep-fresh";
import { openConnection } from "@/lib/destinations/server/open-connection";
import { listsNetwork } from "@/lib/destinations/testing/lists-network";
import { closeDatabase, database } from "@/lib/platform/postgres/database";

const [, , id = "", requests = "1", dieAt] = process.argv;
const stored = await database().destination.findUniqueOrThrow({ where: { id } });
process.stdout.write("ready\n");
await once(process.stdin, "data");
const outcomes = await Promise.all(
	Array.from({ length: Number(requests) }, async () => {
		const connection = openConnection(stored);
		return await converse(listsNetwork.test, {
			connection,
			input: () => ({ at: new Date() }),
			freshen: keepFresh(listsNetwork, stored, connection, {
				checkpoint: (name) => {
					if (name === dieAt) process.kill(process.pid, "SIGKILL");
				},
			}),
			timeoutMs: 10_000,
		});
	}),
);
const problems = outcomes.flatMap((one) => (one.kind === "problem" ? [one.problem.message] : []));
const done = outcomes.filter(({ kind }) => kind === "answered").length;
process.stdout.write(JSON.stringify({ done, problems }));
await closeDatabase();
process.stdin.destroy();
