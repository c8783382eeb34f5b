export type TemplatePart = { text: string } | { name: string };
export type ParsedTemplate = { ok: true; parts: TemplatePart[] } | { ok: false; problem: string };

/** Reads `Hi {{first_name}}` into its parts. */
export function parseTemplate(template: string): ParsedTemplate {
	const parts: TemplatePart[] = [];
	let at = 0;
	while (at < template.length) {
		const open = template.indexOf("{{", at);
		const text = template.slice(at, open < 0 ? undefined : open);
		if (text.includes("}}")) {
			return { ok: false, problem: "closes }} a name that was never opened with {{" };
		}
		if (text !== "") parts.push({ text });
		if (open < 0) break;
		const close = template.indexOf("}}", open + 2);
		const inner = close < 0 ? null : template.slice(open + 2, close);
		if (inner === null || inner.includes("{{")) {
			return { ok: false, problem: "opens {{ a name that is never closed with }}" };
		}
		const name = inner.trim();
		if (name === "") return { ok: false, problem: "has no name between {{ and }}" };
		parts.push({ name });
		at = close + 2;
	}
	return { ok: true, parts };
}
