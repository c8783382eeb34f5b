/** How a formula is written: the functions with what they take. */
export const formulaFunctions = [
	{ name: "round", signature: "round(number, decimals)", says: "rounds, half to even" },
	{ name: "abs", signature: "abs(number)", says: "without its sign" },
	{ name: "min", signature: "min(a, b, …)", says: "the smallest" },
	{ name: "max", signature: "max(a, b, …)", says: "the largest" },
	{ name: "if", signature: "if(condition, then, otherwise)", says: "one of two; without the last, missing" },
	{ name: "coalesce", signature: "coalesce(a, b, …)", says: "the first that is not missing" },
	{ name: "is_set", signature: "is_set(a)", says: "whether there is a value" },
	{ name: "days_between", signature: "days_between(from, to)", says: "whole days of 24 hours" },
	{ name: "now", signature: "now()", says: "the time the value is as of" },
	{ name: "date", signature: 'date("2026-11-22")', says: "a fixed date" },
	{ name: "concat", signature: "concat(text, text, …)", says: "texts joined" },
	{ name: "lower", signature: "lower(text)", says: "in small letters" },
] as const;
