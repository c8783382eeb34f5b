import type { z } from "zod";
import {
	type Account,
	account,
	createBody,
	rowsBody,
	saysBad,
	tokenBody,
} from "@/lib/destinations/server/sandbox/marketingcloud-bodies";
import { type RecordChange, RecordStore } from "@/lib/destinations/server/sandbox/record-store";
import type {
	SandboxAnswer,
	SandboxFailure,
	SandboxNetwork,
	SandboxRequest,
	SandboxStep,
	SandboxSurroundings,
} from "@/lib/destinations/server/sandbox/sandbox-network";

type Columns = { name: string; isRequired: boolean }[];
/** What became of an upload's rows, in their order; `polls`: how often its state was asked for. */
type Upload = { id: string; accountId: string; rows: { message: string | null }[]; polls: number };
type Change =
	| RecordChange<Account, Columns>
	| { type: "upload"; upload: Upload }
	| { type: "token"; token: string; accountId: string };
type Row = Record<string, unknown> & { SubscriberKey: string };

/** Plays Marketing Cloud's tokens, data extensions and asynchronous rows strictly. */
export function playMarketingCloud(surroundings: SandboxSurroundings): SandboxNetwork {
	return new MarketingCloudNetwork(surroundings);
}

class MarketingCloudNetwork implements SandboxNetwork {
	readonly slug = "marketingcloud";
	private readonly store = new RecordStore<Account, Columns>();
	private readonly uploads = new Map<string, Upload>();
	private readonly tokens = new Map<string, string>();
	private readonly change: (change: Change) => void;

	constructor({ change }: SandboxSurroundings) {
		this.change = change;
	}

	read(request: SandboxRequest): SandboxStep | SandboxAnswer {
		const { method, url } = request;
		if (`${method} ${url.pathname}` === "POST /v2/token") return this.giveToken(request);
		const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
		const caller = this.store.accounts.get(this.tokens.get(token) ?? "");
		if (!caller) return { status: 401, body: { message: "Not Authorized", errorcode: 0, documentation: "" } };
		const [, extension, upload, what] =
			/^\/data\/v1\/async\/(?:dataextensions\/key:([^/]+)\/rows|([^/]+)\/(status|results))$/.exec(
				url.pathname,
			) ?? [];
		if (method === "PUT" && extension) return this.takeRows(request, caller, decodeURIComponent(extension));
		if (method === "GET" && upload) return this.describeUpload(caller, upload, what ?? "");
		switch (`${method} ${url.pathname}`) {
			case "GET /v2/userinfo":
				return reading({
					organization: {
						member_id: Number(caller.id),
						enterprise_id: Number(caller.id),
						enterprise_name: caller.name,
					},
				});
			case "GET /data/v1/customobjects":
				return this.find(url, caller);
			case "POST /data/v1/customobjects":
				return this.create(request, caller);
		}
		return { status: 404, body: { message: "Not Found", errorcode: 404, documentation: "" } };
	}

	private giveToken(request: SandboxRequest): SandboxStep | SandboxAnswer {
		const body = parse(request, tokenBody);
		const caller =
			body && [...this.store.accounts.values()].find(({ clientId }) => clientId === body.client_id);
		if (caller?.clientSecret !== body?.client_secret || !caller)
			return {
				status: 401,
				body: {
					error: "invalid_client",
					error_description: "Invalid client ID. Use the client ID in Marketing Cloud Installed Packages.",
				},
			};
		if (body?.account_id !== undefined && body.account_id !== caller.id)
			return {
				status: 400,
				body: { error: "invalid_request", error_description: "The account_id is invalid." },
			};
		return {
			operation: "read",
			audience: "",
			apply: () => {
				const token = `sandbox-mc-token-${this.tokens.size + 1}-${caller.id}`;
				this.change({ type: "token", token, accountId: caller.id });
				return {
					status: 200,
					body: {
						access_token: token,
						token_type: "Bearer",
						expires_in: 1_079,
						scope: "data_extensions_read data_extensions_write",
					},
				};
			},
		};
	}

