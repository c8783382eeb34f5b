import { log } from "@/lib/platform/log";
import type { Database } from "@/lib/platform/postgres/database";

const longestWaitMs = 10_000;

/**
 * Waits until no request with a key of these people is being sent, so that none leaves after a withdrawal,
 * a suppression or an erasure was acknowledged. Call it after the transaction that wrote it committed, and
 * before answering.
 *
 * Why no key slips through: a sender writes in the ledger that a key is on its way ("adding"), commits, and
 * only then reads once more who must not be sent, before every attempt. Whoever withdraws commits first and
 * then reads what is on its way. One of the two always sees the other. No lock is held while a network takes
 * its time, and only people who are in a request wait for it.
 *
 * The wait is bounded: a network may take a minute to answer, but what it was sent left long before. A request
 * that is not connected within 8 seconds is given up (`sendWithRetry`), and one that is connected is written
 * at once; 10 seconds cover both. A request that waits to be repeated will not take the key along, and a run
 * whose lease ended sends nothing more: neither is waited for.
 */
export async function waitForRequests(
	db: Database,
	ws: number,
	uids: readonly number[],
	longestMs = longestWaitMs,
): Promise<void> {
	if (uids.length === 0) return;
	const startedAt = performance.now();
	for (let pauseMs = 5; ; pauseMs = Math.min(100, pauseMs * 2)) {
		const [row] = await db.$queryRaw<{ isUnderWay: boolean }[]>`
			SELECT EXISTS (
				SELECT 1 FROM profile p JOIN workspace w ON w.number = p.workspace_number
					JOIN profile q ON q.workspace_number = p.workspace_number AND q.root_uid = p.root_uid
					JOIN sync s ON s.workspace_id = w.id
					JOIN delivery_owner o ON o.sync_id = s.id AND o.uid = q.uid
					JOIN delivery_key k ON k.sync_id = o.sync_id AND k.key_hash = o.key_hash AND k.state = 'adding'
					JOIN sync_request t ON t.run_id = k.run_id AND t.seq = k.request_seq AND t.status = 'sent'
					JOIN sync_run r ON r.id = k.run_id AND r.lease_until > clock_timestamp()
				WHERE p.workspace_number = ${ws} AND p.uid = ANY(${[...uids]}::int[])) AS "isUnderWay"`;
		if (!row?.isUnderWay) return;
		if (performance.now() - startedAt > longestMs) {
			log.warn("consent.request_still_under_way", { ws, people: uids.length });
			return;
		}
		await new Promise((resolve) => setTimeout(resolve, pauseMs));
	}
}
