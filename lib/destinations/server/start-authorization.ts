import { randomBytes } from "node:crypto";
import type { OAuth2 } from "@/lib/destinations/auth";
import { checkConnection } from "@/lib/destinations/check-connection";
import type { Connection, DestinationDefinition } from "@/lib/destinations/contract";
import type { ConnectDestinationInput } from "@/lib/destinations/contracts";
import { findNetwork, networkOf } from "@/lib/destinations/registry";
import { saveAuthorization } from "@/lib/destinations/server/authorization-requests";
import { findDestination } from "@/lib/destinations/server/get-destination";
import { tryOpenConnection } from "@/lib/destinations/server/open-connection";
import { redirectAddress } from "@/lib/destinations/server/redirect-address";
import { trustsPlainHttp } from "@/lib/destinations/server/trusted-address";
import { authorizeUrl } from "@/lib/destinations/token-endpoint";
import { AppError } from "@/lib/kernel/app-error";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/** How long someone may stay on the network's page. */
const lifeMs = 20 * 60_000;

/** Begins to connect an account at a network that asks its owner first: returns its page to send the browser to. */
export async function startAuthorization(
	ctx: Context,
	sessionId: string | null,
	input: ConnectDestinationInput,
): Promise<{ url: string }> {
	allow(ctx, "destinations.write");
	const network = findNetwork(input.network);
	if (!network) {
		throw new AppError("invalid", `Muster does not support the network "${input.network}".`, {
			issues: [{ path: "network", message: "is not in the catalogue" }],
		});
	}
	const checked = checkConnection(network, input.values, { trustsPlainHttp });
	if (!checked.ok) throw new AppError("invalid", "Some fields need attention.", { issues: checked.issues });
	return await start(ctx, sessionId, network, {
		name: input.name,
		destinationId: null,
		connection: checked.connection,
	});
}

/** The same for a destination whose access the network took back. */
export async function restartAuthorization(
	ctx: Context,
	sessionId: string | null,
	destinationId: string,
): Promise<{ url: string }> {
	allow(ctx, "destinations.write");
	const stored = await findDestination(ctx, destinationId);
	const network = networkOf(stored.network);
	const opened = tryOpenConnection(stored);
	if (!opened.ok) throw new AppError("precondition", opened.problem);
	return await start(ctx, sessionId, network, {
		name: stored.name,
		destinationId: stored.id,
		connection: opened.connection,
	});
}

async function start(
	ctx: Context,
	sessionId: string | null,
	network: DestinationDefinition,
	asked: { name: string; destinationId: string | null; connection: Connection },
): Promise<{ url: string }> {
	const auth = oauthOf(network);
	const session = needSession(sessionId);
	// The callback, the same for all workspaces, finds its way back by the name; the rest cannot be guessed.
	const state = `${ctx.workspace.slug}.${randomBytes(32).toString("base64url")}`;
	const verifier = randomBytes(32).toString("base64url");
	await saveAuthorization(
		ctx.db,
		{ state, sessionId: session, workspaceId: ctx.workspace.id },
		{
			network: network.slug,
			name: asked.name,
			destinationId: asked.destinationId,
			status: "open",
			content: { connection: asked.connection, verifier },
			expiresAt: new Date(ctx.now.getTime() + lifeMs),
		},
		ctx.now,
	);
	return {
		url: authorizeUrl(auth, asked.connection, { state, verifier, redirectAddress: redirectAddress() }),
	};
}

/** Refuses API keys: the network's page is for a person, and its answer counts in their browser only. */
export function needSession(sessionId: string | null): string {
	if (sessionId !== null) return sessionId;
	throw new AppError("forbidden", "Access is given in a browser. Sign in to Muster and connect there.");
}

/** Refuses networks that ask nobody for access. */
export function oauthOf(network: DestinationDefinition): OAuth2 {
	if (network.auth?.kind === "oauth2") return network.auth;
	throw new AppError("invalid", `${network.name} is connected with the values of its form alone.`);
}
