import { cutText } from "@/lib/kernel/cut-text";
import { comesBefore } from "@/lib/syncs/comes-before";
import type { SyncView } from "@/lib/syncs/contracts";

export type Ordered = Pick<SyncView, "id" | "name" | "priorityGroup" | "priority" | "createdAt" | "status">;

/** The syncs of a group in their order, the one that comes first at the front. */
export function orderOf<S extends Ordered>(syncs: readonly S[], group: string): S[] {
	const place = ({ id, priority, createdAt }: S) => ({ id, priority, createdAt: new Date(createdAt) });
	return syncs
		.filter(({ priorityGroup }) => priorityGroup === group)
		.sort((one, other) => (comesBefore(place(one), place(other)) ? -1 : 1));
}

/** The names of the orders at a destination. */
export function groupsOf(syncs: readonly Ordered[]): string[] {
	return [
		...new Set(syncs.flatMap(({ priorityGroup }) => (priorityGroup === null ? [] : [priorityGroup]))),
	].sort();
}

/** A name for a new order that none at the destination has. */
export function newGroupName(destination: string, taken: readonly string[]): string {
	const name = cutText(`Order at ${destination}`, 56);
	for (let number = 1; ; number++) {
		const tried = number === 1 ? name : `${name} ${number}`;
		if (!taken.includes(tried)) return tried;
	}
}

/** "2nd of 3", or that someone in several audiences is sent to each of them. */
export function placeText(
	sync: Pick<Ordered, "id" | "priorityGroup" | "priority">,
	/** The syncs of the destination; undefined while they are not known. */
	syncs: readonly Ordered[] | undefined,
): string {
	if (sync.priorityGroup === null) return "Sent to each";
	const order = syncs && orderOf(syncs, sync.priorityGroup);
	const place = order?.findIndex(({ id }) => id === sync.id) ?? -1;
	if (!order || place < 0) return sync.priority === null ? "In a priority order" : `Place ${sync.priority}`;
	return `Sent to the first; this is ${ordinal(place + 1)} of ${order.length}`;
}

function ordinal(number: number): string {
	const endings: Record<string, string> = { one: "st", two: "nd", few: "rd", other: "th" };
	return `${number}${endings[new Intl.PluralRules("en", { type: "ordinal" }).select(number)] ?? "th"}`;
}

/** The list with one of its items moved to another place. */
export function moveTo<T>(list: readonly T[], from: number, to: number): T[] {
	const moved = list.filter((_one, index) => index !== from);
	const item = list[from];
	if (item !== undefined) moved.splice(Math.max(0, Math.min(to, moved.length)), 0, item);
	return moved;
}
