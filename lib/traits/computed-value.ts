import type { TraitRow } from "@/lib/segments/person-history";

/** A value a computed trait has for somebody. Dates are milliseconds. Missing is null. */
export type ComputedValue = Exclude<TraitRow["value"], { type: "unset" }>;
