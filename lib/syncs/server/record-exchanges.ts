import type { Exchange } from "@/lib/destinations/server/send-requests";
import { log } from "@/lib/platform/log";
import type { DeliveryRequest } from "@/lib/syncs/deliver";
import { redactLine, redactText } from "@/lib/syncs/redact-exchange";
import type { OpenSync } from "@/lib/syncs/server/open-sync";
import type { Context } from "@/lib/workspaces/server/context";

/** How many runs of a sync keep their exchanges, and how many of a run are kept of each kind: good and bad. */
const keptRuns = 5;
const keptOfEach = 200;

/** Sends one request of a run, and is told of every exchange with the network while it does. */
type Send<T> = (onExchange: (exchange: Exchange) => void) => Promise<T>;

/**
 * Keeps what the network answered to the requests of a run, without identifiers and secrets. Never makes a
 * request fail: what cannot be kept is not.
 */
export function exchangeRecorder(ctx: Context, open: OpenSync, runId: string) {
	const kept = { good: 0, bad: 0 };
	let isTidied = false;
	return async <T>(request: DeliveryRequest, send: Send<T>): Promise<T> => {
		const exchanges: Exchange[] = [];
		const result = await send((exchange) => {
			const kind = exchange.answer !== null && exchange.answer.status < 300 ? "good" : "bad";
			if (kept[kind]++ < keptOfEach) exchanges.push(exchange);
		});
		if (exchanges.length === 0) return result;
		try {
			if (!isTidied) await forgetOldest(ctx, open.sync.id, runId);
			isTidied = true;
			await store(ctx, open, runId, request, exchanges);
		} catch (error) {
			log.warn("sync.exchange_not_kept", { runId, error });
		}
		return result;
	};
}

async function store(
	{ db }: Context,
	{ connection }: OpenSync,
	runId: string,
	request: DeliveryRequest,
	exchanges: readonly Exchange[],
): Promise<void> {
	const given = {
		identifiers: new Set(
			request.keys.flatMap(({ value, fields, ledger }) => [
				value,
				...(ledger.remoteId === null ? [] : [ledger.remoteId]),
				...Object.values(fields ?? {}).flatMap((field) => (typeof field === "string" ? [field] : [])),
			]),
		),
		secrets: Object.values(connection.credentials),
	};
	given.identifiers.delete("");
	await db.syncExchange.createMany({
		data: exchanges.map((exchange, place) => ({
			runId,
			seq: request.seq,
			place,
			line: redactLine(exchange.request, given),
			status: exchange.answer?.status ?? null,
			answer: redactText(exchange.answer?.body ?? exchange.error ?? "", given),
			tookMs: exchange.tookMs,
			at: exchange.at,
		})),
		skipDuplicates: true,
	});
}

/** Makes room for this run: only the newest before it keep theirs. */
async function forgetOldest({ db }: Context, syncId: string, runId: string): Promise<void> {
	await db.$executeRaw`
		DELETE FROM sync_exchange WHERE run_id IN (
			SELECT r.id FROM sync_run r WHERE r.sync_id = ${syncId} AND r.id <> ${runId}
				AND EXISTS (SELECT 1 FROM sync_exchange e WHERE e.run_id = r.id)
			ORDER BY r.created_at DESC OFFSET ${keptRuns - 1})`;
}
