import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createGzip } from "node:zlib";
import { Slots } from "@/lib/platform/embedded/slots";
import { readText, spoolBody } from "@/lib/platform/embedded/warehouse-body";
import { maxStatementBytes, type WarehouseEngine } from "@/lib/platform/embedded/warehouse-engine";
import { describeFailure, WarehouseError } from "@/lib/platform/embedded/warehouse-error";
import {
	checkPassword,
	readWarehouseRequest,
	type WarehouseRequest,
} from "@/lib/platform/embedded/warehouse-request";
import {
	inBandException,
	isReading,
	literal,
	namedFormat,
	rewriteKill,
	splitInsert,
	statementKind,
	statusOfError,
} from "@/lib/platform/embedded/warehouse-statement";

export type FrontOptions = {
	engine: WarehouseEngine;
	user: string;
	password: string;
	/** Folder for bodies on their way in. Emptied at start. */
	spool: string;
	maxBodyBytes: number;
	/** Statements at once, statements waiting, and how long one waits. */
	maxRunning: number;
	maxWaiting: number;
	maxWaitMs: number;
};

/** Answers up to this size are held back until they are whole, so that a late error still gets its HTTP status. */
const heldBytes = 1024 * 1024;
const waitsForEndBytes = 64 * 1024 * 1024;

const contentTypes: Record<string, string> = {
	JSON: "application/json; charset=UTF-8",
	JSONCompact: "application/json; charset=UTF-8",
	JSONEachRow: "application/x-ndjson; charset=UTF-8",
	JSONCompactEachRow: "application/x-ndjson; charset=UTF-8",
	CSV: "text/csv; charset=UTF-8; header=absent",
	CSVWithNames: "text/csv; charset=UTF-8; header=present",
	TabSeparated: "text/tab-separated-values; charset=UTF-8",
	TSV: "text/tab-separated-values; charset=UTF-8",
};

type Statement = Parameters<WarehouseEngine["stream"]>[0];

/** ClickHouse's HTTP interface before the engine of this process, for the plain `@clickhouse/client`. */
export class WarehouseFront {
	readonly #options: FrontOptions;
	readonly #slots: Slots;
	readonly #running = new Map<string, AbortController>();
	readonly #server: Server;
	#requests = 0;

