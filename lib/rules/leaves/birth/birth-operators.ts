import { aggregateOperators, operatorsByType } from "@/lib/rules/catalog";

/** Operators for an age: it may be missing, and is compared as a number of years. */
export const ageOperators = aggregateOperators("max");
/** Operators for a birthday. */
export const birthdayOperators = operatorsByType.date.filter(({ id }) =>
	["anniversary", "isSet", "isNotSet"].includes(id),
);
