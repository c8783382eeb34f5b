import { z } from "zod";
import {
	type AudienceChange,
	AudienceStore,
	isMatched,
	type SandboxAudience,
} from "@/lib/destinations/server/sandbox/audience-store";
import type {
	SandboxAnswer,
	SandboxFailure,
	SandboxNetwork,
	SandboxRequest,
	SandboxStep,
	SandboxSurroundings,
} from "@/lib/destinations/server/sandbox/sandbox-network";

const account = z.strictObject({
	/** The number of an advertiser. */
	id: z.string().regex(/^\d+$/),
	name: z.string().default("Sandbox ad account"),
	accessToken: z.string().min(8),
	/** Whether the app has the Audience Management permission. */
	isApproved: z.boolean().default(true),
	matchRate: z.number().min(0).max(1).default(0.6),
	/** Answers changes with success in part, and makes only the first half of them. */
	isPartial: z.boolean().default(false),
	/** Audiences that are there already, by name. */
	audiences: z.array(z.string()).default([]),
});
type Account = Omit<z.output<typeof account>, "audiences">;

type Extra = { createdAt: number; history: { action: string; at: number }[] };
type Audience = SandboxAudience<Extra>;
type Change = AudienceChange<Account, Extra>;

const mostAudiences = 400;
const longestName = 70;
const mostRows = 10_000;
const advertiserFields = ["advertiser_id", "name", "status", "currency", "timezone", "company"];

const schemaShapes = {
	EMAIL_SHA256: /^[0-9a-f]{64}$/i,
	PHONE_SHA256: /^[0-9a-f]{64}$/i,
	IDFA_SHA256: /^[0-9a-f]{64}$/i,
	AAID_SHA256: /^[0-9a-f]{64}$/i,
	IDFA_MD5: /^[0-9a-f]{32}$/i,
	AAID_MD5: /^[0-9a-f]{32}$/i,
} as const;
const column = z.enum(["EMAIL_SHA256", "PHONE_SHA256", "IDFA_SHA256", "AAID_SHA256", "IDFA_MD5", "AAID_MD5"]);

const audienceBody = z.discriminatedUnion("action", [
	z.strictObject({
		advertiser_id: z.string(),
		action: z.literal("create"),
		custom_audience_name: z.string().min(1),
	}),
	z.strictObject({ advertiser_id: z.string(), action: z.literal("delete"), delete_audience_id: z.string() }),
]);
const cell = z.union([
	z.strictObject({ id: z.string().min(1), audience_ids: z.array(z.string()).min(1) }),
	z.strictObject({ id: z.never().optional() }),
]);
const mappingBody = z.strictObject({
	advertiser_ids: z.array(z.string()).min(1),
	action: z.enum(["add", "delete"]),
	id_schema: z.array(column).min(1),
	batch_data: z.array(z.array(cell)).min(1).max(mostRows),
});

let requests = 0;

function say(code: number, message: string, data: object = {}): SandboxAnswer {
	return { status: 200, body: { code, message, request_id: `sandbox${++requests}`, data } };
}

/** Plays TikTok's audience endpoints strictly: what TikTok would refuse or not promise, this refuses. */
export function playTikTok({ now, change }: SandboxSurroundings): SandboxNetwork {
	return new TikTokNetwork(now, change);
}

class TikTokNetwork implements SandboxNetwork {
	readonly slug = "tiktok";
	private readonly store = new AudienceStore<Account, Extra>();
	private readonly now: () => number;
	private readonly change: (change: Change) => void;

	constructor(now: () => number, change: (change: Change) => void) {
		this.now = now;
		this.change = change;
	}

	read(request: SandboxRequest): SandboxStep | SandboxAnswer {
		const call = `${request.method} ${request.url.pathname.replace(/^\/open_api\/v1\.3/, "")}`;
		const token = request.headers["access-token"];
		const caller = [...this.store.accounts.values()].find((one) => one.accessToken === token);
		switch (call) {
			case "GET /advertiser/info/":
			case "GET /dmp/custom_audience/list/":
			case "GET /dmp/custom_audience/get/":
			case "POST /segment/audience/":
			case "POST /segment/mapping/":
				break;
			default:
				// Also without the slash at the end.
				return { status: 404, body: { error: "404 page not found" } };
		}
		if (!token) return say(40104, "Access token is empty.");
		if (!caller) return say(40105, "Access token is incorrect or has been revoked.");
		if (call === "GET /advertiser/info/") return this.readAdvertiser(request, caller);
		if (!caller.isApproved) return say(40001, "You don't have permission to the interface.");
		switch (call) {
			case "GET /dmp/custom_audience/list/":
				return this.list(request, caller);
			case "GET /dmp/custom_audience/get/":
				return this.get(request, caller);
			case "POST /segment/audience/":
				return this.changeAudience(request, caller);
			default:
				return this.readMapping(request, caller);
		}
	}

