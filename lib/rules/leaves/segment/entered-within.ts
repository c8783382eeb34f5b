import type { EventWindow, SegmentLeaf } from "@/lib/rules/rule";

/** The time in which someone is to have entered or left, as a window before asOf. */
export function enteredWithin({ value }: SegmentLeaf): EventWindow {
	if (value === null) throw new Error("Not a valid condition: no length of time");
	return { kind: "last", ...value };
}
