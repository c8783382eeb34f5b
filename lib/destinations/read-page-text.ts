import { cutText } from "@/lib/kernel/cut-text";

const longestRead = 10_000;
const longestShown = 300;

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/**
 * What an HTML page says, as one short line: a proxy's error page or a maintenance page in place of the network's own
 * answer. Null when the answer is no page. Whatever looks like a person's identifier is left out, because error pages
 * may quote the request.
 */
export function readPageText(answer: { headers: Record<string, string>; body: string }): string | null {
	const body = answer.body.slice(0, longestRead);
	const isPage =
		/^\s*text\/html\b/i.test(answer.headers["content-type"] ?? "") ||
		/^\s*<(!doctype|html|head|body)\b/i.test(body);
	if (!isPage) return null;
	const text = body
		.replace(/<(script|style)\b[\s\S]*?(<\/\1\s*>|$)/gi, " ")
		.replace(/<!--[\s\S]*?(-->|$)/g, " ")
		.replace(/<[^<>]*(>|$)/g, " ")
		.replace(/&(#x?[0-9a-f]{1,6}|[a-z]{1,8});/gi, (whole, name: string) => readEntity(name) ?? whole)
		.replace(/\s+/g, " ")
		.trim()
		.slice(0, 1_000)
		.replace(/[^\s@]+@[^\s@]+/g, "…")
		.replace(/\b[0-9a-f]{32,}\b/gi, "…")
		.replace(/\+?\d[\d ().-]{6,}\d/g, "…");
	const shown = cutText(text.toWellFormed(), longestShown - 1);
	return shown.length < text.length ? `${shown}…` : shown;
}

function readEntity(name: string): string | null {
	if (!name.startsWith("#")) return entities[name.toLowerCase()] ?? null;
	const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
	return code >= 32 && code <= 0x10ffff ? String.fromCodePoint(code).toWellFormed() : null;
}
