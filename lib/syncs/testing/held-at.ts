import { z } from "zod";
import type { Sandbox } from "@/lib/destinations/server/sandbox/start-sandbox";

const held = z.object({ keys: z.array(z.object({ column: z.string(), value: z.string() })) });
const state = z.object({
	accounts: z.array(
		z.object({ id: z.string(), audiences: z.array(z.object({ id: z.string(), name: z.string() })) }),
	),
});

/** The values an audience of a sandbox network holds, sorted, as `COLUMN:value`. */
export function heldAt(sandbox: Sandbox, network: string, audienceId: string | null): string[] {
	const audience = sandbox.networks.get(network)?.describeAudience(audienceId ?? "");
	if (!audience) return [];
	return held
		.parse(audience)
		.keys.map(({ column, value }) => `${column}:${value}`)
		.sort();
}

const members = z.object({
	records: z.array(
		z.object({
			id: z.string(),
			identifiers: z.record(z.string(), z.string()),
			fields: z.record(z.string(), z.unknown()),
		}),
	),
});

/** The records in a list of a sandbox network that keeps records of people. */
export function recordsAt(
	sandbox: Sandbox,
	network: string,
	listId: string | null,
): z.output<typeof members>["records"] {
	const list = sandbox.networks.get(network)?.describeAudience(listId ?? "");
	return list ? members.parse(list).records : [];
}

const sizes = z.object({ accounts: z.array(z.object({ records: z.number() })) });

/** How many records of people a sandbox network keeps, in a list or not. */
export function countRecordsAt(sandbox: Sandbox, network: string): number {
	const { accounts } = sizes.parse(sandbox.networks.get(network)?.describe());
	return accounts.reduce((total, { records }) => total + records, 0);
}

/** The audiences of an account of a sandbox network. */
export function audiencesAt(
	sandbox: Sandbox,
	network: string,
	accountId: string,
): { id: string; name: string }[] {
	const all = state.parse(sandbox.networks.get(network)?.describe());
	return all.accounts.find(({ id }) => id === accountId)?.audiences ?? [];
}
