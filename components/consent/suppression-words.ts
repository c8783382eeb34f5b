import { type ConsentPurpose, purposeLabels } from "@/lib/consent/purposes";
import type { SuppressedKind, SuppressionReason } from "@/lib/consent/suppressions";

export const reasonLabels: Record<SuppressionReason, string> = {
	bounce: "Bounced",
	complaint: "Complained",
	unsubscribe: "Unsubscribed",
	manual: "Added by hand",
};

export const kindLabels: Record<SuppressedKind, string> = {
	email: "Email addresses",
	phone: "Phone numbers",
	user_id: "Customer IDs",
};

export function purposeText(purpose: ConsentPurpose | null): string {
	return purpose === null ? "Everything" : purposeLabels[purpose];
}
