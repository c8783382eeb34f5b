import type { Account, OAuth2, Token } from "@/lib/destinations/auth";
import type { Connection, DestinationDefinition, Verdict } from "@/lib/destinations/contract";
import type { AuthorizationResult, FinishAuthorizationInput } from "@/lib/destinations/contracts";
import { isGrantKept } from "@/lib/destinations/is-grant-kept";
import { networkOf } from "@/lib/destinations/registry";
import {
	type AuthorizationRequest,
	saveAuthorization,
	takeAuthorization,
} from "@/lib/destinations/server/authorization-requests";
import { lockToken, tokenToStore } from "@/lib/destinations/server/keep-fresh";
import {
	sealCredentials,
	settingsToStore,
	tryOpenConnection,
} from "@/lib/destinations/server/open-connection";
import { redirectAddress } from "@/lib/destinations/server/redirect-address";
import { sendWithRetry } from "@/lib/destinations/server/send-requests";
import { needSession, oauthOf } from "@/lib/destinations/server/start-authorization";
import { readPlaceUse, startOver, startOverQuestion } from "@/lib/destinations/server/start-over";
import { tryConnection } from "@/lib/destinations/server/test-connection";
import { AppError } from "@/lib/kernel/app-error";
import { newId } from "@/lib/kernel/ids";
import type { Transaction } from "@/lib/platform/postgres/database";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { recordAudit } from "@/lib/workspaces/server/record-audit";

const timeoutMs = 15_000;
/** How long a question about another account stays open. */
const questionMs = 15 * 60_000;

/** What is asked about another account, and how many people are still to be removed from the one before. */
type Question = { message: string; owedRemovals: number };

type Given = { token: Token; account: Account | null; connection: Connection };

/**
 * What the browser brought back from the network's page: exchanges the code, tests the access, and stores it. With the
 * access of another account than syncs deliver to, nothing is stored until that is confirmed.
 */
export async function finishAuthorization(
	ctx: Context,
	sessionId: string | null,
	input: FinishAuthorizationInput,
): Promise<AuthorizationResult> {
	allow(ctx, "destinations.write");
	if (input.givesUpRemovals !== undefined) allow(ctx, "erasures.write");
	const key = { state: input.state, sessionId: needSession(sessionId), workspaceId: ctx.workspace.id };
	const status = input.startsOver ? "other_account" : "open";
	const request = await takeAuthorization(ctx.db, key, status, ctx.now);
	if (!request) {
		throw new AppError(
			"precondition",
			"This attempt to connect was already used, has expired, or was begun in another browser. Nothing was changed. Start again.",
		);
	}
	const network = networkOf(request.network);
	const result = resultsOf(network, request);
	const { token, account = null, connection } = request.content;
	if (input.startsOver && token) {
		const question = await askAboutAccount(ctx, request, account);
		// Someone asked to be removed since the question was asked: it is another one now.
		if (question && question.owedRemovals !== (input.givesUpRemovals ?? 0)) {
			return await ask(ctx, key, request, { token, account, connection }, question);
		}
		return await store(ctx, network, request, { token, account, connection }, input);
	}
	if (input.error !== undefined) {
		return input.error === "access_denied"
			? result("denied", `No access was given at ${network.name}. Nothing was changed.`)
			: result("failed", `${network.name} gave no access: ${input.error}. Nothing was changed.`);
	}
	if (!input.code)
		throw new AppError("invalid", "The network sent neither a code nor an error.", {
			issues: [{ path: "code", message: "is needed" }],
		});
	const given = await acquire(network, oauthOf(network), request, input.code);
	if (!given.ok) return result("failed", `${given.problem.message} Nothing was changed.`);
	const question = await askAboutAccount(ctx, request, given.value.account);
	if (question === null) return await store(ctx, network, request, given.value, {});
	return await ask(ctx, key, request, { ...given.value, connection }, question);
}

/** Keeps the access that was given until it is known what to do with it. */
async function ask(
	ctx: Context,
	key: Parameters<typeof saveAuthorization>[1],
	request: AuthorizationRequest,
	{ token, account, connection }: Given,
	{ message, owedRemovals }: Question,
): Promise<AuthorizationResult> {
	await saveAuthorization(
		ctx.db,
		key,
		{
			...request,
			status: "other_account",
			content: { connection, token, ...(account ? { account } : {}) },
			expiresAt: new Date(ctx.now.getTime() + questionMs),
		},
		ctx.now,
	);
	return {
		...resultsOf(networkOf(request.network), request)("other_account", message, account),
		owedRemovals,
	};
}

function resultsOf(network: DestinationDefinition, { destinationId }: AuthorizationRequest) {
	return (
		outcome: AuthorizationResult["outcome"],
		message: string,
		account: Account | null = null,
	): AuthorizationResult => ({
		outcome,
		network: network.slug,
		destinationId,
		message,
		account,
		owedRemovals: 0,
	});
}

