/** Where to go after signing in: always a path of this app, whatever the address requested. */
export function safeCallback(given: string | string[] | undefined): string {
	const text = Array.isArray(given) ? given[0] : given;
	if (!text) return "/";
	// Links made by the sign-in library are absolute; only their path counts, so no other site can be reached.
	const url = URL.canParse(text, "http://own") ? new URL(text, "http://own") : null;
	if (!url || !/^https?:$/.test(url.protocol)) return "/";
	const path = url.pathname.replace(/^[/\\]+/, "/") + url.search;
	return path.startsWith("/sign-in") ? "/" : path;
}
