import { z } from "zod";
import { pluralText } from "@/lib/kernel/number-text";

/** Whoever is still to be removed from a destination; someone who is erased and withdrew before counts once. */
export const owedRemovals = z.object({
	people: z.number().int(),
	erased: z.number().int(),
	withdrawn: z.number().int(),
});
export type OwedRemovals = z.output<typeof owedRemovals>;

/** "2 people being erased and 1 person who withdrew consent or was suppressed have": the subject of a sentence. */
export function owedSubject({ people, erased, withdrawn }: OwedRemovals): string {
	const verb = people === 1 ? "has" : "have";
	// Some are both.
	if (people < erased + withdrawn)
		return `${pluralText(people, "person", "people")} being erased, without consent or suppressed ${verb}`;
	const who = [
		erased > 0 ? `${pluralText(erased, "person", "people")} being erased` : "",
		withdrawn > 0
			? pluralText(
					withdrawn,
					"person who withdrew consent or was suppressed",
					"people who withdrew consent or were suppressed",
				)
			: "",
	].filter(Boolean);
	return `${who.join(" and ")} ${verb}`;
}
