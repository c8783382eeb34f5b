import { aggregateOperators, operatorsByType } from "@/lib/rules/catalog";

/** What may be asked of an age: it may be missing, and is compared as a number of years. */
export const ageOperators = aggregateOperators("max");
/** What may be asked of a birthday. */
export const birthdayOperators = operatorsByType.date.filter(({ id }) =>
	["anniversary", "isSet", "isNotSet"].includes(id),
);
