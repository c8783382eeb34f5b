import type {
	Batch,
	BatchResult,
	Connection,
	Conversation,
	HttpResponse,
	RequestDescription,
	Verdict,
} from "@/lib/destinations/contract";
import { buildFile } from "@/lib/destinations/files/build-file";

export type PutFile = (
	connection: Connection,
	name: string,
	content: { body: string; type: string },
	at: Date,
) => RequestDescription;

/**
 * Delivers a batch as a file: first the rows, then the manifest, without which no reader may take the file for whole.
 * Only when both are in place are the rows delivered.
 */
export function deliverFile(
	put: PutFile,
	readStored: (answer: HttpResponse, connection: Connection) => Verdict<unknown>,
): Conversation<Batch, BatchResult> {
	return ({ connection, input, memory, answer, at }) => {
		const file = buildFile(input);
		const askRows = () => ({
			kind: "ask" as const,
			request: put(connection, file.name, { body: file.text, type: "text/csv; charset=utf-8" }, at),
			memory: { part: "rows", manifest: file.manifest },
		});
		if (!answer) return askRows();
		const stored = readStored(answer, connection);
		if (!stored.ok) return { kind: "failed", problem: stored.problem };
		// Someone was taken out of the batch meanwhile: what is there is not what it would be vouched for as.
		if (memory?.manifest !== file.manifest) return askRows();
		if (memory.part === "rows") {
			const request = put(
				connection,
				file.manifestName,
				{ body: file.manifest, type: "application/json" },
				at,
			);
			return { kind: "ask", request, memory: { part: "manifest", manifest: file.manifest } };
		}
		return { kind: "done", value: { others: "confirmed", byIndex: new Map(), invalidCount: 0 } };
	};
}
