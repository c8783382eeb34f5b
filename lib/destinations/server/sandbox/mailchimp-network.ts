import {
	type Account,
	account,
	contactBody,
	contactsBody,
	failure,
	invalid,
	membershipBody,
	movedBody,
	parseJson,
	problem,
	segmentBody,
} from "@/lib/destinations/server/sandbox/mailchimp-answers";
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
import { md5Hex } from "@/lib/kernel/sha256";

type Change = RecordChange<Account, null>;
type Heard = SandboxStep | SandboxAnswer;
type Written = {
	email_address?: string | undefined;
	status?: string | undefined;
	merge_fields?: object | undefined;
};

/** Plays the parts of Mailchimp's Marketing API that keep contacts and static segments, as strictly. */
export function playMailchimp(surroundings: SandboxSurroundings): SandboxNetwork {
	return new MailchimpNetwork(surroundings);
}

class MailchimpNetwork implements SandboxNetwork {
	readonly slug = "mailchimp";
	private readonly store = new RecordStore<Account>();
	private readonly now: () => number;
	private readonly change: (change: Change) => void;
	private made = 0;

	constructor({ now, change }: SandboxSurroundings) {
		this.now = now;
		this.change = change;
	}

	read(request: SandboxRequest): Heard {
		const { method, url } = request;
		const [, listId, rest = ""] = /^\/3\.0\/lists\/([^/]+)(\/.*)?$/.exec(url.pathname) ?? [];
		const key = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
		const caller = [...this.store.accounts.values()].find(({ apiKey }) => apiKey === key);
		if (!caller) return failure("token_expired");
		if (listId !== caller.listId) return notFound();
		const [, room = "", name = ""] = /^\/([a-z-]+)(?:\/([0-9a-f]+))?$/.exec(rest) ?? [];
		switch (`${method} ${room}${name ? "/x" : ""}`) {
			case "GET ":
				return read("", () => ({ id: listId, name: caller.listName, stats: { member_count: 0 } }));
			case "POST ":
				return this.createContacts(request, caller);
			case "GET merge-fields":
				return read("", () => ({ merge_fields: caller.mergeFields, total_items: caller.mergeFields.length }));
			case "GET segments":
				return this.listSegments(request, caller);
			case "POST segments":
				return this.createSegment(request, caller);
			case "GET members":
				return this.listContacts(request, caller);
			case "PUT members/x":
			case "PATCH members/x":
				return this.writeContact(request, caller, name);
		}
		if (room !== "segments" || this.store.lists.get(name)?.accountId !== caller.id) return notFound();
		if (method === "POST") return this.changeMembers(request, caller, name);
		return read(name, () => ({
			id: Number(name),
			name: this.store.lists.get(name)?.name,
			member_count: this.store.lists.get(name)?.members.size,
		}));
	}

	private createContacts(request: SandboxRequest, caller: Account): Heard {
		const body = contactsBody.safeParse(parseJson(request));
		if (!body.success) return invalid(body.error);
		const { members, update_existing: updates } = body.data;
		return {
			operation: "add",
			audience: "",
			apply: () => {
				const records: SandboxRecord[] = [];
				const errors: object[] = [];
				const seen = new Set<string>();
				for (const member of members) {
					const email = member.email_address.toLowerCase();
					const found = this.store.find(caller.id, "email", email);
					const wrong =
						this.refusalOf(caller, email, member, records.length) ??
						(found && !updates
							? { error: `${email} is already a list member.`, code: "ERROR_CONTACT_EXISTS" }
							: seen.has(email)
								? { error: "Duplicate items found in the request.", code: "ERROR_DUPLICATE" }
								: null);
					seen.add(email);
					if (!wrong) records.push(this.written(caller, found, member));
					else
						errors.push({ email_address: member.email_address, error: wrong.error, error_code: wrong.code });
				}
				if (records.length > 0) this.change({ type: "records", records });
				return {
					status: 200,
					body: {
						new_members: records.map(shown),
						updated_members: [],
						errors,
						total_created: records.length,
						total_updated: 0,
						error_count: errors.length,
					},
				};
			},
		};
	}

