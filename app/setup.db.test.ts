import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { newId } from "@/lib/kernel/ids";
import { migrateDatabase } from "@/lib/platform/postgres/migrate-database";
import { setupCodeOf } from "@/lib/platform/secrets/setup-code";
import { createOwnDatabase } from "@/lib/platform/testing/own-database";

// A database of its own: the shared one always has a user.
let own: Awaited<ReturnType<typeof createOwnDatabase>>;
let code = "";
let post: (body: object, address?: string) => Promise<Response>;
let close: () => Promise<void>;

beforeAll(async () => {
	own = await createOwnDatabase(newId("job"));
	await migrateDatabase(own.url);
	vi.stubEnv("DATABASE_URL", own.url);
	code = setupCodeOf(process.env.MUSTER_HASH_KEY ?? "");
	const { POST } = await import("@/app/api/v1/setup/route");
	const { clientAddressHeader, sealClientAddress } = await import("@/lib/platform/http/client-address");
	({ closeDatabase: close } = await import("@/lib/platform/postgres/database"));
	post = async (body, address = "192.0.2.1") =>
		await POST(
			new Request("http://localhost:3000/api/v1/setup", {
				method: "POST",
				headers: { "content-type": "application/json", [clientAddressHeader]: sealClientAddress(address) },
				body: JSON.stringify({ ...admin, ...body }),
			}),
			{ params: Promise.resolve({}) },
		);
});

afterAll(async () => {
	await close();
	vi.unstubAllEnvs();
	await own.drop();
});

const admin = {
	name: "Ada",
	email: "ada@example.com",
	password: "a long enough password",
	workspaceName: "Acme",
};
const hashes = () => (globalThis as { musterHashes?: unknown }).musterHashes;
const errorOf = async (answer: Response) =>
	((await answer.json()) as { error: { code: string; issues?: { path: string }[] } }).error;

describe("the first run", () => {
	test("is not for strangers: without the code nothing is created, and nothing is hashed", async () => {
		for (const wrong of [{}, { code: "" }, { code: "aaaa-bbbb-cccc" }, { code: code.slice(0, -1) }]) {
			const answer = await post(wrong);
			expect(answer.status).toBe(400);
			expect((await errorOf(answer)).issues?.[0]?.path).toBe("code");
		}
		expect(hashes()).toBeUndefined();
	});

	test("checks twenty codes from one address in 15 minutes, also concurrently", async () => {
		const guesses = Array.from({ length: 30 }, () => post({ code: "aaaa-bbbb-cccc" }, "192.0.2.2"));
		const statuses = (await Promise.all(guesses)).map((answer) => answer.status);
		expect(statuses.filter((status) => status === 400)).toHaveLength(20);
		expect(statuses.filter((status) => status === 429)).toHaveLength(10);
		const answer = await post({ code }, "192.0.2.2");
		expect(answer.status).toBe(429);
		expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(800);
	});

	test("creates one admin with the code, however it is typed and however many requests arrive at once", async () => {
		const typed = ` ${code.toUpperCase().replaceAll("-", " ")} `;
		const answers = await Promise.all([post({ code: typed }), post({ code }), post({ code })]);
		expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
	});

	test("is over then, and a stranger cannot make it hash", async () => {
		const full = { running: 2, waiting: Array.from({ length: 14 }, () => () => {}) };
		Object.assign(globalThis, { musterHashes: full });
		expect((await post({ code })).status).toBe(409);
		expect((await post({ code: "aaaa-bbbb-cccc" })).status).toBe(409);
	});
});
