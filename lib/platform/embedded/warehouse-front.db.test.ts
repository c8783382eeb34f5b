import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { gunzipSync } from "node:zlib";
import { ClickHouseError, createClient } from "@clickhouse/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningWarehouse, startWarehouse } from "@/lib/platform/embedded/start-warehouse";

const password = "a long:password with ü";
let folder = "";
let warehouse: RunningWarehouse;
let client: ReturnType<typeof connect>;

const connect = (more: Parameters<typeof createClient>[0] = {}) =>
	createClient({
		url: warehouse.url,
		database: "muster",
		request_timeout: 60_000,
		log: { level: 127 },
		...more,
	});

async function start(limits: Record<string, string> = {}): Promise<RunningWarehouse> {
	return startWarehouse({
		command: { script: path.resolve("scripts/run-warehouse.ts"), execArgv: ["--import", "tsx"] },
		folder: path.join(folder, "warehouse"),
		password,
		logFile: path.join(folder, "warehouse.log"),
		limits,
	});
}

async function rows<Row>(query: string, more: object = {}): Promise<Row[]> {
	return (await client.query({ query, format: "JSONEachRow", ...more })).json<Row>();
}

async function failure(work: Promise<unknown>): Promise<ClickHouseError> {
	try {
		await work;
	} catch (error) {
		if (error instanceof ClickHouseError) return error;
		throw error;
	}
	throw new Error("It did not fail.");
}

/** Retries until the expected answer: for effects that take a moment. */
async function eventually(check: () => Promise<boolean>): Promise<void> {
	await expect.poll(check, { timeout: 20_000, interval: 20 }).toBe(true);
}

async function post(
	search: string,
	body: string,
	headers: Record<string, string> = {},
): Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }> {
	const url = new URL(warehouse.url);
	const auth = { Authorization: `Basic ${Buffer.from(`muster:${password}`).toString("base64")}` };
	return new Promise((resolve, reject) => {
		const sent = request(
			{
				host: url.hostname,
				port: url.port,
				path: `/${search}`,
				method: "POST",
				headers: { ...auth, ...headers },
			},
			(response) => {
				const parts: Buffer[] = [];
				response.on("data", (part: Buffer) => parts.push(part));
				response.on("end", () =>
					resolve({
						status: response.statusCode ?? 0,
						headers: response.headers,
						body: Buffer.concat(parts),
					}),
				);
				response.on("error", reject);
			},
		);
		sent.on("error", reject);
		sent.end(body);
	});
}

beforeAll(async () => {
	folder = await mkdtemp(path.join(tmpdir(), "muster-front-"));
	await mkdir(path.join(folder, "warehouse"), { recursive: true });
	warehouse = await start({
		WAREHOUSE_MAX_RUNNING: "4",
		WAREHOUSE_MAX_WAITING: "3",
		WAREHOUSE_MAX_WAIT_MS: "20000",
		WAREHOUSE_MAX_BODY: String(200 * 2 ** 20),
		WAREHOUSE_STATEMENT_MEMORY: String(600 * 2 ** 20),
	});
	client = connect();
});

afterAll(async () => {
	await client?.close();
	await warehouse?.stop();
	await rm(folder, { recursive: true, force: true });
});

