import { AppError } from "@/lib/kernel/app-error";
import { isStorableText } from "@/lib/kernel/input-text";
import { env } from "@/lib/platform/env";
import { type Database, database } from "@/lib/platform/postgres/database";
import { hashToken } from "@/lib/platform/secrets/tokens";
import { isRole, lesserRole, type Role } from "@/lib/workspaces/policy";
import { type Context, makeContext } from "@/lib/workspaces/server/context";
import { readSession } from "@/lib/workspaces/server/read-session";
import { type SessionClaims, sessionCookieOf } from "@/lib/workspaces/server/session-cookie";

/**
 * The context of a signed-in member of the workspace; not_found for everybody else, so that names do not leak, and
 * unauthenticated for a session from before the member's role changed.
 */
export async function contextOfMember(
	{ userId, sessionId }: SessionClaims,
	slug: string,
	requestId?: string,
): Promise<Context> {
	const member = isStorableText(slug)
		? await database().workspaceMember.findFirst({
				where: { userId, workspace: { slug } },
				include: {
					workspace: { include: { sessionExclusions: { where: { sessionId } } } },
					user: { select: { name: true } },
				},
			})
		: null;
	if (!member || !isRole(member.role)) {
		throw new AppError("not_found", "There is no such workspace, or you are not a member of it.");
	}
	if (member.workspace.sessionExclusions.length > 0) {
		throw new AppError("unauthenticated", "Your access to this workspace has changed. Sign in again.");
	}
	return makeContext(
		member.workspace,
		{ kind: "user", id: userId, name: member.user.name, role: member.role },
		requestId,
	);
}

async function contextOfApiKey(token: string, slug: string | null, requestId: string): Promise<Context> {
	const refused = new AppError(
		"unauthenticated",
		"This API key is unknown or was revoked. Make one under Settings, API keys.",
	);
	if (!token.startsWith("mk_")) throw refused;
	const db = database();
	const key = await db.apiKey.findUnique({
		where: { keyHash: hashToken(token) },
		include: { workspace: true },
	});
	if (!key || key.revokedAt || !isRole(key.role)) throw refused;
	if (slug !== null && slug !== key.workspace.slug) {
		throw new AppError("forbidden", "This API key belongs to another workspace.");
	}
	const role = await roleOfKey(db, key, key.role);
	const now = new Date();
	if (!key.lastUsedAt || now.getTime() - key.lastUsedAt.getTime() > 60_000) {
		await db.apiKey.update({ where: { id: key.id }, data: { lastUsedAt: now } });
	}
	return makeContext(key.workspace, { kind: "api_key", id: key.id, name: key.name, role }, requestId, now);
}

/** A key does no more than its creator may do now; of one whose creator has left, an admin chose to keep it as it is. */
async function roleOfKey(
	db: Database,
	key: { workspaceId: string; createdById: string | null },
	role: Role,
): Promise<Role> {
	if (key.createdById === null) return role;
	const creator = await db.workspaceMember.findUnique({
		where: { workspaceId_userId: { workspaceId: key.workspaceId, userId: key.createdById } },
		select: { role: true },
	});
	return creator && isRole(creator.role) ? lesserRole(role, creator.role) : role;
}

/** Writes by session must come from our own pages: a browser always names the origin of such a request. */
function checkOrigin(request: Request): void {
	if (request.method === "GET" || request.method === "HEAD") return;
	const origin = request.headers.get("origin");
	const own = new URL(env.NEXTAUTH_URL);
	if (origin === own.origin) return;
	if (origin !== null) {
		const given = URL.canParse(origin) ? new URL(origin) : null;
		const isLoopback = (host: string) => host === "localhost" || host === "127.0.0.1" || host === "[::1]";
		// localhost and 127.0.0.1 on the app's own port are the same place to the person at the keyboard.
		if (given && isLoopback(given.hostname) && isLoopback(own.hostname) && given.port === own.port) return;
	}
	throw new AppError(
		"forbidden",
		"This request does not come from Muster's own pages. Scripts use an API key instead of the session.",
	);
}

/** Who asks, for which workspace: an API key (Authorization: Bearer) or a session with the workspace named. */
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
	const session = await readSession(cookie);
	if (!session) {
		throw new AppError(
			"unauthenticated",
			cookie
				? "You are signed out. Sign in again; in another tab, if something here is not saved yet."
				: "Sign in, or send an API key as `Authorization: Bearer mk_…`.",
		);
	}
	checkOrigin(request);
	if (!slug)
		throw new AppError("invalid", "Name the workspace in the header muster-workspace.", {
			issues: [{ path: "muster-workspace", message: "is required" }],
		});
	return await contextOfMember(session, slug, requestId);
}
