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
	/** The number of a sponsored account. */
	id: z.string().regex(/^\d+$/),
	name: z.string().default("Sandbox ad account"),
	accessToken: z.string().min(8),
	role: z
		.enum(["ACCOUNT_MANAGER", "CAMPAIGN_MANAGER", "CREATIVE_MANAGER", "VIEWER"])
		.default("ACCOUNT_MANAGER"),
	/** Whether the app was approved for the Audiences program, and as what. */
	isApproved: z.boolean().default(true),
	sourcePlatform: z.string().default("MUSTER"),
	matchRate: z.number().min(0).max(1).default(0.5),
	/** A new segment's users answer 404 this long. */
	readyAfterMs: z.number().int().min(0).default(5_000),
	/** Values whose element is answered with this status. */
	answers: z.record(z.string(), z.number().int()).default({}),
});
type Account = z.output<typeof account>;

type Upload = { at: number; input: number; matched: number };
type Extra = { sourceSegmentId: string; createdAt: number; uploads: Upload[] };
type Segment = SandboxAudience<Extra>;
type Change = AudienceChange<Account, Extra>;

// Those LinkedIn still accepts; earlier ones were retired a year after their month.
const versions = ["202512", "202601", "202602", "202603", "202604", "202605", "202606", "202607", "202608"];
const recentMs = 7 * 86_400_000;

const createBody = z.strictObject({
	name: z.string().min(1).max(200),
	sourcePlatform: z.string(),
	sourceSegmentId: z.string().min(1),
	account: z.string(),
	accessPolicy: z.enum(["PRIVATE", "PUBLIC"]).default("PRIVATE"),
	type: z.enum(["USER", "COMPANY"]),
	destinations: z.array(z.strictObject({ destination: z.literal("LINKEDIN") })).min(1),
});
const element = z.strictObject({
	action: z.enum(["ADD", "REMOVE"]),
	userIds: z
		.array(
			z.strictObject({
				idType: z.enum(["SHA256_EMAIL", "SHA512_EMAIL", "GOOGLE_AID"]),
				idValue: z.string().min(1),
			}),
		)
		.min(1),
	firstName: z.string().max(35).optional(),
	lastName: z.string().max(35).optional(),
	title: z.string().max(50).optional(),
	company: z.string().optional(),
	country: z.string().length(2).optional(),
});
const usersBody = z.strictObject({ elements: z.array(element).min(1).max(5_000) });

const shapes = {
	SHA256_EMAIL: /^[0-9a-f]{64}$/i,
	SHA512_EMAIL: /^[0-9a-f]{128}$/i,
	GOOGLE_AID: /^[0-9a-f-]{36}$/i,
} as const;

function linkedInError(status: number, code: string, message: string): SandboxAnswer {
	return { status, body: { status, code, serviceErrorCode: status * 100, message } };
}

/** Plays LinkedIn's DMP segments strictly: what LinkedIn would refuse or not promise, this refuses. */
export function playLinkedIn({ now, change }: SandboxSurroundings): SandboxNetwork {
	return new LinkedInNetwork(now, change);
}

class LinkedInNetwork implements SandboxNetwork {
	readonly slug = "linkedin";
	private readonly store = new AudienceStore<Account, Extra>();
	private readonly now: () => number;
	private readonly change: (change: Change) => void;

	constructor(now: () => number, change: (change: Change) => void) {
		this.now = now;
		this.change = change;
	}

	read(request: SandboxRequest): SandboxStep | SandboxAnswer {
		const version = request.headers["linkedin-version"];
		if (version === undefined) {
			return linkedInError(400, "VERSION_MISSING", "A version must be present. Please specify a version.");
		}
		if (!versions.includes(version)) {
			return linkedInError(426, "NONEXISTENT_VERSION", `Requested version ${version} is not active`);
		}
		if (request.headers["x-restli-protocol-version"] !== "2.0.0") {
			return linkedInError(400, "ILLEGAL_ARGUMENT", "X-RestLi-Protocol-Version must be 2.0.0");
		}
		const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
		const caller = [...this.store.accounts.values()].find((one) => one.accessToken === token);
		if (!caller) return linkedInError(401, "INVALID_ACCESS_TOKEN", "Invalid access token");
		const route = /^\/rest\/(\w+)(?:\/(\d+))?(?:\/(\w+))?(?:\/(LINKEDIN))?$/.exec(request.url.pathname);
		const [, entity, id, edge, destination] = route ?? [];
		const call = [request.method, entity, id && "id", edge, destination].filter(Boolean).join(" ");
		switch (call) {
			case "GET adAccounts id":
				return this.readAccount(caller, id ?? "");
			case "GET adAccountUsers":
				return this.listRoles(request, caller);
		}
		if (entity !== "dmpSegments")
			return linkedInError(404, "RESOURCE_NOT_FOUND", "No virtual resource found");
		if (!caller.isApproved) return denied("Not enough permissions to access: rw_dmp_segments");
		if (call === "GET dmpSegments") return this.find(request, caller);
		if (call === "POST dmpSegments") return this.create(request, caller);
		const segment = this.store.audiences.get(id ?? "");
		if (!segment || segment.accountId !== caller.id) {
			return linkedInError(404, "RESOURCE_NOT_FOUND", "The segment does not exist");
		}
		switch (call) {
			case "GET dmpSegments id":
				return read(segment.id, () => this.describeSegment(caller, segment));
			case "GET dmpSegments id destinations LINKEDIN":
				return read(segment.id, () => ({
					...this.describeDestination(caller, segment),
					inputCount: this.recent(segment).input,
				}));
			case "POST dmpSegments id users":
				return this.readUsers(request, caller, segment);
		}
		return linkedInError(404, "RESOURCE_NOT_FOUND", "No virtual resource found");
	}

