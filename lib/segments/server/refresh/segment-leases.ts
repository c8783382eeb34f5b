import { AppError } from "@/lib/kernel/app-error";
import type { Context } from "@/lib/workspaces/server/context";

const leaseMinutes = 10;

export class LostLease extends AppError {
	constructor() {
		super("conflict", "This refresh took so long that another took over.", { retryable: true });
	}
}

/** Takes the free ones of some segments, waiting up to `patienceMs` for the others. Refused when none is free by then. */
export async function takeLeases(
	ctx: Context,
	segmentIds: readonly string[],
	leaseOwner: string,
	patienceMs: number,
): Promise<{ taken: string[]; hadToWait: boolean }> {
	const startedMs = Date.now();
	const taken: string[] = [];
	let hadToWait = false;
	while (true) {
		const rows = await ctx.db.$queryRaw<{ id: string }[]>`
			UPDATE segment SET lease_owner = ${leaseOwner}, lease_until = now() + make_interval(mins => ${leaseMinutes})
			WHERE id = ANY(${segmentIds}::text[]) AND workspace_id = ${ctx.workspace.id}
				AND (lease_until IS NULL OR lease_until < now())
			RETURNING id`;
		taken.push(...rows.map(({ id }) => id));
		if (taken.length === segmentIds.length) break;
		if (Date.now() - startedMs >= patienceMs) break;
		hadToWait = true;
		await new Promise((resolve) => setTimeout(resolve, 250));
	}
	if (taken.length === 0 && segmentIds.length > 0) {
		throw new AppError("conflict", "This segment is being refreshed already.", { retryable: true });
	}
	return { taken, hadToWait };
}

/** Keeps the leases for longer; throws when another has taken one over. */
export async function renewLeases(
	ctx: Context,
	segmentIds: readonly string[],
	leaseOwner: string,
): Promise<void> {
	const held = await ctx.db.$executeRaw`
		UPDATE segment SET lease_until = now() + make_interval(mins => ${leaseMinutes})
		WHERE id = ANY(${segmentIds}::text[]) AND lease_owner = ${leaseOwner} AND lease_until > now()`;
	if (held !== segmentIds.length) throw new LostLease();
}

export async function releaseLeases(ctx: Context, leaseOwner: string): Promise<void> {
	await ctx.db.segment.updateMany({ where: { leaseOwner }, data: { leaseOwner: null, leaseUntil: null } });
}
