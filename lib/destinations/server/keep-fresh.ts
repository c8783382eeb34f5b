import { z } from "zod";
import { isRenewalDue, type Minted, type OAuth2, type Token } from "@/lib/destinations/auth";
import type {
	Connection,
	DestinationDefinition,
	HttpResponse,
	Problem,
	RequestDescription,
	Verdict,
} from "@/lib/destinations/contract";
import { type Freshen, sendWithRetry } from "@/lib/destinations/server/send-requests";
import { database, type Transaction } from "@/lib/platform/postgres/database";
import type { Destination } from "@/lib/platform/postgres/generated/client";
import { seal, unseal } from "@/lib/platform/secrets/keyring";

/** What a test may put in place of the clock and of a dying process. */
type TokenWorld = { now: () => number; checkpoint: (name: string) => void };
const realWorld: TokenWorld = { now: () => Date.now(), checkpoint: () => {} };

type RenewalRequest = {
	network: DestinationDefinition;
	auth: OAuth2 | Minted;
	connection: Connection;
	world?: TokenWorld;
};
type Stored = { version: number; token: Token };
type Asking = Required<RenewalRequest> & {
	destination: { id: string; accountId: string | null };
	/** The API answered that this one is not accepted, whatever its expiry. */
	refusedVersion: number | null;
};

// Shorter than Postgres lets a transaction wait for its next statement.
const longestRenewalMs = 20_000;
const timeoutMs = 10_000;
const transactionMs = 90_000;

const sealedToken = z.object({ accessToken: z.string(), refreshToken: z.string().nullable() });

/** A token as `destination` stores it, apart from its version. */
export function tokenToStore(token: Token): {
	tokenEncrypted: Uint8Array<ArrayBuffer>;
	tokenExpiresAt: Date | null;
} {
	const { accessToken, refreshToken, expiresAt } = token;
	return {
		tokenEncrypted: seal(JSON.stringify({ accessToken, refreshToken })),
		tokenExpiresAt: expiresAt === null ? null : new Date(expiresAt),
	};
}

/** What is said where the network took back its access, and only a person can give it again. */
export function reconnectMessage(network: DestinationDefinition): string {
	return `${network.name} no longer accepts the access it once gave to Muster. Reconnect this destination.`;
}

/**
 * Keeps the access token in `connection` usable: call the result before every request, and once after an answer that
 * refuses the token. However many processes need a new token, one of them gets it and the others read it. Undefined
 * for a network whose credentials never change.
 */
export function keepFresh(
	network: DestinationDefinition,
	destination: Pick<Destination, "id" | "accountId">,
	connection: Connection,
	given: Partial<TokenWorld> = {},
): Freshen | undefined {
	const auth = network.auth;
	if (!auth || auth.kind === "static") return undefined;
	const world = { ...realWorld, ...given };
	let held: { version: number; expiresAt: number | null } | null = null;
	return async ({ isRefused = false } = {}) => {
		const isDue = !held || isRenewalDue(held.expiresAt, auth.refreshAheadMs, world.now());
		if (!isDue && !isRefused) return null;
		const current = await currentToken({
			network,
			auth,
			destination: { id: destination.id, accountId: destination.accountId },
			connection,
			world,
			refusedVersion: isRefused ? (held?.version ?? null) : null,
		});
		if (!current.ok) return current.problem;
		const { version, token } = current.value;
		held = { version, expiresAt: token.expiresAt };
		connection.credentials.accessToken = token.accessToken;
		return null;
	};
}

const underWay = new Map<string, Promise<Verdict<Stored>>>();

/** Of the callers in this process one at a time asks Postgres for the lock: waiting would take up its connections. */
async function currentToken(asking: Asking): Promise<Verdict<Stored>> {
	const known = judge(asking, await readRow(database(), asking.destination.id));
	if (known) return known;
	// What another run gets for another account is not for this one.
	const key = `${asking.destination.id} ${asking.destination.accountId}`;
	for (;;) {
		const other = underWay.get(key);
		if (!other) break;
		const result = await other;
		if (!result.ok || result.value.version !== asking.refusedVersion) return result;
	}
	const own = renewUnderLock(asking).finally(() => underWay.delete(key));
	underWay.set(key, own);
	return await own;
}

type Row = Pick<
	Destination,
	"tokenEncrypted" | "tokenExpiresAt" | "tokenVersion" | "accountId" | "needsReconnect"
>;

async function readRow(tx: Transaction, id: string): Promise<Row> {
	return await tx.destination.findUniqueOrThrow({
		where: { id },
		select: {
			tokenEncrypted: true,
			tokenExpiresAt: true,
			tokenVersion: true,
			accountId: true,
			needsReconnect: true,
		},
	});
}

function storedOf(row: Row): Stored | null {
	if (!row.tokenEncrypted) return null;
	const sealed = sealedToken.parse(JSON.parse(unseal(row.tokenEncrypted)));
	return {
		version: row.tokenVersion,
		token: { ...sealed, expiresAt: row.tokenExpiresAt?.getTime() ?? null },
	};
}

