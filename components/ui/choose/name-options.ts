import type { ChoiceOption } from "@/components/ui/choose/choice";

/** Names to choose from, the one that is chosen among them even when the data knows it no more: what is stored is shown. */
export function nameOptions(names: readonly string[], chosen: string | null): ChoiceOption[] {
	const all = !chosen || names.includes(chosen) ? names : [chosen, ...names];
	return all.map((name) => ({ value: name, label: name }));
}
