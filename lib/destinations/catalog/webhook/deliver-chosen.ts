import { readBatch } from "@/lib/destinations/catalog/webhook/read-outcome";
import { buildBatch } from "@/lib/destinations/catalog/webhook/to-requests";
import type { Batch, BatchResult, BatchRow, Connection, Said, Turn } from "@/lib/destinations/contract";
import { oneRequest } from "@/lib/destinations/conversation";

const tell = oneRequest(buildBatch, readBatch);

/**
 * Tells only what the receiver wants to know. Everything else counts as told: whoever enters unheard can still leave. Of the
 * run a subscription began with nothing is told: those people were there before.
 */
export function deliverChosen(said: Said<Batch>): Turn<BatchResult> {
	const { connection, input } = said;
	const places = input.rows.flatMap((row, index) => (isWanted(connection, input, row) ? [index] : []));
	if (places.length === input.rows.length) return tell(said);
	const rows = places.flatMap((index) => input.rows[index] ?? []);
	if (rows.length === 0)
		return { kind: "done", value: { others: "confirmed", byIndex: new Map(), invalidCount: 0 } };
	const turn = tell({ ...said, input: { ...input, rows } });
	// The receiver names rows by their place among those it was told of.
	if (turn.kind === "done") {
		const byIndex = new Map(
			[...turn.value.byIndex].map(([index, outcome]) => [places[index] ?? index, outcome] as const),
		);
		return { ...turn, value: { ...turn.value, byIndex } };
	}
	return turn;
}

function isWanted({ settings }: Connection, { runId, operation }: Batch, row: BatchRow): boolean {
	if (settings.firstRunId === runId) return false;
	const { event = "all" } = settings;
	const change = row.occurrence?.change ?? (operation === "add" ? "entered" : "left");
	return event === "all" || event === change;
}
