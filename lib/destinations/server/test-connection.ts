import { checkConnection } from "@/lib/destinations/check-connection";
import type { Connection, DestinationDefinition } from "@/lib/destinations/contract";
import type { TestConnectionInput, TestResult } from "@/lib/destinations/contracts";
import { findNetwork, networkOf } from "@/lib/destinations/registry";
import { converse } from "@/lib/destinations/server/converse";
import { findDestination } from "@/lib/destinations/server/get-destination";
import { openConnection } from "@/lib/destinations/server/open-connection";
import type { SendOutcome } from "@/lib/destinations/server/send-requests";
import { trustsPlainHttp } from "@/lib/destinations/server/trusted-address";
import { AppError } from "@/lib/kernel/app-error";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const timeoutMs = 15_000;

/**
 * Checks with the network whether this connection works; changes nothing there. `destinationId` when it is the stored
 * connection of a destination: the test counts against its allowance, and a clear answer ends a pause after failures.
 */
export async function tryConnection(
	network: DestinationDefinition,
	connection: Connection,
	{ destinationId, sleep }: { destinationId?: string; sleep?: (ms: number) => Promise<void> } = {},
): Promise<TestResult> {
	const at = new Date();
	const outcome = await converse(network.test, {
		connection,
		input: () => ({ at }),
		...(destinationId ? { account: { destinationId, rate: network.rate }, isForced: true } : {}),
		timeoutMs,
		patienceMs: 6_000,
		changesNothing: true,
		...(sleep ? { sleep } : {}),
	});
	return outcome.kind === "answered"
		? { ok: true, message: `Connected to ${outcome.value}.`, detail: null, issues: [] }
		: { ok: false, issues: [], ...describeFailure(outcome) };
}

/** What went wrong, told apart: a temporary answer is no reason to doubt what was entered. */
function describeFailure(outcome: Exclude<SendOutcome<string>, { kind: "answered" }>): {
	message: string;
	detail: string | null;
} {
	switch (outcome.kind) {
		case "not_sent":
			if (outcome.retryAt !== null) return { message: `${outcome.reason} Try again later.`, detail: null };
			return { message: `${outcome.reason} Check the address and try again.`, detail: null };
		case "ambiguous":
			if (outcome.wasAnswered) return { message: temporary(outcome.reason), detail: outcome.detail };
			return { message: `${outcome.reason} Check the address and try again.`, detail: null };
		case "problem":
			return {
				message:
					outcome.problem.class === "throttled"
						? temporary(outcome.problem.message)
						: outcome.problem.message,
				detail: outcome.problem.detail,
			};
	}
}

function temporary(reason: string): string {
	return `${reason} This is temporary and says nothing about what you entered: try again in a few minutes.`;
}

/** Tests values of a connect form that are not stored. */
export async function testConnection(ctx: Context, input: TestConnectionInput): Promise<TestResult> {
	allow(ctx, "destinations.write");
	const network = findNetwork(input.network);
	if (!network) throw new AppError("invalid", `Muster does not support the network "${input.network}".`);
	const stored = input.destinationId ? await findDestination(ctx, input.destinationId) : null;
	if (stored && stored.network !== network.slug) {
		throw new AppError("invalid", "This destination belongs to another network.");
	}
	const checked = checkConnection(network, input.values, {
		before: stored ? openConnection(stored) : undefined,
		trustsPlainHttp,
	});
	if (!checked.ok) {
		return { ok: false, message: "Some fields need attention.", detail: null, issues: checked.issues };
	}
	return await tryConnection(network, checked.connection);
}

/** Tests a stored connection and records the result where everyone sees it. */
export async function testDestination(ctx: Context, destinationId: string): Promise<TestResult> {
	allow(ctx, "destinations.write");
	const stored = await findDestination(ctx, destinationId);
	const result = await tryConnection(networkOf(stored.network), openConnection(stored), {
		destinationId: stored.id,
	});
	await ctx.db.destination.update({
		where: { id: stored.id },
		data: {
			status: result.ok ? "connected" : "failing",
			checkedAt: ctx.now,
			checkError: result.ok ? null : result.message,
		},
	});
	return result;
}
