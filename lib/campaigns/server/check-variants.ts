import { toBp, type VariantInput, variantKey } from "@/lib/campaigns/variants";
import type { Issue } from "@/lib/kernel/app-error";
import type { Transaction } from "@/lib/platform/postgres/database";
import type { Context } from "@/lib/workspaces/server/context";

/** Variants that would be delivered to a destination that does not exist. */
export async function checkVariants(
	ctx: Context,
	db: Transaction,
	variants: readonly VariantInput[],
): Promise<Issue[]> {
	const ids = variants.flatMap(({ destinationId }) => destinationId ?? []);
	if (ids.length === 0) return [];
	const found = await db.destination.findMany({
		where: { id: { in: ids }, workspaceId: ctx.workspace.id, archivedAt: null },
		select: { id: true },
	});
	const known = new Set(found.map(({ id }) => id));
	return variants.flatMap(({ destinationId }, index) =>
		destinationId === null || known.has(destinationId)
			? []
			: [{ path: `variants.${index}.destinationId`, message: "This destination does not exist." }],
	);
}

/** Variants as they are stored. */
export function variantRows(variants: readonly VariantInput[]) {
	return variants.map(({ name, weight, destinationId, audienceName }, position) => ({
		key: variantKey(position),
		name,
		weightBp: toBp(weight),
		position,
		destinationId,
		audienceName,
	}));
}
