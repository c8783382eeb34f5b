import type { Catalog } from "@/lib/rules/catalog";
import type { SegmentRule } from "@/lib/rules/rule";
import { unfilledName } from "@/lib/rules/unfilled-name";
import { roleOf, type TemplateRole } from "@/lib/segments/template-roles";
import type { SegmentTemplate } from "@/lib/segments/templates";

export type AdaptedTemplate = {
	rule: SegmentRule;
	/** Roles for which the workspace has no unambiguous name: someone has to choose. */
	missing: TemplateRole[];
};

type Known = Pick<Catalog, "events">;

/**
 * A template in the workspace's own names. Only names the workspace has are filled in; the rest stays to be
 * chosen.
 */
export function adaptTemplate(template: SegmentTemplate, known: Known): AdaptedTemplate {
	let { rule } = template;
	const missing: TemplateRole[] = [];
	for (const role of rolesIn(rule)) {
		if (role.kind !== "event") continue;
		const name = findName(role.synonyms, [...known.events.keys()]);
		if (name === null) missing.push(role);
		else rule = fillRole(rule, role, name, known);
	}
	// The remaining properties: those whose event is missing, or has none that fits.
	missing.push(...rolesIn(rule).filter(({ kind }) => kind === "property"));
	return { rule, missing };
}

/** Fills in a name for every role; for an event, also those of its properties that their names reveal. */
export function fillRole(rule: SegmentRule, role: TemplateRole, name: string, known: Known): SegmentRule {
	let filled = fillName(rule, unfilledName(role.phrase), name);
	const properties = known.events.get(name);
	if (role.kind !== "event" || !properties) return filled;
	for (const inner of rolesIn(filled)) {
		if (inner.kind !== "property" || inner.of !== role.phrase) continue;
		const fitting = [...properties].filter(([, type]) => inner.types.includes(type)).map(([each]) => each);
		const property = findName(inner.synonyms, fitting);
		if (property !== null) filled = fillName(filled, unfilledName(inner.phrase), property);
	}
	return filled;
}

function rolesIn(value: unknown): TemplateRole[] {
	const found = new Set<TemplateRole>();
	const walk = (inner: unknown) => {
		if (typeof inner === "string") {
			const role = roleOf(inner);
			if (role) found.add(role);
		} else if (typeof inner === "object" && inner !== null) Object.values(inner).forEach(walk);
	};
	walk(value);
	return [...found];
}

function fillName(rule: SegmentRule, unfilled: string, name: string): SegmentRule {
	const fill = (value: unknown): unknown => {
		if (value === unfilled) return name;
		if (Array.isArray(value)) return value.map(fill);
		if (typeof value !== "object" || value === null) return value;
		return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner)]));
	};
	// Safe because only names are replaced by names.
	return fill(rule) as SegmentRule;
}

/**
 * The known name equivalent to one of the synonyms, the most certain synonym first; null if none certainly
 * is.
 */
export function findName(synonyms: readonly string[], known: readonly string[]): string | null {
	for (const synonym of synonyms) {
		const found = known.filter((name) => meansSame(name, synonym)).sort()[0];
		if (found !== undefined) return found;
	}
	return null;
}

/** Words that carry no meaning for what happened. */
const fillers = new Set(["user", "customer", "event", "the", "an", "ecommerce", "successfully", "has", "wa"]);

/**
 * Whether two names differ only in spelling: case, separators, tense, word order. "order_placed", "Placed
 * Order".
 */
function meansSame(name: string, synonym: string): boolean {
	const [one, other] = [wordsOf(name), wordsOf(synonym)];
	if (one.length === 0) return false;
	return one.join("") === other.join("") || one.toSorted().join(" ") === other.toSorted().join(" ");
}

function wordsOf(name: string): string[] {
	return name
		.replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
		.toLowerCase()
		.split(/[^\p{L}\d]+/u)
		.filter((word) => word !== "")
		.map(stem)
		.filter((word) => !fillers.has(word));
}

/** Without tense and number: "completed", "completes" and "complete" are the same word. */
function stem(word: string): string {
	if (word.length < 4) return word;
	const bare = word
		.replace(/(?<!s)s$/, "")
		.replace(/ied$/, "y")
		.replace(/ed$/, "")
		.replace(/e$/, "");
	return bare.replace(/([bdglmnprt])\1$/, "$1");
}
