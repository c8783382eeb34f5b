import { propertyPath } from "@/lib/rules/property-path";

/** Types of values for which a property can have a column of its own, with the engine's name of each. */
export const columnTypes = { string: "String", number: "Float64", boolean: "Bool" } as const;

/** A property by its dotted name, as values of one type; values of other types are missing. */
export type TypedProperty = { path: string; type: keyof typeof columnTypes };

/** The columns of `events` that hold single properties, by `typedKey`. */
export type TypedProperties = ReadonlyMap<string, string>;

export function typedKey({ path, type }: TypedProperty): string {
	return `${type} ${path}`;
}

/** The property in the JSON of an event, NULL where it is missing or of another type. */
export function jsonPropertySql({ path, type }: TypedProperty): string {
	return `properties.${propertyPath(path)}.:${columnTypes[type]}`;
}

/** The same from the property's own column, if it has one: the values are the same, and quicker to read. */
export function propertySql(
	property: TypedProperty,
	{ typed }: { typed?: TypedProperties | undefined },
): string {
	return typed?.get(typedKey(property)) ?? jsonPropertySql(property);
}
