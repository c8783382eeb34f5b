import type { ChoiceOption } from "@/components/ui/choose/choice";
import { personalField, personalFieldLabels, personalFields } from "@/lib/profiles/personal-fields";
import type { MappingSource, Transform } from "@/lib/syncs/mapping/contracts";

/** The value of a source in the list of sources: its kind, and what it names. */
export function sourceKey(source: MappingSource): string {
	if ("trait" in source) return `trait ${source.trait}`;
	if ("personal" in source) return `personal ${source.personal}`;
	return "template" in source ? "template" : "constant";
}

/** The source that was chosen; text typed for another kind of text is kept. */
export function sourceOf(key: string, before: MappingSource): MappingSource {
	const typed = "template" in before ? before.template : "constant" in before ? String(before.constant) : "";
	if (key === "constant") return { constant: typed };
	if (key === "template") return { template: typed };
	const name = key.slice(key.indexOf(" ") + 1);
	const field = personalField.safeParse(name);
	return key.startsWith("personal ") && field.success ? { personal: field.data } : { trait: name };
}

/** Everything a field can be filled from. A trait that is chosen but no longer there stays in the list. */
export function sourceOptions(traits: readonly string[], chosen: MappingSource): ChoiceOption[] {
	const missing =
		"trait" in chosen && chosen.trait !== "" && !traits.includes(chosen.trait) ? [chosen.trait] : [];
	return [
		{ value: "template", label: "Text with names in it", group: "Written here" },
		{ value: "constant", label: "The same for everyone", group: "Written here" },
		...[...missing, ...traits].map((name) => ({ value: `trait ${name}`, label: name, group: "Traits" })),
		...personalFields.map((field) => ({
			value: `personal ${field}`,
			label: personalFieldLabels[field],
			group: "Personal data",
		})),
	];
}

export const transformLabels: Record<Transform, string> = {
	none: "As it is",
	trim: "Without spaces around it",
	lower: "lower case",
	upper: "UPPER CASE",
	text: "As text",
	number: "As a number",
	round: "Rounded",
	date_day: "Day (2026-11-29)",
	unix_seconds: "Unix seconds",
};