	private find(url: URL, caller: Account): SandboxStep | SandboxAnswer {
		const unknown = [...url.searchParams.keys()].find(
			(name) => !["$search", "$page", "$pageSize"].includes(name),
		);
		if (unknown) return saysBad(`Unknown query parameter ${unknown}`);
		const search = url.searchParams.get("$search")?.toLowerCase();
		if (!search) return saysBad("$search is required");
		const page = Number(url.searchParams.get("$page") ?? 1);
		const pageSize = Number(url.searchParams.get("$pageSize") ?? 25);
		if (!(page >= 1) || !(pageSize >= 1)) return saysBad("$page and $pageSize must be numbers");
		const found = () =>
			this.store.listsOf(caller.id).filter(({ name }) => name.toLowerCase().includes(search));
		return {
			operation: "read",
			audience: "",
			apply: () => ({
				status: 200,
				body: {
					count: found().length,
					page,
					pageSize,
					items: found()
						.slice((page - 1) * pageSize, page * pageSize)
						.map(({ id, name }) => ({ id: `guid-${id}`, key: id, name })),
				},
			}),
		};
	}

	private create(request: SandboxRequest, caller: Account): SandboxStep | SandboxAnswer {
		const body = parse(request, createBody);
		if (!body) return saysBad("The data extension is invalid");
		if (!caller.folders.includes(body.categoryId)) return saysBad("Category ID is invalid");
		const names = body.fields.map(({ name }) => name.toLowerCase());
		if (new Set(names).size < names.length) return saysBad("Two fields have one name");
		const lists = this.store.listsOf(caller.id);
		if (lists.some(({ id, name }) => id === body.key || name.toLowerCase() === body.name.toLowerCase()))
			return saysBad("A data extension with this name or key exists");
		const { key: id, name } = body;
		const extra = body.fields.map((field) => ({ name: field.name, isRequired: !field.isNullable }));
		return {
			operation: "create",
			audience: name,
			apply: () => {
				this.change({ type: "list", id, accountId: caller.id, name, extra });
				return { status: 201, body: { id: `guid-${id}`, key: id, name } };
			},
		};
	}

	private takeRows(request: SandboxRequest, caller: Account, key: string): SandboxStep | SandboxAnswer {
		const list = this.store.lists.get(key);
		if (list?.accountId !== caller.id)
			return {
				status: 404,
				body: { resultMessages: [{ resultType: "Error", message: "Unable to find the data extension" }] },
			};
		const body = parse(request, rowsBody);
		if (!body) return saysBad("items must be a list of 1 to 2000 rows");
		const columns = new Map(list.extra.map((column) => [column.name, column.isRequired]));
		for (const item of body.items) {
			const stranger = Object.keys(item).find((name) => !columns.has(name));
			if (stranger) return saysBad(`The column ${stranger} is not in the data extension`);
			const missing = list.extra.find(({ name, isRequired }) => isRequired && item[name] === undefined);
			if (missing) return saysBad(`The required column ${missing.name} has no value`);
		}
		// Safe because the column is required, and a text.
		const rows = body.items as Row[];
		return {
			operation: rows[0]?.InAudience === false ? "remove" : "add",
			audience: key,
			apply: () => {
				const upload = this.write(caller, key, rows);
				this.change({ type: "upload", upload });
				return { status: 202, body: { requestId: upload.id, resultMessages: [] } };
			},
		};
	}

