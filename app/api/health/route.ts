import { jobsPart } from "@/app/api/health/jobs-part";
import { database } from "@/lib/platform/postgres/database";
import { warehouse } from "@/lib/platform/warehouse/warehouse";

export const dynamic = "force-dynamic";

/** Says whether both stores answer and jobs run: for load balancers and the start-up command. */
export async function GET(): Promise<Response> {
	const [postgres, clickhouse, jobs] = await Promise.all([
		database().$queryRaw`SELECT 1`.then(
			() => true,
			() => false,
		),
		warehouse()
			.ping()
			.then((answer) => answer.success),
		jobsPart(),
	]);
	const isWell = postgres && clickhouse;
	return Response.json({ ok: isWell, postgres, warehouse: clickhouse, jobs }, { status: isWell ? 200 : 503 });
}
