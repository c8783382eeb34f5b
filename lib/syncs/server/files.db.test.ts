import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import S3rver from "s3rver";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
	process.env.ALLOW_PRIVATE_DESTINATIONS = "true";
});

import { connectDestination } from "@/lib/destinations/server/connect-destination";
import { testConnection } from "@/lib/destinations/server/test-connection";
import { newId } from "@/lib/kernel/ids";
import { closeDatabase } from "@/lib/platform/postgres/database";
import { type SftpTestServer, sftpUser, startSftpServer } from "@/lib/platform/testing/start-sftp-server";
import { closeWarehouse } from "@/lib/platform/warehouse/warehouse";
import { CsvReader } from "@/lib/sources/files/csv-reader";
import { runSync } from "@/lib/syncs/server/run-sync";
import { createPeople, createTestSegment, setMembers } from "@/lib/syncs/testing/make-people";
import { openTestSync } from "@/lib/syncs/testing/open-test-sync";
import type { Context } from "@/lib/workspaces/server/context";
import { createTestWorkspace } from "@/lib/workspaces/testing/create-test-workspace";

/** Signing in to an SSH server takes seconds while the machine is busy. */
const patient = { timeoutMs: 20_000 };
let ctx: Context;
let s3: S3rver;
let s3Folder = "";
let endpoint = "";
let sftp: SftpTestServer;
beforeAll(async () => {
	s3Folder = await mkdtemp(join(tmpdir(), "muster-s3-"));
	const bucket = { name: "audiences", configs: [] };
	s3 = new S3rver({
		port: 0,
		address: "127.0.0.1",
		silent: true,
		directory: s3Folder,
		configureBuckets: [bucket],
	});
	endpoint = `http://127.0.0.1:${(await s3.run()).port}`;
	sftp = await startSftpServer();
	ctx = await createTestWorkspace();
	await createPeople(
		ctx,
		[1, 2, 3, 4].map((uid) => ({ uid, email: `P${uid}@example.com` })),
	);
});
afterAll(async () => {
	await Promise.all([s3.close(), sftp.close()]);
	await rm(s3Folder, { recursive: true });
	await closeDatabase();
	await closeWarehouse();
});

/** The server keeps an object and what it knows of it side by side. */
async function listObjects(...parts: string[]) {
	const folder = join(s3Folder, "audiences", ...parts);
	const names = (await readdir(folder)).filter((name) => name.endsWith("._S3rver_object"));
	return names.map((name) => ({ name: name.replace("._S3rver_object", ""), path: join(folder, name) }));
}

const places = {
	s3: {
		values: () => ({
			endpoint,
			region: "us-east-1",
			bucket: "audiences",
			folder: "muster/vip & co",
			accessKeyId: "S3RVER",
			secretAccessKey: "S3RVER",
		}),
		// This server checks no signatures; they are compared with Amazon's own examples elsewhere.
		wrong: { accessKeyId: "someone-else" },
		named: () => `Connected to the bucket audiences at ${new URL(endpoint).host}.`,
		list: () => listObjects("muster", "vip & co"),
	},
	sftp: {
		values: () => ({ url: sftp.url, hostKey: sftp.hostKey, ...sftpUser }),
		wrong: { password: "not the password" },
		named: () => `Connected to /upload at ${new URL(sftp.url).host} as muster.`,
		list: async () => (await readdir(sftp.folder)).map((name) => ({ name, path: join(sftp.folder, name) })),
	},
};

/** What a careful reader has after all files there, in the order of their names: those without a true manifest do not count. */
async function readAll(list: () => Promise<{ name: string; path: string }[]>) {
	const files = new Map((await list()).map(({ name, path }) => [name, path]));
	const people = new Map<string, string>();
	const taken: string[] = [];
	for (const name of [...files.keys()].filter((one) => one.endsWith(".manifest.json")).sort()) {
		const manifest = JSON.parse(await readFile(files.get(name) ?? "", "utf8"));
		const text = await readFile(files.get(manifest.file) ?? "", "utf8");
		expect(manifest.sha256).toBe(createHash("sha256").update(text).digest("hex"));
		const reader = new CsvReader(",");
		const [header, ...rows] = [...reader.push(text), ...reader.end()];
		expect(header?.cells).toEqual(["op", "email", "source"]);
		expect(rows).toHaveLength(manifest.rows);
		for (const { cells } of rows) {
			const [op = "", email = "", source = ""] = cells;
			taken.push(`${op} ${email}`);
			if (op === "upsert") people.set(email, source);
			else people.delete(email);
		}
	}
	return { people: Object.fromEntries([...people].sort()), taken };
}