	constructor(options: FrontOptions) {
		this.#options = options;
		rmSync(options.spool, { recursive: true, force: true });
		mkdirSync(options.spool, { recursive: true, mode: 0o700 });
		this.#slots = new Slots(options.maxRunning, options.maxWaiting, options.maxWaitMs);
		this.#server = createServer(
			// Parameters travel in the address: as long as ClickHouse takes them.
			{ maxHeaderSize: 1024 * 1024 + 64 * 1024, requestTimeout: 0, keepAliveTimeout: 10_000 },
			(request, response) => void this.#answer(request, response),
		);
		this.#server.maxConnections = 512;
	}

	async listen(port: number): Promise<number> {
		this.#server.listen({ port, host: "127.0.0.1" });
		await once(this.#server, "listening");
		// Safe because a TCP server's address is an object.
		return (this.#server.address() as { port: number }).port;
	}

	/** Lets running statements end for a while, then stops them. Safe to call twice. */
	async close(patienceMs = 5_000): Promise<void> {
		this.#server.close();
		this.#server.closeIdleConnections();
		const until = Date.now() + patienceMs;
		while (this.#running.size > 0 && Date.now() < until) await sleep(20);
		for (const controller of this.#running.values()) controller.abort();
		const last = Date.now() + patienceMs;
		while (this.#running.size > 0 && Date.now() < last) await sleep(20);
		this.#server.closeAllConnections();
	}

	async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const url = new URL(request.url ?? "/", "http://127.0.0.1");
		const tag = randomBytes(8).toString("hex");
		let gone = false;
		const controller = new AbortController();
		response.once("close", () => {
			if (response.writableFinished) return;
			gone = true;
			controller.abort();
		});
		request.on("error", () => {});
		response.on("error", () => {});
		let queryId = "";
		try {
			if (
				url.pathname === "/ping" ||
				(url.pathname === "/" && url.search === "" && request.method === "GET")
			) {
				response.end("Ok.\n");
				return;
			}
			if (url.pathname !== "/")
				throw new WarehouseError(60, "UNKNOWN_TABLE", `There is no ${url.pathname} here`);
			checkPassword(request, url, this.#options.user, this.#options.password);
			const asked = readWarehouseRequest(request, url);
			queryId = asked.queryId ?? randomUUID();
			response.setHeader("X-ClickHouse-Query-Id", queryId);
			response.setHeader("X-ClickHouse-Exception-Tag", tag);
			response.setHeader("X-ClickHouse-Server-Display-Name", "muster");
			response.setHeader("X-ClickHouse-Timezone", "UTC");
			if (this.#running.has(queryId)) {
				throw new WarehouseError(
					216,
					"QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING",
					`Query with id = ${queryId} is already running.`,
				);
			}
			this.#running.set(queryId, controller);
			try {
				await this.#dispatch(asked, queryId, tag, request, response, controller);
			} finally {
				this.#running.delete(queryId);
			}
		} catch (error) {
			if (gone) response.destroy();
			else this.#fail(request, response, error);
		}
	}

	#fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
		const { code, message } = describeFailure(error);
		if (response.headersSent) {
			response.destroy();
			return;
		}
		const body = `${message}\n`;
		const isBodyLeft = !request.complete;
		response.writeHead(statusOfError(code), {
			"Content-Type": "text/plain; charset=UTF-8",
			"Content-Length": Buffer.byteLength(body),
			"X-ClickHouse-Exception-Code": String(code),
			...(isBodyLeft ? { Connection: "close" } : {}),
		});
		response.end(body);
		// What is still being sent is taken and dropped, so that the client reads the error instead of a broken pipe.
		if (isBodyLeft) request.resume();
	}

	async #dispatch(
		asked: WarehouseRequest,
		queryId: string,
		tag: string,
		request: IncomingMessage,
		response: ServerResponse,
		controller: AbortController,
	): Promise<void> {
		const settings: [string, string][] = asked.isReadOnly
			? [...asked.settings, ["readonly", "2"]]
			: asked.settings;
		const statement = (sql: string): Statement => ({
			sql,
			queryId,
			format: asked.format,
			database: asked.database,
			settings,
			params: asked.params,
		});
		const insert = splitInsert(asked.query);
		if (insert) {
			this.#requests += 1;
			const file = path.join(this.#options.spool, `${this.#requests}.rows`);
			try {
				const { bytes, lines } = await spoolBody(request, file, this.#options.maxBodyBytes);
				if (bytes > 0) {
					const sql = `${insert.target} FROM INFILE ${literal(file)} ${insert.settings} FORMAT ${insert.format}`;
					await this.#inSlot(controller, () => this.#options.engine.run(statement(sql)));
				}
				if (insert.isLineDelimited) {
					response.setHeader(
						"X-ClickHouse-Summary",
						JSON.stringify({
							read_rows: String(lines),
							read_bytes: String(bytes),
							written_rows: String(lines),
							written_bytes: String(bytes),
							total_rows_to_read: "0",
							result_rows: String(lines),
							result_bytes: String(bytes),
						}),
					);
				}
				response.writeHead(200, { "Content-Type": contentTypes.TabSeparated });
				response.end();
			} finally {
				await rm(file, { force: true });
			}
			return;
		}
		const body = await readText(request, maxStatementBytes);
		const sql = asked.query === "" ? body : body === "" ? asked.query : `${asked.query}\n${body}`;
		if (sql.trim() === "") throw new WarehouseError(62, "SYNTAX_ERROR", "Empty query");
		const format = namedFormat(sql) ?? asked.format;
		const headers = {
			"Content-Type": contentTypes[format] ?? "application/octet-stream",
			"X-ClickHouse-Format": format,
		};
		await this.#inSlot(controller, async () => {
			const stopKilling = this.#killWhenAborted(queryId, controller.signal);
			try {
				if (isReading(sql)) {
					const held = asked.waitsForEnd ? waitsForEndBytes : heldBytes;
					const pieces = this.#options.engine.stream(statement(sql));
					await this.#send(pieces, held, headers, tag, asked.wantsGzip, response, controller.signal);
				} else {
					const text = statementKind(sql) === "KILL" ? rewriteKill(sql) : sql;
					const answer = await this.#options.engine.run(statement(text));
					response.writeHead(200, headers);
					response.end(answer);
				}
			} finally {
				stopKilling();
			}
		});
	}

	/** Asks again until it worked: right after its start a statement is not yet listed. */
	#killWhenAborted(queryId: string, signal: AbortSignal): () => void {
		let isOver = false;
		const insist = async () => {
			while (!isOver) {
				await this.#options.engine.kill(queryId);
				await sleep(50);
			}
		};
		const start = () => void insist();
		if (signal.aborted) start();
		else signal.addEventListener("abort", start, { once: true });
		return () => {
			isOver = true;
			signal.removeEventListener("abort", start);
		};
	}

	async #inSlot(controller: AbortController, work: () => Promise<unknown>): Promise<void> {
		if (!(await this.#slots.enter(controller.signal))) {
			throw new WarehouseError(
				202,
				"TOO_MANY_SIMULTANEOUS_QUERIES",
				`Too many simultaneous queries. ${this.#slots.running} are running and the queue is full or slow`,
			);
		}
		try {
			await work();
		} finally {
			this.#slots.leave();
		}
	}

	async #send(
		pieces: AsyncGenerator<Uint8Array>,
		heldLimit: number,
		headers: Record<string, string>,
		tag: string,
		wantsGzip: boolean,
		response: ServerResponse,
		signal: AbortSignal,
	): Promise<void> {
		let held: Uint8Array[] = [];
		let heldSize = 0;
		const gzip = wantsGzip ? createGzip({ level: 1 }) : undefined;
		const out = gzip ?? response;
		const open = () => {
			response.writeHead(200, gzip ? { ...headers, "Content-Encoding": "gzip" } : headers);
			gzip?.pipe(response);
		};
		const write = async (piece: Uint8Array) => {
			if (!out.write(piece)) await once(out, "drain", { signal });
		};
		try {
			for await (const piece of pieces) {
				if (signal.aborted) return;
				if (response.headersSent) {
					await write(piece);
					continue;
				}
				held.push(piece);
				heldSize += piece.length;
				if (heldSize > heldLimit) {
					open();
					for (const early of held) await write(early);
					held = [];
				}
			}
		} catch (error) {
			if (!response.headersSent || signal.aborted) throw error;
			// The header said 200: the error goes into the stream, which then breaks off without its proper end.
			const text = inBandException(describeFailure(error).message, tag);
			if (gzip) {
				gzip.end(text);
				await once(response, "finish", { signal });
			} else {
				await new Promise<void>((resolve) => response.write(text, () => resolve()));
				response.socket?.end();
			}
			return;
		}
		if (!response.headersSent) {
			if (gzip) open();
			else response.writeHead(200, { ...headers, "Content-Length": heldSize });
			for (const early of held) await write(early);
		}
		out.end();
	}
}
