import { percentEncode, signRequest } from "@/lib/destinations/catalog/s3/sign-request";
import type { Connection, RequestDescription } from "@/lib/destinations/contract";
import { contentOf } from "@/lib/destinations/files/deliver-file";

/** Writes one object whole: a reader sees all of it or nothing. */
export function putObject(
	connection: Connection,
	name: string,
	{ body, type }: { body: string | Uint8Array; type: string },
	at: Date,
): RequestDescription {
	const key = [...folderOf(connection), name].map(percentEncode).join("/");
	return signed(
		connection,
		{
			method: "PUT",
			url: `${bucketUrl(connection)}/${key}`,
			headers: { "content-type": type },
			...contentOf(body),
		},
		at,
	);
}

/** Asks for none of the objects below the folder: proves address, bucket, region and key, and changes nothing. */
export function listNothing(connection: Connection, at: Date): RequestDescription {
	const prefix = folderOf(connection).map((part) => `${part}/`);
	const query = `list-type=2&max-keys=1&prefix=${percentEncode(prefix.join(""))}`;
	return signed(connection, { method: "GET", url: `${bucketUrl(connection)}/?${query}`, headers: {} }, at);
}

function signed({ settings, credentials }: Connection, request: RequestDescription, at: Date) {
	const keys = {
		accessKeyId: settings.accessKeyId ?? "",
		secretAccessKey: credentials.secretAccessKey ?? "",
		region: settings.region ?? "",
	};
	return signRequest(request, keys, at);
}

function bucketUrl({ settings }: Connection): string {
	const url = new URL(settings.endpoint ?? "");
	const bucket = percentEncode(settings.bucket ?? "");
	const path = url.pathname.replace(/\/+$/, "");
	return settings.addressing === "host"
		? `${url.protocol}//${bucket}.${url.host}${path}`
		: `${url.origin}${path}/${bucket}`;
}

function folderOf({ settings }: Connection): string[] {
	return (settings.folder ?? "").split("/").filter((part) => part !== "");
}
