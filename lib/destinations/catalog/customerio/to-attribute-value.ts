import type { FieldValue } from "@/lib/destinations/what-is-sent";

const day = /^\d{4}-\d{2}-\d{2}$/;
const instant =
	/^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/**
 * Customer.io knows a date by its Unix seconds. Only a whole ISO 8601 date becomes one, a day as midnight in UTC so
 * that it is the same day for everyone; every other text, number and list stays as it is.
 */
export function toAttributeValue(value: FieldValue): FieldValue {
	if (typeof value !== "string" || !(day.test(value) || instant.test(value))) return value;
	const midnight = new Date(`${value.slice(0, 10)}T00:00:00Z`);
	// Dates that no calendar has would roll over into the next month.
	if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== value.slice(0, 10))
		return value;
	return Math.floor(new Date(value).getTime() / 1_000);
}
