import { parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import type { Batch } from "@/lib/destinations/contract";
import { buildFile, pathSafe } from "@/lib/destinations/files/build-file";
import { sha256Hex } from "@/lib/kernel/sha256";

const batch: Batch = {
	operation: "add",
	audience: { id: "syn_1", name: "VIP/ä 😀 ../x" },
	kinds: ["email"],
	rows: [
		{
			kind: "email",
			value: "ann@example.com",
			fields: { city: 'Łódź, "PL"\nx', note: "=1+1", tags: ["a", "b"] },
		},
		{ kind: "email", value: "ben@example.com", fields: { city: null, note: "-5", tags: null } },
	],
	fieldNames: ["city", "note", "tags"],
	session: { id: "1", seq: 1, isLast: true, estimatedTotal: 2 },
	requestId: "run_a1_12",
	runId: "run_a1",
	sentAt: Date.parse("2025-10-26T00:30:00Z"),
};

describe("a file of changes", () => {
	it("is CSV with a header, that no spreadsheet runs", () => {
		expect(buildFile(batch, "csv").content).toBe(
			'op,email,city,note,tags\r\nupsert,ann@example.com,"Łódź, ""PL""\nx",\'=1+1,"[""a"",""b""]"\r\nupsert,ben@example.com,,-5,\r\n',
		);
		const removed = {
			...batch,
			operation: "remove" as const,
			rows: [{ kind: "email", value: "ann@example.com" }],
		};
		expect(buildFile(removed, "csv").content).toBe(
			"op,email,city,note,tags\r\ndelete,ann@example.com,,,\r\n",
		);
	});

	it("has a name of its own for each batch, the same for each attempt, in UTC and without tricks", () => {
		const { name, manifestName } = buildFile(batch, "csv");
		expect(name).toBe("VIP-a-x_20251026T003000Z_run-a1_000012.csv");
		expect(manifestName).toBe("VIP-a-x_20251026T003000Z_run-a1_000012.manifest.json");
		expect(buildFile({ ...batch, session: { ...batch.session, id: "2" } }, "csv").name).toBe(name);
		expect(buildFile({ ...batch, requestId: "run_a1_13" }, "csv").name).not.toBe(name);
		// The second half past two of the night the clocks go back.
		expect(buildFile({ ...batch, sentAt: Date.parse("2025-10-26T01:30:00Z") }, "csv").name).toContain(
			"20251026T013000Z",
		);
		expect(pathSafe("../..")).toBe("audience");
	});

	it("is vouched for by its manifest", () => {
		const { content, manifest, name } = buildFile(batch, "csv");
		expect(JSON.parse(manifest)).toEqual({
			file: name,
			rows: 2,
			bytes: Buffer.byteLength(content),
			sha256: sha256Hex(content),
			op: "upsert",
			audience: batch.audience,
			run: "run_a1",
			sequence: 12,
		});
	});

	it("is Parquet with the same columns as text, null where there is nothing, and the same bytes for each attempt", async () => {
		const { name, content, manifest } = buildFile(batch, "parquet");
		expect(name).toBe("VIP-a-x_20251026T003000Z_run-a1_000012.parquet");
		if (typeof content === "string") throw new Error("bytes");
		expect(buildFile(batch, "parquet").content).toEqual(content);
		expect(JSON.parse(manifest)).toMatchObject({
			file: name,
			rows: 2,
			bytes: content.length,
			sha256: sha256Hex(content),
		});
		const file = content.buffer.slice(content.byteOffset, content.byteOffset + content.byteLength);
		expect(await parquetReadObjects({ file: file as ArrayBuffer })).toEqual([
			{ op: "upsert", email: "ann@example.com", city: 'Łódź, "PL"\nx', note: "=1+1", tags: '["a","b"]' },
			{ op: "upsert", email: "ben@example.com", city: null, note: "-5", tags: null },
		]);
		const none = {
			...batch,
			operation: "remove" as const,
			rows: [{ kind: "email", value: "ann@example.com" }],
		};
		const gone = buildFile(none, "parquet").content as Uint8Array<ArrayBuffer>;
		expect(await parquetReadObjects({ file: gone.buffer })).toEqual([
			{ op: "delete", email: "ann@example.com", city: null, note: null, tags: null },
		]);
	});
});
