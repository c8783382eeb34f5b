import { cookies } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { AppError } from "@/lib/kernel/app-error";
import { isStorableText } from "@/lib/kernel/input-text";
import { type Action, may } from "@/lib/workspaces/policy";
import type { Context } from "@/lib/workspaces/server/context";
import { readSession, sessionCookieName } from "@/lib/workspaces/server/read-session";
import { contextOfMember } from "@/lib/workspaces/server/resolve-context";

/** The signed-in visitor's user id, or null. */
export async function findVisitor(): Promise<string | null> {
	return await readSession((await cookies()).get(sessionCookieName())?.value);
}

// One look-up a request: layout and page ask for the same.
const contextOf = cache(async (userId: string, slug: string): Promise<Context | null> => {
	try {
		return await contextOfMember(userId, slug);
	} catch (error) {
		if (error instanceof AppError && error.code === "not_found") return null;
		throw error;
	}
});

/**
 * The first line of every signed-in page: the visitor's context in the workspace of the address. Without a session it
 * leads to sign-in and back; without membership, or without a role that may see the page, the page does not exist.
 */
export async function openPage(params: Promise<{ workspace: string }>, action: Action): Promise<Context> {
	const given = await params;
	// A name that no store could hold names nothing.
	if (!Object.values(given).flat().every(isStorableText)) notFound();
	const { workspace } = given;
	const userId = await findVisitor();
	if (!userId) redirect(`/sign-in?callbackUrl=${encodeURIComponent(`/${workspace}`)}`);
	const ctx = await contextOf(userId, workspace);
	if (!ctx || !may(ctx.actor.role, action)) notFound();
	return ctx;
}
