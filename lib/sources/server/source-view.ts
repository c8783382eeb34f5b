import type { Source, WriteKey } from "@/lib/platform/postgres/generated/client";
import type { SourceView } from "@/lib/sources/contracts";

export function writeKeyView(key: WriteKey): SourceView["writeKeys"][number] {
	return {
		id: key.id,
		prefix: key.prefix,
		createdAt: key.createdAt.toISOString(),
		lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
		revokedAt: key.revokedAt?.toISOString() ?? null,
	};
}

export function sourceView(source: Source & { writeKeys: WriteKey[] }): SourceView {
	return {
		id: source.id,
		kind: source.kind === "csv" ? "csv" : "http",
		name: source.name,
		createdAt: source.createdAt.toISOString(),
		writeKeys: source.writeKeys.map(writeKeyView),
	};
}
