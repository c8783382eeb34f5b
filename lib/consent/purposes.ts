import { z } from "zod";

/** Purposes people can consent to. `advertising` covers audiences sent to ad platforms. */
export const consentPurposes = ["advertising", "email", "sms", "push"] as const;
export const consentPurpose = z.enum(consentPurposes);
export type ConsentPurpose = z.infer<typeof consentPurpose>;

export const purposeLabels: Record<ConsentPurpose, string> = {
	advertising: "Advertising",
	email: "Email",
	sms: "Text messages",
	push: "Push messages",
};
