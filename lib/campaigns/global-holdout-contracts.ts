import { z } from "zod";
import { globalRotations, globalShares } from "@/lib/holdouts/global-holdout";
import { peopleCount } from "@/lib/workspaces/people-count";

const currency = z.string().regex(/^[A-Z]{3}$/, "Three capital letters, such as USD.");
const rotateMonths = z
	.number()
	.int()
	.refine(
		(months) => globalRotations.some((one) => one === months),
		`Choose ${globalRotations.join(", ")} months, or none.`,
	)
	.nullable();

export const startGlobalHoldoutInput = z.object({
	/** Of 10 000: 1 to 10 %. */
	shareBp: z.number().int().min(globalShares.least, "At least 1 %.").max(globalShares.most, "At most 10 %."),
	/** After how many months another group takes its place; null: never by itself. */
	rotateMonths: rotateMonths.default(6),
	/** What all campaigns together are measured by. */
	goalEvent: z.string().min(1, "Choose the event that counts as success.").max(200),
	valueProperty: z.string().min(1).max(200).nullable().default(null),
	currency: currency.default("USD"),
});
export type StartGlobalHoldoutInput = z.output<typeof startGlobalHoldoutInput>;

export const rotateGlobalHoldoutInput = startGlobalHoldoutInput.extend({ rotateMonths }).partial();
export type RotateGlobalHoldoutInput = z.output<typeof rotateGlobalHoldoutInput>;

export const globalHoldoutGroup = z.object({
	id: z.string(),
	shareBp: z.number().int(),
	startedAt: z.iso.datetime(),
	/** From when its outcomes count. */
	countsFrom: z.iso.datetime(),
	rotateMonths: z.number().int().nullable(),
	nextRotationAt: z.iso.datetime().nullable(),
	/** When its people were released; null while it is live. */
	endedAt: z.iso.datetime().nullable(),
	goalEvent: z.string(),
	valueProperty: z.string().nullable(),
	currency: z.string(),
	createdName: z.string(),
});
export type GlobalHoldoutGroup = z.infer<typeof globalHoldoutGroup>;

export const globalHoldoutState = z.object({
	asOf: z.iso.datetime(),
	/** Known people of the workspace, and how many of them are held out of everything; null where no one is. */
	people: peopleCount,
	heldOut: peopleCount.nullable(),
	current: globalHoldoutGroup.nullable(),
	/** Groups that were released, newest first. */
	previous: z.array(globalHoldoutGroup),
});
export type GlobalHoldoutState = z.infer<typeof globalHoldoutState>;
