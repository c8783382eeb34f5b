import { database, type Transaction } from "@/lib/platform/postgres/database";
import type { SessionClaims } from "@/lib/workspaces/server/session-cookie";

/** Signs one browser out: copies of its cookie stop working too. */
export async function endSession({ userId, sessionId }: SessionClaims): Promise<void> {
	await database().session.deleteMany({ where: { id: sessionId, userId } });
}

/** Makes the user's sign-ins wait until the transaction ends, so that none slips in between. */
async function lockSignIns(tx: Transaction, userId: string): Promise<void> {
	await tx.$executeRaw`SELECT 1 FROM app_user WHERE id = ${userId} FOR NO KEY UPDATE`;
}

/** Signs a person out of every browser. */
export async function endAllSessions(tx: Transaction, userId: string): Promise<void> {
	await lockSignIns(tx, userId);
	await tx.session.deleteMany({ where: { userId } });
}

/**
 * A person's permissions in a workspace have changed: no earlier session opens it any more, not even after
 * they are invited again. Their sessions in other workspaces continue, because no workspace decides for
 * another.
 */
export async function endWorkspaceSessions(
	tx: Transaction,
	membership: { userId: string; workspaceId: string },
): Promise<void> {
	const { userId, workspaceId } = membership;
	await lockSignIns(tx, userId);
	const elsewhere = await tx.workspaceMember.count({ where: { userId, workspaceId: { not: workspaceId } } });
	if (elsewhere === 0) {
		await tx.session.deleteMany({ where: { userId } });
		return;
	}
	await tx.$executeRaw`
		INSERT INTO session_exclusion (session_id, workspace_id)
		SELECT id, ${workspaceId} FROM session WHERE user_id = ${userId} ON CONFLICT DO NOTHING`;
}
