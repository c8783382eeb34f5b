import { Readable } from "node:stream";
import type { ImportView } from "@/lib/sources/files/import-contracts";
import type { ImportConsent, ImportMapping } from "@/lib/sources/files/import-mapping";
import { getImport } from "@/lib/sources/server/imports/get-import";
import { inspectImport } from "@/lib/sources/server/imports/inspect-import";
import { messageImport } from "@/lib/sources/server/imports/message-import";
import { runImport } from "@/lib/sources/server/imports/run-import";
import { startImport } from "@/lib/sources/server/imports/start-import";
import { uploadImport } from "@/lib/sources/server/imports/upload-import";
import type { Context } from "@/lib/workspaces/server/context";

/** Uploads, maps as guessed (then as `change` says), starts and runs an import, without the queue. For tests. */
export async function importFile(
	ctx: Context,
	file: { kind: "people" | "events"; name: string; bytes: Readable | string | Buffer },
	{
		consent = { kind: "none" },
		change = (mapping) => mapping,
	}: { consent?: ImportConsent; change?: (mapping: ImportMapping) => ImportMapping } = {},
): Promise<ImportView> {
	const bytes = file.bytes instanceof Readable ? file.bytes : Readable.from([Buffer.from(file.bytes)]);
	const { id: importId } = await uploadImport(ctx, { kind: file.kind, fileName: file.name, bytes });
	const inspection = await inspectImport(ctx, { importId });
	if (!inspection.mapping) throw new Error("no mapping");
	await startImport(ctx, { importId, mapping: change(inspection.mapping), consent });
	await runImport(ctx, { importId, owner: "test" }, { people: messageImport, events: messageImport });
	return getImport(ctx, { importId });
}
