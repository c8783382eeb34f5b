import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { insertRows } from "@/lib/platform/embedded/insert-rows";
import { sendAnswer } from "@/lib/platform/embedded/send-answer";
import { Slots } from "@/lib/platform/embedded/slots";
import { readText, takeRows } from "@/lib/platform/embedded/warehouse-body";
import {
	maxStatementBytes,
	type Statement,
	type WarehouseEngine,
} from "@/lib/platform/embedded/warehouse-engine";
import { describeFailure, WarehouseError } from "@/lib/platform/embedded/warehouse-error";
import {
	readWarehouseRequest,
	requesterOf,
	type WarehouseRequest,
	type WarehouseUser,
} from "@/lib/platform/embedded/warehouse-request";
import {
	contentType,
	isReading,
	isStreamable,
	namedFormat,
	rewriteKill,
	splitInsert,
	statementKind,
	statusOfError,
} from "@/lib/platform/embedded/warehouse-statement";

export type FrontOptions = {
	engine: WarehouseEngine;
	users: readonly WarehouseUser[];
	/** Folder for bodies on their way in. Emptied at start. */
	spool: string;
	maxBodyBytes: number;
	/** Statements at once, statements waiting, and how long one waits. */
	maxRunning: number;
	maxWaiting: number;
	maxWaitMs: number;
};

/**
 * Answers up to this size are buffered until they are complete, so that a late error still gets its HTTP
 * status.
 */
const heldBytes = 1024 * 1024;
/** Rows of an insert up to this size never touch a file. */
const maxRowsInMemory = 1024 * 1024;
const waitsForEndBytes = 64 * 1024 * 1024;

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
			// Parameters travel in the URL: as long as ClickHouse accepts.
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
			const user = requesterOf(request, url, this.#options.users);
			const parsed = readWarehouseRequest(request, url);
			queryId = parsed.queryId ?? randomUUID();
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
				const isOfLists = user.isOfLists;
				await this.#dispatch({ parsed, queryId, isOfLists }, tag, request, response, controller);
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
		});
		response.end(body);
		if (!isBodyLeft) return;
		// What is still being sent is read and dropped, so that the client sees the error instead of a broken
		// pipe.
		request.unpipe();
		request.resume();
		const patience = setTimeout(() => request.destroy(), 30_000);
		request.once("close", () => clearTimeout(patience));
	}

	async #dispatch(
		{ parsed, queryId, isOfLists }: { parsed: WarehouseRequest; queryId: string; isOfLists: boolean },
		tag: string,
		request: IncomingMessage,
		response: ServerResponse,
		controller: AbortController,
	): Promise<void> {
		const settings: [string, string][] = parsed.isReadOnly
			? [...parsed.settings, ["readonly", "2"]]
			: parsed.settings;
		const statement = (sql: string): Statement => ({
			sql,
			queryId,
			format: parsed.format,
			database: parsed.database,
			settings,
			params: parsed.params,
			isOfLists,
		});
		const insert = isOfLists ? undefined : splitInsert(parsed.query);
		if (insert) {
			this.#requests += 1;
			const file = path.join(this.#options.spool, `${this.#requests}.rows`);
			try {
				const limits = { limit: this.#options.maxBodyBytes, maxInMemory: maxRowsInMemory };
				const rows = await takeRows(request, file, limits);
				const { bytes, lines } = rows;
				if (bytes > 0)
					await this.#inSlot(controller, () =>
						insertRows(this.#options.engine, insert, { ...rows, file }, statement),
					);
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
				response.writeHead(200, { "Content-Type": contentType("TabSeparated") });
				response.end();
			} finally {
				await rm(file, { force: true });
			}
			return;
		}
		const body = await readText(request, maxStatementBytes);
		const sql = parsed.query === "" ? body : body === "" ? parsed.query : `${parsed.query}\n${body}`;
		if (sql.trim() === "") throw new WarehouseError(62, "SYNTAX_ERROR", "Empty query");
		const format = namedFormat(sql) ?? parsed.format;
		const headers = {
			"Content-Type": contentType(format),
			"X-ClickHouse-Format": format,
		};
		await this.#inSlot(controller, async () => {
			const stopKilling = this.#killWhenAborted(queryId, controller.signal);
			try {
				const text = statementKind(sql) === "KILL" ? rewriteKill(sql) : sql;
				const pieces =
					isReading(sql) && isStreamable(format)
						? this.#options.engine.stream(statement(text))
						: this.#options.engine.whole(statement(text));
				await sendAnswer(pieces, response, {
					headers,
					tag,
					wantsGzip: parsed.wantsGzip,
					heldBytes: parsed.waitsForEnd ? waitsForEndBytes : heldBytes,
					signal: controller.signal,
				});
			} finally {
				stopKilling();
			}
		});
	}

	/** Retries until it worked: right after its start a statement is not yet listed. */
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
}
