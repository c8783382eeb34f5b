import { z } from "zod";
import { visibleText } from "@/lib/kernel/visible-text";

const reservedSlugs = new Set(["api", "sign-in", "setup", "no-workspace", "shared", "v1", "_next", "health"]);

export const workspaceSlug = z
	.string()
	.regex(/^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$/, "use lower-case letters, digits and hyphens")
	.refine((slug) => !reservedSlugs.has(slug), "this address is reserved");

export const timeZone = z.string().refine((zone) => {
	try {
		new Intl.DateTimeFormat("en", { timeZone: zone });
		return true;
	} catch {
		return false;
	}
}, "is not a time zone; write it like Europe/Paris");

/** Defaults of a new campaign. */
export const campaignDefaults = z.object({
	/** Null: chosen for each campaign. */
	goalEvent: z.string().min(1, "choose an event, or none").max(200).nullable(),
	/** A numeric property of the goal; null: none. */
	valueProperty: z.string().min(1, "choose a property, or none").max(200).nullable(),
	currency: z.string().regex(/^[A-Z]{3}$/, "use three capital letters, such as USD"),
	/** Basis points. */
	holdoutBp: z
		.number()
		.int("use whole basis points")
		.min(0, "cannot be less than 0 %")
		.max(5000, "can be at most 50 %"),
	windowDays: z.number().int("use whole days").min(1, "is at least 1 day").max(365, "is at most 365 days"),
});
export type CampaignDefaults = z.output<typeof campaignDefaults>;

export const password = z.string().min(12, "use at least 12 characters").max(200);
export const emailAddress = z
	.email("is not an email address")
	.transform((email) => email.trim().toLowerCase());

/** First run: the first admin and the first workspace. The code is printed where Muster is started. */
export const createFirstAdminInput = z.object({
	code: z.string().trim().min(1, "is printed where Muster was started").max(100),
	name: visibleText("tell us your name", 100),
	email: emailAddress,
	password,
	workspaceName: visibleText("name the workspace", 100),
	timeZone: timeZone.default("UTC"),
});
export type CreateFirstAdminInput = z.output<typeof createFirstAdminInput>;
