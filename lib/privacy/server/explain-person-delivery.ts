import type { ErasureRemoval } from "@/lib/privacy/api";
import { describeRemoval } from "@/lib/privacy/describe-removal";
import { toRemoval } from "@/lib/privacy/server/erasure-view";
import type { DeliveryOfPerson } from "@/lib/syncs/people-contracts";
import { explainDelivery } from "@/lib/syncs/server/explain-delivery";
import { allow } from "@/lib/workspaces/server/allow";
import type { Context } from "@/lib/workspaces/server/context";

/**
 * A person's state at every destination, and why. For an erased person: what each destination that held them
 * has confirmed, and nothing about what they were.
 */
export async function explainPersonDelivery(
	ctx: Context,
	uid: number,
): Promise<{ items: DeliveryOfPerson[]; nextCursor: string | null }> {
	allow(ctx, "people.read");
	const person = await ctx.db.profile.findUnique({
		where: { workspaceNumber_uid: { workspaceNumber: ctx.workspace.number, uid } },
		select: { rootUid: true, erasedAt: true },
	});
	if (!person?.erasedAt) return await explainDelivery(ctx, uid);
	const erasure = await ctx.db.erasure.findFirst({
		where: { workspaceId: ctx.workspace.id, rootUid: person.rootUid, uids: { has: uid } },
		select: { nextTryAt: true, removals: { where: { identifiers: { gt: 0 } }, orderBy: { syncId: "desc" } } },
	});
	const nextTryAt = erasure?.nextTryAt?.toISOString() ?? null;
	const items = erasure?.removals.map((row) => toDelivery(toRemoval(row), nextTryAt)) ?? [];
	return { items, nextCursor: null };
}

function toDelivery(removal: ErasureRemoval, nextTryAt: string | null): DeliveryOfPerson {
	const { confirmedAt, givenUpAt, retryAt } = removal;
	const parts = ["Erased on request.", describeRemoval(removal, inUtc)];
	if (confirmedAt && removal.removed > 0) {
		parts.push(`${removal.destinationName} confirmed this on ${inUtc(confirmedAt)}.`);
	}
	return {
		syncId: removal.syncId,
		syncName: removal.syncName,
		destinationName: removal.destinationName,
		fate: "erased",
		problem: null,
		withdrawal: null,
		sentence: parts.join(" "),
		removal: {
			confirmedAt,
			givenUpAt,
			nextTryAt: confirmedAt || givenUpAt ? null : (retryAt ?? nextTryAt),
		},
		identifiers: [],
	};
}

const utc = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });

function inUtc(instant: string): string {
	return `${utc.format(new Date(instant))} UTC`;
}
