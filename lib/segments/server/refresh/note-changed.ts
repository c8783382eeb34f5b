import type { Transaction } from "@/lib/platform/postgres/database";

/** Postgres channel on which it is announced that people of segments changed. */
export const changedChannel = "muster_segment_changed";

/** Notes which segments' people changed by what is served since `servedAt`, and wakes what follows them. */
export async function noteChanged(
	db: Pick<Transaction, "$executeRaw" | "$queryRaw">,
	segmentIds: readonly string[],
	servedAt: Date,
): Promise<void> {
	if (segmentIds.length === 0) return;
	await db.$executeRaw`
		UPDATE segment SET changed_at = GREATEST(changed_at, ${servedAt}) WHERE id = ANY(${[...segmentIds]}::text[])`;
	await db.$queryRaw`SELECT pg_notify(${changedChannel}, '')::text`;
}
