import type { RequestDescription } from "@/lib/destinations/contract";

const secretName = /auth|token|secret|signature|api[-_]?key|proof|password|cookie/i;
const covered = "•••";

/** How a value may be written in an address, a form or JSON. */
const spellings: readonly ((value: string) => string)[] = [
	(value) => value,
	(value) => JSON.stringify(value).slice(1, -1),
	(value) => encodeURIComponent(value),
	(value) => encodeURIComponent(value).replaceAll("%20", "+"),
];

/** The beginning of an identifier, by which two can be told apart: no more than a third of it. */
function beginning(value: string): string {
	return value.slice(0, Math.min(4, Math.floor(value.length / 3)));
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
		...secrets.map((value) => ({ value, kept: "" })),
		...identifiers.map((value) => ({ value, kept: beginning(value) })),
	].sort((a, b) => b.value.length - a.value.length);
	const clean = (text: string): string => {
		let cleaned = text;
		for (const { value, kept } of replacements) {
			if (value === "") continue;
			// What must be escaped comes first: the plain value would leave a broken text.
			for (const spell of spellings.toReversed())
				cleaned = cleaned.replaceAll(spell(value), `${spell(kept)}${covered}`);
		}
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
		// A file holds people as much as a text does.
		body: request.bytes
			? `(${request.bytes.length} bytes)`
			: request.body === undefined
				? null
				: clean(request.body),
	};
}
