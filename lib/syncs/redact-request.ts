import type { RequestDescription } from "@/lib/destinations/contract";

const secretName = /auth|token|secret|signature|api[-_]?key|proof|password|cookie/i;
const covered = "•••";

/** A value as it may be written in an address, a form or JSON. */
function spellings(value: string): string[] {
	const quoted = JSON.stringify(value).slice(1, -1);
	return [
		...new Set([value, quoted, encodeURIComponent(value), encodeURIComponent(value).replaceAll("%20", "+")]),
	];
}

/** An identifier's beginning, by which two can be told apart, and no more than a third of it. */
function cover(value: string): string {
	return `${value.slice(0, Math.min(4, Math.floor(value.length / 3)))}${covered}`;
}

/**
 * A request for someone to read: its shape as the network gets it, with the secrets gone and only the beginning of
 * each identifier.
 */
export function redactRequest(
	request: RequestDescription,
	{ secrets, identifiers }: { secrets: readonly string[]; identifiers: readonly string[] },
): { method: string; url: string; headers: Record<string, string>; body: string | null } {
	// The longest first: one may contain another.
	const replacements = [
		...secrets.filter((value) => value !== "").map((value) => ({ value, by: covered })),
		...identifiers.filter((value) => value !== "").map((value) => ({ value, by: cover(value) })),
	].sort((a, b) => b.value.length - a.value.length);
	const clean = (text: string): string => {
		let cleaned = text;
		for (const { value, by } of replacements)
			for (const spelling of spellings(value)) cleaned = cleaned.replaceAll(spelling, by);
		return cleaned;
	};
	const url = new URL(request.url);
	url.username = "";
	url.password = "";
	const query = [...url.searchParams].map(
		([name, value]) => `${name}=${secretName.test(name) ? covered : clean(value)}`,
	);
	return {
		method: request.method,
		url: `${url.origin}${clean(url.pathname)}${query.length > 0 ? `?${query.join("&")}` : ""}`,
		headers: Object.fromEntries(
			Object.entries(request.headers).map(([name, value]) => [
				name,
				secretName.test(name) ? covered : clean(value),
			]),
		),
		body: request.body === undefined ? null : clean(request.body),
	};
}
