import { jobsPart } from "@/app/api/health/jobs-part";
import { env } from "@/lib/platform/env";
import { probeDatabase, probeMs, within } from "@/lib/platform/postgres/probe-database";
import { probeWarehouse, warehouse } from "@/lib/platform/warehouse/warehouse";

export const dynamic = "force-dynamic";

/**
 * Reports within two seconds whether both stores respond, and whether jobs run: for load balancers and the
 * start command.
 */
export async function GET(): Promise<Response> {
	const [postgres, clickhouse, jobs] = await Promise.all([
		probeDatabase(env.DATABASE_URL),
		probeWarehouse(warehouse(), probeMs),
		within(jobsPart(), probeMs),
	]);
	const isWell = postgres && clickhouse;
	return Response.json(
		{ ok: isWell, postgres, warehouse: clickhouse, jobs: jobs ?? null },
		{ status: isWell ? 200 : 503, headers: { "cache-control": "no-store" } },
	);
}
