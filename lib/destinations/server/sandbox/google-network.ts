import { isMatched, type SandboxAudience } from "@/lib/destinations/server/sandbox/audience-store";
import {
	describeList,
	describeStatus,
	readPageToken,
	writePageToken,
} from "@/lib/destinations/server/sandbox/google-answers";
import {
	createBody,
	ingestBody,
	readMembers,
	removeBody,
	shapeProblem,
	type Upload,
} from "@/lib/destinations/server/sandbox/google-bodies";
import { badField, googleError } from "@/lib/destinations/server/sandbox/google-error";
import {
	type GoogleAccount,
	type GoogleChange,
	type GoogleRequest,
	GoogleState,
	googleAccount,
	type ListExtra,
} from "@/lib/destinations/server/sandbox/google-state";
import { isTokenOf } from "@/lib/destinations/server/sandbox/is-token-of";
import type {
	SandboxAnswer,
	SandboxFailure,
	SandboxNetwork,
	SandboxRequest,
	SandboxStep,
	SandboxSurroundings,
} from "@/lib/destinations/server/sandbox/sandbox-network";

type List = SandboxAudience<ListExtra>;

const maxDays = 540;
const found = (body: object): SandboxAnswer => ({ status: 200, body });

/** Plays the part of Google's Data Manager API that Customer Match needs, under /google. */
export function playGoogle(surroundings: SandboxSurroundings): SandboxNetwork {
	return new GoogleNetwork(surroundings);
}

class GoogleNetwork implements SandboxNetwork {
	readonly slug = "google";
	private readonly state = new GoogleState();
	private readonly now: () => number;
	private readonly change: (change: GoogleChange) => void;

	private readonly accountOf: SandboxSurroundings["accountOf"];

	constructor({ now, change, accountOf }: SandboxSurroundings) {
		this.now = now;
		this.accountOf = accountOf;
		this.change = change;
	}

	read(request: SandboxRequest): SandboxStep | SandboxAnswer {
		this.arrive();
		const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
		const isKnown = token && [...this.state.accounts.values()].some((one) => this.accepts(one, token));
		if (!token || !isKnown) {
			return googleError(
				"UNAUTHENTICATED",
				"Request had invalid authentication credentials. Expected OAuth 2 access token.",
				{ reason: "ACCESS_TOKEN_EXPIRED" },
			);
		}
		const { method } = request;
		const { pathname } = request.url;
		if (method === "POST" && pathname === "/v1/audienceMembers:ingest") {
			return this.readUpload(request, token, true);
		}
		if (method === "POST" && pathname === "/v1/audienceMembers:remove") {
			return this.readUpload(request, token, false);
		}
		if (method === "GET" && pathname === "/v1/requestStatus:retrieve") return this.readStatus(request, token);
		const [, accountId, , listId] =
			/^\/v1\/accountTypes\/GOOGLE_ADS\/accounts\/(\d+)\/userLists(\/(\d+))?$/.exec(pathname) ?? [];
		if (accountId === undefined) return googleError("NOT_FOUND", `Method not found: ${method} ${pathname}`);
		const login = /^accountTypes\/GOOGLE_ADS\/accounts\/(\d+)$/.exec(
			request.headers["login-account"] ?? "",
		)?.[1];
		const account = this.accountFor(accountId, token, login);
		if (!account) return denied();
		if (listId !== undefined) {
			const list = this.state.audiences.get(listId);
			if (method !== "GET") return googleError("NOT_FOUND", "Method not found.");
			if (list?.accountId !== account.id) return googleError("NOT_FOUND", "Resource not found.");
			return { operation: "read", audience: listId, apply: () => found(this.listView(account, list)) };
		}
		if (method === "GET") return this.readLists(request, account);
		if (method === "POST") return this.readCreate(request, account);
		return googleError("NOT_FOUND", "Method not found.");
	}

	private accepts(account: GoogleAccount, token: string): boolean {
		return isTokenOf(account, token, this.accountOf);
	}

	/** The account, if the token's user may use it as the login account says. */
	private accountFor(id: string, token: string, login: string | undefined): GoogleAccount | null {
		const account = this.state.accounts.get(id);
		return account && this.accepts(account, token) && (login ?? id) === (account.managerId ?? id)
			? account
			: null;
	}

