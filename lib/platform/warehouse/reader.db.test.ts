import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ClickHouseError } from "@clickhouse/client";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { defineQuery } from "@/lib/platform/warehouse/define-query";
import { formatParam } from "@/lib/platform/warehouse/format-param";
import { openWarehouse, warehouse } from "@/lib/platform/warehouse/warehouse";

const rows = (sql: string, params: Record<string, unknown> = {}) =>
	warehouse().reader.rows({ sql, params, settings: {} });

describe("reading past the driver", () => {
	it("binds whatever a statement may name, as the driver does", async () => {
		const text = fc.oneof(
			fc.string({ unit: "binary" }),
			fc.constantFrom("'", "\\", "\\N", "\t\n\r", "a'b\\n", ""),
		);
		const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer());
		const sql = `SELECT {text:String} AS text, {texts:Array(String)} AS texts, {number:Float64} AS number,
			{numbers:Array(Float64)} AS numbers, {whole:Int64} AS whole, {flag:Bool} AS flag`;
		await fc.assert(
			fc.asyncProperty(
				fc.record({
					text,
					texts: fc.array(text),
					number,
					numbers: fc.array(number),
					whole: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
					flag: fc.boolean(),
				}),
				async (params) => {
					const answer = await warehouse().query({ query: sql, query_params: params, format: "JSONEachRow" });
					expect(await rows(sql, params)).toEqual(await answer.json());
				},
			),
			{ numRuns: 40 },
		);
		expect(formatParam(Number.NEGATIVE_INFINITY)).toBe("-inf");
		expect(() => formatParam(null)).toThrow("cannot be bound");
	});

	it("answers all rows, and the driver's error for what is refused, early and late", async () => {
		expect(await rows("SELECT number AS n FROM numbers(100000)")).toHaveLength(100_000);
		expect(await rows("SELECT 1 WHERE 0")).toEqual([]);
		await expect(rows("SELECT nothing")).rejects.toMatchObject({ code: "47" });
		const failing = (at: number) =>
			rows(
				`SELECT throwIf(number = ${at}, 'too late'), repeat('x', 10) FROM numbers(${at + 1}) SETTINGS max_block_size = 1000`,
			);
		await expect(failing(300_000)).rejects.toBeInstanceOf(ClickHouseError);
		// More than is held back for its status: what arrived must not pass for the complete answer.
		await expect(failing(4_000_000)).rejects.toThrow();
	});

	it("stops a question that is withdrawn", async () => {
		const slow = defineQuery({
			name: "platform.test_slow",
			row: z.object({ n: z.coerce.number() }),
			build: () => ({
				sql: "SELECT count() AS n FROM numbers(100000000000) WHERE sipHash64(number) = 1",
				params: {},
			}),
		});
		const controller = new AbortController();
		const pending = slow(warehouse(), {}, { signal: controller.signal });
		setTimeout(() => controller.abort(), 50);
		await expect(pending).rejects.toMatchObject({ code: "conflict" });
		await expect(slow(warehouse(), {}, { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(AppError);
	});

	it("retries on a new connection when the server has just closed the one it used", async () => {
		let connections = 0;
		let requests = 0;
		const server = createServer((request, response) => {
			requests += 1;
			// The second request meets a connection that breaks; so would one that is new, were it to be repeated for ever.
			if (requests === 2) request.socket.resetAndDestroy();
			else response.end('{"n":1}\n');
		});
		server.on("connection", () => (connections += 1));
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		const { port } = server.address() as AddressInfo;
		const client = openWarehouse(`http://u:p@127.0.0.1:${port}`, "d");
		const ask = () => client.reader.rows({ sql: "SELECT 1", params: {}, settings: {} });
		expect(await ask()).toEqual([{ n: 1 }]);
		expect(await ask()).toEqual([{ n: 1 }]);
		expect({ requests, connections }).toEqual({ requests: 3, connections: 2 });
		client.reader.close();
		requests = 1;
		await expect(ask()).rejects.toMatchObject({ code: "ECONNRESET" });
		await client.close();
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});
});
