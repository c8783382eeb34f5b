import type { SyncMode } from "@/lib/destinations/what-is-sent";
import { readTypedNumber, unreadText } from "@/lib/kernel/typed-number";
import type { SyncView } from "@/lib/syncs/contracts";
import { usualGuards } from "@/lib/syncs/decide-guard";
import type { SyncGuards } from "@/lib/syncs/sync-settings";

/** Delivery rules as they are being written: numbers are text. */
export type RulesDraft = {
	mode: SyncMode;
	asksAboutChanges: boolean;
	changePercent: string;
	changePeople: string;
	minimumAudience: string;
	excludedSegmentIds: readonly string[];
	stopsOnConversion: boolean;
	keepsHoldouts: boolean;
	reachesGlobalHoldout: boolean;
};

export type DeliveryRules = {
	guards: SyncGuards;
	mode: SyncMode;
	excludedSegmentIds: string[];
	stopsOnConversion: boolean;
	keepsHoldouts: boolean;
	reachesGlobalHoldout: boolean;
};

/** The rules of a sync for which none were chosen. */
export const usualRules: DeliveryRules = {
	guards: usualGuards,
	mode: "mirror",
	excludedSegmentIds: [],
	stopsOnConversion: false,
	keepsHoldouts: true,
	reachesGlobalHoldout: false,
};

type Ruled = Pick<
	SyncView,
	"guards" | "excludedSegments" | "stopsOnConversion" | "keepsHoldouts" | "reachesGlobalHoldout" | "mode"
>;

export function draftOf({
	guards,
	excludedSegments,
	stopsOnConversion,
	keepsHoldouts,
	reachesGlobalHoldout,
	mode,
}: Ruled): RulesDraft {
	return {
		mode,
		asksAboutChanges: guards.changePercent !== null,
		// Where it never asks, the usual percentage is offered.
		changePercent: String(guards.changePercent ?? usualGuards.changePercent),
		changePeople: String(guards.changePeople),
		minimumAudience: String(guards.minimumAudience),
		excludedSegmentIds: excludedSegments.map(({ id }) => id),
		stopsOnConversion,
		keepsHoldouts,
		reachesGlobalHoldout,
	};
}

export const usualDraft: RulesDraft = draftOf({ ...usualRules, excludedSegments: [] });

type Amount = "changePercent" | "changePeople" | "minimumAudience";
const limits: Record<Amount, { least: number; most: number; unit: string }> = {
	changePercent: { least: 1, most: 100, unit: "%" },
	changePeople: { least: 1, most: 100_000_000, unit: " people" },
	minimumAudience: { least: 0, most: 100_000_000, unit: " people" },
};

/** Why what was typed cannot be this number, and what to write; undefined when it can. */
export function amountProblem(field: Amount, text: string): string | undefined {
	const { least, most, unit } = limits[field];
	const value = readTypedNumber(text);
	if (value === null) return unreadText(text);
	if (!Number.isInteger(value)) return "Write a whole number";
	if (value < least || value > most)
		return `Write ${least.toLocaleString("en-US")} to ${most.toLocaleString("en-US")}${unit}`;
	return undefined;
}

/** What is sent of a draft, or null while a number in it cannot be read. */
export function readRules(draft: RulesDraft): DeliveryRules | null {
	const needed: Amount[] = draft.asksAboutChanges
		? ["changePercent", "changePeople", "minimumAudience"]
		: ["minimumAudience"];
	if (needed.some((field) => amountProblem(field, draft[field]) !== undefined)) return null;
	const number = (field: Amount) => readTypedNumber(draft[field]) ?? 0;
	return {
		guards: {
			changePercent: draft.asksAboutChanges ? number("changePercent") : null,
			// Kept for when it asks again; without a readable one, the usual one.
			changePeople:
				amountProblem("changePeople", draft.changePeople) === undefined
					? number("changePeople")
					: usualGuards.changePeople,
			minimumAudience: number("minimumAudience"),
		},
		mode: draft.mode,
		excludedSegmentIds: [...draft.excludedSegmentIds],
		stopsOnConversion: draft.stopsOnConversion,
		keepsHoldouts: draft.keepsHoldouts,
		reachesGlobalHoldout: draft.reachesGlobalHoldout,
	};
}

/** The rules that differ, as they are in `after`: what was not changed is not sent, and cannot be refused. */
export function changedRules(before: DeliveryRules, after: DeliveryRules): Partial<DeliveryRules> {
	const isChanged = (field: keyof DeliveryRules) =>
		JSON.stringify(before[field]) !== JSON.stringify(after[field]);
	return {
		...(isChanged("guards") ? { guards: after.guards } : {}),
		...(isChanged("mode") ? { mode: after.mode } : {}),
		...(isChanged("excludedSegmentIds") ? { excludedSegmentIds: after.excludedSegmentIds } : {}),
		...(isChanged("keepsHoldouts") ? { keepsHoldouts: after.keepsHoldouts } : {}),
		...(isChanged("reachesGlobalHoldout") ? { reachesGlobalHoldout: after.reachesGlobalHoldout } : {}),
		...(isChanged("stopsOnConversion") ? { stopsOnConversion: after.stopsOnConversion } : {}),
	};
}