	private readLists({ url }: SandboxRequest, account: GoogleAccount): SandboxStep | SandboxAnswer {
		const { searchParams } = url;
		const unknown = [...searchParams.keys()].find(
			(name) => !["pageSize", "pageToken", "filter"].includes(name),
		);
		if (unknown) return badField(unknown, "INVALID_FORMAT", "Cannot bind query parameter.");
		const size = Math.min(1_000, Number(searchParams.get("pageSize") || 50));
		if (!(size >= 1)) return badField("page_size", "INVALID_NUMBER_FORMAT", "Invalid number format.");
		const filter = searchParams.get("filter");
		const name = /^(?:display_name|displayName) = "([^"\\]*)"$/.exec(filter ?? "")?.[1];
		if (filter !== null && name === undefined) {
			return badField("filter", "INVALID_FILTER", "The query filter is invalid.");
		}
		const token = searchParams.get("pageToken");
		const [start, of] = token === null ? [0, filter] : readPageToken(token);
		if (of !== filter) return badField("page_token", "INVALID_PAGE_TOKEN", "The page token is invalid.");
		const all = [...this.state.audiences.values()].filter(
			(one) => one.accountId === account.id && (name === undefined || one.name === name),
		);
		const next = start + size < all.length ? { nextPageToken: writePageToken(start + size, filter) } : {};
		return {
			operation: "read",
			audience: "",
			apply: () =>
				found({
					userLists: all.slice(start, start + size).map((one) => this.listView(account, one)),
					...next,
				}),
		};
	}

	private readCreate(request: SandboxRequest, account: GoogleAccount): SandboxStep | SandboxAnswer {
		const parsed = createBody.safeParse(parseJson(request.body));
		if (!parsed.success) return shapeProblem(parsed.error);
		if (!account.isEligible) return notEligible();
		const { displayName, description, integrationCode, membershipDuration, ingestedUserListInfo } =
			parsed.data;
		const seconds = Number(membershipDuration.slice(0, -1));
		if (seconds === 0 || seconds % 86_400 !== 0) {
			const text = "Valid durations are exact multiples of 24 hours.";
			return badField("user_list.membership_duration", "INVALID_ARGUMENT", text);
		}
		if (seconds > maxDays * 86_400) {
			const text = "The user list membership duration is too long.";
			return badField("user_list.membership_duration", "MEMBERSHIP_DURATION_TOO_LONG", text);
		}
		if (ingestedUserListInfo.uploadKeyTypes[0] !== "CONTACT_ID" || !ingestedUserListInfo.contactIdInfo) {
			const text = "The user list upload key types are not supported.";
			return badField("user_list.ingested_user_list_info", "UNSUPPORTED_USER_LIST_UPLOAD_KEY_TYPES", text);
		}
		const isTaken = [...this.state.audiences.values()].some(
			(one) => one.accountId === account.id && one.name === displayName,
		);
		if (isTaken) {
			const text = "The display name is already being used for another user list for the account.";
			return badField("user_list.display_name", "DISPLAY_NAME_ALREADY_USED", text);
		}
		if (request.url.searchParams.get("validateOnly") === "true") {
			return { operation: "read", audience: "", apply: () => found({}) };
		}
		return {
			operation: "create",
			audience: "",
			apply: () => {
				const id = String(7_000_000_001 + this.state.audiences.size);
				const extra = { description, integrationCode, membershipSeconds: seconds };
				this.change({ type: "audience", id, accountId: account.id, name: displayName, extra });
				const list = this.state.audiences.get(id);
				return found(list ? this.listView(account, list) : {});
			},
		};
	}

	private listView(account: GoogleAccount, list: List): object {
		return describeList(account, list, this.state.keysAt(list, this.now()));
	}

	private readUpload(request: SandboxRequest, token: string, isAdd: boolean): SandboxStep | SandboxAnswer {
		const parsed = (isAdd ? ingestBody : removeBody).safeParse(parseJson(request.body));
		if (!parsed.success) return shapeProblem(parsed.error);
		const body: Upload = parsed.data;
		const [destination, ...others] = body.destinations;
		if (!destination) return badField("destinations", "REQUIRED_FIELD_MISSING", "Required field is missing.");
		if (others.length > 0) return badField("destinations", "TOO_MANY_DESTINATIONS", "One is played here.");
		const { operatingAccount, loginAccount, productDestinationId } = destination;
		for (const [field, one] of Object.entries({
			operating_account: operatingAccount,
			login_account: loginAccount,
		})) {
			if (one && !/^\d+$/.test(one.accountId)) {
				const path = `destinations[0].${field}.account_id`;
				return badField(path, "INVALID_NUMBER_FORMAT", "String is not a valid number.");
			}
		}
		const account = this.accountFor(operatingAccount.accountId, token, loginAccount?.accountId);
		if (!account || operatingAccount.accountType !== "GOOGLE_ADS") return denied();
		const list = this.state.audiences.get(productDestinationId);
		if (list?.accountId !== account.id) {
			const path = "destinations[0].product_destination_id";
			return badField(path, "INVALID_USER_LIST_ID", "User list is not valid.");
		}
		if (isAdd && !account.isEligible) return notEligible();
		const terms = body.termsOfService?.customerMatchTermsOfServiceStatus;
		if (isAdd && (terms === "REJECTED" || (terms === undefined && !account.isTermsAccepted))) {
			const text = "Required terms and conditions are not accepted.";
			return badField("terms_of_service", "TERMS_AND_CONDITIONS_NOT_SIGNED", text);
		}
		const members = readMembers(body, { ...account, isAdd });
		if (!Array.isArray(members)) return members;
		if (body.validateOnly) return { operation: "read", audience: list.id, apply: () => found({}) };
		return {
			operation: isAdd ? "add" : "remove",
			audience: list.id,
			apply: () => {
				const at = this.now();
				const granted = members.filter(({ isDenied }) => !isDenied);
				const keys = granted.flatMap((one) => one.keys);
				const id = `sandbox-${this.state.requests.size + 1}`;
				if (isAdd && !account.failsProcessing) this.add(account, list, keys, id, at);
				if (!isAdd && !account.failsProcessing) this.change({ type: "remove", audience: list.id, keys });
				const matched = keys.filter((key) => isMatched(key, account.matchRate)).length;
				const value: GoogleRequest = {
					id,
					accountId: account.id,
					audience: list.id,
					isAdd,
					records: members.length,
					identifiers: members.flatMap((one) => one.keys).length,
					matched,
					denied: members.length - granted.length,
					at,
					hasFailed: account.failsProcessing,
				};
				this.change({ type: "request", request: value });
				return found({ requestId: id });
			},
		};
	}

	private add(account: GoogleAccount, list: List, values: string[], id: string, at: number): void {
		const arrival = at + account.additionDelayMs;
		const expiresAt = arrival + list.extra.membershipSeconds * 1_000;
		const keys = values.map((key): [string, number] => [key, expiresAt]);
		if (account.additionDelayMs === 0) this.change({ type: "add", audience: list.id, keys });
		else this.change({ type: "late", late: { id, audience: list.id, keys, at: arrival } });
	}

	/** What was accepted earlier takes effect when its time has come. */
	private arrive(): void {
		for (const { id, at } of this.state.late.values()) {
			if (at <= this.now()) this.change({ type: "arrived", id });
		}
	}

	private readStatus({ url }: SandboxRequest, token: string): SandboxStep | SandboxAnswer {
		const request = this.state.requests.get(url.searchParams.get("requestId") ?? "");
		const account = this.state.accounts.get(request?.accountId ?? "");
		if (!request || !account || !this.accepts(account, token)) {
			return badField("request_id", "INVALID_REQUEST_ID", "The request ID is not valid.");
		}
		return {
			operation: "read",
			audience: request.audience,
			apply: () => found({ requestStatusPerDestination: [describeStatus(account, request, this.now())] }),
		};
	}

	fail(failure: SandboxFailure): SandboxAnswer {
		switch (failure) {
			case "throttle":
				return googleError("RESOURCE_EXHAUSTED", "Too many requests.");
			case "error_500":
				return googleError("UNAVAILABLE", "The service is currently unavailable.");
			case "token_expired":
				return googleError("UNAUTHENTICATED", "Request had invalid authentication credentials.");
			case "bad_request":
				return badField("", "INVALID_ARGUMENT", "There was a problem with the request.");
			case "too_small":
				// Google shrinks lists of any size: the nearest it has is a conflict.
				return googleError("ABORTED", "The operation was aborted.", { reason: "CONCURRENT_MODIFICATION" });
		}
	}

	apply(change: unknown): void {
		// Safe because only changes of this network are given to it.
		this.state.applyGoogle(change as GoogleChange);
	}

	journal(): Iterable<unknown> {
		return this.state.googleJournal();
	}

	seed(): void {
		this.addAccount({ id: "1002003001", accessToken: "sandbox-google-token", oauthAccount: "111" });
		this.addAccount({ id: "1002003002", accessToken: "sandbox-google-agency", oauthAccount: "222" });
	}

	addAccount(body: unknown): void {
		this.change({ type: "account", account: googleAccount.parse(body) });
	}

	reset(): void {
		this.state.clearAll();
	}

	describe(): object {
		this.arrive();
		return this.state.describe(this.now());
	}

	describeAudience(id: string): object | null {
		this.arrive();
		return this.state.describeAudience(id, this.now());
	}
}

function denied(): SandboxAnswer {
	return googleError("PERMISSION_DENIED", "The user does not have permission or the resource is not found.");
}

function notEligible(): SandboxAnswer {
	const text = "The account is not allowlisted for the given feature.";
	return googleError("PERMISSION_DENIED", text, { reason: "NOT_ALLOWLISTED" });
}

function parseJson(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return undefined;
	}
}
