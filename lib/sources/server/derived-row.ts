import type { DerivedFact } from "@/lib/profiles/server/store-personal";
import type { TraitValue } from "@/lib/sources/trait-value";
import { traitRow } from "@/lib/sources/warehouse-rows";

/** Row of `trait_history` for a fact about contact data. */
export function derivedRow(ws: number, { uid, name, value, at, seq }: DerivedFact, recordedAt: Date): object {
	return traitRow({ ws, source: "derived", recordedAt, seq }, { uid, name, value: toValue(value), at });
}

function toValue(value: DerivedFact["value"]): TraitValue {
	if (value === null) return { type: "unset" };
	if (typeof value === "boolean") return { type: "boolean", value };
	if (typeof value === "number") return { type: "number", value };
	return typeof value === "string" ? { type: "string", value } : { type: "day", value: value.day };
}
