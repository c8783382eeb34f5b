import type { TypeName } from "@/lib/lists/select/tree";

const escapes: Record<string, string> = {
	"\\": "\\\\",
	"'": "\\'",
	"\n": "\\n",
	"\t": "\\t",
	"\r": "\\r",
};

/** A text in quotes, escaped. */
export function text(value: string): string {
	return `'${value.replace(/[\\'\n\t\r]/g, (sign) => escapes[sign] ?? sign)}'`;
}

/** A name in backticks. */
export function name(value: string): string {
	if (/[`"\\\p{Cc}\p{Cs}]/u.test(value) || value === "") throw new Error("Not a name that can be quoted");
	return `\`${value}\``;
}

export function typeName(type: TypeName): string {
	const inner = [
		...type.of.map(typeName),
		...type.options.map((option) => (typeof option === "number" ? option : text(option))),
	];
	return inner.length > 0 ? `${type.name}(${inner.join(", ")})` : type.name;
}
