import { AppError } from "@/lib/kernel/app-error";
import { isStorableText } from "@/lib/kernel/input-text";
import { env } from "@/lib/platform/env";
import { database } from "@/lib/platform/postgres/database";
import { Prisma } from "@/lib/platform/postgres/generated/client";
import { prepared } from "@/lib/platform/postgres/prepared";
import { hashToken } from "@/lib/platform/secrets/tokens";
import { isRole, lesserRole } from "@/lib/workspaces/policy";
import { type Context, type ContextWorkspace, createContext } from "@/lib/workspaces/server/context";
import {
	readSessionToken,
	type SessionClaims,
	sessionCookieOf,
} from "@/lib/workspaces/server/session-cookie";

const signedOut = "You are signed out. Sign in again; in another tab, if something here is not saved yet.";

/**
 * The context of a signed-in member of the workspace; not_found for everyone else, so that names do not leak, and
 * unauthenticated for a session that has ended, or is from before the member's role changed.
 */
export async function contextOfMember(
	claims: SessionClaims,
	slug: string,
	requestId?: string,
): Promise<Context> {
	const visitor = await readVisitor(claims, slug);
	if (!visitor) throw new AppError("unauthenticated", signedOut);
	return contextOfVisitor(claims, visitor, requestId);
}

function contextOfVisitor({ userId }: SessionClaims, visitor: Visitor, requestId?: string): Context {
	const { workspace, role } = visitor;
	if (!workspace || role === null || !isRole(role)) {
		throw new AppError("not_found", "There is no such workspace, or you are not a member of it.");
	}
	if (visitor.isExcluded) {
		throw new AppError("unauthenticated", "Your access to this workspace has changed. Sign in again.");
	}
	return createContext(workspace, { kind: "user", id: userId, name: visitor.name, role }, requestId);
}

// Every request runs one of the two queries below, so each is one statement.

const workspaceJson = Prisma.sql`jsonb_build_object('id', w.id, 'number', w.number, 'slug', w.slug, 'name', w.name, 'timeZone', w.time_zone)`;

/**
 * Who has a session, and their role in a workspace; no role when they are not a member, or it does not exist.
 */
type Visitor = {
	name: string;
	role: string | null;
	isExcluded: boolean;
	workspace: ContextWorkspace | null;
};

/** Null for a session that has ended. */
async function readVisitor({ userId, sessionId }: SessionClaims, slug: string): Promise<Visitor | null> {
	// A name that no store could hold names nothing.
	const named = isStorableText(slug) ? slug : "";
	const [visitor] = await database().$queryRaw<Visitor[]>(
		prepared(Prisma.sql`
			SELECT u.name, m.role, CASE WHEN m.role IS NOT NULL THEN ${workspaceJson} END AS workspace,
				EXISTS (SELECT 1 FROM session_exclusion e WHERE e.workspace_id = w.id AND e.session_id = s.id) AS "isExcluded"
			FROM session s JOIN app_user u ON u.id = s.user_id
			LEFT JOIN workspace w ON w.slug = ${named}
			LEFT JOIN workspace_member m ON m.workspace_id = w.id AND m.user_id = s.user_id
			WHERE s.id = ${sessionId} AND s.user_id = ${userId} AND s.expires_at > ${new Date()}`),
	);
	return visitor ?? null;
}

type KeyRow = {
	id: string;
	name: string;
	role: string;
	revokedAt: Date | null;
	lastUsedAt: Date | null;
	/** Of its creator, while they are a member. */
	creatorRole: string | null;
	workspace: ContextWorkspace;
};

function readKey(keyHash: Uint8Array<ArrayBuffer>): Promise<KeyRow[]> {
	return database().$queryRaw<KeyRow[]>(
		prepared(Prisma.sql`
		SELECT k.id, k.name, k.role, k.revoked_at AS "revokedAt", k.last_used_at AS "lastUsedAt", m.role AS "creatorRole",
			${workspaceJson} AS workspace
		FROM api_key k JOIN workspace w ON w.id = k.workspace_id
		LEFT JOIN workspace_member m ON m.workspace_id = k.workspace_id AND m.user_id = k.created_by_id
		WHERE k.key_hash = ${keyHash}`),
	);
}

async function contextOfApiKey(token: string, slug: string | null, requestId: string): Promise<Context> {
	const refused = new AppError(
		"unauthenticated",
		"This API key is unknown or was revoked. Create one under Settings, API keys.",
	);
	if (!token.startsWith("mk_")) throw refused;
	const [key] = await readKey(hashToken(token));
	if (!key || key.revokedAt || !isRole(key.role)) throw refused;
	if (slug !== null && slug !== key.workspace.slug) {
		throw new AppError("forbidden", "This API key belongs to another workspace.");
	}
	// A key does no more than its creator may do now; if the creator has left, an admin chose to keep it
	// unchanged.
	const role = key.creatorRole && isRole(key.creatorRole) ? lesserRole(key.role, key.creatorRole) : key.role;
	const now = new Date();
	if (!key.lastUsedAt || now.getTime() - key.lastUsedAt.getTime() > 60_000) {
		await database().apiKey.update({ where: { id: key.id }, data: { lastUsedAt: now } });
	}
	return createContext(key.workspace, { kind: "api_key", id: key.id, name: key.name, role }, requestId, now);
}

/** Writes by session must come from our own pages: browsers always send the origin of such a request. */
function checkOrigin(request: Request): void {
	if (request.method === "GET" || request.method === "HEAD") return;
	const origin = request.headers.get("origin");
	const own = new URL(env.NEXTAUTH_URL);
	if (origin === own.origin) return;
	if (origin !== null) {
		const given = URL.canParse(origin) ? new URL(origin) : null;
		const isLoopback = (host: string) => host === "localhost" || host === "127.0.0.1" || host === "[::1]";
		// localhost and 127.0.0.1 on the app's own port are the same place to the user.
		if (given && isLoopback(given.hostname) && isLoopback(own.hostname) && given.port === own.port) return;
	}
	throw new AppError(
		"forbidden",
		"This request does not come from Muster's own pages. Scripts use an API key instead of the session.",
	);
}

/** The actor and workspace: an API key (Authorization: Bearer) or a session with the workspace named. */
export async function resolveContext(request: Request, requestId: string): Promise<Context> {
	const slug = request.headers.get("muster-workspace") ?? new URL(request.url).searchParams.get("workspace");
	const authorization = request.headers.get("authorization");
	if (authorization) {
		const [scheme, token] = authorization.split(" ");
		if (scheme?.toLowerCase() !== "bearer" || !token) {
			throw new AppError("unauthenticated", "Send the API key as `Authorization: Bearer mk_…`.");
		}
		return await contextOfApiKey(token, slug, requestId);
	}
	const cookie = sessionCookieOf(request);
	const claims = await readSessionToken(cookie);
	const visitor = claims && (await readVisitor(claims, slug ?? ""));
	if (!visitor) {
		throw new AppError(
			"unauthenticated",
			cookie ? signedOut : "Sign in, or send an API key as `Authorization: Bearer mk_…`.",
		);
	}
	checkOrigin(request);
	if (!slug)
		throw new AppError("invalid", "Name the workspace in the header muster-workspace.", {
			issues: [{ path: "muster-workspace", message: "is required" }],
		});
	return contextOfVisitor(claims, visitor, requestId);
}
