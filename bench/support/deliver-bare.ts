// The least a delivery can do, for comparison: read each person's address, hash it, post it in batches. No ledger, no
// gate, nothing that survives a crash. The last line is what it took, in JSON.
import { firstRequest } from "@/lib/destinations/conversation";
import { networkOf } from "@/lib/destinations/registry";
import { openConnection } from "@/lib/destinations/server/open-connection";
import { readContact } from "@/lib/profiles/server/read-contact";
import { systemContext } from "@/lib/workspaces/server/context";

const [, , workspaceId = "", destinationId = "", audienceId = "", people = "0"] = process.argv;
const ctx = await systemContext(workspaceId);
const destination = await ctx.db.destination.findUniqueOrThrow({ where: { id: destinationId } });
const network = networkOf(destination.network);
const connection = openConnection(destination);
const kind = network.identifierKinds.find((one) => one.kind === "email");
if (!kind) throw new Error("The network takes no email addresses");
const startedAt = performance.now();
const total = Number(people);
const batch = network.limits.rowsPerRequest;
const sessionId = String(Date.now() * 1_000);
for (let first = 1, seq = 1; first <= total; first += batch, seq++) {
	const uids = Array.from({ length: Math.min(batch, total - first + 1) }, (_, index) => first + index);
	const contacts = await readContact(ctx, uids, ["email"]);
	const rows = uids.flatMap((uid) => {
		const value = kind.toRemoteKey(contacts.get(uid)?.email ?? "", connection);
		return value === null ? [] : [{ kind: "email", value }];
	});
	const request = firstRequest(network.deliver, {
		connection,
		at: new Date(),
		input: {
			operation: "add",
			audience: { id: audienceId, name: "bare" },
			kinds: ["email"],
			rows,
			session: { id: sessionId, seq, isLast: first + batch > total, estimatedTotal: total },
			requestId: `bare_${seq}`,
			runId: "bare",
		},
	});
	const answer = await fetch(request.url, {
		method: request.method,
		headers: request.headers,
		body: request.body ?? null,
	});
	if (answer.status !== 200) throw new Error(`The sandbox answered ${answer.status}: ${await answer.text()}`);
	await answer.text();
}
console.log(JSON.stringify({ seconds: (performance.now() - startedAt) / 1_000 }));
process.exit(0);