/** The stored token, if it can be used as it is, or why there is none; null when it must be renewed. */
function judge(
	{ network, auth, destination, world, refusedVersion }: Asking,
	row: Row,
): Verdict<Stored> | null {
	if (row.needsReconnect) return failed("auth", reconnectMessage(network), "access was taken back");
	if (row.accountId !== destination.accountId) {
		// The ledger at hand is that of the account before.
		const message =
			"The destination was connected to another account meanwhile. The next run delivers there.";
		return failed("throttled", message, "another account");
	}
	const stored = storedOf(row);
	if (!stored || stored.version === refusedVersion) return null;
	return isRenewalDue(stored.token.expiresAt, auth.refreshAheadMs, world.now())
		? null
		: { ok: true, value: stored };
}

function failed(kind: Problem["class"], message: string, detail: string): Verdict<never> {
	return { ok: false, problem: { class: kind, message, detail } };
}

/** Until the transaction ends no other process renews the destination's token, or stores another. */
export async function lockToken(tx: Transaction, destinationId: string): Promise<void> {
	await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`destination token ${destinationId}`}, 0))`;
}

async function renewUnderLock(asking: Asking): Promise<Verdict<Stored>> {
	const { id } = asking.destination;
	return await database().$transaction(
		async (tx) => {
			await lockToken(tx, id);
			// Another process may have renewed it while this one waited.
			const row = await readRow(tx, id);
			return judge(asking, row) ?? (await renew(tx, asking, row));
		},
		{ timeout: transactionMs },
	);
}

async function renew(tx: Transaction, asking: Asking, row: Row): Promise<Verdict<Stored>> {
	const { network, auth, destination, world, refusedVersion } = asking;
	const stored = storedOf(row);
	const renewed = await requestToken(asking, stored?.token.refreshToken ?? null);
	if (renewed.ok) {
		world.checkpoint("token.answered");
		const token = {
			...renewed.value,
			// A network that does not rotate it gives none again.
			refreshToken: renewed.value.refreshToken ?? stored?.token.refreshToken ?? null,
		};
		const version = row.tokenVersion + 1;
		await tx.destination.update({
			where: { id: destination.id },
			data: { ...tokenToStore(token), tokenVersion: version },
		});
		return { ok: true, value: { version, token } };
	}
	const { problem } = renewed;
	if (problem.class === "auth" && auth.kind === "minted")
		return { ok: false, problem: { ...problem, class: "config" } };
	const isUsable =
		stored !== null &&
		stored.version !== refusedVersion &&
		!isRenewalDue(stored.token.expiresAt, 0, world.now());
	const isGone = problem.class === "auth";
	if (isUsable && (!isGone || stored.token.refreshToken === null)) return { ok: true, value: stored };
	if (isGone) {
		await noteReconnect(tx, asking);
		return failed("auth", reconnectMessage(network), problem.detail);
	}
	// Nothing was sent with it: the request itself can wait.
	if (problem.class === "transient") return { ok: false, problem: { ...problem, class: "throttled" } };
	return renewed;
}

/** A new token from the network, with the refresh token or by minting; stored nowhere yet. */
export async function requestToken(
	{ network, auth, connection, world = realWorld }: RenewalRequest,
	refreshToken: string | null,
): Promise<Verdict<Token>> {
	let sentAt = new Date(world.now());
	let build: (at: Date) => RequestDescription;
	let read: (answer: HttpResponse, at: Date) => Verdict<Token>;
	if (auth.kind === "minted") {
		const first = auth.mint.build(connection, sentAt);
		if (!first.ok) return first;
		build = (at) => {
			const request = auth.mint.build(connection, at);
			return request.ok ? request.value : first.value;
		};
		read = auth.mint.read;
	} else {
		if (refreshToken === null) return failed("auth", reconnectMessage(network), "there is no refresh token");
		build = (at) => auth.refresh.build(connection, { refreshToken }, at);
		read = auth.refresh.read;
	}
	const outcome = await sendWithRetry<Token>({
		make: () => {
			sentAt = new Date(world.now());
			return build(sentAt);
		},
		read: (answer) => read(answer, sentAt),
		timeoutMs,
		patienceMs: 3_000,
		signal: AbortSignal.timeout(longestRenewalMs),
	});
	if (outcome.kind === "answered") return { ok: true, value: outcome.value };
	if (outcome.kind === "problem") return { ok: false, problem: outcome.problem };
	const isBlocked = outcome.kind === "not_sent" && outcome.isBlocked;
	return failed(
		isBlocked ? "config" : "transient",
		`${network.name} could not be reached for a new access token: ${outcome.reason}`,
		"renewing the access token",
	);
}

/** The grant is gone: shown on the destination, and its syncs wait. Syncs first, as where a run ends. */
async function noteReconnect(tx: Transaction, { network, destination, world }: Asking): Promise<void> {
	const message = reconnectMessage(network);
	await tx.sync.updateMany({
		where: { destinationId: destination.id, archivedAt: null, status: "active" },
		data: { status: "failing", statusReason: message },
	});
	await tx.destination.update({
		where: { id: destination.id },
		data: {
			needsReconnect: true,
			status: "failing",
			checkedAt: new Date(world.now()),
			checkError: message,
		},
	});
}
