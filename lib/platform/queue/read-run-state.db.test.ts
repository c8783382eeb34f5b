import { expect, test } from "vitest";
import { newId } from "@/lib/kernel/ids";
import { database } from "@/lib/platform/postgres/database";
import { readRunState, readRunStates } from "@/lib/platform/queue/read-run-state";

const start = Date.parse("2026-11-29T10:00:00Z");
const minute = (n: number) => new Date(start + n * 60_000);

async function addRun(key: string, at: number, more: Record<string, unknown>): Promise<string> {
	const id = newId("job");
	await database().jobRun.create({
		data: {
			id,
			job: "segments.refresh-workspace",
			key,
			idempotencyKey: id,
			payload: {},
			status: "queued",
			runAt: minute(at),
			createdAt: minute(at),
			...more,
		},
	});
	return id;
}

test("a key's newest run has its state, its attempt and when the next one begins", async () => {
	const key = `segments:${newId("wsp")}`;
	await addRun(key, 0, { status: "finished", finishedAt: minute(1), attempts: 1, maxAttempts: 5 });
	const runId = await addRun(key, 2, {
		status: "retrying",
		attempts: 2,
		maxAttempts: 5,
		reason: "The warehouse is away.",
		failedAt: minute(3),
		runAt: minute(4),
	});
	expect(await readRunState(database(), key)).toMatchObject({
		runId,
		state: "retrying",
		attempts: 2,
		maxAttempts: 5,
		nextTryAt: minute(4),
		lastFailure: { at: minute(3), reason: "The warehouse is away.", isFinal: false },
	});
});

test("a failure is reported until a run of the same key has finished", async () => {
	const key = `traits:${newId("wsp")}`;
	await addRun(key, 0, {
		status: "failed",
		failedAt: minute(1),
		finishedAt: minute(1),
		reason: "No such trait.",
	});
	await addRun(key, 2, { status: "running" });
	const failing = await readRunState(database(), key);
	expect(failing).toMatchObject({
		state: "running",
		nextTryAt: null,
		lastFailure: { reason: "No such trait.", isFinal: true },
	});
	await addRun(key, 3, { status: "finished", finishedAt: minute(4) });
	expect((await readRunState(database(), key))?.lastFailure).toBeNull();
});

test("keys are read together and one without a run is missing", async () => {
	const [one, other, none] = [newId("imp"), newId("imp"), newId("imp")].map((id) => `import:${id}`);
	await addRun(one ?? "", 0, {});
	await addRun(other ?? "", 0, { status: "cancelled", finishedAt: minute(1) });
	const states = await readRunStates(database(), [one ?? "", other ?? "", none ?? ""]);
	expect([...states].map(([key, { state }]) => [key, state])).toEqual([
		[one, "queued"],
		[other, "cancelled"],
	]);
});
