import { AppError } from "@/lib/kernel/app-error";
import { hashPassword, isPassword } from "@/lib/platform/secrets/password";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";
import { endAllSessions } from "@/lib/workspaces/server/end-sessions";
import { forgetAttempts, noteAttempt, undoAttempt } from "@/lib/workspaces/server/note-attempt";
import { recordAudit } from "@/lib/workspaces/server/record-audit";
import { startSession } from "@/lib/workspaces/server/start-session";

const maxGuesses = 8;

/**
 * Changes the signed-in user's password; API keys have none. Every session ends, and a new one is started for
 * the requesting browser.
 */
export async function changeOwnPassword(
	ctx: Context,
	input: { current: string; next: string },
): Promise<{ changedAt: string; sessionId: string }> {
	allow(ctx, "workspace.read");
	if (ctx.actor.kind !== "user") {
		throw new AppError("forbidden", "Only a signed-in person has a password to change.");
	}
	const user = await ctx.db.user.findUniqueOrThrow({ where: { id: ctx.actor.id } });
	await checkCurrent(ctx, input.current, user.passwordHash);
	const passwordHash = await hashPassword(input.next);
	const sessionId = await ctx.db.$transaction(async (tx) => {
		// Of two simultaneous changes, the second fails on the current password.
		const { count } = await tx.user.updateMany({
			where: { id: user.id, passwordHash: user.passwordHash },
			data: { passwordHash },
		});
		if (count === 0) throw refuseCurrent();
		await endAllSessions(tx, user.id);
		await recordAudit(tx, ctx, "member.password_changed", user.id);
		return await startSession(tx, { id: user.id, passwordHash }, ctx.now);
	});
	if (!sessionId) throw refuseCurrent();
	return { changedAt: ctx.now.toISOString(), sessionId };
}

/** Guesses are limited as at sign-in: a stolen session must not be a way to find the password. */
async function checkCurrent(ctx: Context, current: string, passwordHash: string): Promise<void> {
	const guesser = { kind: "current password", value: ctx.actor.id, max: maxGuesses };
	const refused = await noteAttempt(ctx.db, [guesser], ctx.now);
	if (refused) {
		throw new AppError(
			"limit",
			`The current password was wrong too often. Try again in ${Math.ceil(refused.retryAfterSeconds / 60)} minutes.`,
			refused,
		);
	}
	const fits = await isPassword(current, passwordHash).catch(async (error: unknown) => {
		// Not checked, so not a guess.
		await undoAttempt(ctx.db, [guesser]);
		throw error;
	});
	if (!fits) throw refuseCurrent();
	await forgetAttempts(ctx.db, guesser);
}

function refuseCurrent(): AppError {
	return new AppError("invalid", "The current password is not right; nothing was changed.", {
		issues: [{ path: "current", message: "is not your current password" }],
	});
}
