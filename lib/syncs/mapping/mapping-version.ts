import { sha256Hex } from "@/lib/kernel/sha256";
import type { MappedFields } from "@/lib/syncs/mapping/apply-mapping";
import type { Mapping } from "@/lib/syncs/mapping/contracts";

const byName = <T>([a]: [string, T], [b]: [string, T]): number => (a < b ? -1 : a > b ? 1 : 0);

/** Names a mapping: another order of the same rules is the same mapping. Null: nothing is mapped. */
export function mappingVersion(mapping: Mapping): string | null {
	if (mapping.length === 0) return null;
	const rules = mapping
		.map(({ target, source, transform, digits, type }): [string, unknown[]] => [
			target,
			[Object.entries(source), transform, transform === "round" ? digits : 0, ...(type ? [type] : [])],
		])
		.sort(byName);
	return sha256Hex(JSON.stringify(rules)).slice(0, 24);
}

/** The text whose keyed hash is the version of a person's fields: equal exactly when the same would be sent. */
export function versionText(mapping: Mapping, fields: MappedFields): string {
	return JSON.stringify([mappingVersion(mapping), Object.entries(fields).sort(byName)]);
}
