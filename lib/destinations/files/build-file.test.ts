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
		expect(buildFile(batch).text).toBe(
			'op,email,city,note,tags\r\nupsert,ann@example.com,"Łódź, ""PL""\nx",\'=1+1,"[""a"",""b""]"\r\nupsert,ben@example.com,,-5,\r\n',
		);
		const removed = {
			...batch,
			operation: "remove" as const,
			rows: [{ kind: "email", value: "ann@example.com" }],
		};
		expect(buildFile(removed).text).toBe("op,email,city,note,tags\r\ndelete,ann@example.com,,,\r\n");
	});

	it("has a name of its own for each batch, the same for each attempt, in UTC and without tricks", () => {
		const { name, manifestName } = buildFile(batch);
		expect(name).toBe("VIP-a-x_20251026T003000Z_run-a1_000012.csv");
		expect(manifestName).toBe("VIP-a-x_20251026T003000Z_run-a1_000012.manifest.json");
		expect(buildFile({ ...batch, session: { ...batch.session, id: "2" } }).name).toBe(name);
		expect(buildFile({ ...batch, requestId: "run_a1_13" }).name).not.toBe(name);
		// The second half past two of the night the clocks go back.
		expect(buildFile({ ...batch, sentAt: Date.parse("2025-10-26T01:30:00Z") }).name).toContain(
			"20251026T013000Z",
		);
		expect(pathSafe("../..")).toBe("audience");
	});

	it("is vouched for by its manifest", () => {
		const { text, manifest, name } = buildFile(batch);
		expect(JSON.parse(manifest)).toEqual({
			file: name,
			rows: 2,
			bytes: Buffer.byteLength(text),
			sha256: sha256Hex(text),
			op: "upsert",
			audience: batch.audience,
			run: "run_a1",
			sequence: 12,
		});
	});
});
