import {
	closeSync,
	mkdtempSync,
	openSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { rotateLogs } from "@/scripts/supervise/keep-logs-small";

test("a log stays bounded while a process keeps writing it, and nothing written before is lost at once", () => {
	const folder = mkdtempSync(path.join(tmpdir(), "muster-logs-"));
	const file = path.join(folder, "web.log");
	const log = openSync(file, "a", 0o600);
	try {
		writeSync(log, "a".repeat(100));
		rotateLogs(folder, 100);
		expect(statSync(file).size).toBe(100);
		writeSync(log, "b");
		rotateLogs(folder, 100);
		expect(statSync(file).size).toBe(0);
		expect(readFileSync(`${file}.1`, "utf8")).toBe(`${"a".repeat(100)}b`);
		writeSync(log, "after");
		expect(readFileSync(file, "utf8")).toBe("after");
		for (let round = 0; round < 5; round += 1) {
			writeSync(log, "c".repeat(150));
			rotateLogs(folder, 100);
		}
		expect(statSync(file).size + statSync(`${file}.1`).size).toBeLessThan(400);
		expect(statSync(`${file}.1`).mode & 0o077).toBe(0);
		writeFileSync(path.join(folder, "notes.txt"), "x".repeat(500));
		rotateLogs(folder, 100);
		expect(statSync(path.join(folder, "notes.txt")).size).toBe(500);
	} finally {
		closeSync(log);
		rmSync(folder, { recursive: true });
	}
});
