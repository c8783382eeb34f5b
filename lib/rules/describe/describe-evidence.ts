import { assertNever } from "@/lib/kernel/assert-never";
import { formatDay } from "@/lib/kernel/calendar-day";
import { localDayNumber } from "@/lib/kernel/zoned-time";
import { aggregateOf } from "@/lib/rules/catalog";
import { describeNumber, describeValue, plainNumber } from "@/lib/rules/describe/describe-parts";
import type { EventRow } from "@/lib/rules/evaluate/person-history";
import type { LeafEvidence } from "@/lib/rules/leaf-kind";
import type { RuleLeaf } from "@/lib/rules/rule";

/** What was found of a person for one condition, as a short phrase: "2 times; needs at least 3". */
export function describeEvidence(leaf: RuleLeaf, evidence: LeafEvidence, timeZone: string): string {
	switch (evidence.kind) {
		case "everyone":
			return "holds for everyone";
		case "trait":
			return describeFound(evidence.value, timeZone);
		case "number":
			return describeNumberFound(leaf, evidence);
		case "events":
			return describeChain(evidence.events, timeZone);
		case "fact": {
			if (evidence.value === null) return "nothing on record";
			return evidence.at === null
				? evidence.value
				: `${evidence.value} since ${dayOf(evidence.at, timeZone)}`;
		}
		case "membership": {
			const since = evidence.since === null ? "" : ` since ${dayOf(evidence.since, timeZone)}`;
			if (leaf.kind === "segment" && (leaf.operator === "entered" || leaf.operator === "left")) {
				return evidence.since === null
					? `has not ${leaf.operator} it in that time`
					: `${leaf.operator} it on ${dayOf(evidence.since, timeZone)}`;
			}
			return evidence.isMember ? `is in it${since}` : `is not in it${since}`;
		}
		default:
			return assertNever(evidence);
	}
}

/** The events that decided a condition, oldest first; none for conditions about other things. */
export function decidingEvents(evidence: LeafEvidence): readonly EventRow[] {
	return evidence.kind === "number" || evidence.kind === "events" ? evidence.events : [];
}

function describeFound(value: Extract<LeafEvidence, { kind: "trait" }>["value"], timeZone: string): string {
	if (value === null || value.type === "unset") return "has no value";
	if (value.type === "date") return `is ${dayOf(value.value, timeZone)}`;
	if (value.type === "day") return `is ${formatDay(value.value)}`;
	if (value.type === "list")
		return value.value.length === 0 ? "is an empty list" : `is ${describeValue(value.value)}`;
	return `is ${describeValue(value.value)}`;
}

function describeNumberFound(leaf: RuleLeaf, evidence: Extract<LeafEvidence, { kind: "number" }>): string {
	const number = numberOf(evidence.value, evidence.isMicros);
	const found = number === null ? "nothing to measure" : `${plainNumber(number)}${unitOf(leaf, number)}`;
	const against = numberOf(evidence.against ?? null, evidence.isMicros);
	if (leaf.kind === "rank") {
		return against === null ? found : `${found}; the last who are in have ${plainNumber(against)}`;
	}
	const wanted =
		"operator" in leaf &&
		leaf.kind !== "sequence" &&
		leaf.kind !== "situation" &&
		"value" in leaf &&
		isOperand(leaf.value)
			? `; needs ${describeNumber({ operator: leaf.operator, value: leaf.value }).replace(/^is /, "")}`
			: "";
	const earlier = against === null ? "" : `, ${plainNumber(against)} the time before`;
	return `${found}${earlier}${wanted}`;
}

function isOperand(value: unknown): value is number | number[] | null {
	return (
		typeof value === "number" ||
		value === null ||
		(Array.isArray(value) && value.every((each) => typeof each === "number"))
	);
}

function unitOf(leaf: RuleLeaf, number: number): string {
	if (leaf.kind !== "event") return "";
	const { kind } = leaf.aggregate;
	if (kind === "count") return number === 1 ? " time" : " times";
	if (kind === "distinctDays") return number === 1 ? " day" : " days";
	return aggregateOf(kind).label.startsWith("days since") ? (number === 1 ? " day ago" : " days ago") : "";
}

function numberOf(value: number | bigint | null, isMicros: boolean): number | null {
	if (value === null) return null;
	return isMicros ? Number(value) / 1e6 : Number(value);
}

function describeChain(events: readonly EventRow[], timeZone: string): string {
	const last = events.at(-1);
	if (!last) return "no such events";
	const names =
		events.length > 4 ? `${events.length} events` : events.map(({ event }) => event).join(", then ");
	return `${names}; the last on ${dayOf(last.time, timeZone)}`;
}

function dayOf(instant: number, timeZone: string): string {
	return formatDay(localDayNumber(instant, timeZone));
}
