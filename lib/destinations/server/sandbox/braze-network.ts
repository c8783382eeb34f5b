import {
	type Account,
	type Attributes,
	account,
	dayPattern,
	noData,
	parseJson,
	readAttributes,
	say,
	trackBody,
} from "@/lib/destinations/server/sandbox/braze-answers";
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

type Change = RecordChange<Account, null>;

type RowError = { type: string; input_array: "attributes"; index: number };

/** Plays Braze's /users/track and its lists of opt-outs: what Braze would refuse, this refuses. */
export function playBraze(surroundings: SandboxSurroundings): SandboxNetwork {
	return new BrazeNetwork(surroundings);
}

class BrazeNetwork implements SandboxNetwork {
	readonly slug = "braze";
	private readonly store = new RecordStore<Account>();
	private readonly change: (change: Change) => void;
	private created = 0;

	constructor({ change }: SandboxSurroundings) {
		this.change = change;
	}

	read(request: SandboxRequest): SandboxStep | SandboxAnswer {
		const call = `${request.method} ${request.url.pathname}`;
		const permission = {
			"POST /users/track": "users.track",
			"GET /email/unsubscribes": "email.unsubscribe",
			"GET /email/hard_bounces": "email.hard_bounces",
		}[call];
		if (!permission) return say(404, "Not Found");
		const key = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
		const caller = [...this.store.accounts.values()].find(({ apiKey }) => apiKey === key);
		if (!caller?.permissions.includes(permission)) return say(401, `Invalid API key: ${key ?? ""}`);
		return call === "POST /users/track" ? this.track(request, caller) : this.list(request, caller);
	}

	private track(request: SandboxRequest, caller: Account): SandboxStep | SandboxAnswer {
		const parsed = trackBody.safeParse(parseJson(request));
		if (!parsed.success) return say(400, "Bad syntax");
		const objects = parsed.data.attributes;
		if (objects.length > caller.mostObjects) return say(400, "Max Input Length Exceeded");
		const errors: RowError[] = [];
		const taken: Attributes[] = [];
		const refused = new Set(caller.refusedValues);
		for (const [index, object] of objects.entries()) {
			const one = readAttributes(object, refused);
			if (typeof one === "string") errors.push({ type: one, input_array: "attributes", index });
			else taken.push(one);
		}
		const told = errors.length > 0 ? { errors } : {};
		if (taken.length === 0) return say(400, noData, told);
		const membership = taken.flatMap((one) => Object.entries(one)).find(isMembership);
		return {
			operation: membership?.[1] === false ? "remove" : "add",
			audience: membership?.[0] ?? "",
			apply: () => {
				this.save(caller, taken);
				if (caller.isQueueing) return say(202, "queued");
				return say(201, "success", { attributes_processed: taken.length, ...told });
			},
		};
	}

	private save(caller: Account, taken: readonly Attributes[]): void {
		const records = new Map<string, SandboxRecord>();
		const moves = new Map<string, { join: string[]; leave: string[] }>();
		for (const { external_id: externalId, _update_existing_only: isUpdate, ...sent } of taken) {
			const email = sent.email?.toLowerCase();
			const found =
				externalId !== undefined
					? this.store.find(caller.id, "external_id", externalId)
					: this.store.find(caller.id, "email", email ?? "");
			if (!found && isUpdate) continue;
			const id = found?.id ?? `${caller.id}-${this.store.records.size}-${this.created++}`;
			const before = records.get(id) ?? found;
			const fields = Object.fromEntries(
				Object.entries({ ...before?.fields, ...sent }).filter(([, value]) => value !== null),
			);
			const known = {
				...before?.identifiers,
				...(externalId === undefined ? {} : { external_id: externalId }),
			};
			records.set(id, {
				id,
				accountId: caller.id,
				identifiers: email === undefined ? known : { ...known, email },
				fields,
			});
			for (const [name, value] of Object.entries(sent)) {
				if (!isMembership([name, value])) continue;
				const move = moves.get(name) ?? { join: [], leave: [] };
				moves.set(name, move);
				(value === true ? move.join : move.leave).push(id);
			}
		}
		if (records.size > 0) this.change({ type: "records", records: [...records.values()] });
		for (const [list, { join, leave }] of moves) {
			if (!this.store.lists.has(list)) {
				this.change({ type: "list", id: list, accountId: caller.id, name: list, extra: null });
			}
			if (join.length > 0) this.change({ type: "join", list, records: join });
			if (leave.length > 0) this.change({ type: "leave", list, records: leave });
		}
	}

	private list(request: SandboxRequest, caller: Account): SandboxStep | SandboxAnswer {
		const { pathname, searchParams } = request.url;
		const isUnsubscribes = pathname === "/email/unsubscribes";
		const known = [
			"start_date",
			"end_date",
			"limit",
			"offset",
			...(isUnsubscribes ? ["sort_direction"] : []),
		];
		const unknown = [...searchParams.keys()].find((name) => !known.includes(name));
		if (unknown !== undefined) return say(400, `Unknown parameter ${unknown}`);
		const [from, to] = [searchParams.get("start_date") ?? "", searchParams.get("end_date") ?? ""];
		if (!dayPattern.test(from) || !dayPattern.test(to))
			return say(400, "start_date and end_date are required");
		if (from >= to) return say(400, "start_date must be earlier than end_date");
		const limit = Number(searchParams.get("limit") ?? 100);
		const offset = Number(searchParams.get("offset") ?? 0);
		if (!Number.isInteger(limit) || limit < 1 || limit > 500) return say(400, "limit must be at most 500");
		if (!Number.isInteger(offset) || offset < 0) return say(400, "offset must be a whole number");
		const isUp = searchParams.get("sort_direction") === "asc";
		return {
			operation: "read",
			audience: "",
			apply: () => {
				const all = (isUnsubscribes ? caller.unsubscribes : caller.hardBounces)
					.filter(({ at }) => at >= from && at < to)
					.sort((a, b) => (isUp ? a.at.localeCompare(b.at) : b.at.localeCompare(a.at)));
				const emails = all
					.slice(offset, offset + limit)
					.map(({ email, at }) =>
						isUnsubscribes
							? { email, unsubscribed_at: `${at.slice(0, 10)} ${at.slice(11, 19)} +0000` }
							: { email, hard_bounced_at: at },
					);
				return say(200, "success", { emails });
			},
		};
	}

	fail(failure: SandboxFailure): SandboxAnswer {
		switch (failure) {
			case "throttle":
				return say(429, "Rate Limited");
			case "error_500":
				return say(500, "Internal Server Error");
			case "token_expired":
				return say(401, "Invalid API key");
			case "bad_request":
				return say(400, "Bad syntax");
			case "too_small":
				// Braze takes everyone out that it is asked to: the nearest it has.
				return say(503, "Service Unavailable");
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
		this.addAccount({ id: "sandbox-braze", apiKey: "sandbox-braze-key" });
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

/** An attribute of true or false can be filtered by as an audience; only those of syncs are listed. */
function isMembership([name, value]: [string, unknown]): boolean {
	return name.startsWith("muster") && typeof value === "boolean";
}
