import type { RuleGroupType } from "react-querybuilder";
import { isGroup, nodeAt } from "@/components/rules/tree/move-node";

/** "place 2 of 3 in group “Buyers”": where a node is now, for screen readers. */
export function placeText(query: RuleGroupType, path: readonly number[]): string {
	const parent = nodeAt(query, path.slice(0, -1));
	const count = isGroup(parent) ? parent.rules.length : 1;
	const place = `place ${(path.at(-1) ?? 0) + 1} of ${count}`;
	if (path.length < 2) return place;
	const label: unknown = isGroup(parent) && "label" in parent ? parent.label : undefined;
	return `${place} in ${typeof label === "string" && label !== "" ? `group “${label}”` : `group ${(path.at(-2) ?? 0) + 1}`}`;
}
