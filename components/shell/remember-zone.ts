export const zoneCookie = "viewer-zone";

/** The time zone in a cookie, if the platform knows it: anyone can write a cookie. */
export function readZone(cookie: string | undefined): string | null {
	if (!cookie) return null;
	try {
		return new Intl.DateTimeFormat("en", { timeZone: decodeURIComponent(cookie) }).resolvedOptions().timeZone;
	} catch {
		return null;
	}
}

/** Sends the browser's time zone to the server, so that the next page has the viewer's own times. */
export function rememberZone(known: string | null): void {
	const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
	if (!zone || zone === known) return;
	// biome-ignore lint/suspicious/noDocumentCookie: not every browser has a cookie store, and none has one on plain http.
	document.cookie = `${zoneCookie}=${encodeURIComponent(zone)}; Path=/; Max-Age=31536000; SameSite=Lax`;
}
