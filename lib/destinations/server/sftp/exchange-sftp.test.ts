import { readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Connection } from "@/lib/destinations/contract";
import { exchangeSftp } from "@/lib/destinations/server/sftp/exchange-sftp";
import { type SftpTestServer, sftpUser, startSftpServer } from "@/lib/platform/testing/start-sftp-server";

let server: SftpTestServer;
let connection: Connection;
beforeAll(async () => {
	server = await startSftpServer();
	connection = {
		settings: { url: server.url, username: sftpUser.username, hostKey: server.hostKey },
		credentials: { password: sftpUser.password },
	};
});
beforeEach(async () => {
	server.oddities.hasPosixRename = true;
	server.oddities.refusesRename = false;
	server.oddities.cutsAfter = null;
	await writeFile(join(server.folder, "vip.csv"), "yesterday");
});
afterAll(async () => await server.close());

const put = (body: string, given: Partial<Connection> = {}, allowPrivate = true) =>
	exchangeSftp(
		{ method: "PUT", url: `${server.url}/vip.csv`, headers: {}, body },
		{ ...connection, ...given },
		{ timeoutMs: 5_000, connectMs: 5_000, allowPrivate },
	);
const there = async () => ({
	names: await readdir(server.folder),
	text: await readFile(join(server.folder, "vip.csv"), "utf8"),
});

describe("a file placed over SFTP", () => {
	it("replaces what was there, and nothing else stays", async () => {
		expect(await put("today é")).toMatchObject({ status: 201, headers: { "stored-bytes": "8" } });
		expect(await there()).toEqual({ names: ["vip.csv"], text: "today é" });
	});

	it("replaces it on servers whose rename does not", async () => {
		server.oddities.hasPosixRename = false;
		expect(await put("today")).toMatchObject({ status: 201 });
		expect(await there()).toEqual({ names: ["vip.csv"], text: "today" });
	});

	it("leaves the old one where nothing may be renamed, and says so", async () => {
		server.oddities.refusesRename = true;
		expect(await put("today")).toMatchObject({ status: 403 });
		expect(await there()).toEqual({ names: ["vip.csv"], text: "yesterday" });
	});

	it("is certainly not in place when the connection is cut halfway", async () => {
		server.oddities.cutsAfter = 100_000;
		await expect(put("x".repeat(300_000))).rejects.toMatchObject({ wasSent: false });
		expect((await there()).text).toBe("yesterday");
		server.oddities.cutsAfter = null;
		expect(await put("x".repeat(300_000))).toMatchObject({ status: 201 });
		expect((await there()).names).toEqual(["vip.csv"]);
	});

	it("is yesterday's or today's, whole, for whoever looks all the time", async () => {
		const [yesterday, today] = ["y".repeat(200_000), "t".repeat(300_000)];
		await writeFile(join(server.folder, "vip.csv"), yesterday);
		let isOver = false;
		const seen = new Set<string>();
		const look = async (): Promise<void> => {
			while (!isOver) {
				seen.add((await there()).text);
				await new Promise((resolve) => setTimeout(resolve, 10));
			}
		};
		const putting = put(today).finally(() => {
			isOver = true;
		});
		await Promise.all([look(), putting]);
		seen.add((await there()).text);
		expect([...seen].map((text) => text.length)).toEqual([200_000, 300_000]);
	});

	it("takes along what a process that died a day ago left behind, and nothing else", async () => {
		const part = (run: string) => `.VIP_20251026T003000Z_${run}_000002.csv.part`;
		const others = [".bashrc", ".notes.csv.part", "VIP_20251026T003000Z_run-c_000002.csv.part"];
		for (const name of [part("run-old"), part("run-new"), ...others])
			await writeFile(join(server.folder, name), "x");
		const longAgo = new Date(Date.now() - 2 * 86_400_000);
		for (const name of [part("run-old"), ...others])
			await utimes(join(server.folder, name), longAgo, longAgo);
		const manifest = "VIP_20251027T003000Z_run-d_000001.manifest.json";
		await exchangeSftp(
			{ method: "PUT", url: `${server.url}/${manifest}`, headers: {}, body: "{}" },
			connection,
			{ timeoutMs: 5_000, connectMs: 5_000, allowPrivate: true },
		);
		expect((await there()).names.sort()).toEqual([part("run-new"), ...others, manifest, "vip.csv"].sort());
	});
});

describe("an SFTP server", () => {
	const without = (settings: Record<string, string>) => ({
		settings: { ...connection.settings, ...settings },
	});

	it("gets no password before its host key was agreed on", async () => {
		const shown = await put("today", without({ hostKey: "" }));
		expect(shown).toMatchObject({ status: 421, body: expect.stringContaining(server.hostKey) });
		const changed = await put("today", without({ hostKey: `SHA256:${"A".repeat(43)}` }));
		expect(changed).toMatchObject({ status: 421, body: expect.stringContaining("another host key") });
		expect((await there()).text).toBe("yesterday");
	});

	it.each<Record<string, string>>([{ password: "wrong" }, { privateKey: "no key" }])(
		"refuses %j",
		async (credentials) => {
			expect(await put("today", { credentials })).toMatchObject({ status: 401 });
		},
	);

	it("in a private network is not spoken to unless the operator allows it", async () => {
		await expect(put("today", {}, false)).rejects.toMatchObject({ isBlocked: true, wasSent: false });
	});
});
