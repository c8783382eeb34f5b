import { z } from "zod";
import {
	type RecordChange,
	RecordStore,
	type SandboxRecord,
} from "@/lib/destinations/server/sandbox/record-store";
import type {
	SandboxAnswer,
	SandboxFailure,
	SandboxNetwork,
	SandboxRequest,
	SandboxStep,
	SandboxSurroundings,
} from "@/lib/destinations/server/sandbox/sandbox-network";

const account = z.strictObject({
	/** The number of the project. */
	id: z.string().regex(/^\d+$/),
	apiKey: z.string().min(3),
	/** Values that are called invalid one by one. */
	refusedValues: z.array(z.string()).default([]),
	/** Values of people who were forgotten for good. */
	forgotten: z.array(z.string()).default([]),
	/** Lists that are there already, by name. */
	audiences: z.array(z.string()).default([]),
});
type Account = Omit<z.output<typeof account>, "audiences">;
type Change = RecordChange<Account, null>;

const maxSubscribers = 1_000;
const maxBytes = 4_000_000;

const listBody = z.strictObject({ name: z.string().min(1), description: z.string().optional() });
const subscriber = z.strictObject({
	email: z.string().optional(),
	userId: z.string().optional(),
	preferUserId: z.boolean().optional(),
	dataFields: z.record(z.string(), z.unknown()).optional(),
});
type Subscriber = z.output<typeof subscriber>;
const subscribeBody = z.strictObject({
	listId: z.int(),
	updateExistingUsersOnly: z.boolean().default(false),
	subscribers: z.array(subscriber).min(1).max(maxSubscribers),
});
const unsubscribeBody = z.strictObject({
	listId: z.int(),
	subscribers: z
		.array(z.strictObject({ email: z.string().optional(), userId: z.string().optional() }))
		.min(1)
		.max(maxSubscribers),
	campaignId: z.int().optional(),
	// True would end every message of the channel: the sandbox takes it for a fault of the client.
	channelUnsubscribe: z.literal(false),
});
const moveBody = z.strictObject({ currentEmail: z.string(), newEmail: z.string() });

function refuse(status: number, code: string, msg: string): SandboxAnswer {
	return { status, body: { msg, code, params: null } };
}

/** Plays the parts of Iterable's API that keep lists and their users, strictly. */
export function playIterable(surroundings: SandboxSurroundings): SandboxNetwork {
	return new IterableNetwork(surroundings);
}

class IterableNetwork implements SandboxNetwork {
	readonly slug = "iterable";
	private readonly store = new RecordStore<Account>();
	private lastUser = 0;
	private readonly change: (change: Change) => void;

	constructor({ change }: SandboxSurroundings) {
		this.change = change;
	}

	read(request: SandboxRequest): SandboxStep | SandboxAnswer {
		const key = request.headers["api-key"];
		const caller = [...this.store.accounts.values()].find((one) => one.apiKey === key);
		if (!caller) return refuse(401, "BadApiKey", "Invalid API key");
		if (Buffer.byteLength(request.body) > maxBytes) return refuse(413, "RequestTooLarge", "too large");
		const call = `${request.method} ${request.url.pathname}`;
		switch (call) {
			case "GET /api/lists":
				return read("", () => ({
					lists: this.store
						.listsOf(caller.id)
						.map(({ id, name }) => ({ id: Number(id), name, createdAt: 0, listType: "Standard" })),
				}));
			case "POST /api/lists":
				return this.createList(request, caller);
			case "POST /api/lists/subscribe":
				return this.subscribe(request, caller);
			case "POST /api/lists/unsubscribe":
				return this.unsubscribe(request, caller);
			case "POST /api/users/updateEmail":
				return this.move(request, caller);
		}
		const list = this.store.lists.get(/^GET \/api\/lists\/(\d+)\/size$/.exec(call)?.[1] ?? "");
		if (list?.accountId !== caller.id) return refuse(404, "NotFound", "not found");
		return {
			operation: "read",
			audience: list.id,
			apply: () => ({ status: 200, body: `${list.members.size}` }),
		};
	}

