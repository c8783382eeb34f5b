import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addEncryptionKey, openHome } from "@/lib/platform/embedded/home";

let home = "";
const secretsFile = () => path.join(home, "secrets.json");
const modeOf = async (place: string) => (await stat(path.join(home, place))).mode & 0o777;

beforeEach(async () => {
	home = await mkdtemp(path.join(tmpdir(), "muster-home-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

describe("the secrets of a home folder", () => {
	it("are made once", async () => {
		const made = await openHome(home);
		expect(Object.values(made.secrets).every((secret) => secret.length > 20)).toBe(true);
		expect((await openHome(home)).secrets).toEqual(made.secrets);
	});

	it.each(["encryptionKeys", "hashKey", "sessionSecret", "postgresPassword", "warehousePassword"] as const)(
		"are never filled in when %s is missing, and the file stays as it is",
		async (name) => {
			const { secrets } = await openHome(home);
			const { [name]: _lost, ...left } = secrets;
			await writeFile(secretsFile(), JSON.stringify(left));
			await expect(openHome(home)).rejects.toThrow(new RegExp(`lacks ${name}.*backup`));
			expect(JSON.parse(await readFile(secretsFile(), "utf8"))).toEqual(left);
			// What the environment brings need not be in the file.
			expect((await openHome(home, { [name]: "given" })).secrets[name]).toBe("given");
			expect(JSON.parse(await readFile(secretsFile(), "utf8"))).toEqual(left);
		},
	);

	it("are not regenerated when there is data", async () => {
		await mkdir(path.join(home, "postgres"));
		await writeFile(path.join(home, "postgres/PG_VERSION"), "18");
		await expect(openHome(home)).rejects.toThrow(/missing, though .* holds data/);
		await expect(stat(secretsFile())).rejects.toThrow();
	});

	it.each(["{ half", "[]", "null"])("are not guessed from a file that reads %s", async (text) => {
		await writeFile(secretsFile(), text);
		await expect(openHome(home)).rejects.toThrow(/cannot be read.*backup/);
	});

	it("given by the environment are not written down, not even by a rotation of the others", async () => {
		await openHome(home, { hashKey: "from the environment" });
		await addEncryptionKey(home, { hashKey: "from the environment" });
		const text = await readFile(secretsFile(), "utf8");
		expect(text).not.toContain("from the environment");
		expect(JSON.parse(text).encryptionKeys).toMatch(/^k2:.*,k1:/);
	});
});

describe("a home folder", () => {
	it("is closed to others, whatever it was before", async () => {
		await mkdir(path.join(home, "logs"), { recursive: true });
		await mkdir(path.join(home, "uploads"), { recursive: true });
		await mkdir(path.join(home, "warehouse/data"), { recursive: true });
		for (const file of ["logs/web.log", "uploads/imp.csv", "seeded.json", "warehouse/journal"])
			await writeFile(path.join(home, file), "x", { mode: 0o644 });
		for (const folder of ["", "logs", "uploads", "warehouse"]) await chmod(path.join(home, folder), 0o755);
		await openHome(home);
		for (const file of [
			"logs/web.log",
			"uploads/imp.csv",
			"seeded.json",
			"warehouse/journal",
			"secrets.json",
		])
			expect(await modeOf(file), file).toBe(0o600);
		for (const folder of ["logs", "uploads", "warehouse", "warehouse/data"])
			expect(await modeOf(folder), folder).toBe(0o700);
		// As root, Postgres has an account of its own that must pass through; no one lists the folder.
		expect((await modeOf("")) & 0o066).toBe(0);
	});
});
