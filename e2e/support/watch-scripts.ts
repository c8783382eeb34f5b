import type { CDPSession } from "@playwright/test";

/** Counts the bytes of JavaScript on the wire, as compressed, headers included. */
export async function watchScripts(cdp: CDPSession): Promise<() => number> {
	const scripts = new Set<string>();
	let bytes = 0;
	cdp.on("Network.responseReceived", ({ requestId, type, response }) => {
		if (type === "Script" || response.mimeType.includes("javascript")) scripts.add(requestId);
	});
	cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
		if (scripts.has(requestId)) bytes += encodedDataLength;
	});
	await cdp.send("Network.enable");
	return () => {
		if (bytes === 0) throw new Error("No script was seen on the wire");
		return bytes;
	};
}