	private createList(request: SandboxRequest, caller: Account): SandboxStep | SandboxAnswer {
		const parsed = listBody.safeParse(parseJson(request));
		if (!parsed.success) return badJson();
		return {
			operation: "create",
			audience: "",
			apply: () => ({ status: 200, body: { listId: Number(this.addList(caller.id, parsed.data.name)) } }),
		};
	}

	private addList(accountId: string, name: string): string {
		const id = String(500 + this.store.lists.size);
		this.change({ type: "list", id, accountId, name, extra: null });
		return id;
	}

	private find(caller: Account, { email, userId }: Subscriber): SandboxRecord | undefined {
		return email === undefined
			? this.store.find(caller.id, "userId", userId ?? "")
			: this.store.find(caller.id, "email", email.toLowerCase());
	}

	private listOf(caller: Account, listId: number): SandboxAnswer | null {
		return this.store.lists.get(String(listId))?.accountId === caller.id
			? null
			: refuse(400, "BadParams", `List ${listId} does not exist`);
	}

	private subscribe(request: SandboxRequest, caller: Account): SandboxStep | SandboxAnswer {
		const parsed = subscribeBody.safeParse(parseJson(request));
		if (!parsed.success) return badJson();
		const { listId, subscribers, updateExistingUsersOnly } = parsed.data;
		const gone = this.listOf(caller, listId);
		if (gone) return gone;
		return {
			operation: "add",
			audience: String(listId),
			apply: () => {
				const failed = new Failures();
				const records = new Map<string, SandboxRecord>();
				for (const one of subscribers) {
					const value = one.email ?? one.userId ?? "";
					if (caller.forgotten.includes(value)) failed.add("forgotten", one);
					else if (isInvalid(one) || caller.refusedValues.includes(value)) failed.add("invalid", one);
					else {
						const before = this.find(caller, one);
						if (!before && updateExistingUsersOnly) failed.add("notFound", one);
						else {
							const record = this.upsert(caller, one, before);
							records.set(record.id, record);
						}
					}
				}
				this.change({ type: "records", records: [...records.values()] });
				this.change({ type: "join", list: String(listId), records: [...records.keys()] });
				return failed.answer(subscribers.length);
			},
		};
	}

	private upsert(caller: Account, one: Subscriber, before: SandboxRecord | undefined): SandboxRecord {
		const fields: Record<string, unknown> = { ...before?.fields };
		for (const [name, value] of Object.entries(one.dataFields ?? {})) {
			if (value === null) delete fields[name];
			else fields[name] = value;
		}
		const identifiers = {
			...before?.identifiers,
			...(one.email === undefined ? {} : { email: one.email.toLowerCase() }),
			...(one.userId === undefined ? {} : { userId: one.userId }),
		};
		const id = before?.id ?? `u${caller.id}-${++this.lastUser}`;
		return { id, accountId: caller.id, identifiers, fields };
	}

	private unsubscribe(request: SandboxRequest, caller: Account): SandboxStep | SandboxAnswer {
		const parsed = unsubscribeBody.safeParse(parseJson(request));
		if (!parsed.success) return badJson();
		const { listId, subscribers } = parsed.data;
		const gone = this.listOf(caller, listId);
		if (gone) return gone;
		return {
			operation: "remove",
			audience: String(listId),
			apply: () => {
				const failed = new Failures();
				const records: string[] = [];
				for (const one of subscribers) {
					const record = this.find(caller, one);
					if (record) records.push(record.id);
					else failed.add("notFound", one);
				}
				this.change({ type: "leave", list: String(listId), records });
				return failed.answer(subscribers.length);
			},
		};
	}

