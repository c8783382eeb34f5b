import type { Connection, RequestDescription } from "@/lib/destinations/contract";
import { contentOf } from "@/lib/destinations/files/deliver-file";

/** Writes one file whole: under a hidden name in the same folder first. */
export function putFile(
	connection: Connection,
	name: string,
	{ body }: { body: string | Uint8Array },
): RequestDescription {
	return {
		method: "PUT",
		url: `${folderUrl(connection)}/${encodeURIComponent(name)}`,
		headers: {},
		...contentOf(body),
	};
}

/** Looks whether the folder is there. */
export function lookAtFolder(connection: Connection): RequestDescription {
	return { method: "GET", url: `${folderUrl(connection)}/`, headers: {} };
}

function folderUrl({ settings }: Connection): string {
	return (settings.url ?? "").replace(/\/+$/, "");
}
