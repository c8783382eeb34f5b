/** The header that names a download: by the name itself where it has letters beyond ASCII, which old readers get without. */
export function attachment(name: string, extension: string, fallback: string): string {
	const plain = name.replace(/[^\w.-]+/g, "-").replace(/^-+|-+$/g, "") || fallback;
	const header = `attachment; filename="${plain}.${extension}"`;
	if (/^[\x20-\x7e]*$/.test(name)) return header;
	// Nothing that is a part of a path, or turns what is read around.
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
