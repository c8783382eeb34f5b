import { database } from "@/lib/platform/postgres/database";

const dayMs = 24 * 3600_000;

/** Forgets finished runs after 30 days and others that ended after 90; their idempotency keys go with them. */
export async function forgetOldRuns(now = new Date()): Promise<void> {
	await database().jobRun.deleteMany({
		where: {
			OR: [
				{ status: "finished", finishedAt: { lt: new Date(now.getTime() - 30 * dayMs) } },
				{
					status: { in: ["failed", "cancelled"] },
					finishedAt: { lt: new Date(now.getTime() - 90 * dayMs) },
				},
			],
		},
	});
}
