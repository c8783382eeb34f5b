import { consentPurpose, consentPurposes, purposeLabels } from "@/lib/consent/purposes";
import { checkName } from "@/lib/rules/check/check-parts";
import type { LeafForm } from "@/lib/rules/leaf-kind";
import type { ConsentLeaf } from "@/lib/rules/rule";

const purposes: ReadonlyMap<string, string> = new Map(consentPurposes.map((purpose) => [purpose, purpose]));

/** Whether the last word on a purpose is yes, in the order of `wordOrderSql`. No word is a no. */
export const consentForm: LeafForm<ConsentLeaf> = {
	check: (leaf, room) => {
		checkName("purpose of consent", leaf.field, purposes, room);
	},
	describe: ({ field, operator }) => {
		const purpose = consentPurpose.safeParse(field);
		const label = purpose.success ? purposeLabels[purpose.data].toLowerCase() : field;
		return operator === "granted" ? `who agreed to ${label}` : `who did not agree to ${label}`;
	},
};