	private readAccount(caller: Account, id: string): SandboxStep | SandboxAnswer {
		if (id !== caller.id) return denied("The account does not exist or is not accessible");
		return read("", () => ({
			id: Number(caller.id),
			name: caller.name,
			status: "ACTIVE",
			type: "BUSINESS",
			currency: "USD",
		}));
	}

	private listRoles(request: SandboxRequest, caller: Account): SandboxStep | SandboxAnswer {
		const unknown = unknownParameter(request, ["q", "start", "count"]);
		if (unknown) return unknown;
		if (request.url.searchParams.get("q") !== "authenticatedUser") return badParameter("q");
		return read("", () => ({
			paging: { start: 0, count: 10, links: [], total: 1 },
			elements: [{ account: urnOf(caller), role: caller.role, user: "urn:li:person:sandbox" }],
		}));
	}

	private find(request: SandboxRequest, caller: Account): SandboxStep | SandboxAnswer {
		const unknown = unknownParameter(request, [
			"q",
			"account",
			"sourceSegmentId",
			"sourcePlatform",
			"start",
			"count",
		]);
		if (unknown) return unknown;
		const { searchParams } = request.url;
		if (searchParams.get("q") !== "account") return badParameter("q");
		if (searchParams.get("account") !== urnOf(caller)) return denied("The account is not accessible");
		const platform = searchParams.get("sourcePlatform");
		if (platform !== null && platform !== caller.sourcePlatform) return badParameter("sourcePlatform");
		const start = Number(searchParams.get("start") ?? 0);
		const count = Number(searchParams.get("count") ?? 10);
		if (!(start >= 0) || !(count >= 1 && count <= 100)) return badParameter("start or count");
		const wanted = searchParams.get("sourceSegmentId");
		return read("", () => {
			const all = [...this.store.audiences.values()].filter(
				({ accountId, extra }) =>
					accountId === caller.id && (wanted === null || extra.sourceSegmentId === wanted),
			);
			return {
				paging: { start, count, links: [], total: all.length },
				elements: all.slice(start, start + count).map((one) => this.describeSegment(caller, one)),
			};
		});
	}

	private create(request: SandboxRequest, caller: Account): SandboxStep | SandboxAnswer {
		const parsed = createBody.safeParse(parseJson(request));
		if (!parsed.success) return badBody(parsed.error);
		if (caller.role === "VIEWER") return denied("The member needs a role other than VIEWER");
		const { name, sourcePlatform, sourceSegmentId } = parsed.data;
		if (parsed.data.account !== urnOf(caller)) return denied("The account is not accessible");
		if (sourcePlatform !== caller.sourcePlatform) return badParameter("sourcePlatform");
		const exists = [...this.store.audiences.values()].some(
			({ accountId, extra }) => accountId === caller.id && extra.sourceSegmentId === sourceSegmentId,
		);
		if (exists) return linkedInError(409, "CONFLICT", "A segment with this sourceSegmentId exists");
		return {
			operation: "create",
			audience: "",
			apply: () => {
				const id = String(10_804 + this.store.audiences.size);
				const extra = { sourceSegmentId, createdAt: this.now(), uploads: [] };
				this.change({ type: "audience", id, accountId: caller.id, name, extra });
				return { status: 201, body: null, headers: { "x-restli-id": id } };
			},
		};
	}

	private readUsers(request: SandboxRequest, caller: Account, segment: Segment): SandboxStep | SandboxAnswer {
		if (request.headers["x-restli-method"]?.toUpperCase() !== "BATCH_CREATE") {
			return linkedInError(400, "ILLEGAL_ARGUMENT", "X-RestLi-Method must be BATCH_CREATE");
		}
		if (caller.role === "VIEWER") return denied("The member needs a role other than VIEWER");
		if (this.now() < segment.extra.createdAt + caller.readyAfterMs) {
			return linkedInError(404, "RESOURCE_NOT_FOUND", "The segment does not exist");
		}
		const parsed = usersBody.safeParse(parseJson(request));
		if (!parsed.success) return badBody(parsed.error);
		const { elements } = parsed.data;
		const ids = elements.flatMap((one) => one.userIds.map(({ idType, idValue }) => `${idType}:${idValue}`));
		if (new Set(ids).size < ids.length) {
			return linkedInError(400, "ILLEGAL_ARGUMENT", "The same user is in several elements");
		}
		return {
			operation: elements.every(({ action }) => action === "REMOVE") ? "remove" : "add",
			audience: segment.id,
			apply: () => this.applyUsers(caller, segment, elements),
		};
	}

