import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { may, type Role } from "@/lib/workspaces/policy";

/** Smaller groups could be one person: only roles that may see people get their size. */
export const smallestShownGroup = 10;

const untoldCounts = [
	`fewer than ${smallestShownGroup}`,
	`all but fewer than ${smallestShownGroup}`,
	/** The sizes of a response that was refused whole. */
	"not shown",
] as const;

/** A number of people as a role may see it. */
export const peopleCount = z.union([z.number().int(), z.enum(untoldCounts)]);
export type PeopleCount = z.infer<typeof peopleCount>;

type Asker = { actor: { role: Role } };

export function mayCountAnybody({ actor }: Asker): boolean {
	return may(actor.role, "people.read");
}

/**
 * A size as the actor may see it; `of` is the known whole that contains it, whose remainder must not be small
 * either.
 */
export function maskCount(asker: Asker, count: number, of?: number | null): PeopleCount {
	if (mayCountAnybody(asker)) return count;
	if (count < smallestShownGroup) return "fewer than 10";
	if (of !== undefined && of !== null && of - count < smallestShownGroup) return "all but fewer than 10";
	return count;
}

/** The same for a size that may not be known yet. */
export function maskSize(asker: Asker, count: number | null, of?: number | null): PeopleCount | null {
	return count === null ? null : maskCount(asker, count, of);
}

/** Refuses a response with several groups if one is small, because the others would reveal it. */
export function requireLargeGroups(asker: Asker, counts: readonly number[]): void {
	if (mayCountAnybody(asker) || counts.every((count) => count >= smallestShownGroup)) return;
	throw new AppError(
		"forbidden",
		`Some of these groups, or what is left of them, have fewer than ${smallestShownGroup} people. Your role is shown larger groups only; an admin can change it under Settings.`,
	);
}
