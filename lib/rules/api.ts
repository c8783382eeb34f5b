import { defineApi } from "@/lib/kernel/api-contract";
import {
	catalogOutput,
	countPropertiesQuery,
	listValuesQuery,
	propertyCounts,
	traitExamples,
	valuesOutput,
} from "@/lib/rules/contracts";

/** Names and values that rules can use. */
export const catalogApi = {
	get: defineApi({
		method: "GET",
		path: "/catalog",
		summary: "Traits, events and properties seen in the data",
		allow: "segments.read",
		output: catalogOutput,
	}),
	properties: defineApi({
		method: "GET",
		path: "/catalog/properties",
		summary: "How common each property of an event is",
		allow: "segments.read",
		query: countPropertiesQuery,
		output: propertyCounts,
	}),
	values: defineApi({
		method: "GET",
		path: "/catalog/values",
		summary: "Most frequent values of a trait or a property",
		allow: "data.read",
		query: listValuesQuery,
		output: valuesOutput,
	}),
	examples: defineApi({
		method: "GET",
		path: "/catalog/examples",
		summary: "A few common values of each trait that has few different ones",
		allow: "data.read",
		output: traitExamples,
	}),
};