describe.each(["s3", "sftp"] as const)("files of changes at %s", (network) => {
	const place = places[network];

	it("are put where the test said, and whoever reads them has the audience", async () => {
		const values = place.values();
		expect(await testConnection(ctx, { network, values })).toMatchObject({
			ok: true,
			message: place.named(),
		});
		const wrong = await testConnection(ctx, { network, values: { ...values, ...place.wrong } });
		expect(wrong).toMatchObject({
			ok: false,
			message: expect.stringMatching(/Enter (a valid one|them again)/),
		});

		const segmentId = await createTestSegment(ctx, [1, 2, 3]);
		const { id: destinationId } = await connectDestination(ctx, { network, name: network, values });
		const mapping = [{ target: "source", source: { constant: "=shop" } }];
		const sync = await openTestSync(ctx, null, {
			segmentId,
			destinationId,
			identifierKinds: ["email"],
			mapping,
		});
		expect(await sync.run(patient)).toMatchObject({ status: "finished", counts: { added: 3, delivered: 3 } });
		const first = await readAll(place.list);
		expect(first.people).toEqual({
			"p1@example.com": "'=shop",
			"p2@example.com": "'=shop",
			"p3@example.com": "'=shop",
		});

		// Nothing changed: no file says so.
		const before = (await place.list()).length;
		await sync.run(patient);
		expect(await place.list()).toHaveLength(before);

		// The files are in place, but the process dies before the ledger knows.
		await setMembers(ctx, segmentId, [2, 3, 4]);
		let outcomes = 0;
		const died = sync.run({
			...patient,
			checkpoint: (name) => {
				// Who left is written down, who entered is not.
				if (name === "outcome.before" && ++outcomes === 2) throw new Error("died");
			},
		});
		await expect(died).rejects.toThrow("died");
		const states = await ctx.db.deliveryKey.groupBy({
			by: ["state"],
			where: { syncId: sync.id },
			_count: true,
		});
		expect(states.map(({ state }) => state)).toContain("adding");
		// A minute later nothing of it can still be under way.
		const later = Date.now() + 10 * 60_000;
		await sync.run({ ...patient, now: () => later });
		const last = await readAll(place.list);
		expect(Object.keys(last.people)).toEqual(["p2@example.com", "p3@example.com", "p4@example.com"]);
		// Whoever was there and stayed is in no later file.
		expect(last.taken.filter((one) => one === "upsert p2@example.com")).toHaveLength(1);
	});

	it("are Parquet where that was chosen, byte for byte as vouched for", async () => {
		// A folder of its own where there can be one: this server cannot list a part of what is in one.
		const own: Record<string, string> = network === "s3" ? { folder: "parquet" } : {};
		const before = new Set((await place.list()).map(({ name }) => name));
		const values = { ...place.values(), ...own, format: "parquet" };
		const { id: destinationId } = await connectDestination(ctx, {
			network,
			name: `${network} parquet`,
			values,
		});
		const sync = await openTestSync(ctx, null, {
			segmentId: await createTestSegment(ctx, [1, 2]),
			destinationId,
			identifierKinds: ["email"],
			mapping: [{ target: "source", source: { constant: "=shop" } }],
		});
		expect(await sync.run(patient)).toMatchObject({ status: "finished", counts: { delivered: 2 } });
		const all = network === "s3" ? await listObjects("parquet") : await place.list();
		const files = all.filter(({ name }) => !before.has(name));
		const of = (end: string) => files.find(({ name }) => name.endsWith(end))?.path ?? "";
		const bytes = await readFile(of(".parquet"));
		const manifest = JSON.parse(await readFile(of(".manifest.json"), "utf8"));
		expect(manifest).toMatchObject({
			rows: 2,
			bytes: bytes.length,
			sha256: createHash("sha256").update(bytes).digest("hex"),
		});
		const file = new Uint8Array(bytes).buffer;
		const rows = await parquetReadObjects({ file });
		expect(rows.toSorted((a, b) => (String(a.email) < String(b.email) ? -1 : 1))).toEqual(
			[1, 2].map((uid) => ({ op: "upsert", email: `p${uid}@example.com`, source: "=shop" })),
		);
	});
});

it("a worker killed in the middle of an upload leaves nothing that anyone reads, and the run goes on with whole files", async () => {
	const before = new Set((await places.sftp.list()).map(({ name }) => name));
	const listNew = async () => (await places.sftp.list()).filter(({ name }) => !before.has(name));
	const { id: destinationId } = await connectDestination(ctx, {
		network: "sftp",
		name: "Killed",
		values: places.sftp.values(),
	});
	const sync = await openTestSync(ctx, null, {
		segmentId: await createTestSegment(ctx, [1, 2, 3]),
		destinationId,
		identifierKinds: ["email"],
		mapping: [{ target: "source", source: { constant: "x".repeat(200) } }],
	});
	const runId = newId("run");
	await ctx.db.syncRun.create({
		data: { id: runId, syncId: sync.id, trigger: "manual", status: "queued", counts: {} },
	});
	const child = spawn(
		process.execPath,
		["--import", "tsx", "lib/syncs/testing/run-sync-child.ts", ctx.workspace.id, runId],
		{ env: process.env, stdio: "ignore" },
	);
	const exited = new Promise((resolve) => child.once("exit", (_code, signal) => resolve(signal)));
	await new Promise<void>((resolve) => {
		sftp.oddities.onStall = resolve;
		sftp.oddities.stallsAfter = 100;
	});
	child.kill("SIGKILL");
	expect(await exited).toBe("SIGKILL");
	sftp.oddities.stallsAfter = null;
	expect((await listNew()).map(({ name }) => name)).toEqual([
		expect.stringMatching(/^\..+_000001\.csv\.part$/),
	]);

	// The same run, begun again: what was on its way counts as unclear and is written anew, under another name.
	const later = Date.now() + 10 * 60_000;
	await runSync(ctx, { runId }, { ...patient, sleep: async () => {}, now: () => later });
	await sync.run({ ...patient, now: () => later + 10 * 60_000 });
	const { people, taken } = await readAll(listNew);
	expect(Object.keys(people)).toEqual(["p1@example.com", "p2@example.com", "p3@example.com"]);
	expect(taken).toHaveLength(3);
});
