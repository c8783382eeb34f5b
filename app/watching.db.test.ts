import { afterAll, expect, test } from "vitest";
import { GET as metrics } from "@/app/api/metrics/route";
import { GET as readiness } from "@/app/api/ready/route";
import { GET as readSegment } from "@/app/api/v1/segments/[segmentId]/route";
import { newId } from "@/lib/kernel/ids";
import { closeDatabase, database } from "@/lib/platform/postgres/database";
import { closeWarehouse, warehouse } from "@/lib/platform/warehouse/warehouse";
import { writeMetrics } from "@/lib/system/server/write-metrics";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";
import { issueApiKey } from "@/lib/workspaces/testing/issue-api-key";

afterAll(async () => {
	await closeWarehouse();
	await closeDatabase();
});

test("a migration that was not applied is named, and the check says not ready", async () => {
	const db = database();
	const [row] = await db.$queryRaw<{ name: string }[]>`
		SELECT migration_name AS name FROM "_prisma_migrations" ORDER BY migration_name DESC LIMIT 1`;
	const name = row?.name ?? "";
	expect((await readiness()).status).toBe(200);
	await db.$executeRaw`UPDATE "_prisma_migrations" SET rolled_back_at = now() WHERE migration_name = ${name}`;
	try {
		const answer = await readiness();
		expect(answer.status).toBe(503);
		expect(await answer.json()).toEqual({
			ready: false,
			postgres: true,
			warehouse: true,
			pendingMigrations: [name],
		});
	} finally {
		await db.$executeRaw`UPDATE "_prisma_migrations" SET rolled_back_at = NULL WHERE migration_name = ${name}`;
	}
	expect((await readiness()).status).toBe(200);
});

test("answered requests are counted by the path as the API describes it, never by address", async () => {
	const ctx = await createTestWorkspace();
	const headers = await issueApiKey(ctx, "viewer");
	const segmentId = newId("seg");
	const request = new Request(`http://localhost:3000/api/v1/segments/${segmentId}`, { headers });
	const read = async () => (await writeMetrics({ db: database(), warehouse: warehouse() })).text;
	const counted = (text: string): number =>
		Number(
			/muster_http_request_duration_seconds_count\{method="GET",path="\/api\/v1\/segments\/\{segmentId\}",status="404"\} (\d+)/.exec(
				text,
			)?.[1] ?? 0,
		);
	// The process may have answered others before.
	const before = counted(await read());
	expect((await readSegment(request, { params: Promise.resolve({ segmentId }) })).status).toBe(404);
	const text = await read();
	expect(counted(text)).toBe(before + 1);
	expect(text).not.toContain(segmentId);
});

test("without a token in the settings there are no metrics", async () => {
	const answer = await metrics(new Request("http://localhost:3000/api/metrics"));
	expect(answer.status).toBe(404);
	expect(await answer.text()).toContain("MUSTER_METRICS_TOKEN");
});
