import { z } from "zod";
import type { Transaction } from "@/lib/platform/postgres/database";
import { keyedHash, seal, unseal } from "@/lib/platform/secrets/keyring";

const texts = z.record(z.string(), z.string());
const content = z.object({
	connection: z.object({ settings: texts, credentials: texts }),
	/** Of PKCE; gone once the code was exchanged. */
	verifier: z.string().optional(),
	/** While Muster asks about another account: what would be stored. */
	token: z
		.object({
			accessToken: z.string(),
			refreshToken: z.string().nullable(),
			expiresAt: z.number().nullable(),
		})
		.optional(),
	account: z.object({ id: z.string(), name: z.string() }).optional(),
});

export type AuthorizationRequest = {
	network: string;
	name: string;
	destinationId: string | null;
	status: "open" | "other_account";
	content: z.output<typeof content>;
	expiresAt: Date;
};

/** Whose request it is: the state alone is not enough. */
type Key = { state: string; sessionId: string; workspaceId: string };

const hashState = (state: string) => keyedHash(state, "authorization");

/** Remembers that a browser was sent to a network's page; what nobody came back for is forgotten. */
export async function saveAuthorization(
	tx: Transaction,
	{ state, sessionId, workspaceId }: Key,
	request: AuthorizationRequest,
	now: Date,
): Promise<void> {
	await tx.authorizationRequest.deleteMany({ where: { expiresAt: { lt: now } } });
	const { content: kept, ...rest } = request;
	await tx.authorizationRequest.create({
		data: {
			...rest,
			stateHash: hashState(state),
			sessionId,
			workspaceId,
			contentEncrypted: seal(JSON.stringify(kept)),
		},
	});
}

/** Uses the request up: of several that come back with one state, one gets it. Null when there is none for them. */
export async function takeAuthorization(
	tx: Transaction,
	{ state, sessionId, workspaceId }: Key,
	status: AuthorizationRequest["status"],
	now: Date,
): Promise<AuthorizationRequest | null> {
	const where = { stateHash: hashState(state), sessionId, workspaceId, status };
	const row = await tx.authorizationRequest.findFirst({ where });
	if (!row) return null;
	const { count } = await tx.authorizationRequest.deleteMany({ where });
	if (count === 0 || row.expiresAt <= now) return null;
	return {
		network: row.network,
		name: row.name,
		destinationId: row.destinationId,
		status,
		content: content.parse(JSON.parse(unseal(row.contentEncrypted))),
		expiresAt: row.expiresAt,
	};
}
