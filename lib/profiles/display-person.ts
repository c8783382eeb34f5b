import { z } from "zod";

/** How a person appears in a list: never more than the reader may see. */
export const displayPerson = z.object({
	uid: z.number().int(),
	/** Name, else email, else user id, else "Visitor 17". Masked for those who may not see people. */
	label: z.string(),
	email: z.string().nullable(),
	isKnown: z.boolean(),
	isMasked: z.boolean(),
});
export type DisplayPerson = z.infer<typeof displayPerson>;

export function maskEmail(email: string): string {
	const at = email.lastIndexOf("@");
	return `${email.charAt(0)}•••@${email.charAt(at + 1)}•••`;
}

export function maskText(text: string): string {
	return `${text.charAt(0)}•••`;
}
