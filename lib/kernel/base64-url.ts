/** Bytes, or a text as UTF-8, in base64 for addresses and tokens: without padding. */
export function base64Url(content: Uint8Array | string): string {
	const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
	let binary = "";
	for (const byte of bytes) binary += String.fromCharCode(byte);
	return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
