import type { ChoiceOption } from "@/components/ui/choose/choice";

/**
 * Names to choose from, including the chosen one even if it is no longer in the data: what is stored is
 * shown.
 */
export function nameOptions(names: readonly string[], chosen: string | null): ChoiceOption[] {
	const all = !chosen || names.includes(chosen) ? names : [chosen, ...names];
	return all.map((name) => ({ value: name, label: name }));
}
