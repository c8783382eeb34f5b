import type {
	Batch,
	BatchResult,
	ConnectField,
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
	content: { body: string | Uint8Array; type: string },
	at: Date,
) => RequestDescription;

const types = { csv: "text/csv; charset=utf-8", parquet: "application/vnd.apache.parquet" } as const;

/** A request's content: text as its body, anything else as bytes. */
export function contentOf(body: string | Uint8Array): Pick<RequestDescription, "body" | "bytes"> {
	return typeof body === "string" ? { body } : { bytes: body };
}

/** The setting of a connection that says how files are written. */
export const formatField: ConnectField = {
	name: "format",
	label: "Format",
	help: "Parquet holds the same columns, all of them text.",
	kind: "choice",
	options: [
		{ value: "csv", label: "CSV" },
		{ value: "parquet", label: "Parquet" },
	],
	isSecret: false,
	isRequired: false,
	initial: "csv",
	pattern: { source: "^(csv|parquet)$", message: "must be csv or parquet" },
};

/**
 * Delivers a batch as a file: first the rows, then the manifest, without which no reader may take the file for whole.
 * Only when both are in place are the rows delivered.
 */
export function deliverFile(
	put: PutFile,
	readStored: (answer: HttpResponse, connection: Connection) => Verdict<unknown>,
): Conversation<Batch, BatchResult> {
	return ({ connection, input, memory, answer, at }) => {
		const format = connection.settings.format === "parquet" ? "parquet" : "csv";
		const file = buildFile(input, format);
		const askRows = () => ({
			kind: "ask" as const,
			request: put(connection, file.name, { body: file.content, type: types[format] }, at),
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
