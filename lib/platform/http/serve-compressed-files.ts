import { subscribe } from "node:diagnostics_channel";
import { existsSync, readdirSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";

const types: Record<string, string> = {
	".js": "application/javascript; charset=UTF-8",
	".css": "text/css; charset=UTF-8",
};

/** Addresses of the files below a build folder that have a compressed twin. */
function findTwins(folder: string): ReadonlySet<string> {
	if (!existsSync(folder)) return new Set();
	return new Set(
		readdirSync(folder, { recursive: true, encoding: "utf8" })
			.filter((name) => name.endsWith(".br"))
			.map((name) => `/_next/static/${name.slice(0, -".br".length).split(path.sep).join("/")}`),
	);
}

/** What a request for a file becomes: its Brotli twin where there is one and the browser reads it; null changes nothing. */
export function chooseTwin(
	url: string,
	acceptEncoding: string | undefined,
	twins: ReadonlySet<string>,
): { url: string; type: string } | null {
	const [pathname = "", search] = url.split("?");
	const type = types[path.extname(pathname)];
	if (!type || !twins.has(pathname) || !/\bbr\b/.test(acceptEncoding ?? "")) return null;
	return { url: `${pathname}.br${search === undefined ? "" : `?${search}`}`, type };
}

// On globalThis, because a development server loads this module again.
const holder = globalThis as { musterServesCompressed?: boolean };

/**
 * Serves the build's scripts and styles as `buildWeb` compressed them, once and well: Next itself compresses
 * with gzip, again for every request.
 */
export function serveCompressedFiles(folder: string): void {
	if (holder.musterServesCompressed) return;
	holder.musterServesCompressed = true;
	const twins = findTwins(folder);
	subscribe("http.server.request.start", (message) => {
		// Safe because this channel of Node always carries request and response.
		const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
		const twin = chooseTwin(request.url ?? "", request.headers["accept-encoding"]?.toString(), twins);
		if (!twin) return;
		request.url = twin.url;
		response.setHeader("Content-Encoding", "br");
		response.setHeader("Content-Type", twin.type);
		response.setHeader("Vary", "Accept-Encoding");
	});
}
