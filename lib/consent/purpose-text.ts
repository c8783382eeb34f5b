import { consentPurpose, purposeLabels } from "@/lib/consent/purposes";

/** What someone agreed to, within a sentence: "advertising", "text messages". */
export function purposeText(purpose: string): string {
	const known = consentPurpose.safeParse(purpose);
	return known.success ? purposeLabels[known.data].toLowerCase() : `“${purpose}”`;
}
