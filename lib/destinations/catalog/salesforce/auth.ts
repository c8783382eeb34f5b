import type { Account, OAuth2 } from "@/lib/destinations/auth";
import { readOrganization } from "@/lib/destinations/catalog/salesforce/read-outcome";
import { addressOf, buildOrganization } from "@/lib/destinations/catalog/salesforce/to-requests";
import type { Connection, HttpResponse, Verdict } from "@/lib/destinations/contract";
import { standardTokenRequests } from "@/lib/destinations/token-endpoint";

/**
 * How someone gives Muster access to Salesforce: the web server flow with PKCE at the organization's own My Domain
 * address, which is also the instance address of the token's answer. Tokens bear no expiry: one that is refused is renewed.
 */
export const salesforceAuth: OAuth2 = {
	kind: "oauth2",
	authorizeAddress: (connection) => addressOf(connection, "services/oauth2/authorize"),
	clientId: ({ settings }) => settings.clientId ?? "",
	scopes: ["api", "refresh_token"],
	...standardTokenRequests(
		(connection: Connection) => addressOf(connection, "services/oauth2/token"),
		({ settings, credentials }: Connection) => ({
			clientId: settings.clientId ?? "",
			clientSecret: credentials.clientSecret ?? "",
		}),
	),
	readAccount: {
		build: (connection: Connection) => buildOrganization(connection),
		read: (answer: HttpResponse): Verdict<Account> => readOrganization(answer),
	},
};
