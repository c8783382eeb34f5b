import { z } from "zod";
import type { Role } from "@/lib/workspaces/policy";

/** What is looked for; resolved: an attention notice that was sent and is no longer true. */
const topics = ["attention", "results", "resolved"] as const;
export type Topic = (typeof topics)[number];

export const resultChoices = ["own", "all", "none"] as const;

/** What a member gets by email. */
export const notificationChoices = z.object({
	/** What needs attention, as Home lists it. */
	attention: z.boolean(),
	/** First results and changed verdicts: of the campaigns they created, of all, or of none. */
	results: z.enum(resultChoices),
});
export type NotificationChoices = z.output<typeof notificationChoices>;

/** Who gets attention emails by default: those who can fix all of it. */
export const attentionRoles: readonly Role[] = ["admin"];
/** The creator of a campaign is waiting for its result. */
export const usualResults: NotificationChoices["results"] = "own";

/** A member's stored choices: null is the default for their role, also after the role has changed. */
export type StoredChoices = { attention: boolean | null; results: string | null };

/** What a member gets. A stored value that this version does not know means the default. */
export function choicesOf(stored: StoredChoices | null | undefined, role: Role): NotificationChoices {
	const results = z.enum(resultChoices).safeParse(stored?.results);
	return {
		attention: stored?.attention ?? attentionRoles.includes(role),
		results: results.success ? results.data : usualResults,
	};
}
