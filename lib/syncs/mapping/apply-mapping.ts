import type { FieldValue, MappingAbility, TargetField } from "@/lib/destinations/what-is-sent";
import { type PersonalField, personalField } from "@/lib/profiles/personal-fields";
import type { StoredValue } from "@/lib/profiles/stored-value";
import type { Mapping, MappingRule, MappingSource } from "@/lib/syncs/mapping/contracts";
import { fitValue } from "@/lib/syncs/mapping/fit-value";
import { parseTemplate } from "@/lib/syncs/mapping/parse-template";
import { type Made, toText, transformValue } from "@/lib/syncs/mapping/transform-value";

/** What is known of one person. */
export type PersonValues = {
	traits: ReadonlyMap<string, StoredValue>;
	personal: ReadonlyMap<PersonalField, string>;
};

export type MappedFields = Readonly<Record<string, FieldValue>>;
/** `reason` is a sentence that names the field. */
export type MappingProblem = { target: string; reason: string };
export type Mapped = { fields: MappedFields; problems: readonly MappingProblem[] };

/** Why the network has a name for itself; null when it can be filled. */
export function refusalOf(ability: MappingAbility, name: string): string | null {
	if (ability.fields.some((field) => field.name === name)) return null;
	return ability.takesOthers ? (ability.refusesOther?.(name) ?? null) : null;
}

/** The field a rule fills: one the network lists, or any other name where it takes those; null: there is none. */
export function targetOf(
	ability: MappingAbility | undefined,
	{ target, type = "any" }: Pick<MappingRule, "target" | "type">,
): TargetField | null {
	const known = ability?.fields.find((field) => field.name === target);
	if (known) return known;
	return ability?.takesOthers && refusalOf(ability, target) === null
		? { name: target, label: target, help: "", type }
		: null;
}

/**
 * The fields of one person. No value is null, never zero and never text; a value that cannot be sent is a problem, and
 * with a problem the person is left out.
 */
export function applyMapping(
	mapping: Mapping,
	ability: MappingAbility | undefined,
	person: PersonValues,
): Mapped {
	const fields: [string, FieldValue][] = [];
	const problems: MappingProblem[] = [];
	for (const rule of mapping) {
		const { target, source, transform, digits } = rule;
		const field = targetOf(ability, rule);
		const made = field
			? chain(sourceValue(source, person), (raw) =>
					chain(transformValue(raw, transform, digits), (value) => fitValue(value, field.type)),
				)
			: ({ ok: false, reason: "is not a field of this destination" } as const);
		const reason = !made.ok
			? made.reason
			: made.value === null
				? field?.isRequired
					? "is empty"
					: null
				: (field?.check?.(made.value) ?? null);
		if (reason !== null) problems.push({ target, reason: `${field?.label ?? target} ${reason}.` });
		else if (made.ok) fields.push([target, made.value]);
	}
	// Object.fromEntries makes own properties, even of a field called __proto__.
	return { fields: Object.fromEntries(fields), problems };
}

function chain<A, B>(made: Made<A>, next: (value: A) => Made<B>): Made<B> {
	return made.ok ? next(made.value) : made;
}

const none: StoredValue = { type: "unset" };

function sourceValue(source: MappingSource, person: PersonValues): Made<StoredValue> {
	if ("trait" in source) return { ok: true, value: person.traits.get(source.trait) ?? none };
	if ("personal" in source) return { ok: true, value: personalValue(person, source.personal) };
	if ("constant" in source) return { ok: true, value: constantValue(source.constant) };
	const parsed = parseTemplate(source.template);
	if (!parsed.ok) return { ok: false, reason: `has a template that ${parsed.problem}` };
	let text = "";
	for (const part of parsed.parts) {
		if ("text" in part) {
			text += part.text;
			continue;
		}
		const value = namedValue(person, part.name);
		const shown = toText(value);
		if (value.type === "list") return { ok: false, reason: `names ${part.name}, which is a list` };
		// With a gap the whole text is missing: "Hi ," is worse than nothing.
		if (shown === null || shown === "") return { ok: true, value: none };
		text += shown;
	}
	return { ok: true, value: { type: "string", value: text } };
}

/** A name in a template: a personal field if there is one of this name, else a trait. */
function namedValue(person: PersonValues, name: string): StoredValue {
	const field = personalField.safeParse(name);
	return field.success ? personalValue(person, field.data) : (person.traits.get(name) ?? none);
}

function personalValue(person: PersonValues, field: PersonalField): StoredValue {
	const value = person.personal.get(field);
	return value === undefined ? none : { type: "string", value };
}

/** A constant as a stored value. */
export function constantValue(value: string | number | boolean): StoredValue {
	switch (typeof value) {
		case "number":
			return { type: "number", value };
		case "boolean":
			return { type: "boolean", value };
		default:
			return { type: "string", value };
	}
}
