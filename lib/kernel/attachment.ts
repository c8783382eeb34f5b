/**
 * The header that names a download: with a separate encoding for names beyond ASCII, which old clients
 * ignore.
 */
export function attachment(name: string, extension: string, fallback: string): string {
	const plain = name.replace(/[^\w.-]+/g, "-").replace(/^-+|-+$/g, "") || fallback;
	const header = `attachment; filename="${plain}.${extension}"`;
	if (/^[\x20-\x7e]*$/.test(name)) return header;
	// Removes path separators and text-direction characters.
	const whole = name
		.toWellFormed()
		.replace(/[\\/:*?"<>|\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, "-")
		.trim();
	const encoded = encodeURIComponent(`${whole}.${extension}`).replace(
		/['()*]/g,
		(sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
	);
	return `${header}; filename*=UTF-8''${encoded}`;
}
