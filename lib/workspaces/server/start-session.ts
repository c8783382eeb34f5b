import { newId } from "@/lib/kernel/ids";
import type { Transaction } from "@/lib/platform/postgres/database";
import { sessionSeconds } from "@/lib/workspaces/server/session-cookie";

/**
 * Starts a session for someone whose password was just checked against `passwordHash`; null when the password
 * was changed meanwhile. The lock makes a password change wait, so that it ends this session too, or go
 * first.
 */
export async function startSession(
	db: Transaction,
	user: { id: string; passwordHash: string },
	now: Date,
): Promise<string | null> {
	const id = newId("ses", now.getTime());
	const expiresAt = new Date(now.getTime() + sessionSeconds * 1000);
	const started = await db.$executeRaw`
		INSERT INTO session (id, user_id, created_at, expires_at)
		SELECT ${id}, id, ${now}, ${expiresAt} FROM app_user
		WHERE id = ${user.id} AND password_hash = ${user.passwordHash} FOR SHARE`;
	if (started === 0) return null;
	await db.session.deleteMany({ where: { expiresAt: { lt: now } } });
	return id;
}
