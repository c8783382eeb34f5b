import { env } from "@/lib/platform/env";
import { mayReadMetrics } from "@/lib/platform/metrics/may-read-metrics";
import { database } from "@/lib/platform/postgres/database";
import { warehouse } from "@/lib/platform/warehouse/warehouse";
import { writeMetrics } from "@/lib/system/server/write-metrics";

export const dynamic = "force-dynamic";

const headers = { "cache-control": "no-store", "content-type": "text/plain; charset=utf-8" };

/** For Prometheus, with MUSTER_METRICS_TOKEN as a bearer token; without that setting there is nothing here. */
export async function GET(request: Request): Promise<Response> {
	const may = mayReadMetrics(env.MUSTER_METRICS_TOKEN, request.headers.get("authorization"));
	if (may === "off")
		return new Response("Metrics are off. Set MUSTER_METRICS_TOKEN to turn them on.\n", {
			status: 404,
			headers,
		});
	if (may === "no")
		return new Response("Send MUSTER_METRICS_TOKEN as a bearer token.\n", {
			status: 401,
			headers: { ...headers, "www-authenticate": "Bearer" },
		});
	const { text, type } = await writeMetrics({ db: database(), warehouse: warehouse() });
	return new Response(text, { headers: { ...headers, "content-type": type } });
}
