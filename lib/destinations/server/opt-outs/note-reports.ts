import type { Database } from "@/lib/platform/postgres/database";
import type { Prisma } from "@/lib/platform/postgres/generated/client";

/** Counts what a destination reported, asked or by itself, and notes whatever else is to change with it. */
export async function noteReports(
	db: Database,
	destinationId: string,
	{ applied, unreadable }: { applied: number; unreadable: number },
	at: Date,
	change: Prisma.OptOutFeedUpdateInput = {},
): Promise<void> {
	await db.optOutFeed.update({
		where: { destinationId },
		data: {
			...change,
			readAt: at,
			received: { increment: applied },
			unreadable: { increment: unreadable },
			...(applied > 0 ? { lastAt: at } : {}),
		},
	});
}
