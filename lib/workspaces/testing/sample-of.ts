type Schema = { [key: string]: unknown };

/**
 * A value that fits a JSON Schema, for calling every endpoint with something it accepts at least in shape. Ids get a
 * real id of their kind from `ids`, by prefix. `isFull` fills in what may be left out as well, and one item of each list.
 */
export function sampleOf(
	schema: unknown,
	ids: Record<string, string>,
	root: Schema,
	isFull = false,
): unknown {
	if (typeof schema !== "object" || schema === null) return "x";
	const node = schema as Schema;
	if (typeof node.$ref === "string") {
		let target: unknown = root;
		for (const step of node.$ref.slice(2).split("/")) target = (target as Schema)[step];
		return sampleOf(target, ids, root, isFull);
	}
	if (Array.isArray(node.examples)) return node.examples[0];
	if ("default" in node && !(isFull && node.default === null)) return node.default;
	if ("const" in node) return node.const;
	if (Array.isArray(node.enum)) return node.enum[0];
	for (const key of ["oneOf", "anyOf", "allOf"]) {
		const options = node[key];
		if (Array.isArray(options)) return sampleOf(options[0], ids, root, isFull);
	}
	switch (node.type) {
		case "object": {
			const properties = (node.properties ?? {}) as Schema;
			const required = (node.required ?? []) as string[];
			const names = isFull ? Object.keys(properties) : required;
			return Object.fromEntries(names.map((name) => [name, sampleOf(properties[name], ids, root, isFull)]));
		}
		case "array": {
			const count = typeof node.minItems === "number" ? node.minItems : isFull ? 1 : 0;
			return Array.from({ length: count }, () => sampleOf(node.items, ids, root, isFull));
		}
		case "integer":
		case "number":
			return typeof node.minimum === "number" ? node.minimum : 1;
		case "boolean":
			return false;
		case "null":
			return null;
		default:
			return textOf(node, ids);
	}
}

function textOf(node: Schema, ids: Record<string, string>): string {
	const prefix = typeof node.pattern === "string" ? /^\^([a-z]{3})_/.exec(node.pattern)?.[1] : undefined;
	if (prefix) return ids[prefix] ?? `${prefix}_00000000000000000000000000`;
	if (node.format === "email") return "someone@example.com";
	if (node.format === "date-time") return "2026-01-01T00:00:00.000Z";
	if (node.format === "date") return "2026-01-01";
	if (node.format === "uri") return "https://example.com/";
	return "a-b".padEnd(typeof node.minLength === "number" ? node.minLength : 3, "x");
}
