import { cookies } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { AppError } from "@/lib/kernel/app-error";
import { isStorableText } from "@/lib/kernel/input-text";
import { type Action, may } from "@/lib/workspaces/policy";
import type { Context } from "@/lib/workspaces/server/context";
import { readSession } from "@/lib/workspaces/server/read-session";
import { contextOfMember } from "@/lib/workspaces/server/resolve-context";
import { type SessionClaims, sessionCookieName } from "@/lib/workspaces/server/session-cookie";

// One look-up per request: layout and page need the same.
const findSession = cache(readSession);
const contextOf = cache(
	async (userId: string, sessionId: string, slug: string): Promise<Context | "not_found" | "sign_in"> => {
		try {
			return await contextOfMember({ userId, sessionId }, slug);
		} catch (error) {
			if (error instanceof AppError && error.code === "not_found") return "not_found";
			if (error instanceof AppError && error.code === "unauthenticated") return "sign_in";
			throw error;
		}
	},
);

/** The signed-in visitor, or null. */
export async function findVisitor(): Promise<SessionClaims | null> {
	return await findSession((await cookies()).get(sessionCookieName())?.value);
}

/** True when the visitor's access to the workspace of a path has changed since this sign-in. */
export async function mustSignInAgain({ userId, sessionId }: SessionClaims, path: string): Promise<boolean> {
	const slug = path.split(/[/?]/)[1];
	return Boolean(slug) && (await contextOf(userId, sessionId, slug ?? "")) === "sign_in";
}

/**
 * The first line of every signed-in page: the visitor's context in the workspace of the address. Without a
 * session it redirects to sign-in and back; without membership, or a role that may see the page, the page
 * does not exist.
 */
export async function openPage(params: Promise<{ workspace: string }>, action: Action): Promise<Context> {
	const given = await params;
	// A name that no store could hold names nothing.
	if (!Object.values(given).flat().every(isStorableText)) notFound();
	const { workspace } = given;
	const visitor = await findVisitor();
	const ctx = visitor ? await contextOf(visitor.userId, visitor.sessionId, workspace) : "sign_in";
	if (ctx === "sign_in") redirect(`/sign-in?callbackUrl=${encodeURIComponent(`/${workspace}`)}`);
	if (ctx === "not_found" || !may(ctx.actor.role, action)) notFound();
	return ctx;
}
