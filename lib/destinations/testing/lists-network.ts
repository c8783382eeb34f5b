import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { OAuth2 } from "@/lib/destinations/auth";
import type {
	Connection,
	DestinationDefinition,
	HttpResponse,
	Problem,
	RequestDescription,
	Verdict,
} from "@/lib/destinations/contract";
import { oneRequest } from "@/lib/destinations/conversation";
import { clientCredentialsTokens } from "@/lib/destinations/jwt-grant";
import { standardTokenRequests } from "@/lib/destinations/token-endpoint";

// A network for tests of OAuth: its accounts hold lists, and the sandbox's authorization server gives its tokens.

function request(
	connection: Connection,
	method: RequestDescription["method"],
	path: string,
	body?: object,
): RequestDescription {
	return {
		method,
		url: `${connection.settings.apiUrl}${path}`,
		headers: {
			authorization: `Bearer ${connection.credentials.accessToken ?? ""}`,
			"content-type": "application/json",
		},
		...(body ? { body: JSON.stringify(body) } : {}),
	};
}

function problemOf(answer: HttpResponse): Problem | null {
	const detail = `HTTP ${answer.status}`;
	if (answer.status === 401) return { class: "auth", message: "The token is not accepted.", detail };
	if (answer.status >= 500) return { class: "transient", message: "The network had a problem.", detail };
	return answer.status >= 400 ? { class: "config", message: "The network refused.", detail } : null;
}

function readAccount(answer: HttpResponse): Verdict<{ id: string; name: string }> {
	const problem = problemOf(answer);
	return problem ? { ok: false, problem } : { ok: true, value: JSON.parse(answer.body) };
}

const authUrl = (path: string) => (connection: Connection) => `${connection.settings.authUrl}/oauth/${path}`;
const appOf = ({ settings, credentials }: Connection) => ({
	clientId: settings.clientId ?? "",
	clientSecret: credentials.clientSecret ?? "",
});

const text = { kind: "text", isSecret: false, isRequired: true, help: "Of your app." } as const;

const oauth2: OAuth2 = {
	kind: "oauth2",
	authorizeAddress: authUrl("authorize"),
	clientId: (connection) => appOf(connection).clientId,
	scopes: ["lists.write"],
	...standardTokenRequests(authUrl("token"), appOf),
	refreshAheadMs: 60_000,
	readAccount: { build: (connection) => request(connection, "GET", "/account"), read: readAccount },
};

export const listsNetwork: DestinationDefinition = {
	slug: "lists",
	name: "Lists",
	summary: "Lists of people, for tests.",
	category: "Engineering",
	shape: "stream",
	purposes: ["advertising"],
	fields: [
		{ ...text, name: "clientId", label: "Client ID" },
		{ ...text, name: "clientSecret", label: "Client secret", kind: "password", isSecret: true },
		{ ...text, name: "authUrl", label: "Sign-in address", kind: "url" },
		{ ...text, name: "apiUrl", label: "API address", kind: "url" },
	],
	auth: oauth2,
	identifierKinds: [
		{
			kind: "email",
			column: "email",
			label: "Email",
			origin: { from: "vault", field: "email" },
			sentAs: "as is",
			toRemoteKey: (raw) => raw.trim().toLowerCase() || null,
		},
	],
	limits: { rowsPerRequest: 100, timeoutMs: 10_000, settleMs: () => 1_000, refusedRetryMs: 60_000 },
	rate: null,
	test: oneRequest(
		(connection) => request(connection, "GET", "/account"),
		(answer) => {
			const account = readAccount(answer);
			return account.ok ? { ok: true, value: account.value.name } : account;
		},
	),
	prepareAudience: null,
	deliver: oneRequest(
		(connection, { audience, operation, rows }) =>
			request(connection, "POST", `/lists/${audience.id}`, {
				operation,
				values: rows.map(({ value }) => value),
			}),
		(answer) => {
			const problem = problemOf(answer);
			return problem
				? { ok: false, problem }
				: { ok: true, value: { others: "confirmed", byIndex: new Map(), invalidCount: 0 } };
		},
	),
	readSize: null,
	receipts: null,
	readPause: () => 0,
	sandboxConnection: (url) => listsConnection(url, url),
};

/** The same network for an app that signs in for itself. */
export const mintedListsNetwork: DestinationDefinition = {
	...listsNetwork,
	slug: "minted_lists",
	auth: {
		kind: "minted",
		mint: clientCredentialsTokens({ tokenAddress: authUrl("token"), appOf, scopes: ["lists.write"] }),
		refreshAheadMs: 60_000,
	},
};

/** A connection to the sandbox's authorization server and an API of lists. */
export function listsConnection(authorization: string, apiUrl: string): Connection {
	return {
		settings: { clientId: "sandbox-app", authUrl: authorization, apiUrl },
		credentials: { clientSecret: "sandbox-app-secret" },
	};
}

export type ListsApi = {
	url: string;
	/** What the lists of an account hold, by list, sorted. */
	held: (accountId: string, list: string) => string[];
	/** Every request that was carried out: whose account, and what. */
	carriedOut: { accountId: string; operation: string; values: string[] }[];
	/** Answers 401 to a good token this many times. */
	refuse: (times: number) => void;
	refused: () => number;
	close: () => Promise<void>;
};

/** The API of lists. Only the authorization server knows whose a token is. */
export async function startListsApi(
	accountOf: (token: string) => { id: string; name: string } | null,
): Promise<ListsApi> {
	const lists = new Map<string, Set<string>>();
	const carriedOut: ListsApi["carriedOut"] = [];
	let toRefuse = 0;
	let refused = 0;
	const server = createServer((incoming, outgoing) => {
		const chunks: string[] = [];
		incoming.setEncoding("utf8");
		incoming.on("data", (chunk: string) => chunks.push(chunk));
		incoming.on("end", () => {
			const account = accountOf(incoming.headers.authorization?.replace(/^Bearer /, "") ?? "");
			if (!account || toRefuse > 0) {
				if (account) toRefuse--;
				refused++;
				outgoing.writeHead(401).end("{}");
				return;
			}
			const list = /^\/lists\/(\w+)$/.exec(incoming.url ?? "")?.[1];
			if (list) {
				const { operation, values } = JSON.parse(chunks.join(""));
				const held = lists.get(`${account.id} ${list}`) ?? new Set<string>();
				lists.set(`${account.id} ${list}`, held);
				for (const value of values) operation === "add" ? held.add(value) : held.delete(value);
				carriedOut.push({ accountId: account.id, operation, values });
			}
			outgoing.writeHead(200).end(JSON.stringify(account));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return {
		// Safe because a server that listens on a port has an address of this form.
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		held: (accountId, list) => [...(lists.get(`${accountId} ${list}`) ?? [])].sort(),
		carriedOut,
		refuse: (times) => {
			toRefuse = times;
		},
		refused: () => refused,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}