/** Exchanges the code for a token, finds out whose it is, and tries it. */
async function acquire(
	network: DestinationDefinition,
	auth: OAuth2,
	{ content: { connection, verifier = "" } }: AuthorizationRequest,
	code: string,
): Promise<Verdict<Given>> {
	let sentAt = new Date();
	const exchange = { code, verifier, redirectAddress: redirectAddress() };
	const token = verdictOf(
		network,
		await sendWithRetry<Token>({
			make: () => {
				sentAt = new Date();
				return auth.exchange.build(connection, exchange, sentAt);
			},
			read: (answer) => auth.exchange.read(answer, sentAt),
			timeoutMs,
			patienceMs: 6_000,
		}),
	);
	if (!token.ok) return token;
	const signedIn = {
		settings: connection.settings,
		credentials: { ...connection.credentials, accessToken: token.value.accessToken },
	};
	const { readAccount } = auth;
	const account: Verdict<Account | null> = readAccount
		? verdictOf(
				network,
				await sendWithRetry<Account>({
					make: () => readAccount.build(signedIn, new Date()),
					read: (answer) => readAccount.read(answer),
					timeoutMs,
					patienceMs: 6_000,
				}),
			)
		: { ok: true, value: null };
	if (!account.ok) return account;
	const test = await tryConnection(network, signedIn);
	if (!test.ok) return { ok: false, problem: { class: "config", message: test.message, detail: "" } };
	return { ok: true, value: { token: token.value, account: account.value, connection } };
}

function verdictOf<T>(
	network: DestinationDefinition,
	outcome: Awaited<ReturnType<typeof sendWithRetry<T>>>,
): Verdict<T> {
	if (outcome.kind === "answered") return { ok: true, value: outcome.value };
	if (outcome.kind === "problem") return { ok: false, problem: outcome.problem };
	const message = `${network.name} could not be reached: ${outcome.reason}`;
	return { ok: false, problem: { class: "transient", message, detail: "" } };
}

/** Null when the account is the one before, or nobody would miss that one. */
async function askAboutAccount(
	ctx: Context,
	{ destinationId }: AuthorizationRequest,
	account: Account | null,
): Promise<Question | null> {
	if (destinationId === null) return null;
	const stored = await ctx.db.destination.findUniqueOrThrow({ where: { id: destinationId } });
	if (!account || stored.accountId === null || stored.accountId === account.id) return null;
	const use = await readPlaceUse(ctx.db, destinationId);
	if (!use) return null;
	const before = `${stored.accountName ?? ""} (${stored.accountId})`.trim();
	return {
		message: `Access was given to ${account.name} (${account.id}), not to ${before}. ${startOverQuestion("the account", use)}`,
		owedRemovals: use.owed.people,
	};
}

async function store(
	ctx: Context,
	network: DestinationDefinition,
	request: AuthorizationRequest,
	{ token, account, connection }: Given,
	{ startsOver = false, givesUpRemovals }: Pick<FinishAuthorizationInput, "startsOver" | "givesUpRemovals">,
): Promise<AuthorizationResult> {
	const access = {
		...tokenToStore(token),
		accountId: account?.id ?? null,
		accountName: account?.name ?? null,
		needsReconnect: false,
		status: "connected",
		checkedAt: ctx.now,
		checkError: null,
	};
	const id = request.destinationId ?? newId("dst", ctx.now.getTime());
	const detail = { name: request.name, network: network.slug, account: account?.id ?? null };
	await ctx.db.$transaction(
		async (tx) => {
			if (request.destinationId === null) {
				await tx.destination.create({
					data: {
						id,
						workspaceId: ctx.workspace.id,
						network: network.slug,
						name: request.name,
						settings: settingsToStore(connection),
						credentialsEncrypted: sealCredentials(connection),
						...access,
						tokenVersion: 1,
						createdBy: ctx.actor.id,
						createdAt: ctx.now,
					},
				});
				await recordAudit(tx, ctx, "destination.connected", id, detail);
				return;
			}
			await lockToken(tx, id);
			await checkUnchanged(tx, network, id, connection);
			if (startsOver) await startOver(tx, ctx, { id, name: request.name }, { givesUpRemovals });
			await tx.sync.updateMany({
				where: { destinationId: id, status: "failing" },
				data: { status: "active", statusReason: null, nextRunAt: ctx.now },
			});
			await tx.destination.update({
				where: { id },
				data: { ...access, tokenVersion: { increment: 1 } },
			});
			await recordAudit(tx, ctx, "destination.reconnected", id, { ...detail, startedOver: startsOver });
		},
		{ timeout: 120_000 },
	);
	const reached = account ? `${account.name} at ${network.name}` : network.name;
	return {
		...resultsOf(network, request)("connected", `Connected to ${reached}.`, account),
		destinationId: id,
	};
}

/** The access was given for the app and the servers as they were when it began. */
async function checkUnchanged(
	tx: Transaction,
	network: DestinationDefinition,
	id: string,
	connection: Connection,
): Promise<void> {
	const stored = await tx.destination.findUnique({ where: { id, archivedAt: null } });
	if (!stored) throw new AppError("not_found", "This destination was disconnected meanwhile.");
	if (!isGrantKept(network, tryOpenConnection(stored).connection, connection))
		throw new AppError("conflict", "The connection was changed meanwhile. Reconnect once more.");
}
