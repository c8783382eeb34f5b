import { database, type Transaction } from "@/lib/platform/postgres/database";
import type { SessionClaims } from "@/lib/workspaces/server/session-cookie";

/** Signs one browser out: copies of its cookie stop working too. */
export async function endSession({ userId, sessionId }: SessionClaims): Promise<void> {
	await database().session.deleteMany({ where: { id: sessionId, userId } });
}

/** Makes sign-ins of the user wait until the transaction ends, so that none slips in between. */
async function lockSignIns(tx: Transaction, userId: string): Promise<void> {
	await tx.$executeRaw`SELECT 1 FROM app_user WHERE id = ${userId} FOR NO KEY UPDATE`;
}

/** Signs a person out of every browser. */
export async function endAllSessions(tx: Transaction, userId: string): Promise<void> {
	await lockSignIns(tx, userId);
	await tx.session.deleteMany({ where: { userId } });
}

/**
 * What a person may do in a workspace has changed: no session from before opens it any more, not even after they are
 * invited again. Sessions of people who also belong elsewhere go on there, because no workspace decides over another.
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
