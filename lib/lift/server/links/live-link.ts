import type { Transaction } from "@/lib/platform/postgres/database";

/** What a link must still be to open. */
export const isLive = (now: Date) => ({ revokedAt: null, expiresAt: { gt: now } });

export async function findLiveLink(db: Pick<Transaction, "resultLink">, campaignId: string, now: Date) {
	return await db.resultLink.findFirst({
		where: { campaignId, ...isLive(now) },
		orderBy: { createdAt: "desc" },
	});
}

export function toLink(row: { id: string; createdBy: string; createdAt: Date; expiresAt: Date }) {
	const { id, createdBy, createdAt, expiresAt } = row;
	return { id, createdBy, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() };
}
