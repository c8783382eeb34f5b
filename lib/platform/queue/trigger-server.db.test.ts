import "@/lib/platform/testing/use-trigger-stub";

import { afterAll, expect, test } from "vitest";
import { newId } from "@/lib/kernel/ids";
import { database } from "@/lib/platform/postgres/database";
import { noteQueue } from "@/lib/platform/queue/record-job";
import { remoteQueueName } from "@/lib/platform/queue/remote-queue-name";
import { testJob } from "@/lib/platform/queue/testing/test-job";
import { triggerServer } from "@/lib/platform/queue/trigger-server";
import { stub } from "@/lib/platform/testing/use-trigger-stub";

afterAll(async () => await stub.close());

test("the worker says whether the server answers and knows the jobs, in a sentence and without whole pages", async () => {
	const job = { ...testJob(async () => {}), id: `jobs.${newId("job")}` };
	const other = testJob(async () => {});
	expect(await triggerServer.check([job])).toContain("knows none of the jobs");
	stub.register(job.id, remoteQueueName(job.id), async () => {});
	expect(await triggerServer.check([job])).toBeNull();
	expect(await triggerServer.check([job, other])).toContain(`does not know ${other.id}`);
	stub.state.mood = "pages";
	const problem = (await triggerServer.check([job])) ?? "";
	expect(problem).toContain(`Trigger.dev at ${stub.url} does not answer: `);
	expect(problem.length).toBeLessThan(400);
	await noteQueue("trigger.dev", problem);
	const state = await database().queueState.findUniqueOrThrow({ where: { queue: "trigger.dev" } });
	expect(state.problem?.length).toBeLessThanOrEqual(300);
});
