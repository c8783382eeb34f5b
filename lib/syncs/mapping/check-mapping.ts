import type { MappingAbility } from "@/lib/destinations/what-is-sent";
import type { Issue } from "@/lib/kernel/app-error";
import { personalField, personalFieldLabels } from "@/lib/profiles/personal-fields";
import { personalFieldOf } from "@/lib/profiles/read-personal-name";
import type { StoredValue } from "@/lib/profiles/stored-value";
import { constantValue, refusalOf, targetOf } from "@/lib/syncs/mapping/apply-mapping";
import type { Mapping, MappingRule } from "@/lib/syncs/mapping/contracts";
import { fitValue, unfitReason } from "@/lib/syncs/mapping/fit-value";
import { parseTemplate } from "@/lib/syncs/mapping/parse-template";
import { kindWords, transformValue } from "@/lib/syncs/mapping/transform-value";

/** Types of the workspace's traits, by name. */
export type TraitTypes = ReadonlyMap<string, "string" | "number" | "boolean" | "date" | "list">;

/** Everything that is wrong with a mapping and can be known before anybody's values are read. */
export function checkMapping(
	mapping: Mapping,
	{
		ability,
		networkName,
		traits,
	}: { ability: MappingAbility | undefined; networkName: string; traits: TraitTypes },
): Issue[] {
	if (mapping.length === 0) return [];
	if (!ability) {
		return [{ path: "mapping", message: `${networkName} takes no fields. Remove the mapping.` }];
	}
	const issues: Issue[] = [];
	if (mapping.length > ability.maxFields) {
		const many = ability.maxFields === 1 ? "one field" : `${ability.maxFields} fields`;
		issues.push({ path: "mapping", message: `${networkName} takes at most ${many}. Remove the others.` });
	}
	const first = new Map<string, number>();
	for (const [index, rule] of mapping.entries()) {
		const path = `mapping.${index}`;
		const before = first.get(rule.target);
		if (before !== undefined) {
			issues.push({
				path: `${path}.target`,
				message: `${rule.target} is filled twice, by rows ${before + 1} and ${index + 1}. Remove one of them.`,
			});
			continue;
		}
		first.set(rule.target, index);
		const refusal = refusalOf(ability, rule.target);
		if (refusal !== null) {
			issues.push({ path: `${path}.target`, message: `${rule.target} ${refusal}` });
			continue;
		}
		const field = targetOf(ability, rule);
		if (!field) {
			issues.push({ path: `${path}.target`, message: noSuchField(rule.target, networkName, ability) });
			continue;
		}
		const wrong = sourceProblem(rule, traits);
		if (wrong) {
			issues.push({ path: `${path}.${wrong.part}`, message: wrong.message });
			continue;
		}
		const problem = fitProblem(rule, field.type, traits);
		if (problem)
			issues.push({ path: `${path}.${problem.part}`, message: `${field.label} ${problem.message}` });
		else if ("constant" in rule.source) {
			const made = transformValue(constantValue(rule.source.constant), rule.transform, rule.digits);
			const fitted = made.ok ? fitValue(made.value, field.type) : made;
			const reason = fitted.ok ? field.check?.(fitted.value) : fitted.reason;
			if (reason) issues.push({ path: `${path}.source`, message: `${field.label} ${reason}.` });
		}
	}
	for (const field of ability.fields) {
		if (field.isRequired && !field.isFixed && !first.has(field.name)) {
			issues.push({ path: "mapping", message: `${field.label} is needed. Map a field to it.` });
		}
	}
	return issues;
}

const maxListed = 12;

/** With the fields there are, as far as they can be read in a sentence. */
function noSuchField(target: string, networkName: string, { fields }: MappingAbility): string {
	const folded = target.toLowerCase();
	const meant = fields.find(({ name, label }) => [name, label].some((one) => one.toLowerCase() === folded));
	const cure = meant
		? `Choose ${meant.name}.`
		: fields.length > maxListed
			? "Create it there, or choose one that exists."
			: `It has ${fields.map(({ name }) => name).join(", ")}.`;
	return `${networkName} has no field called ${target}. ${cure}`;
}

type Wrong = { part: "source" | "transform"; message: string };

function sourceProblem({ source }: MappingRule, traits: TraitTypes): Wrong | null {
	if ("trait" in source && !traits.has(source.trait)) return unknownTrait(source.trait);
	if (!("template" in source)) return null;
	const parsed = parseTemplate(source.template);
	if (!parsed.ok) return { part: "source", message: `The template ${parsed.problem}.` };
	for (const part of parsed.parts) {
		if (!("name" in part) || personalField.safeParse(part.name).success) continue;
		const type = traits.get(part.name);
		if (type === undefined) return unknownTrait(part.name);
		if (type === "list") {
			return { part: "source", message: `${part.name} is a list, which a template cannot hold.` };
		}
	}
	return null;
}

function unknownTrait(name: string): Wrong {
	const personal = personalFieldOf(name);
	return {
		part: "source",
		message: personal
			? `No trait is called ${name}. Choose the personal field ${personalFieldLabels[personal]} (${personal}).`
			: `No trait is called ${name}. Choose a trait that people have.`,
	};
}

const timeTransforms = ["date_day", "unix_seconds"];

function fitProblem(
	rule: MappingRule,
	type: Parameters<typeof unfitReason>[1],
	traits: TraitTypes,
): Wrong | null {
	const kind = kindOf(rule, traits);
	const made = kindAfter(kind, rule.transform);
	if (made === null) {
		const wanted = timeTransforms.includes(rule.transform) ? "a day or a time" : "text or a number";
		return {
			part: "transform",
			message: `is ${kindWords[kind]}, which this transform cannot change. It needs ${wanted}.`,
		};
	}
	const reason = unfitReason(made, type);
	return reason ? { part: "source", message: reason } : null;
}

function kindOf({ source }: MappingRule, traits: TraitTypes): StoredValue["type"] {
	if ("trait" in source) return traits.get(source.trait) ?? "string";
	if ("constant" in source) return constantValue(source.constant).type;
	return "string";
}

/** The kind of value a transform makes; null when it never can. */
function kindAfter(
	kind: StoredValue["type"],
	transform: MappingRule["transform"],
): StoredValue["type"] | null {
	switch (transform) {
		case "none":
			return kind;
		case "trim":
		case "lower":
		case "upper":
			return kind === "string" || kind === "list" ? kind : null;
		case "text":
			return kind === "list" ? null : "string";
		case "number":
		case "round":
			return kind === "string" || kind === "number" ? "number" : null;
		case "date_day":
			return kind === "string" || kind === "date" ? "day" : null;
		case "unix_seconds":
			return kind === "string" || kind === "date" ? "number" : null;
	}
}