	private applyUsers(
		caller: Account,
		segment: Segment,
		elements: readonly z.output<typeof element>[],
	): SandboxAnswer {
		const added: string[] = [];
		const removed: string[] = [];
		const answers = elements.map(({ action, userIds }) => {
			const status = userIds.map(({ idValue }) => caller.answers[idValue]).find((one) => one !== undefined);
			if (status !== undefined) return { status, error: { message: `answered with ${status}` } };
			if (userIds.some(({ idType, idValue }) => !shapes[idType].test(idValue))) {
				return { status: 400, error: { message: "idValue is not of its idType" } };
			}
			const keys = userIds.map(({ idType, idValue }) => `${idType}:${idValue.toLowerCase()}`);
			(action === "ADD" ? added : removed).push(...keys);
			return { status: 201 };
		});
		if (added.length > 0) {
			const keys = added.map((key): [string, null] => [key, null]);
			this.change({ type: "add", audience: segment.id, keys });
		}
		if (removed.length > 0) this.change({ type: "remove", audience: segment.id, keys: removed });
		const matched = added.filter((key) => isMatched(key, caller.matchRate)).length;
		const upload = { at: this.now(), input: added.length, matched };
		this.change({
			type: "extra",
			audience: segment.id,
			extra: { ...segment.extra, uploads: [...this.recentUploads(segment), upload] },
		});
		return { status: 200, body: { elements: answers } };
	}

	private recentUploads(segment: Segment): Upload[] {
		return segment.extra.uploads.filter(({ at }) => at > this.now() - recentMs);
	}

	private recent(segment: Segment): { input: number; matched: number } {
		const sum = { input: 0, matched: 0 };
		for (const { input, matched } of this.recentUploads(segment)) {
			sum.input += input;
			sum.matched += matched;
		}
		return sum;
	}

	private describeDestination(caller: Account, segment: Segment): object {
		const isBuilt = segment.extra.uploads.length > 0;
		const keys = this.store.keysAt(segment, this.now());
		return {
			destination: "LINKEDIN",
			destinationSegmentId: `urn:li:adSegment:${segment.id}1`,
			created: segment.extra.createdAt,
			lastModified: segment.extra.createdAt,
			status: isBuilt ? "READY" : "BUILDING",
			...(isBuilt
				? {
						audienceSize: keys.filter((key) => isMatched(key, caller.matchRate)).length,
						matchedCount: this.recent(segment).matched,
					}
				: {}),
		};
	}

	private describeSegment(caller: Account, segment: Segment): object {
		return {
			id: Number(segment.id),
			name: segment.name,
			account: urnOf(caller),
			accessPolicy: "PRIVATE",
			type: "USER",
			sourcePlatform: caller.sourcePlatform,
			sourceSegmentId: segment.extra.sourceSegmentId,
			created: segment.extra.createdAt,
			inputCount: this.recent(segment).input,
			destinations: [this.describeDestination(caller, segment)],
		};
	}

	fail(failure: SandboxFailure): SandboxAnswer {
		switch (failure) {
			case "throttle":
				return linkedInError(429, "TOO_MANY_REQUESTS", "Resource level throttle limit reached");
			case "error_500":
				return linkedInError(500, "INTERNAL_SERVER_ERROR", "Internal Server Error");
			case "token_expired":
				return linkedInError(401, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired");
			case "bad_request":
				return linkedInError(400, "ILLEGAL_ARGUMENT", "elements: invalid value");
			case "too_small":
				// LinkedIn takes everyone out that it is asked to: the nearest it has.
				return linkedInError(423, "LOCKED", "The segment is being changed");
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
		this.addAccount({ id: "500001", accessToken: "sandbox-linkedin-token" });
	}

	addAccount(body: unknown): void {
		this.change({ type: "account", account: account.parse(body) });
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

function urnOf({ id }: Account): string {
	return `urn:li:sponsoredAccount:${id}`;
}

function read(audience: string, body: () => object): SandboxStep {
	return { operation: "read", audience, apply: () => ({ status: 200, body: body() }) };
}

function denied(message: string): SandboxAnswer {
	return linkedInError(403, "ACCESS_DENIED", message);
}

function badParameter(name: string): SandboxAnswer {
	return linkedInError(400, "ILLEGAL_ARGUMENT", `Invalid value for param: ${name}`);
}

function badBody(error: z.ZodError): SandboxAnswer {
	return linkedInError(400, "ILLEGAL_ARGUMENT", z.prettifyError(error).slice(0, 300));
}

function unknownParameter(request: SandboxRequest, known: readonly string[]): SandboxAnswer | null {
	const unknown = [...request.url.searchParams.keys()].find((name) => !known.includes(name));
	return unknown === undefined
		? null
		: linkedInError(400, "QUERY_PARAM_NOT_ALLOWED", `Query parameter ${unknown} is not allowed`);
}

function parseJson(request: SandboxRequest): unknown {
	if (!request.headers["content-type"]?.startsWith("application/json")) return undefined;
	try {
		return JSON.parse(request.body);
	} catch {
		return undefined;
	}
}
