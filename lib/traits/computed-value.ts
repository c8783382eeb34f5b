import type { TraitRow } from "@/lib/rules/evaluate/person-history";

/** A value a computed trait has for someone. Dates are milliseconds. Missing is null. */
export type ComputedValue = Exclude<TraitRow["value"], { type: "unset" }>;
