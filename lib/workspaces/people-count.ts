import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { may, type Role } from "@/lib/workspaces/policy";

/** Smaller groups could be one person: their size is told only to roles that may see people. */
export const smallestToldGroup = 10;

export const untoldCounts = [
	`fewer than ${smallestToldGroup}`,
	`all but fewer than ${smallestToldGroup}`,
	/** It would give a small one away: whatever is left of a whole is known as well. */
	"not shown",
] as const;

/** A number of people as a role may know it. */
export const peopleCount = z.union([z.number().int(), z.enum(untoldCounts)]);
export type PeopleCount = z.infer<typeof peopleCount>;

type Asker = { actor: { role: Role } };

export function mayCountAnybody({ actor }: Asker): boolean {
	return may(actor.role, "people.read");
}

/** A size as the asker may know it; `of` is the known whole that it is a part of, whose rest must not be small either. */
export function tellCount(asker: Asker, count: number, of?: number | null): PeopleCount {
	if (mayCountAnybody(asker)) return count;
	if (count < smallestToldGroup) return "fewer than 10";
	if (of !== undefined && of !== null && of - count < smallestToldGroup) return "all but fewer than 10";
	return count;
}

/** The same of a size that may not be known yet. */
export function tellSize(asker: Asker, count: number | null, of?: number | null): PeopleCount | null {
	return count === null ? null : tellCount(asker, count, of);
}

/**
 * Parts of a whole whose size is known. Beside the small ones so many more are kept back, the smallest first, that what
 * is missing from the whole is no small number.
 */
export function tellParts(asker: Asker, counts: readonly number[]): PeopleCount[] {
	const told = counts.map((count) => tellCount(asker, count));
	const untold = () =>
		counts.reduce((sum, count, index) => (typeof told[index] === "string" ? sum + count : sum), 0);
	while (told.some((one) => typeof one === "string") && untold() < smallestToldGroup) {
		const next = smallestShown(told);
		if (next === null) break;
		told[next] = "not shown";
	}
	return told;
}

function smallestShown(told: readonly PeopleCount[]): number | null {
	let least: { index: number; count: number } | null = null;
	for (const [index, count] of told.entries()) {
		if (typeof count === "number" && (least === null || count < least.count)) least = { index, count };
	}
	return least?.index ?? null;
}

/** Refuses an answer made of groups of which one is small, because the others would give it away. */
export function requireLargeGroups(asker: Asker, counts: readonly number[]): void {
	if (mayCountAnybody(asker) || counts.every((count) => count >= smallestToldGroup)) return;
	throw new AppError(
		"forbidden",
		`Some of these groups, or what is left of them, have fewer than ${smallestToldGroup} people. Your role is shown larger groups only; an admin can change it under Settings.`,
	);
}