	private readAdvertiser(request: SandboxRequest, caller: Account): SandboxStep | SandboxAnswer {
		const unknown = unknownParameter(request, ["advertiser_ids", "fields"]);
		if (unknown) return unknown;
		const ids = jsonList(request, "advertiser_ids");
		const fields = request.url.searchParams.has("fields") ? jsonList(request, "fields") : advertiserFields;
		if (!ids) return say(40002, "advertiser_ids: must be a list of texts");
		if (!fields?.every((one) => advertiserFields.includes(one))) return say(40002, "fields: unknown");
		if (ids.some((one) => one !== caller.id)) return say(40001, "No permission to operate the advertiser.");
		const all: Record<string, string> = {
			advertiser_id: caller.id,
			name: caller.name,
			status: "STATUS_ENABLE",
			currency: "USD",
			timezone: "Etc/UTC",
			company: "Sandbox",
		};
		return read("", () => ({ list: [Object.fromEntries(fields.map((field) => [field, all[field]]))] }));
	}

	private own(caller: Account): Audience[] {
		return [...this.store.audiences.values()].filter(({ accountId }) => accountId === caller.id);
	}

	private list(request: SandboxRequest, caller: Account): SandboxStep | SandboxAnswer {
		const unknown = unknownParameter(request, ["advertiser_id", "custom_audience_ids", "page", "page_size"]);
		if (unknown) return unknown;
		const { searchParams } = request.url;
		if (searchParams.get("advertiser_id") !== caller.id) return notYours();
		const page = Number(searchParams.get("page") ?? 1);
		const size = Number(searchParams.get("page_size") ?? 10);
		if (!Number.isInteger(page) || page < 1) return say(40002, "page: must be at least 1");
		if (!Number.isInteger(size) || size < 1 || size > 100) return say(40002, "page_size: must be 1 to 100");
		return read("", () => {
			const own = this.own(caller);
			return {
				list: own.slice((page - 1) * size, page * size).map((one) => ({
					audience_id: one.id,
					name: one.name,
					is_creator: true,
					is_valid: true,
					audience_type: "Customer File Audience",
				})),
				page_info: {
					page,
					page_size: size,
					total_number: own.length,
					total_page: Math.max(1, Math.ceil(own.length / size)),
				},
			};
		});
	}

	private get(request: SandboxRequest, caller: Account): SandboxStep | SandboxAnswer {
		const unknown = unknownParameter(request, ["advertiser_id", "custom_audience_ids", "history_size"]);
		if (unknown) return unknown;
		if (request.url.searchParams.get("advertiser_id") !== caller.id) return notYours();
		const ids = jsonList(request, "custom_audience_ids");
		if (!ids || ids.length > 100) return say(40002, "custom_audience_ids: must be a list of 1 to 100 ids");
		const size = Number(request.url.searchParams.get("history_size") ?? 100);
		if (!(size >= 1 && size <= 100)) return say(40002, "history_size: must be 1 to 100");
		const found = ids.flatMap((one) => this.store.audiences.get(one) ?? []);
		if (found.length < ids.length || found.some((one) => one.accountId !== caller.id)) return notThere();
		return read(ids[0] ?? "", () => ({ list: found.map((one) => this.describeOne(caller, one, size)) }));
	}

	private describeOne(caller: Account, audience: Audience, historySize: number): object {
		const matched = this.store
			.keysAt(audience, this.now())
			.filter((key) => isMatched(key, caller.matchRate)).length;
		return {
			audience_details: {
				audience_id: audience.id,
				name: audience.name,
				type: "Customer File Audience",
				cover_num: matched,
				is_valid: matched >= 1_000,
				is_expiring: false,
				is_creator: true,
				owner_id: caller.id,
				error_msg: matched >= 1_000 ? "" : "The audience is too small",
				create_time: secondsText(audience.extra.createdAt),
			},
			audience_history: audience.extra.history
				.slice(-historySize)
				.map(({ action, at }) => ({ action, opt_time: secondsText(at), msg: "" })),
		};
	}

	private changeAudience(request: SandboxRequest, caller: Account): SandboxStep | SandboxAnswer {
		const parsed = audienceBody.safeParse(parseJson(request));
		if (!parsed.success) return badBody(parsed.error);
		const body = parsed.data;
		if (body.advertiser_id !== caller.id) return notYours();
		if (body.action === "delete") return say(40002, "action: the sandbox keeps its audiences");
		if (this.own(caller).length >= mostAudiences) return say(40002, "Too many audiences in this account.");
		return {
			operation: "create",
			audience: "",
			apply: () => say(0, "OK", { audience_id: this.addAudience(caller.id, body.custom_audience_name) }),
		};
	}

	private addAudience(accountId: string, name: string): string {
		const id = String(170_000_000 + this.store.audiences.size);
		const kept = Array.from(name).slice(0, longestName).join("");
		const extra = { createdAt: this.now(), history: [] };
		this.change({ type: "audience", id, accountId, name: kept, extra });
		return id;
	}

