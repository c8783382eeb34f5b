import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
// @ts-expect-error: a plain script without types
import { fetchJobs, requestToken } from "./ask-trigger.mjs";
// @ts-expect-error: a plain script without types
import { declaredJobs } from "./declared-jobs.mjs";
// @ts-expect-error: a plain script without types
import { judgeEnvironment, readWorkerEnvironment } from "./worker-environment.mjs";

let home = "";
beforeAll(async () => {
	home = await mkdtemp(path.join(tmpdir(), "muster-trigger-"));
});
afterAll(async () => await rm(home, { recursive: true, force: true }));

const local = () => ({
	DATABASE_URL: "postgresql://muster@127.0.0.1:5432/muster",
	CLICKHOUSE_URL: "http://localhost:8123",
	MUSTER_HOME: home,
	MUSTER_ENCRYPTION_KEYS: "a:b",
	MUSTER_HASH_KEY: "c",
});

const bad = (given: Record<string, string>, isElsewhere = false) =>
	judgeEnvironment(readWorkerEnvironment(home, given), isElsewhere)
		.filter(({ state }: { state: string }) => state === "bad")
		.map(({ text }: { text: string }) => text);

test("a worker's environment is checked name by name, and what is missing is named with its purpose", () => {
	expect(bad(local())).toEqual([]);
	const { MUSTER_HASH_KEY: _key, ...without } = local();
	const [said, ...more] = bad(without);
	expect(said).toMatch(/^MUSTER_HASH_KEY is missing: finds people/);
	expect(more).toEqual([]);
	expect(bad({ ...local(), MUSTER_HOME: "/nowhere" })[0]).toContain("/nowhere");
});

test("stores that only this machine reaches are not valid for a deployed worker", () => {
	const said = bad(local(), true);
	expect(said.map((text: string) => text.split(" ")[0])).toEqual(["DATABASE_URL", "CLICKHOUSE_URL"]);
	const real = {
		...local(),
		DATABASE_URL: "postgresql://muster@db.example.com/muster",
		CLICKHOUSE_URL: "https://ch.example.com:8443",
	};
	expect(bad(real, true)).toEqual([]);
});

test("a running Muster's values fill the gaps, and the environment wins", async () => {
	await writeFile(
		path.join(home, "worker-env.json"),
		JSON.stringify({ ...local(), MUSTER_HASH_KEY: "running" }),
	);
	expect(bad({})).toEqual([]);
	const { values, sources } = readWorkerEnvironment(home, { MUSTER_HASH_KEY: "mine" });
	expect(values.MUSTER_HASH_KEY).toBe("mine");
	expect(sources.DATABASE_URL).toBe("the Muster running here");
});

test("every job of the registry is declared", async () => {
	const jobs = await declaredJobs(process.cwd());
	expect(jobs).toContain("syncs.run-sync");
	expect(jobs.length).toBeGreaterThanOrEqual(12);
});

test("the server is queried page by page; a response that is a web page is truncated", async () => {
	const server = createServer((request, response) => {
		const url = new URL(request.url ?? "", "http://x");
		if (request.headers.authorization !== "Bearer good") {
			response.writeHead(404, { "content-type": "text/html" }).end(`<html>${"page ".repeat(10_000)}</html>`);
			return;
		}
		const data = [{ name: url.searchParams.get("page") === "2" ? "jobs-b" : "jobs-a" }];
		response.end(JSON.stringify({ data, pagination: { currentPage: 1, totalPages: 2, count: 2 } }));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	expect(await fetchJobs(address, "good", ["jobs.a", "jobs.b", "jobs.c"])).toEqual({
		reason: null,
		missing: ["jobs.c"],
	});
	const wrong = await fetchJobs(address, "wrong", ["a"]);
	expect(wrong.missing).toEqual(["a"]);
	expect(wrong.reason?.length).toBeLessThan(400);
	expect(await requestToken(address, "good")).toBeNull();
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
	expect((await fetchJobs(address, "good", ["a"])).reason).toBeTruthy();
});