describe("the built-in warehouse, to the plain client", () => {
	it("answers pings, with and without a query, and rejects a wrong password as ClickHouse does", async () => {
		expect(await client.ping()).toEqual({ success: true });
		expect(await client.ping({ select: true })).toEqual({ success: true });
		const stranger = connect({ url: warehouse.url.replace(/:[^:@]*@/, ":wrong@") });
		const error = await failure(stranger.query({ query: "SELECT 1" }));
		expect(error).toMatchObject({ code: "516", type: "AUTHENTICATION_FAILED" });
		await stranger.close();
		const other = connect({ url: warehouse.url.replace("muster:", "default:") });
		expect((await failure(other.query({ query: "SELECT 1" }))).code).toBe("516");
		await other.close();
	});

	it("binds parameters of every kind exactly", async () => {
		const values = {
			text: 'it\'s "quoted" \\ back\ttab\nline {not:String} ü 😀',
			list: ["a'b", "c\\d", "e\tf"],
			numbers: [1, 2, 3],
			big: "18446744073709551615",
			at: new Date("2026-11-22T10:00:00.123Z"),
			nothing: null,
			yes: true,
			part: "t",
		};
		await client.command({ query: "CREATE TABLE IF NOT EXISTS t (a Int64) ENGINE = Memory" });
		const [row] = await rows<Record<string, unknown>>(
			`SELECT {text:String} AS text, {list:Array(String)} AS list, {numbers:Array(UInt32)} AS numbers,
			 toString({big:UInt64}) AS big, toString({at:DateTime64(3, 'UTC')}) AS at, {nothing:Nullable(String)} AS nothing,
			 {yes:Bool} AS yes, (SELECT count() FROM {part:Identifier}) AS parts`,
			{ query_params: values },
		);
		expect(row).toMatchObject({
			text: values.text,
			list: values.list,
			numbers: [1, 2, 3],
			big: values.big,
			at: "2026-11-22 10:00:00.123",
			nothing: null,
			yes: true,
		});
	});

	it("takes long parameters, and knows none of an earlier statement", async () => {
		const many = Array.from({ length: 90_000 }, (_, n) => n);
		const [row] = await rows<{ n: string }>("SELECT length({many:Array(UInt32)}) AS n", {
			query_params: { many },
		});
		expect(Number(row?.n)).toBe(90_000);
		expect((await failure(rows("SELECT length({many:Array(UInt32)})"))).type).toBe("UNKNOWN_QUERY_PARAMETER");
	});

	it("applies settings to one statement only, also when a statement sets them itself", async () => {
		const ask = () =>
			rows<{ value: string }>("SELECT value FROM system.settings WHERE name = 'max_block_size'");
		const [before] = await ask();
		const [during] = await rows<{ value: string }>(
			"SELECT value FROM system.settings WHERE name = 'max_block_size'",
			{ clickhouse_settings: { max_block_size: "77" } },
		);
		expect(during?.value).toBe("77");
		await client.command({ query: "SET max_block_size = 78" });
		await client.command({ query: "USE system" });
		const after = await Promise.all(Array.from({ length: 6 }, ask));
		expect(after.map(([row]) => row?.value)).toEqual(Array(6).fill(before?.value));
		expect(await rows("SELECT currentDatabase() AS name")).toEqual([{ name: "muster" }]);
		expect(
			(await failure(rows("SELECT 1", { clickhouse_settings: { no_such_setting: 1 } as object }))).type,
		).toBe("UNKNOWN_SETTING");
	});

	it("leaks nothing from one statement into the next: settings, parameters, temporary tables, roles, a database", async () => {
		await client.command({
			query: "CREATE TABLE IF NOT EXISTS kept (a Int64) ENGINE = MergeTree ORDER BY a",
		});
		await client.command({ query: "CREATE ROLE IF NOT EXISTS no one" }).catch(() => {});
		const spoiling = [
			"SET max_block_size = 78",
			"SET param_left = '1'",
			"USE system",
			"CREATE TEMPORARY TABLE left_over (a Int64)",
			"SET ROLE NONE",
			"SELECT 1 AS x SETTINGS max_block_size = 79",
			"INSERT INTO kept SETTINGS max_block_size = 80 SELECT 1",
			"SELECT {left:UInt8} AS x",
			"SELECT throwIf(1, 'on purpose')",
			"CREATE TEMPORARY TABLE left_over (a Int64) AS SELECT 1",
		];
		const size = "SELECT value FROM system.settings WHERE name = 'max_block_size'";
		const before = await rows(size);
		for (let round = 0; round < 3; round++) {
			for (const query of spoiling) {
				await client
					.command({ query, query_params: query.includes("{left") ? { left: 7 } : {} })
					.catch(() => {});
				expect(await rows(size)).toEqual(before);
				expect(await rows("SELECT currentDatabase() AS name")).toEqual([{ name: "muster" }]);
				expect((await failure(rows("SELECT {left:UInt8}"))).type).toBe("UNKNOWN_QUERY_PARAMETER");
				expect((await failure(rows("SELECT { /* x */ left : UInt8 }"))).type).toBe("UNKNOWN_QUERY_PARAMETER");
				expect((await failure(rows("SELECT * FROM left_over"))).type).toBe("UNKNOWN_TABLE");
				expect(await rows("SELECT count() >= 0 AS may FROM kept")).toEqual([{ may: 1 }]);
			}
		}
	});

	it("takes few rows from memory and many from a file alike, text and all", async () => {
		await client.command({
			query: `CREATE TABLE IF NOT EXISTS rowwise (a UInt32, b String) ENGINE = MergeTree ORDER BY a
				SETTINGS non_replicated_deduplication_window = 100`,
		});
		const values = (from: number, count: number) =>
			Array.from({ length: count }, (_, n) => ({ a: from + n, b: `x;'"\\ \n ü 😀 ${"y".repeat(80)}` }));
		const put = (from: number, count: number, token: string) =>
			client.insert({
				table: "rowwise",
				values: values(from, count),
				format: "JSONEachRow",
				columns: ["a", "b"],
				clickhouse_settings: { insert_deduplication_token: token },
			});
		await put(0, 10, "few");
		await put(0, 10, "few");
		await put(100, 20_000, "many");
		await put(100, 20_000, "many");
		const [counts] = await rows<{ n: string; distinct: string; texts: string }>(
			"SELECT toString(count()) AS n, toString(uniqExact(a)) AS distinct, toString(uniqExact(b)) AS texts FROM rowwise",
		);
		expect(counts).toEqual({ n: "20010", distinct: "20010", texts: "1" });
		expect((await rows<{ b: string }>("SELECT b FROM rowwise LIMIT 1"))[0]?.b).toBe(values(0, 1)[0]?.b);
		const bad = client.insert({ table: "rowwise", values: [{ a: "x", b: "y" }], format: "JSONEachRow" });
		expect((await failure(bad)).type).toBe("CANNOT_PARSE_INPUT_ASSERTION_FAILED");
		const missing = client.insert({ table: "no_such", values: [{ a: 1 }], format: "JSONEachRow" });
		expect((await failure(missing)).type).toBe("UNKNOWN_TABLE");
	});

	it("answers errors with their number, name and HTTP status", async () => {
		expect(await failure(rows("selec 1"))).toMatchObject({ code: "62", type: "SYNTAX_ERROR" });
		expect(await failure(rows("SELECT * FROM nothing_here"))).toMatchObject({
			code: "60",
			type: "UNKNOWN_TABLE",
		});
		expect(
			await failure(
				rows("SELECT 1", { clickhouse_settings: { max_rows_to_read: "1" } }).then(() =>
					rows("SELECT count() FROM numbers(10) WHERE number > 1", {
						clickhouse_settings: { max_rows_to_read: "1" },
					}),
				),
			),
		).toMatchObject({ code: "158" });
		expect(
			await failure(
				rows("SELECT count() FROM numbers(100000000000) WHERE sipHash64(number) = 1", {
					clickhouse_settings: { max_execution_time: 1 },
				}),
			),
		).toMatchObject({ code: "159", type: "TIMEOUT_EXCEEDED" });
		expect(await failure(rows("SELECT length(groupArray(number)) FROM numbers(1000000000)"))).toMatchObject({
			code: "241",
			type: "MEMORY_LIMIT_EXCEEDED",
		});
		const answer = await post("?query=SELECT+nope", "");
		expect(answer.status).toBe(404);
		expect(answer.headers["x-clickhouse-exception-code"]).toBe("47");
		expect((await post("?query=SELEC+1", "")).status).toBe(400);
		expect((await post("?session_id=1&query=SELECT+1", "")).status).toBe(501);
	});

	it("inserts arrays and streams, and returns how many rows it inserted", async () => {
		await client.command({
			query: "CREATE TABLE people (uid UInt32, name String) ENGINE = MergeTree ORDER BY uid",
		});
		const result = await client.insert({
			table: "people",
			values: [
				{ uid: 1, name: "Ada" },
				{ uid: 2, name: "O'Brien\n\t\\" },
			],
			columns: ["uid", "name"],
			format: "JSONEachRow",
		});
		expect(result.summary?.written_rows).toBe("2");
		await client.insert({
			table: "people",
			values: Readable.from(
				(function* () {
					for (let uid = 3; uid <= 60_000; uid += 1) yield { uid, name: `user ${uid}` };
				})(),
			),
			format: "JSONEachRow",
		});
		await client.insert({
			table: "people",
			values: Readable.from(["60001,Zoe\n"], { objectMode: false }),
			format: "CSV",
		});
		expect(
			await rows("SELECT count() AS n, max(uid) AS last FROM people WHERE name LIKE 'O%' OR uid > 2", {
				clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
			}),
		).toEqual([{ n: 60_000, last: 60_001 }]);
		await client.command({ query: "INSERT INTO people VALUES (70000, 'inline')" });
		await client.command({
			query: 'INSERT INTO people FORMAT JSONEachRow {"uid":70001,"name":"in the text"}',
		});
		expect(await rows("SELECT name FROM people WHERE uid >= 70000 ORDER BY uid")).toEqual([
			{ name: "inline" },
			{ name: "in the text" },
		]);
		expect(
			await failure(
				client.insert({ table: "people", values: [{ uid: "not a number" }], format: "JSONEachRow" }),
			),
		).toBeInstanceOf(ClickHouseError);
		expect(await readdir(path.join(folder, "warehouse/spool"))).toEqual([]);
	});

	it("accepts and returns gzip", async () => {
		const zipped = connect({ compression: { request: true, response: true } });
		await zipped.insert({ table: "people", values: [{ uid: 80_000, name: "zip" }], format: "JSONEachRow" });
		expect(
			await (
				await zipped.query({ query: "SELECT name FROM people WHERE uid = 80000", format: "JSONEachRow" })
			).json(),
		).toEqual([{ name: "zip" }]);
		const late = await (
			await zipped.query({ query: "SELECT number FROM numbers(300000)", format: "JSONEachRow" })
		).json();
		expect(late).toHaveLength(300_000);
		await zipped.close();
		const answer = await post("?enable_http_compression=1&query=SELECT+1", "", { "Accept-Encoding": "gzip" });
		expect(answer.headers["content-encoding"]).toBe("gzip");
		expect(gunzipSync(answer.body).toString()).toBe("1\n");
	});

	it("writes every common format as ClickHouse does", async () => {
		const text = async (format: "JSON" | "CSVWithNames" | "TabSeparatedWithNames" | "JSONCompactEachRow") =>
			(await client.query({ query: "SELECT number AS n FROM numbers(150000)", format })).text();
		expect((await text("CSVWithNames")).split("\n").slice(0, 2)).toEqual(['"n"', "0"]);
		const json = JSON.parse(await text("JSON")) as { rows: number; data: unknown[] };
		expect([json.rows, json.data.length]).toEqual([150_000, 150_000]);
		expect((await text("JSONCompactEachRow")).split("\n")).toHaveLength(150_001);
		const parquet = await client.exec({ query: "SELECT 1 AS a FORMAT Parquet" });
		const parts: Buffer[] = [];
		for await (const part of parquet.stream) parts.push(part as Buffer);
		expect(Buffer.concat(parts).subarray(0, 4).toString()).toBe("PAR1");
	});

	it("streams a large answer piece by piece while the process stays small", async () => {
		const before = await memory();
		const answer = await client.query({
			query: "SELECT number, toString(number) AS text FROM numbers(3000000)",
			format: "JSONEachRow",
		});
		let count = 0;
		let highest = 0;
		for await (const part of answer.stream()) {
			count += part.length;
			if (count % 50 === 0) highest = Math.max(highest, await memory());
		}
		expect(count).toBe(3_000_000);
		expect(highest - before).toBeLessThan(400);
	});

	it("takes a large insert without holding it", async () => {
		await client.command({
			query: "CREATE TABLE wide (n UInt64, text String) ENGINE = MergeTree ORDER BY n",
		});
		const before = await memory();
		const filler = "x".repeat(1_000);
		let highest = 0;
		await client.insert({
			table: "wide",
			values: Readable.from(
				(async function* () {
					for (let n = 0; n < 120_000; n += 1) {
						if (n % 10_000 === 0) highest = Math.max(highest, await memory());
						yield { n, text: filler };
					}
				})(),
			),
			format: "JSONEachRow",
			clickhouse_settings: {
				max_insert_block_size: "20000",
				min_insert_block_size_rows: "20000",
				min_insert_block_size_bytes: "33554432",
			},
		});
		expect(await rows("SELECT toUInt32(count()) AS n FROM wide")).toEqual([{ n: 120_000 }]);
		expect(highest - before).toBeLessThan(100);
		const tooMuch = failure(
			client.insert({
				table: "wide",
				values: Readable.from(
					(function* () {
						for (let n = 0; n < 260_000; n += 1) yield { n, text: filler };
					})(),
				),
				format: "JSONEachRow",
			}),
		);
		expect(await tooMuch).toMatchObject({ code: "49", type: "TOO_LARGE_BODY" });
		expect(await rows("SELECT toUInt32(count()) AS n FROM wide")).toEqual([{ n: 120_000 }]);
	});

	it("reports an error in the middle of a stream as the error it is", async () => {
		const query = "SELECT number, throwIf(number = 900000, 'the late one') AS x FROM numbers(1000000)";
		for (const more of [{}, { compression: { response: true } }] as const) {
			const asking = connect(more);
			const answer = await asking.query({ query, format: "JSONEachRow" });
			let count = 0;
			const error = await failure(
				(async () => {
					for await (const part of answer.stream()) count += part.length;
				})(),
			);
			expect(error).toMatchObject({ code: "395", type: "FUNCTION_THROW_IF_VALUE_IS_NON_ZERO" });
			expect(error.message).toContain("the late one");
			expect(count).toBeGreaterThan(10_000);
			// When requested as one text, the answer must not look complete.
			const text = asking.query({ query, format: "CSV" }).then((answer) => answer.text());
			if ("compression" in more) expect(await text).toContain("__exception__");
			else await expect(text).rejects.toThrow(/aborted/);
			await asking.close();
		}
		// Small enough to be held back: an ordinary error with its status.
		expect(await failure(rows("SELECT throwIf(number = 9000) FROM numbers(10000)"))).toMatchObject({
			code: "395",
		});
		expect(
			await failure(
				client.query({ query, format: "JSONEachRow", clickhouse_settings: { wait_end_of_query: 1 } }),
			),
		).toMatchObject({ code: "395" });
	});

	it("stops a statement when its asker goes, and is free again", async () => {
		const running = () =>
			rows<{ n: number }>(
				"SELECT toUInt32(count()) AS n FROM system.processes WHERE query LIKE '%sipHash64(number) = 2%' AND query NOT LIKE '%processes%'",
			);
		const aborter = new AbortController();
		const long = client.query({
			query: "SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 2",
			abort_signal: aborter.signal,
		});
		await eventually(async () => (await running())[0]?.n === 1);
		aborter.abort();
		await expect(long).rejects.toThrow(/abort/i);
		await eventually(async () => (await running())[0]?.n === 0);
		// The same for a stream left in its middle.
		const stream = await client.query({
			query: "SELECT number, sipHash64(number) = 2 FROM numbers(1000000000000)",
			format: "JSONEachRow",
		});
		for await (const part of stream.stream()) if (part.length > 0) break;
		stream.close();
		await eventually(async () => (await running())[0]?.n === 0);
	});

	it("kills by the client's own query id, also when asked in the way that would hang", async () => {
		const long = failure(
			client.query({
				query: "SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 3",
				query_id: "mine",
			}),
		);
		await eventually(
			async () =>
				(
					await rows(
						"SELECT 1 FROM system.processes WHERE query LIKE '%sipHash64(number) = 3%' AND query NOT LIKE '%processes%'",
					)
				).length === 1,
		);
		expect(await failure(client.query({ query: "SELECT 1", query_id: "mine" }))).toMatchObject({
			code: "216",
		});
		await client.command({ query: "KILL QUERY WHERE query_id = 'mine' SYNC" });
		expect(await long).toMatchObject({ code: "394", type: "QUERY_WAS_CANCELLED" });
		const answer = await client.query({ query: "SELECT 1", query_id: "mine" });
		expect(answer.query_id).toBe("mine");
		await answer.text();
	});

	it("runs a few statements at once, lets some wait, and refuses the rest", async () => {
		const many = connect({ max_open_connections: 20 });
		const requests = Array.from({ length: 9 }, () =>
			many.query({ query: "SELECT sleep(1.5)", format: "JSONEachRow" }).then(
				async (answer) => (await answer.json()).length,
				(error: ClickHouseError) => error.type,
			),
		);
		const outcomes = await Promise.all(requests);
		expect(outcomes.filter((outcome) => outcome === 1)).toHaveLength(7);
		expect(outcomes.filter((outcome) => outcome === "TOO_MANY_SIMULTANEOUS_QUERIES")).toHaveLength(2);
		await many.close();
	});

	it("lets a GET read and nothing else", async () => {
		const get = async (query: string) =>
			fetch(`${warehouse.url.replace(/\/\/[^@]*@/, "//")}/?query=${encodeURIComponent(query)}`, {
				headers: { Authorization: `Basic ${Buffer.from(`muster:${password}`).toString("base64")}` },
			});
		expect(await (await get("SELECT 5")).text()).toBe("5\n");
		const refused = await get("DROP TABLE muster.people");
		expect(refused.status).not.toBe(200);
		expect(await refused.text()).toContain("READONLY");
	});
});

