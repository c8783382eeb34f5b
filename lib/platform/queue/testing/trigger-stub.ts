import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** What a run there is: one start of a task, and what became of it. */
export type StubRun = {
	id: string;
	task: string;
	key: string;
	idempotencyKey: string;
	payload: unknown;
	options: Record<string, unknown>;
	status:
		| "PENDING_VERSION"
		| "QUEUED"
		| "EXECUTING"
		| "COMPLETED"
		| "FAILED"
		| "CRASHED"
		| "CANCELED"
		| "EXPIRED";
	stop: AbortController;
};

type Execute = (payload: unknown, signal: AbortSignal) => Promise<void>;

/** How the server responds: "pages" is a wrong address, which responds to everything with a long web page. */
type Mood = "well" | "down" | "pages";

/**
 * A fake of Trigger.dev's API and its workers, which does what a real server (v4) did: a concurrency key has
 * a copy of the queue with the queue's limit, runs of unregistered tasks wait for a version, a cancelled
 * run's signal fires and its process is then gone, and an idempotency key never starts a second run.
 */
export async function startTriggerStub() {
	const runs: StubRun[] = [];
	const tasks = new Map<string, Execute>();
	const queues = new Set<string>();
	const state = { mood: "well" as Mood, hasWorker: true, runsPerKey: 1, refused: 0, authorization: "" };

	const pump = () => {
		for (const run of runs) {
			if (run.status === "PENDING_VERSION" && tasks.has(run.task)) run.status = "QUEUED";
			if (run.status !== "QUEUED" || !state.hasWorker) continue;
			const atWork = runs.filter(
				(other) => other.status === "EXECUTING" && other.task === run.task && other.key === run.key,
			);
			if (atWork.length < state.runsPerKey) void execute(run);
		}
	};
	const execute = async (run: StubRun) => {
		run.status = "EXECUTING";
		const end = (status: "COMPLETED" | "FAILED") => {
			if (run.status === "EXECUTING") run.status = status;
		};
		try {
			await tasks.get(run.task)?.(run.payload, run.stop.signal);
			end("COMPLETED");
		} catch {
			end("FAILED");
		}
		pump();
	};
	const trigger = (task: string, body: { payload: string; options: Record<string, unknown> }) => {
		const idempotencyKey = String(body.options.idempotencyKey);
		const known = runs.find((run) => run.idempotencyKey === idempotencyKey);
		if (known) return known;
		const run: StubRun = {
			id: `run_${runs.length + 1}`,
			task,
			key: String(body.options.concurrencyKey),
			idempotencyKey,
			// Safe because payloads are superjson, whose plain part is under "json".
			payload: (JSON.parse(body.payload) as { json: unknown }).json,
			options: body.options,
			status: tasks.has(task) ? "QUEUED" : "PENDING_VERSION",
			stop: new AbortController(),
		};
		runs.push(run);
		setImmediate(pump);
		return run;
	};
	const cancel = (run: StubRun) => {
		run.status = "CANCELED";
		run.stop.abort("run cancelled");
		setImmediate(pump);
	};
	const answer = (method: string, path: string, body: string): unknown => {
		const [, task] = /^\/api\/v1\/tasks\/(.+)\/trigger$/.exec(path) ?? [];
		if (task) return { id: trigger(decodeURIComponent(task), JSON.parse(body)).id };
		if (path.startsWith("/api/v1/queues")) {
			const data = [...queues].map((name) => queueItem(name));
			return { data, pagination: { currentPage: 1, totalPages: 1, count: data.length } };
		}
		const [, id] = /^\/api\/v[23]\/runs\/([^/]+)/.exec(path) ?? [];
		const run = runs.find((one) => one.id === id);
		if (!run) return undefined;
		if (method === "POST") cancel(run);
		return runItem(run);
	};

	const server = createServer(async (request, response) => {
		const body = await readBody(request);
		state.authorization = request.headers.authorization ?? "";
		const send = (status: number, text: string, type = "application/json") =>
			response.writeHead(status, { "content-type": type, "x-trigger-jwt-claims": "{}" }).end(text);
		if (state.mood !== "well") state.refused += 1;
		if (state.mood === "down") return send(400, '{"error":"down"}');
		if (state.mood === "pages")
			return send(404, `<html>${"<p>No such page</p>".repeat(2_000)}</html>`, "text/html");
		const reply = answer(request.method ?? "", request.url ?? "", body);
		return reply === undefined ? send(404, '{"error":"Run not found"}') : send(200, JSON.stringify(reply));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		runs,
		state,
		cancel,
		/** Registers a task, as `trigger dev` or a deploy does, and lets a worker run it. */
		register: (task: string, queue: string, run: Execute) => {
			tasks.set(task, run);
			// The server keeps no other characters of a queue's name, and says nothing about it.
			queues.add(queue.replace(/[^a-zA-Z0-9_\-/]+/g, ""));
			setImmediate(pump);
		},
		pump,
		/** Well again, with nothing known and nothing registered. */
		reset: () => {
			runs.length = 0;
			tasks.clear();
			queues.clear();
			Object.assign(state, { mood: "well", hasWorker: true, runsPerKey: 1, refused: 0 });
		},
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

async function readBody(request: IncomingMessage): Promise<string> {
	let text = "";
	for await (const chunk of request) text += chunk;
	return text;
}

function queueItem(name: string) {
	return {
		id: `queue_${name}`,
		name,
		type: "custom",
		running: 0,
		queued: 0,
		paused: false,
		concurrencyLimit: 1,
	};
}

function runItem(run: StubRun) {
	const flags = [
		"isQueued",
		"isExecuting",
		"isWaiting",
		"isCompleted",
		"isSuccess",
		"isFailed",
		"isCancelled",
	];
	const at = new Date().toISOString();
	return {
		...Object.fromEntries(flags.map((flag) => [flag, false])),
		id: run.id,
		status: run.status,
		taskIdentifier: run.task,
		isTest: false,
		createdAt: at,
		updatedAt: at,
		tags: [],
		costInCents: 0,
		baseCostInCents: 0,
		durationMs: 0,
		depth: 0,
		triggerFunction: "trigger",
		relatedRuns: {},
	};
}