	/** What Mailchimp has against a contact, in its own words. */
	private refusalOf(
		caller: Account,
		email: string,
		{ merge_fields: values = {} }: Written,
		added: number,
	): { error: string; code: string; title: string } | null {
		const generic = (title: string, error: string) => ({ title, error, code: "ERROR_GENERIC" });
		if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
			return generic("Invalid Resource", "Please provide a valid email address.");
		}
		if (caller.forgotten.includes(email)) {
			const words =
				"was permanently deleted and cannot be re-imported. The contact must re-subscribe to get back on the list.";
			return generic("Forgotten Email Not Subscribed", `${email} ${words}`);
		}
		const unknown = Object.keys(values).find((tag) => !caller.mergeFields.some((one) => one.tag === tag));
		if (unknown) return generic("Invalid Resource", `Your merge fields were invalid: ${unknown}`);
		const isNew = !this.store.find(caller.id, "email", email);
		if (isNew && caller.mostContacts !== null && this.store.records.size + added >= caller.mostContacts) {
			return generic("Forbidden", "Your account has reached its contact limit. Upgrade your plan.");
		}
		return null;
	}

	private written(caller: Account, found: SandboxRecord | undefined, sent: Written): SandboxRecord {
		const email = (sent.email_address ?? found?.identifiers.email ?? "").toLowerCase();
		return {
			id: found?.id ?? `${caller.id}-${this.store.records.size}-${this.made++}`,
			accountId: caller.id,
			identifiers: { email, hash: md5Hex(email) },
			fields: {
				...found?.fields,
				...sent.merge_fields,
				status: sent.status ?? found?.fields.status,
				changedAt: this.now(),
			},
		};
	}

	private writeContact(request: SandboxRequest, caller: Account, hash: string): Heard {
		const isPut = request.method === "PUT";
		const body = (isPut ? contactBody : movedBody).safeParse(parseJson(request));
		if (!body.success) return invalid(body.error);
		const { status_if_new: statusIfNew, ...sent } = body.data;
		const found = this.store.find(caller.id, "hash", hash);
		if (!found && !isPut) return notFound();
		if (!found && !statusIfNew) return problem(400, "Invalid Resource", "status_if_new is required.");
		const email = (sent.email_address ?? found?.identifiers.email ?? "").toLowerCase();
		const wrong = this.refusalOf(caller, email, sent, 0);
		if (wrong) return problem(wrong.title === "Forbidden" ? 403 : 400, wrong.title, wrong.error);
		const other = this.store.find(caller.id, "email", email);
		if (other && other.id !== found?.id) {
			return problem(400, "Member Exists", `${email} is already a list member. Use PUT to insert or update.`);
		}
		return {
			operation: "add",
			audience: "",
			apply: () => {
				const now = this.store.find(caller.id, "hash", hash);
				const status = now ? sent.status : (sent.status ?? statusIfNew);
				const record = this.written(caller, now, { ...sent, status });
				this.change({ type: "records", records: [record] });
				return { status: 200, body: shown(record) };
			},
		};
	}

	private listSegments({ url }: SandboxRequest, caller: Account): Heard {
		const count = Number(url.searchParams.get("count") ?? 10);
		const offset = Number(url.searchParams.get("offset") ?? 0);
		if (!(count >= 1 && count <= 1_000))
			return problem(400, "Invalid Resource", "count must be at most 1000.");
		return read("", () => {
			const all = this.store.listsOf(caller.id);
			const segments = all.slice(offset, offset + count).map(({ id, name }) => ({ id: Number(id), name }));
			return { segments, total_items: all.length };
		});
	}

	private createSegment(request: SandboxRequest, caller: Account): Heard {
		const body = segmentBody.safeParse(parseJson(request));
		if (!body.success) return invalid(body.error);
		return {
			operation: "create",
			audience: "",
			apply: () => {
				const id = String(3_000_001 + this.store.lists.size);
				this.change({ type: "list", id, accountId: caller.id, name: body.data.name, extra: null });
				return {
					status: 200,
					body: { id: Number(id), name: body.data.name, member_count: 0, type: "static" },
				};
			},
		};
	}

	private changeMembers(request: SandboxRequest, caller: Account, list: string): Heard {
		const body = membershipBody.safeParse(parseJson(request));
		if (!body.success) return invalid(body.error);
		const { members_to_add: adds, members_to_remove: removes } = body.data;
		return {
			operation: adds.length > 0 ? "add" : "remove",
			audience: list,
			apply: () => {
				const found = (email: string) => this.store.find(caller.id, "email", email.toLowerCase());
				const [join, leave] = [adds, removes].map((emails) => emails.flatMap((email) => found(email) ?? []));
				const absent = [...adds, ...removes].filter((email) => !found(email));
				if (join?.length) this.change({ type: "join", list, records: join.map(({ id }) => id) });
				if (leave?.length) this.change({ type: "leave", list, records: leave.map(({ id }) => id) });
				return {
					status: 200,
					body: {
						members_added: (join ?? []).map(shown),
						members_removed: (leave ?? []).map(shown),
						errors:
							absent.length > 0
								? [{ email_addresses: absent, error: "Email addresses do not exist in the audience." }]
								: [],
						total_added: join?.length ?? 0,
						total_removed: leave?.length ?? 0,
						error_count: absent.length > 0 ? 1 : 0,
					},
				};
			},
		};
	}

	private listContacts({ url }: SandboxRequest, caller: Account): Heard {
		const given = (name: string) => url.searchParams.get(name);
		const since = Date.parse(given("since_last_changed") ?? "1970-01-01");
		const before = Date.parse(given("before_last_changed") ?? "9999-01-01");
		const offset = Number(given("offset") ?? 0);
		const count = Number(given("count") ?? 10);
		if (!(count >= 1 && count <= 1_000))
			return problem(400, "Invalid Resource", "count must be at most 1000.");
		return read("", () => {
			const all = this.store.recordsOf(caller.id).filter(({ fields }) => {
				const at = Number(fields.changedAt);
				return at >= since && at < before && fields.status === given("status");
			});
			return { members: all.slice(offset, offset + count).map(shown), total_items: all.length };
		});
	}

	fail(kind: SandboxFailure): SandboxAnswer {
		return failure(kind);
	}

	apply(change: unknown): void {
		// Safe because only this network makes its changes.
		this.store.apply(change as Change);
	}

	journal(): Iterable<unknown> {
		return this.store.journal();
	}

	seed(): void {
		this.addAccount({ id: "sandbox-mailchimp", apiKey: "sandbox-mailchimp-key-us21", listId: "5a5b5c5d5e" });
	}

	addAccount(body: unknown): void {
		this.change({ type: "account", account: account.parse(body) });
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

function shown({ identifiers, fields }: SandboxRecord): object {
	const at = new Date(Number(fields.changedAt)).toISOString();
	return { id: identifiers.hash, email_address: identifiers.email, status: fields.status, last_changed: at };
}

function read(audience: string, body: () => object): SandboxStep {
	return { operation: "read", audience, apply: () => ({ status: 200, body: body() }) };
}

function notFound(): SandboxAnswer {
	return problem(404, "Resource Not Found", "The requested resource could not be found.");
}