	private write(caller: Account, list: string, rows: readonly Row[]): Upload {
		const id = `00000000-0000-0000-0000-${String(this.uploads.size + 1).padStart(12, "0")}`;
		const keys = rows.map(({ SubscriberKey: key }) => key.toLowerCase());
		const isTwice = new Set(keys).size < keys.length;
		const outcomes = rows.map(({ SubscriberKey: key, EmailAddress: email }) => {
			if (isTwice) return { message: "Violation of PRIMARY KEY constraint. Cannot insert duplicate key. " };
			if (caller.busyValues.includes(key))
				return {
					message:
						"Transaction (Process ID 71) was deadlocked on lock resources with another process and has been chosen as the deadlock victim. Rerun the transaction. ",
				};
			if (caller.refusedValues.includes(key) || key.length > 254)
				return { message: "String or binary data would be truncated" };
			if (typeof email === "string" && email !== "" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
				return { message: "EmailAddress is not a valid email address" };
			return { message: null };
		});
		const written = rows.filter((_, index) => outcomes[index]?.message === null);
		const idOf = ({ SubscriberKey: key }: Row) => `${list}/${key.toLowerCase()}`;
		const records = written.map(({ SubscriberKey: key, InAudience: _, ...fields }) => {
			const recordId = idOf({ SubscriberKey: key });
			const before = this.store.records.get(recordId);
			return {
				id: recordId,
				accountId: caller.id,
				identifiers: { SubscriberKey: before?.identifiers.SubscriberKey ?? key },
				// What is absent stays, an empty text clears.
				fields: Object.fromEntries(
					Object.entries({ ...before?.fields, ...fields }).filter(([, value]) => value !== ""),
				),
			};
		});
		if (records.length > 0) this.change({ type: "records", records });
		const [join, leave] = [true, false].map((isIn) =>
			written.filter((row) => row.InAudience === isIn).map(idOf),
		);
		if (join?.length) this.change({ type: "join", list, records: join });
		if (leave?.length) this.change({ type: "leave", list, records: leave });
		return { id, accountId: caller.id, rows: outcomes, polls: 0 };
	}

	private describeUpload(caller: Account, id: string, what: string): SandboxStep | SandboxAnswer {
		const upload = this.uploads.get(id);
		if (upload?.accountId !== caller.id)
			return { status: 404, body: { message: "Request not found", errorcode: 404, documentation: "" } };
		const isDone = () => upload.polls >= caller.pollsUntilDone;
		const hasErrors = upload.rows.some(({ message }) => message !== null);
		if (what === "results")
			return isDone()
				? reading({
						items: upload.rows.map(({ message }) =>
							message === null ? { status: "OK" } : { status: "Error", message },
						),
					})
				: saysBad("The request is not complete");
		return {
			operation: "read",
			audience: "",
			apply: () => {
				const status = isDone()
					? { requestStatus: "Complete", resultStatus: hasErrors ? "Has Errors" : "OK", hasErrors }
					: {
							requestStatus: upload.polls === 0 ? "Pending" : "Executing",
							resultStatus: "OK",
							hasErrors: false,
						};
				// Not journaled: a restart only makes the next one who asks wait once more.
				upload.polls++;
				return { status: 200, body: { requestId: id, ...(caller.isSilent ? {} : { status }) } };
			},
		};
	}

	fail(failure: SandboxFailure): SandboxAnswer {
		const status = { throttle: 429, error_500: 500, token_expired: 401, bad_request: 400, too_small: 400 };
		return { status: status[failure], body: { message: failure, errorcode: 0, documentation: "" } };
	}

	apply(change: unknown): void {
		// Safe because only this network journals under its name.
		const one = change as Change;
		if (one.type === "upload") this.uploads.set(one.upload.id, one.upload);
		else if (one.type === "token") this.tokens.set(one.token, one.accountId);
		else this.store.apply(one);
	}

	*journal(): Generator<Change> {
		yield* this.store.journal();
		for (const [token, accountId] of this.tokens) yield { type: "token", token, accountId };
		for (const upload of this.uploads.values()) yield { type: "upload", upload };
	}

	seed(): void {
		this.addAccount({ id: "510000001", clientId: "sandbox-package", clientSecret: "sandbox-package-secret" });
	}

	addAccount(body: unknown): void {
		this.change({ type: "account", account: account.parse(body) });
	}

	reset(): void {
		this.store.clear();
		this.uploads.clear();
		this.tokens.clear();
	}

	describe(): object {
		return this.store.describe();
	}

	describeAudience(id: string): object | null {
		return this.store.describeList(id);
	}
}

function reading(body: object): SandboxStep {
	return { operation: "read", audience: "", apply: () => ({ status: 200, body }) };
}

function parse<T>(request: SandboxRequest, schema: z.ZodType<T>): T | null {
	if (!request.headers["content-type"]?.startsWith("application/json")) return null;
	try {
		return schema.safeParse(JSON.parse(request.body)).data ?? null;
	} catch {
		return null;
	}
}