	private move(request: SandboxRequest, caller: Account): SandboxStep | SandboxAnswer {
		const parsed = moveBody.safeParse(parseJson(request));
		if (!parsed.success) return badJson();
		const { currentEmail, newEmail } = parsed.data;
		return {
			operation: "add",
			audience: "",
			apply: () => {
				const record = this.find(caller, { email: currentEmail });
				if (!record) return refuse(400, "BadParams", `No user found with email ${currentEmail}`);
				if (this.find(caller, { email: newEmail })) {
					return refuse(400, "BadParams", `A user with email ${newEmail} already exists`);
				}
				const identifiers = { ...record.identifiers, email: newEmail.toLowerCase() };
				this.change({ type: "records", records: [{ ...record, identifiers }] });
				return { status: 200, body: { msg: "", code: "Success", params: null } };
			},
		};
	}

	fail(failure: SandboxFailure): SandboxAnswer {
		switch (failure) {
			case "throttle":
				return { status: 429, body: "Too Many Requests" };
			case "error_500":
				return refuse(500, "GenericError", "An error occurred");
			case "token_expired":
				return refuse(401, "BadApiKey", "Invalid API key");
			case "bad_request":
				return badJson();
			case "too_small":
				// Lists may be empty: the nearest it has.
				return refuse(503, "GenericError", "try again later");
		}
	}

	apply(change: unknown): void {
		// Safe because only this network makes its changes.
		const made = change as Change;
		if (made.type === "records") {
			for (const { id } of made.records) {
				this.lastUser = Math.max(this.lastUser, Number(id.slice(id.indexOf("-") + 1)));
			}
		}
		this.store.apply(made);
	}

	journal(): Iterable<unknown> {
		return this.store.journal();
	}

	seed(): void {
		this.addAccount({ id: "2001", apiKey: "sandbox-iterable-key" });
	}

	addAccount(body: unknown): void {
		const { audiences, ...added } = account.parse(body);
		this.change({ type: "account", account: added });
		for (const name of audiences) this.addList(added.id, name);
	}

	reset(): void {
		this.store.clear();
	}

	describe(): object {
		return this.store.describe();
	}

	describeAudience(id: string): object | null {
		return this.store.describeList(id);
	}
}

const reasons = ["invalid", "notFound", "invalidData", "conflict", "forgotten"] as const;

/** Failures as Iterable names them: by value, in one list for each reason. */
class Failures {
	private readonly lists = new Map<string, string[]>();
	private count = 0;

	add(reason: (typeof reasons)[number], { email, userId }: Subscriber): void {
		const name = email === undefined ? `${reason}UserIds` : `${reason}Emails`;
		const list = this.lists.get(name) ?? [];
		// As the profile is written there, not as it was sent.
		list.push(email === undefined ? (userId ?? "") : email.charAt(0).toUpperCase() + email.slice(1));
		this.lists.set(name, list);
		this.count++;
	}

	answer(sent: number): SandboxAnswer {
		const names = reasons.flatMap((reason) => [`${reason}Emails`, `${reason}UserIds`]);
		const failedUpdates = Object.fromEntries(names.map((name) => [name, this.lists.get(name) ?? []]));
		const { invalidEmails, invalidUserIds } = failedUpdates;
		return {
			status: 200,
			body: {
				successCount: sent - this.count,
				failCount: this.count,
				invalidEmails,
				invalidUserIds,
				filteredOutFields: [],
				createdFields: [],
				failedUpdates,
			},
		};
	}
}

function isInvalid({ email, userId }: Subscriber): boolean {
	return email === undefined ? !userId : !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email);
}

function read(audience: string, body: () => object): SandboxStep {
	return { operation: "read", audience, apply: () => ({ status: 200, body: body() }) };
}

function badJson(): SandboxAnswer {
	return refuse(400, "BadJsonBody", "The body does not have the expected form");
}

function parseJson(request: SandboxRequest): unknown {
	if (!request.headers["content-type"]?.startsWith("application/json")) return undefined;
	try {
		return JSON.parse(request.body);
	} catch {
		return undefined;
	}
}
