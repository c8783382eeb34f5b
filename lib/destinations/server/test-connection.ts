import { checkConnection } from "@/lib/destinations/check-connection";
import type { Connection, DestinationDefinition, Problem } from "@/lib/destinations/contract";
import type { TestConnectionInput, TestResult } from "@/lib/destinations/contracts";
import { isGrantKept } from "@/lib/destinations/is-grant-kept";
import { findNetwork, networkOf } from "@/lib/destinations/registry";
import { converse } from "@/lib/destinations/server/converse";
import { findDestination } from "@/lib/destinations/server/get-destination";
import { keepFresh, requestToken } from "@/lib/destinations/server/keep-fresh";
import { tryOpenConnection } from "@/lib/destinations/server/open-connection";
import type { Freshen, SendOutcome } from "@/lib/destinations/server/send-requests";
import { trustsPlainHttp } from "@/lib/destinations/server/trusted-address";
import { AppError } from "@/lib/kernel/app-error";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

const timeoutMs = 15_000;

/**
 * Checks with the network whether this connection works; changes nothing there. `destinationId` when it is the stored
 * connection of a destination: the test counts against its allowance, and a clear answer ends a pause after failures.
 * `freshen` keeps the access token of a stored destination usable.
 */
export async function tryConnection(
	network: DestinationDefinition,
	given: Connection,
	{
		destinationId,
		sleep,
		freshen,
	}: { destinationId?: string; sleep?: (ms: number) => Promise<void>; freshen?: Freshen | undefined } = {},
): Promise<TestResult> {
	const connection = freshen ? given : await signedIn(network, given);
	if ("problem" in connection) {
		const { message, detail } = connection.problem;
		return { ok: false, message, detail, issues: [] };
	}
	const at = new Date();
	const outcome = await converse(network.test, {
		connection,
		input: () => ({ at }),
		...(destinationId ? { account: { destinationId, rate: network.rate }, isForced: true } : {}),
		timeoutMs,
		patienceMs: 6_000,
		changesNothing: true,
		freshen,
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

/** The connection with an access token, where it needs one that no destination holds yet. */
async function signedIn(
	network: DestinationDefinition,
	connection: Connection,
): Promise<Connection | { problem: Problem }> {
	const { auth } = network;
	if (auth?.kind === "oauth2" && !connection.credentials.accessToken) {
		const message = `${network.name} can be tested once someone has given access there.`;
		return { problem: { class: "config", message, detail: "no access yet" } };
	}
	if (auth?.kind !== "minted") return connection;
	const minted = await requestToken({ network, auth, connection }, null);
	if (!minted.ok) return minted;
	const credentials = { ...connection.credentials, accessToken: minted.value.accessToken };
	return { settings: connection.settings, credentials };
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
	const before = stored ? tryOpenConnection(stored).connection : undefined;
	const checked = checkConnection(network, input.values, { before, trustsPlainHttp });
	if (!checked.ok) {
		return { ok: false, message: "Some fields need attention.", detail: null, issues: checked.issues };
	}
	const keepsGrant = stored && before && isGrantKept(network, before, checked.connection);
	return await tryConnection(
		network,
		checked.connection,
		keepsGrant ? { freshen: keepFresh(network, stored, checked.connection) } : {},
	);
}

/** Tests a stored connection and records the result where everyone sees it. */
export async function testDestination(ctx: Context, destinationId: string): Promise<TestResult> {
	allow(ctx, "destinations.write");
	const stored = await findDestination(ctx, destinationId);
	const network = networkOf(stored.network);
	const opened = tryOpenConnection(stored);
	const result: TestResult = opened.ok
		? await tryConnection(network, opened.connection, {
				destinationId: stored.id,
				freshen: keepFresh(network, stored, opened.connection),
			})
		: { ok: false, message: opened.problem, detail: null, issues: [] };
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
