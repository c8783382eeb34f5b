import { database } from "@/lib/platform/postgres/database";
import { warehouse } from "@/lib/platform/warehouse/warehouse";
import { pendingIn, readReadiness } from "@/lib/system/server/read-readiness";

export const dynamic = "force-dynamic";

/** Whether requests should be sent here: both stores answer and have this version's migrations. */
export async function GET(): Promise<Response> {
	const readiness = await readReadiness({ db: database(), warehouse: warehouse() });
	const pendingMigrations = pendingIn(readiness);
	const isReady = pendingMigrations?.length === 0;
	return Response.json(
		{
			ready: isReady,
			postgres: readiness.postgres !== null,
			warehouse: readiness.warehouse !== null,
			pendingMigrations,
		},
		{ status: isReady ? 200 : 503, headers: { "cache-control": "no-store" } },
	);
}
