/** How an address that someone typed is spoken to: the sandbox and, where the operator says so, an own network are trusted. */
export type TrustsPlainHttp = (url: URL) => boolean;

/** What is wrong with an address credentials or people are sent to, as it continues its field's label; null when nothing is. */
export function addressProblem(text: string, trustsPlainHttp: TrustsPlainHttp): string | null {
	const url = URL.canParse(text) ? new URL(text) : null;
	if (!url || (url.protocol !== "https:" && url.protocol !== "http:"))
		return "must be an address that begins with https://";
	if (url.username !== "" || url.password !== "")
		return "must not hold a user name or password; they would be shown with the address";
	if (url.protocol === "http:" && !trustsPlainHttp(url))
		return "must begin with https://, so that no one on the way can read what is sent";
	return null;
}

/**
 * Whether two addresses share an origin for a secret: scheme, host and port. Never true for an unparsable
 * one.
 */
export function isSameOrigin(one: string, other: string): boolean {
	if (!URL.canParse(one) || !URL.canParse(other)) return false;
	const origin = new URL(one).origin;
	return origin !== "null" && origin === new URL(other).origin;
}

/** The same for an address of another kind, which is always encrypted: `sftp:` for example. */
export function schemeProblem(text: string, scheme: string): string | null {
	const url = URL.canParse(text) ? new URL(text) : null;
	if (!url || url.protocol !== scheme || url.hostname === "" || url.search !== "" || url.hash !== "")
		return `must be an address that begins with ${scheme}//`;
	if (url.username !== "" || url.password !== "")
		return "must not hold a user name or password; they would be shown with the address";
	return null;
}