async function memory(): Promise<number> {
	const text = await readFile(`/proc/${warehouse.pid}/status`, "utf8").catch(() => "");
	return Number(/RssAnon:\s+(\d+)/.exec(text)?.[1] ?? 0) / 1024;
}

describe("the built-in warehouse, killed while it writes", () => {
	it("keeps what it acknowledged, and a retry under the same token is exact in table and view", {
		timeout: 180_000,
	}, async () => {
		await client.command({ query: "CREATE DATABASE kill" });
		const tables = [
			"CREATE TABLE kill.raw (batch UInt32, n UInt64) ENGINE = MergeTree ORDER BY (batch, n) SETTINGS non_replicated_deduplication_window = 10000",
			"CREATE TABLE kill.copy (batch UInt32, n UInt64) ENGINE = MergeTree ORDER BY (n) SETTINGS non_replicated_deduplication_window = 10000",
			"CREATE MATERIALIZED VIEW kill.copy_mv TO kill.copy AS SELECT batch, n FROM kill.raw",
		];
		for (const query of tables) await client.command({ query });
		const size = 20_000;
		const send = (batch: number) =>
			client.insert({
				table: "kill.raw",
				values: Array.from({ length: size }, (_, n) => ({ batch, n })),
				format: "JSONEachRow",
				clickhouse_settings: {
					insert_deduplicate: 1,
					insert_deduplication_token: createHash("sha256").update(`batch ${batch}`).digest("hex"),
					deduplicate_blocks_in_dependent_materialized_views: 1,
					// Several blocks to an insert, so that a kill can fall between them.
					max_insert_block_size: "6000",
					min_insert_block_size_rows: "6000",
					min_insert_block_size_bytes: "1",
				},
			});
		let batch = 0;
		for (let round = 0; round < 4; round += 1) {
			const acknowledged: number[] = [];
			const until = 3 + round;
			let victim = warehouse.pid;
			for (;;) {
				const sending = send(batch);
				if (acknowledged.length === until && victim !== 0) {
					process.kill(victim, "SIGKILL");
					victim = 0;
				}
				try {
					await sending;
					acknowledged.push(batch);
					batch += 1;
				} catch {
					break;
				}
			}
			await warehouse.ended;
			await client.close();
			warehouse = await start();
			client = connect();
			const kept = await rows<{ batch: number; n: number }>(
				"SELECT batch, toUInt32(count()) AS n FROM kill.raw GROUP BY batch ORDER BY batch",
			);
			for (const number of acknowledged) expect(kept).toContainEqual({ batch: number, n: size });
			// The one that was under way, and for good measure the last acknowledged one, again.
			await send(batch);
			await send(batch - 1);
			batch += 1;
			const wanted = Array.from({ length: batch }, (_, number) => ({ batch: number, n: size }));
			for (const table of ["raw", "copy"]) {
				expect(
					await rows(`SELECT batch, toUInt32(count()) AS n FROM kill.${table} GROUP BY batch ORDER BY batch`),
				).toEqual(wanted);
			}
		}
	});

	it("stops when asked, twice as well as once, and starts again with its data", async () => {
		await Promise.all([warehouse.stop(), warehouse.stop()]);
		await client.close();
		warehouse = await start();
		client = connect();
		expect((await rows<{ n: number }>("SELECT toUInt32(count()) AS n FROM kill.raw"))[0]?.n).toBeGreaterThan(
			0,
		);
	});
});
