import { type PersonalField, personalField } from "@/lib/profiles/personal-fields";
import type { Mapping } from "@/lib/syncs/mapping/contracts";
import { parseTemplate } from "@/lib/syncs/mapping/parse-template";

/** What a mapping reads of a person. */
export function mappingReads(mapping: Mapping): { traits: string[]; personal: PersonalField[] } {
	const traits = new Set<string>();
	const personal = new Set<PersonalField>();
	for (const { source } of mapping) {
		if ("trait" in source) traits.add(source.trait);
		else if ("personal" in source) personal.add(source.personal);
		else if ("template" in source) {
			const parsed = parseTemplate(source.template);
			for (const part of parsed.ok ? parsed.parts : []) {
				if (!("name" in part)) continue;
				const field = personalField.safeParse(part.name);
				if (field.success) personal.add(field.data);
				else traits.add(part.name);
			}
		}
	}
	return { traits: [...traits], personal: [...personal] };
}
