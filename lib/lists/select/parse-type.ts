import { SelectProblem } from "@/lib/lists/select/problem";
import type { Reader } from "@/lib/lists/select/reader";
import type { TypeName } from "@/lib/lists/select/tree";

/** Allowed types, with how many options (numbers, zones) and types each may hold. */
const types: Record<string, { options: number; of: number }> = {
	...Object.fromEntries(
		"Int8 Int16 Int32 Int64 UInt8 UInt16 UInt32 UInt64 Float32 Float64 String Bool Date Date32"
			.split(" ")
			.map((name) => [name, { options: 0, of: 0 }]),
	),
	DateTime: { options: 1, of: 0 },
	DateTime64: { options: 2, of: 0 },
	Decimal: { options: 2, of: 0 },
	Nullable: { options: 0, of: 1 },
	Array: { options: 0, of: 1 },
};
const spellings = new Map(Object.keys(types).map((name) => [name.toLowerCase(), name]));

/** A type of the list above: UInt32, DateTime64(3, 'UTC'), Array(String). */
export function parseType(reader: Reader): TypeName {
	return reader.nest(() => {
		const token = reader.peek();
		const name = token.kind === "word" ? spellings.get(token.key) : undefined;
		const shape = name === undefined ? undefined : types[name];
		if (name === undefined || !shape) {
			throw new SelectProblem(
				token.at,
				`"${token.text}" is no type a list can use; ${[...spellings.values()].join(", ")} are`,
			);
		}
		reader.take();
		const type: TypeName = { name, of: [], options: [] };
		if (!reader.isSign("(")) {
			if (shape.of > 0) throw reader.unexpected(`a type in parentheses after ${name}`);
			return type;
		}
		if (shape.of + shape.options === 0)
			throw new SelectProblem(reader.at, `${name} takes nothing in parentheses`);
		reader.expectSign("(");
		if (shape.of > 0) type.of = [parseType(reader)];
		else type.options = reader.list(() => parseOption(reader)).slice(0, shape.options + 1);
		if (type.options.length > shape.options) throw new SelectProblem(token.at, `${name} takes fewer values`);
		reader.expectSign(")");
		return type;
	});
}

function parseOption(reader: Reader): number | string {
	const token = reader.peek();
	if (token.kind !== "string") return reader.takeWhole("a whole number");
	if (!/^[A-Za-z0-9_+/-]{1,64}$/.test(token.text))
		throw reader.unexpected("a time zone such as 'Europe/Berlin'");
	return reader.take().text;
}
