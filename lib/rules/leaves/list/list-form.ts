import type { LeafForm } from "@/lib/rules/leaf-kind";
import type { ListLeaf } from "@/lib/rules/rule";
import { unfilledPhrase } from "@/lib/rules/unfilled-name";

/** Someone on a stored list, as it is today whatever asOf. People who were merged are on it if any of their ids is. */
export const listForm: LeafForm<ListLeaf> = {
	check: ({ field }, room) => {
		if (room.catalog.lists.has(field)) return;
		const message = unfilledPhrase(field) === null ? "There is no such list" : "Choose a list";
		room.report({ part: "field", message });
	},
	describe: ({ field, operator }, names) => {
		const name = names.list(field) ?? unfilledPhrase(field) ?? "that is not known";
		return `who are ${operator === "isOn" ? "on" : "not on"} the list ${name}`;
	},
};