	private readMapping(request: SandboxRequest, caller: Account): SandboxStep | SandboxAnswer {
		const parsed = mappingBody.safeParse(parseJson(request));
		if (!parsed.success) return badBody(parsed.error);
		const { advertiser_ids: advertisers, action, id_schema: schema, batch_data: rows } = parsed.data;
		if (advertisers.some((one) => one !== caller.id)) return notYours();
		if (new Set(schema).size < schema.length) return say(40002, "id_schema: a type is there twice");
		if (rows.some((row) => row.length !== schema.length)) {
			return say(40002, "batch_data: a row must have as many items as id_schema");
		}
		const changes: { audience: string; key: string }[] = [];
		for (const row of rows) {
			const filled = row.flatMap((one, index) =>
				one.id === undefined ? [] : [{ ...one, type: schema[index] }],
			);
			if (filled.length === 0) return say(40002, "batch_data: a row must hold an id");
			for (const { id, audience_ids: audiences, type } of filled) {
				if (!type || !schemaShapes[type].test(id)) {
					return say(40002, `batch_data: an id is not of the type ${type}`);
				}
				for (const audience of audiences) {
					if (this.store.audiences.get(audience)?.accountId !== caller.id) return notThere();
					changes.push({ audience, key: `${type}:${id.toLowerCase()}` });
				}
			}
		}
		return {
			operation: action === "add" ? "add" : "remove",
			audience: changes[0]?.audience ?? "",
			apply: () => {
				const made = caller.isPartial ? changes.slice(0, Math.ceil(changes.length / 2)) : changes;
				this.applyMapping(action, made);
				return caller.isPartial ? say(20001, "Partial success") : say(0, "OK");
			},
		};
	}

	private applyMapping(
		action: "add" | "delete",
		changes: readonly { audience: string; key: string }[],
	): void {
		const byAudience = new Map<string, string[]>();
		for (const { audience, key } of changes) {
			const keys = byAudience.get(audience);
			if (keys) keys.push(key);
			else byAudience.set(audience, [key]);
		}
		for (const [audience, keys] of byAudience) {
			if (action === "add") {
				this.change({ type: "add", audience, keys: keys.map((key): [string, null] => [key, null]) });
			} else this.change({ type: "remove", audience, keys });
			const extra = this.store.audiences.get(audience)?.extra;
			if (!extra) continue;
			const history = [...extra.history, { action, at: this.now() }].slice(-100);
			this.change({ type: "extra", audience, extra: { ...extra, history } });
		}
	}

	fail(failure: SandboxFailure): SandboxAnswer {
		switch (failure) {
			case "throttle":
				return say(40100, "Too many requests. Please retry in some time.");
			case "error_500":
				return say(50000, "System error.");
			case "token_expired":
				return say(40105, "Access token is incorrect or has been revoked.");
			case "bad_request":
				return say(40002, "batch_data: invalid value");
			case "too_small":
				// The streaming endpoints take everyone out that they are asked to: the nearest they have.
				return say(50002, "The audience is being updated.");
		}
	}

	apply(change: unknown): void {
		// Safe because only this network makes its changes.
		this.store.apply(change as Change);
	}

	journal(): Iterable<unknown> {
		return this.store.journal();
	}

	seed(): void {
		this.addAccount({ id: "7000000000000000001", accessToken: "sandbox-tiktok-token" });
	}

	addAccount(body: unknown): void {
		const { audiences, ...added } = account.parse(body);
		this.change({ type: "account", account: added });
		for (const name of audiences) this.addAudience(added.id, name);
	}

	reset(): void {
		this.store.clear();
	}

	describe(): object {
		return this.store.describe(this.now());
	}

	describeAudience(id: string): object | null {
		return this.store.describeAudience(id, this.now());
	}
}

function read(audience: string, data: () => object): SandboxStep {
	return { operation: "read", audience, apply: () => say(0, "OK", data()) };
}

function notYours(): SandboxAnswer {
	return say(40001, "No permission to operate the advertiser.");
}

function notThere(): SandboxAnswer {
	return say(40002, "The audience does not exist in this account.");
}

function badBody(error: z.ZodError): SandboxAnswer {
	return say(40002, z.prettifyError(error).slice(0, 300));
}

function unknownParameter(request: SandboxRequest, known: readonly string[]): SandboxAnswer | null {
	const unknown = [...request.url.searchParams.keys()].find((name) => !known.includes(name));
	return unknown === undefined ? null : say(40002, `${unknown}: unknown parameter`);
}

function jsonList(request: SandboxRequest, name: string): string[] | null {
	try {
		const parsed = z
			.array(z.string())
			.min(1)
			.safeParse(JSON.parse(request.url.searchParams.get(name) ?? ""));
		return parsed.success ? parsed.data : null;
	} catch {
		return null;
	}
}

function parseJson(request: SandboxRequest): unknown {
	if (!request.headers["content-type"]?.startsWith("application/json")) return undefined;
	try {
		return JSON.parse(request.body);
	} catch {
		return undefined;
	}
}

function secondsText(ms: number): string {
	return new Date(ms).toISOString().slice(0, 19).replace("T", " ");
}
