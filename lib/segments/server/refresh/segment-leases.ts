import { AppError } from "@/lib/kernel/app-error";
import { log } from "@/lib/platform/log";
import { toPointer } from "@/lib/rules/compile/served-pointer";
import { discardUnserved } from "@/lib/segments/server/refresh/forget-logged";
import type { Context } from "@/lib/workspaces/server/context";

/** The longest that the work of a dead process is blocked. */
const leaseSeconds = 60;
const renewMs = 10_000;

export class LostLease extends AppError {
	constructor() {
		super("conflict", "This refresh took so long that another took over.", { retryable: true });
	}
}

export type Leases = {
	acquired: string[];
	hadToWait: boolean;
	/** Throws when another process has taken one of some segments over; otherwise none does for a while. */
	renew: (segmentIds: readonly string[]) => Promise<void>;
	/** Releases the segments. With `isDone` false the next holder looks for unfinished work. */
	release: (isDone: boolean) => Promise<void>;
};

/**
 * Takes the free ones of some segments, waiting up to `patienceMs` for the others, and keeps them until they are released or
 * the process dies. Refused when none is free by then. What a predecessor that failed or died had logged of them and never
 * served is forgotten: the next instant that is served would bring it to light.
 */
export async function acquireLeases(
	ctx: Context,
	segmentIds: readonly string[],
	leaseOwner: string,
	patienceMs: number,
): Promise<Leases> {
	const startedMs = Date.now();
	const acquired: string[] = [];
	const failed: string[] = [];
	let hadToWait = false;
	while (true) {
		const rows = await ctx.db.$queryRaw<{ id: string; wasHeld: boolean }[]>`
			WITH free AS (SELECT id, lease_owner FROM segment
				WHERE id = ANY(${segmentIds}::text[]) AND workspace_id = ${ctx.workspace.id}
					AND (lease_until IS NULL OR lease_until < now())
				FOR UPDATE)
			UPDATE segment SET lease_owner = ${leaseOwner}, lease_until = now() + make_interval(secs => ${leaseSeconds})
			FROM free WHERE segment.id = free.id
			RETURNING segment.id, free.lease_owner IS NOT NULL AS "wasHeld"`;
		acquired.push(...rows.map(({ id }) => id));
		failed.push(...rows.filter(({ wasHeld }) => wasHeld).map(({ id }) => id));
		if (acquired.length === segmentIds.length) break;
		if (Date.now() - startedMs >= patienceMs) break;
		hadToWait = true;
		await new Promise((resolve) => setTimeout(resolve, 250));
	}
	if (acquired.length === 0 && segmentIds.length > 0) {
		throw new AppError("conflict", "This segment is being refreshed already.", { retryable: true });
	}
	const leases = startLeaseRenewals(ctx, leaseOwner, { acquired, hadToWait });
	try {
		if (failed.length > 0) await forgetHalfDone(ctx, failed);
	} catch (error) {
		await leases.release(false);
		throw error;
	}
	return leases;
}

function startLeaseRenewals(
	ctx: Context,
	leaseOwner: string,
	{ acquired, hadToWait }: Pick<Leases, "acquired" | "hadToWait">,
): Leases {
	const prolong = async (segmentIds: readonly string[]): Promise<number> =>
		await ctx.db.$executeRaw`
		UPDATE segment SET lease_until = now() + make_interval(secs => ${leaseSeconds})
		WHERE id = ANY(${segmentIds}::text[]) AND lease_owner = ${leaseOwner} AND lease_until > now()`;
	const timer = setInterval(() => {
		prolong(acquired).catch((error: unknown) =>
			log.warn("segments.lease_failed", { workspaceId: ctx.workspace.id, error }),
		);
	}, renewMs);
	return {
		acquired,
		hadToWait,
		renew: async (segmentIds) => {
			if ((await prolong(segmentIds)) !== segmentIds.length) throw new LostLease();
		},
		release: async (isDone) => {
			clearInterval(timer);
			await ctx.db.segment.updateMany({
				where: { leaseOwner },
				data: isDone ? { leaseOwner: null, leaseUntil: null } : { leaseUntil: new Date(0) },
			});
		},
	};
}

async function forgetHalfDone(ctx: Context, segmentIds: readonly string[]): Promise<void> {
	const segments = await ctx.db.segment.findMany({ where: { id: { in: [...segmentIds] } } });
	const served = segments.map(toPointer).filter((pointer) => pointer !== null);
	await discardUnserved(ctx, served);
}
